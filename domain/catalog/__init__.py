"""Suppliers, products and the published facts of each SKU."""
