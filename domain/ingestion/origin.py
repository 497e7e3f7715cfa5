"""Who imports files, what the files are called to people, and what else belongs to the same transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection


def _nothing(_connection: Connection, _batches: Sequence[int]) -> None:
    """The command line has nothing to add."""


@dataclass(frozen=True)
class Origin:
    """Where files come from.

    Attributes:
        label: how the audit log names who imports them.
        user_id: the user, if it is one.
        names: for the name of a file on the disk the one that people know it by, where that is another.
        finish: is called at the end of the transaction with the batches; if it raises, nothing is loaded.
    """

    label: str = "command line"
    user_id: int | None = None
    names: dict[str, str] = field(default_factory=dict)
    finish: Callable[[Connection, Sequence[int]], None] = _nothing

    def shown(self, text: str) -> str:
        """A text with the names that people know."""
        for name, shown in self.names.items():
            text = text.replace(name, shown)
        return text


COMMAND_LINE = Origin()
