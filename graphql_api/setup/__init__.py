"""What an empty shop needs, and sample data."""
