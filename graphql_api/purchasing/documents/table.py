"""An order as a table, and as CSV and XLSX; text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import xlsxwriter

from kit.reading import AnyRow

Cell: TypeAlias = str | int | Decimal | date | None
HEADINGS = (
    "order_no",
    "state",
    "supplier_code",
    "supplier",
    "expected_on",
    "line_no",
    "sku",
    "name",
    "quantity",
    "received_quantity",
    "unit_cost",
    "amount",
    "currency",
)
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What spreadsheets take for the beginning of a formula, also in full-width characters."""


@dataclass(frozen=True)
class Document:
    """An order and its lines as they stand; prices are None where the reader may not see them."""

    order: AnyRow
    items: Sequence[AnyRow]
    shows_prices: bool

    def rows(self) -> list[tuple[Cell, ...]]:
        """One row a line, in the order of `HEADINGS`."""
        order = self.order
        head = (order.order_no, order.state, order.supplier_code, order.supplier_name, order.expected_on)
        return [
            (
                *head,
                item.line_no,
                item.sku,
                item.name,
                item.quantity,
                item.received_quantity,
                item.price if self.shows_prices else None,
                item.price * item.quantity if self.shows_prices else None,
                order.currency,
            )
            for item in self.items
        ]


def harmless(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would begin a formula."""
    return f"'{text}" if text.startswith(STARTS_FORMULA) or text.lstrip().startswith(STARTS_FORMULA) else text


def as_csv(document: Document) -> bytes:
    """CSV in UTF-8 with a byte order mark, by which spreadsheets know the encoding; decimal points, ISO days."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows([[_plain(cell) for cell in row] for row in document.rows()])
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(document: Document) -> bytes:
    """A workbook of one sheet; text is stored as text, numbers as numbers."""
    file = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(file, safe) as book:
        sheet = book.add_worksheet("Purchase order")
        sheet.write_row(0, 0, HEADINGS, book.add_format({"bold": True}))
        money = book.add_format({"num_format": "#,##0.00"})
        for number, row in enumerate(document.rows(), start=1):
            for column, cell in enumerate(row):
                if isinstance(cell, Decimal):
                    sheet.write_number(number, column, float(cell), money)
                elif isinstance(cell, int):
                    sheet.write_number(number, column, cell)
                elif cell is not None:
                    sheet.write_string(number, column, str(_plain(cell)))
        sheet.autofit()
    return file.getvalue()


def _plain(cell: Cell) -> str | int | Decimal | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell
