"""Order lines: their numbers and codes, what stops counting, and credit notes that take units back."""
