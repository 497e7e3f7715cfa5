"""Customer orders, their lines, returns and payments."""
