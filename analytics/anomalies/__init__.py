"""What is out of the ordinary in sales, returns and stock, measured against what was expected."""
