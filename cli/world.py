"""`jaego generate`."""


def generate() -> None:
    """Generate a world."""
