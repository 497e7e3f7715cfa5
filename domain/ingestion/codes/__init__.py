"""Codes of channels that no product or listing knows: which wait, what they may be, and matching them by hand."""
