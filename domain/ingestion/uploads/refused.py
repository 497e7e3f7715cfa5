"""The refused rows of an import as rows of a file that can be mended and uploaded again, without input or output."""

import re
from collections.abc import Mapping, Sequence

from domain.ingestion.contract import BY_NAME
from domain.ingestion.layouts import ONLINE_RETAIL
from domain.ingestion.rules import shown_cells, shown_message

REASON, MESSAGE = "reason", "message"
NUMBER = re.compile(r"[+-]?[0-9]+([.,][0-9]+)*", re.ASCII)
TABLES = {**BY_NAME, ONLINE_RETAIL.name: ONLINE_RETAIL}


def header_of(table: str, columns: Sequence[str]) -> list[str]:
    """The columns of the file of a table: those of the contract, or of the rows where it has none; then why.

    Args:
        table: the table.
        columns: the columns of its refused rows, for a table that the contract does not have.
    """
    known = TABLES.get(table)
    own = list(columns) if known is None else [column.name for column in known.columns]
    return own + [name if name not in own else f"refused_{name}" for name in (REASON, MESSAGE)]


def cells_of(header: Sequence[str], row: Mapping[str, str | None], reason: str, message: str) -> list[str]:
    """A refused row under a header; what may identify a person is left empty."""
    shown = {cell.column: "" if cell.is_masked else cell.value or "" for cell in shown_cells(row)}
    *own, _, _ = header
    return [*(shown.get(name, "") for name in own), reason, shown_message(reason, message, row)]


def is_number(text: str) -> bool:
    """Whether a spreadsheet takes the text for a number, so that its sign does not begin a formula."""
    return NUMBER.fullmatch(text) is not None
