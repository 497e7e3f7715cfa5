"""Comments on purchase orders and SKUs."""
