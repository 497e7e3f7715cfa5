"""What a saved view and a choice of columns may hold, without input or output."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from domain.saved_views.errors import SavedViewRefusedError

MAX_VIEWS = 50
MAX_NAME_LENGTH = 60
MAX_PARAMETERS = 20
MAX_VALUES = 50
MAX_VALUE_LENGTH = 200
MAX_STATE_BYTES = 8_192
MAX_HIDDEN_COLUMNS = 50
KEY = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,49}", re.ASCII)
"""A parameter's name in the address, and a column's: a plain word of at most 50 characters."""

UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""Control characters and halves of a character, which no page shows and the database can't hold."""

Parameters = Sequence[tuple[str, Sequence[str]]]
"""The conditions of a view: names and their values, as they are given."""


@dataclass(frozen=True)
class SavedViewChange:
    """What becomes of a view; None leaves a value as it is."""

    name: str | None = None
    parameters: Parameters | None = None
    is_shared: bool | None = None


def check_name(name: str) -> str:
    """The name without blanks around it.

    Raises:
        SavedViewRefusedError: it is empty, longer than 60 characters, or has characters that are not seen.
    """
    bare = name.strip()
    if not 1 <= len(bare) <= MAX_NAME_LENGTH or UNSEEN.search(bare):
        message = f"The name must have 1 to {MAX_NAME_LENGTH} visible characters. Choose another name."
        raise SavedViewRefusedError("name", message)
    return bare


def check_parameters(given: Parameters) -> dict[str, list[str]]:
    """The conditions of a view by name.

    Raises:
        SavedViewRefusedError: there are too many of them, a name is not a plain word or is repeated, or values are too
            many or too long.
    """
    if len(given) > MAX_PARAMETERS:
        raise _refused(f"A view has at most {MAX_PARAMETERS} conditions, not {len(given)}. Remove some.")
    found: dict[str, list[str]] = {}
    for name, values in given:
        if KEY.fullmatch(name) is None or name in found:
            raise _refused("The name of a condition must be a plain word of 1 to 50 characters and appear only once.")
        if len(values) > MAX_VALUES or any(len(value) > MAX_VALUE_LENGTH or UNSEEN.search(value) for value in values):
            message = (
                f"must have at most {MAX_VALUES} values of at most {MAX_VALUE_LENGTH} visible characters. Choose fewer."
            )
            raise _refused(f"The condition {name} {message}")
        found[name] = list(values)
    if sum(len(value.encode()) for values in found.values() for value in values) > MAX_STATE_BYTES:
        raise _refused(f"The values of a view must have at most {MAX_STATE_BYTES:,} bytes in all. Choose fewer.")
    return found


def check_columns(hidden: Collection[str]) -> list[str]:
    """The hidden columns, each once, in the order given.

    Raises:
        SavedViewRefusedError: they are too many, or one is not a plain word.
    """
    if len(hidden) > MAX_HIDDEN_COLUMNS or any(KEY.fullmatch(column) is None for column in hidden):
        message = f"Hidden columns must be at most {MAX_HIDDEN_COLUMNS} plain words of 1 to 50 characters."
        raise SavedViewRefusedError("hidden_columns", message)
    return list(dict.fromkeys(hidden))


def _refused(message: str) -> SavedViewRefusedError:
    return SavedViewRefusedError("parameters", message)
