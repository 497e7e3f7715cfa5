"""Check staged rows and merge them into the raw tables."""
