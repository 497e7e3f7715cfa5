"""Decisions about imported rows, without input or output: what of a refused row may be shown, and what still waits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from domain.ingestion.contract import TABLES
from domain.ingestion.layouts import ONLINE_RETAIL

WAITING = ("UNKNOWN_REFERENCE", "UNMATCHED_RETURN")
"""The reasons for which a refused row is tried again later."""
OF_ONE_COLUMN = frozenset({"MISSING_VALUE", "WRONG_TYPE", "OUT_OF_RANGE", "UNKNOWN_REFERENCE"})
PERSONAL = frozenset({"customer_ref", "customer_id", "email"})
OPEN = frozenset(column.name for table in (*TABLES, ONLINE_RETAIL) for column in table.columns) - PERSONAL
HIDDEN = "•••"


@dataclass(frozen=True)
class Cell:
    """A value of a refused row; what may identify a person is shown by its first character only."""

    column: str
    value: str | None
    is_masked: bool


def shown_cells(row: Mapping[str, str | None]) -> list[Cell]:
    """The values of a refused row, by column.

    Shown whole are the columns of the import contract that hold nothing personal. Any other column may hold a name or
    a telephone number, and a shifted line an address anywhere: these are masked.
    """
    return [_cell(column, value) for column, value in sorted(row.items())]


def _cell(column: str, value: str | None) -> Cell:
    if not value or (column in OPEN and "@" not in value):
        return Cell(column, value, is_masked=False)
    return Cell(column, value[0] + HIDDEN, is_masked=True)


def column_of(reason: str, message: str, row: Mapping[str, str | None]) -> str | None:
    """The column that a refusal is about, which its sentence begins with; None: several, or the line as a whole."""
    first = message.partition(" ")[0]
    return first if reason in OF_ONE_COLUMN and first in row else None


def shown_message(reason: str, message: str, row: Mapping[str, str | None]) -> str:
    """The sentence of a refusal, without the value it quotes if that one is masked."""
    column = column_of(reason, message, row)
    if column is None or not _cell(column, row[column]).is_masked:
        return message
    return f"{column} can't be used; its value may identify a person and is not shown."


def reasons_now(reasons: Mapping[str, int], rejected: int) -> dict[str, int]:
    """Refused rows of a file by reason as it is now: those that could be loaded since are gone.

    Args:
        reasons: refused rows by reason when the file was loaded.
        rejected: how many are refused still.
    """
    loaded, left = sum(reasons.values()) - rejected, dict(reasons)
    if loaded < 0:  # a later file took away what a return had been matched to
        return {**left, "UNMATCHED_RETURN": left.get("UNMATCHED_RETURN", 0) - loaded}
    for reason in WAITING:
        taken = min(loaded, left.get(reason, 0))
        left[reason], loaded = left.get(reason, 0) - taken, loaded - taken
    return {reason: count for reason, count in left.items() if count}


def stock_time(timezone: ZoneInfo) -> str:
    """When a stock list without dates is taken to be true: at the end of yesterday, which the next night plans from."""
    yesterday = datetime.now(timezone).date() - timedelta(days=1)
    return datetime.combine(yesterday, time(23, 59)).isoformat(sep=" ")
