"""The layout of the UCI Online Retail II data set: invoices in which sales, reversals and write-offs are mixed."""
