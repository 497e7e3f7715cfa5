"""How long work shows its progress."""

from typing import Protocol


class Progress(Protocol):
    """Receives the progress of a piece of work; see `cli.console.progress` for what people see of it."""

    def __call__(self, label: str, done: int, total: int | None = None, unit: str = "") -> None:
        """Show that `done` of `total` units of the work called `label` are done; an unknown total is None."""


def silent(label: str, done: int, total: int | None = None, unit: str = "") -> None:
    """Show nothing."""
