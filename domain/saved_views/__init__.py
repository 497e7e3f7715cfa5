"""Saved views of lists and the columns in view: each person's own, views shared with the team on request."""
