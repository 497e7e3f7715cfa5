"""Tables as XLSX workbooks; text that a spreadsheet would run as a formula is made harmless."""

import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import xlsxwriter

Cell: TypeAlias = str | int | float | Decimal | date | None
MONEY = "#,##0.00"
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, also in full-width characters."""


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would begin a formula."""
    return f"'{text}" if text.startswith(STARTS_FORMULA) or text.lstrip().startswith(STARTS_FORMULA) else text


def as_xlsx(
    sheet_name: str,
    headings: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    formats: Mapping[int, str] | None = None,
) -> bytes:
    """A workbook of one sheet; text is stored as text, numbers as numbers, days in ISO form as text.

    Args:
        sheet_name: what the sheet is called.
        headings: of the columns, in bold.
        rows: the cells; an amount (Decimal) is written with two decimals.
        formats: number formats of the columns that have one of their own, by position.
    """
    file = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, safe) as book:
        sheet = book.add_worksheet(sheet_name)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        sheet.freeze_panes(1, 0)
        money = book.add_format({"num_format": MONEY})
        styles = {column: book.add_format({"num_format": text}) for column, text in (formats or {}).items()}
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(number, column, float(cell), money)
                elif isinstance(cell, int | float):
                    sheet.write_number(number, column, cell, styles.get(column))
                elif cell is not None:
                    sheet.write_string(number, column, _text(cell))
        sheet.autofit()
    return file.getvalue()


def _text(cell: str | date) -> str:
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)
