"""Staging and marts: the `.sql` models run in their order, each held to the contract beside it."""
