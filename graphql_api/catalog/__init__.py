"""SKUs and suppliers."""
