"""What was handed in, and what of it was refused."""
