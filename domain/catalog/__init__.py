"""Suppliers and products, as they were imported."""
