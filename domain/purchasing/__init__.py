"""Purchase orders from draft to receipt."""
