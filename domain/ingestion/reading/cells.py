"""Cells of typed tables as text."""

from datetime import date, datetime, time


def cell_text(value: object) -> str:  # noqa: PLR0911 - one per kind of cell
    """A cell as the text that a CSV file would hold: ISO times, whole floats without a fraction, lists with `;`."""
    match value:
        case None:
            return ""
        case float() if value.is_integer():
            return str(int(value))
        case datetime():
            return value.isoformat(sep=" ")
        case date() | time():
            return value.isoformat()
        case bytes():
            return value.decode("utf-8", "surrogateescape")
        case list() | tuple():
            return ";".join(cell_text(item) for item in value)
        case _:
            return str(value)
