"""The list of SKUs: product, supplier, and its row in the published overview."""
