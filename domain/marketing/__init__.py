"""Promotions and advertising."""
