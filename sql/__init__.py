"""SQL models: one select per file, its contract in the .yml beside it. No Python lives here."""
