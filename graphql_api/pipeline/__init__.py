"""Pipeline runs."""
