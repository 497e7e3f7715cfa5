"""Stock on hand and what moved it."""
