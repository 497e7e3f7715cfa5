"""`jaego import`."""


def import_files() -> None:
    """Import files."""
