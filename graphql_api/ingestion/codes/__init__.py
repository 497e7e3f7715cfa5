"""Codes of channels that wait to be matched with products."""
