"""From an empty shop to the first published run: what is there already, and sample data to look around with."""
