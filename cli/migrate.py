"""`jaego migrate`: bring the tables up to date."""

from cli.console import out
from cli.session import open_engine
from kit.database import head_revision


def migrate() -> None:
    """Bring the database's tables to the newest revision."""
    with open_engine():
        out.print(f"at {head_revision()}")
