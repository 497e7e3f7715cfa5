"""Keys by which a client repeats a request without repeating its effect."""
