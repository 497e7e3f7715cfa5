"""Lines that a source's file has more than once, by the numbers that the source gives them."""

import hashlib
from collections.abc import Callable, Iterable, Sequence

from domain.ingestion.formats.numbers import UnfitNumberError
from domain.ingestion.lines import DUPLICATE
from domain.ingestion.profile_engine.cells import Cell, Cells
from domain.ingestion.reading.sheets import Row

COPY = "COPY"
"""A line that repeats another one in full."""


def find_repetitions(lines: Iterable[Row], width: int, columns: Sequence[tuple[str, Cell]]) -> Callable[[Cells], str]:
    """A function that says, line by line, whether a line is a row beside others of the same number.

    It returns nothing for a row, COPY for one that is there already, and otherwise the fault of a line of other content
    than the one that is a row. That one has the smallest hash, so that the order of lines does not matter. A line
    without a number is always a row.

    Args:
        lines: all lines of the sheet.
        width: cells of a line; those of another width are passed over.
        columns: the columns that number the lines, with their names in the file.
    """
    key_of = _key_of([cell for _, cell in columns])
    chosen: dict[str, bytes] = {}
    for _, cells in lines:
        if len(cells) == width and (key := key_of(cells)):
            digest = _digest(cells)
            chosen[key] = min(chosen.get(key, digest), digest)
    fault = DUPLICATE + " and ".join(name for name, _ in columns)
    taken = set[str]()

    def repeated(cells: Cells) -> str:
        key = key_of(cells)
        if not key:
            return ""
        if chosen[key] != _digest(cells):
            return fault
        if key in taken:
            return COPY
        taken.add(key)
        return ""

    return repeated


def _key_of(columns: Sequence[Cell]) -> Callable[[Cells], str]:
    def key(cells: Cells) -> str:
        try:
            parts = [cell(cells) for cell in columns]
        except UnfitNumberError:
            return ""  # refused by its column
        return "\x1f".join(parts) if all(parts) else ""

    return key


def _digest(cells: Cells) -> bytes:
    text = "\x1f".join([cell.strip() for cell in cells])
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
