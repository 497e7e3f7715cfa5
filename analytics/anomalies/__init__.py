"""What is unusual in sales, returns and stock, measured against what was expected."""
