"""What the checked rows of `order_items` mean for lines that are known already."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from itertools import groupby

from sqlalchemy import Connection, Row, Text, column, exists, select, table, text

from domain.ingestion.models import Reversal as StoredReversal
from domain.ingestion.online_retail.rules import Line, Match, Reversal, match
from domain.ingestion.statements import statement

SOLD = table(
    "reversible",
    *map(column, ("item_id", "order_id", "line_no", "ordered_at", "quantity", "unit_price", "order_no")),
    column("party", Text),
    column("product_id"),
    column("units_per_item"),
    schema="pg_temp",
)
CREDITS = table(
    "open_reversals",
    *map(column, ("id", "order_id", "reversed_at", "quantity", "unit_price", "reversal_no", "row_hash")),
    column("party", Text),
    column("product_id"),
    column("units_per_item"),
    schema="pg_temp",
)


@dataclass(frozen=True)
class CreditNotes:
    """Credit notes of a file: matched, known before, without a match, matched in part; and of other files, by batch."""

    loaded: int = 0
    unchanged: int = 0
    unmatched: int = 0
    partly: int = 0
    refused: Counter[int] = field(default_factory=Counter)
    resolved: Counter[int] = field(default_factory=Counter)


def resolve_codes(connection: Connection) -> None:
    """Put the product that a listing names, and its units, in place of the code's own."""
    connection.execute(statement("order_lines_resolve"))


def set_aside(connection: Connection) -> None:
    """Mark lines of zero units and credit notes: neither is written as an order line."""
    connection.execute(statement("order_lines_set_aside"))


def number_lines(connection: Connection) -> None:
    """Give each line without a number its own, or a new one."""
    connection.execute(statement("order_lines_number"))


def cancel_lines(connection: Connection, batch_id: int) -> None:
    """Turn the status of written lines into cancellations, or take these back."""
    for name in ("lines_cancelled", "lines_reinstated"):
        connection.execute(statement(name), {"batch_id": batch_id})


def move_cancellations(connection: Connection, batch_id: int) -> None:
    """Let cancellations of lines follow the corrected times of their orders."""
    connection.execute(statement("lines_cancelled_of_orders"), {"batch_id": batch_id})


@dataclass(frozen=True)
class Removals:
    """Lines that stopped counting: emptied by a row of zero units, or missing. Resumed: count again, else unchanged."""

    emptied: int
    missing: int
    resumed: int


def remove_lines(connection: Connection, batch_id: int, *, holds_all_lines: bool) -> Removals:
    """Let lines stop counting that have zero units now or are left out, and count again those that are named again."""
    connection.execute(text("drop table if exists pg_temp.removed_lines"))
    connection.execute(statement("lines_emptied"))
    emptied = connection.execute(statement("lines_removed"), {"batch_id": batch_id}).rowcount
    missing = 0
    if holds_all_lines:
        connection.execute(text("truncate pg_temp.removed_lines"))
        connection.execute(statement("lines_missing"))
        missing = connection.execute(statement("lines_removed"), {"batch_id": batch_id}).rowcount
    resumed = connection.scalars(statement("lines_resumed"), {"batch_id": batch_id}).all()
    return Removals(emptied, missing, sum(not is_written for is_written in resumed))


def settle_credit_notes(
    connection: Connection, batch_id: int, cancellation_hours: int, *, is_retry: bool
) -> CreditNotes:
    """Keep the file's credit notes, and match those that it brought or affected with order lines."""
    connection.execute(statement("credit_notes_changed"), {"batch_id": batch_id})
    connection.execute(statement("credit_notes"), {"batch_id": batch_id, "is_retry": is_retry})
    if not connection.scalar(select(exists().where(StoredReversal.order_id.is_not(None)))):
        return CreditNotes()
    for name in ("open_reversals", "reversible", "matches"):
        connection.execute(text(f"drop table if exists pg_temp.{name}"))
    connection.execute(statement("credit_notes_open"), {"batch_id": batch_id})
    connection.execute(statement("credit_notes_reversible"))
    _copy_matches(connection, list(_matches(connection)))
    connection.execute(
        statement("reversals_returns"), {"cancellation_hours": cancellation_hours, "prefix": "credit-note:"}
    )
    connection.execute(statement("credit_notes_withdrawn"), {"batch_id": batch_id})
    connection.execute(statement("reversals_matched"))
    refused = Counter(connection.scalars(statement("credit_notes_unmatched")))
    resolved = Counter(connection.scalars(statement("reversals_rematched"), {"table_name": "order_items"}))
    row = connection.execute(statement("credit_notes_outcome"), {"batch_id": batch_id}).one()
    return CreditNotes(row.loaded, row.unchanged, row.unmatched, row.partly, refused, resolved)


def _matches(connection: Connection) -> Iterator[Match]:
    sold = select(SOLD).order_by(SOLD.c.ordered_at, SOLD.c.order_no, SOLD.c.line_no)
    credited = select(CREDITS).order_by(CREDITS.c.reversed_at, CREDITS.c.reversal_no, CREDITS.c.row_hash)
    by_group = {group: list(rows) for group, rows in groupby(sorted(connection.execute(sold), key=_group), _group)}
    for group, rows in groupby(sorted(connection.execute(credited), key=_group), _group):
        yield from match(
            [
                Line(row.item_id, row.ordered_at, row.unit_price, row.quantity, row.order_id)
                for row in by_group.get(group, [])
            ],
            [Reversal(row.id, row.reversed_at, row.unit_price, row.quantity, row.order_id) for row in rows],
        )


def _group(row: Row[tuple[object, ...]]) -> tuple[str, int, int]:
    return row.party, row.product_id, row.units_per_item


def _copy_matches(connection: Connection, matches: Sequence[Match]) -> None:
    connection.execute(
        text("create temporary table matches (item_id bigint, reversal_id bigint, quantity int) on commit drop")
    )
    if matches:  # by ordinary statements: the connections of the API know no COPY of this kind
        insertion = text("insert into pg_temp.matches values (:item_id, :reversal_id, :quantity)")
        connection.execute(insertion, [asdict(found) for found in matches])


def relist(connection: Connection, codes: Collection[str]) -> int:
    """Let the lines sold under these codes draw what the listings say now; return how many changed."""
    return connection.execute(statement("order_lines_relisted"), {"codes": list(codes)}).rowcount
