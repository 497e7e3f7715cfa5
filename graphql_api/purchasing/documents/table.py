"""An order as a table, and as CSV and XLSX; text that a spreadsheet would run as a formula is made harmless."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.identity.caller import Caller
from domain.purchasing.rules import sees_prices
from graphql_api import workbook
from graphql_api.workbook import Cell, harmless
from kit.reading import AnyRow

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


@dataclass(frozen=True)
class Document:
    """An order and its lines as they are; prices are left out where the reader may not see them."""

    order: AnyRow
    items: Sequence[AnyRow]
    reader: Caller

    @property
    def shows_total(self) -> bool:
        """Whether the reader may see what all lines cost together."""
        return sees_prices((item.price_typed_by for item in self.items), self.reader)

    def shows_price(self, item: AnyRow) -> bool:
        """Whether the reader may see what a line costs."""
        return sees_prices([item.price_typed_by], self.reader)

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
                item.price if self.shows_price(item) else None,
                item.price * item.quantity if self.shows_price(item) else None,
                order.currency,
            )
            for item in self.items
        ]


def as_csv(*documents: Document) -> bytes:
    """All lines as CSV in UTF-8 with the byte order mark that spreadsheets need; decimal points, ISO days."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADINGS)
    writer.writerows([[_plain(cell) for cell in row] for document in documents for row in document.rows()])
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(*documents: Document) -> bytes:
    """A workbook of one sheet with all lines."""
    rows = [row for document in documents for row in document.rows()]
    return workbook.as_xlsx("Purchase orders" if len(documents) > 1 else "Purchase order", HEADINGS, rows)


def _plain(cell: Cell) -> str | float | Decimal | None:
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell
