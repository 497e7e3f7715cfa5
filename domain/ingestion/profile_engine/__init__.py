"""Read raw exports by profiles: which source a file is from, and which rows of the contract its lines become."""
