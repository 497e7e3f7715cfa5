"""The list of SKUs as a file."""
