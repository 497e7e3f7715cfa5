"""The published run as lines of JSON."""
