"""Saved views of lists and the columns in view."""
