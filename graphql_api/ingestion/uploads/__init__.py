"""Uploads: how a file is described, mapped, started, and what became of it."""
