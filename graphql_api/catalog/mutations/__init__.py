"""What people do with SKUs."""
