"""One row per SKU with what a list of SKUs needs."""
