"""Uploaded files and their refused rows."""
