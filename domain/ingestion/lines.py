"""Lines of a file as rows of the temporary table `staged`, and what keeps a line from being a row."""

import json
from collections.abc import Mapping, Sequence

UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u2060\ufeff"))
"""Characters of no width that word processors and web pages leave in names. (U+200D joins parts of emoji.)"""
Staged = tuple[object, ...]
"""Line number, fault, JSON of what fits no column, then the columns of the table as text."""


DUPLICATE = "DUPLICATE_KEY:"
"""Begins the fault of a line beside another one of the same key; the names of the key's columns follow."""


def line_fault(fields: Sequence[str], header: Sequence[str]) -> str:
    """What keeps a line from being a row; empty for a row."""
    if len(fields) != len(header):
        return f"the line has {len(fields)} of {len(header)} columns"
    if fields[0].strip() == header[0] and [field.strip() for field in fields] == list(header):
        return "the line repeats the header"
    return ""


def faulty(line: int, fault: str, header: Sequence[str], fields: Sequence[str], columns: int) -> Staged:
    """A line that is not a row: its fault, and its cells by their column."""
    named = {header[place] if place < len(header) else f"column {place + 1}": text for place, text in enumerate(fields)}
    return (line, fault, as_json(named), *[""] * columns)


def as_json(values: dict[str, str]) -> str:
    """Cells by column, as JSON that PostgreSQL can hold."""
    return json.dumps({storable(name): storable(text) for name, text in values.items()}, ensure_ascii=False)


def with_single_blanks(text: str) -> str:
    """A name as people match it by eye: without blanks around it, with single ones within, whatever their kind."""
    return " ".join(text.split() if text.isascii() else text.translate(UNSEEN).split())


def storable_json(value: object) -> object:
    """A JSON value whose texts PostgreSQL can hold, those of its keys too."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, Mapping):
        return {storable(str(key)): storable_json(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [storable_json(each) for each in value]
    return value


def storable(text: str) -> str:
    """The text with what PostgreSQL can't hold written as escapes."""
    return text.replace("\0", "\\x00").encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
