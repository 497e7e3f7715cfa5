"""Load the checked lines of the layout: products, orders, movements, reversals and what they take back."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from psycopg import sql
from sqlalchemy import Connection, Row, Text, column, func, select, table, text

from domain.ingestion.online_retail.rules import Line, Match, Reversal, match
from domain.ingestion.staging import open_cursor
from domain.ingestion.statements import statement

lines = table(
    "reversible",
    *map(column, ("item_id", "ordered_at", "quantity", "unit_price", "order_no", "row_hash")),
    column("customer_ref", Text),
    column("product_id"),
    schema="pg_temp",
)
reversals = table(
    "open_reversals",
    *map(column, ("id", "reversed_at", "quantity", "unit_price", "reversal_no")),
    column("row_hash"),
    column("customer_ref", Text),
    column("product_id"),
    schema="pg_temp",
)
TEMPORARY = ("new_lines", "open_reversals", "reversible", "matches")


@dataclass(frozen=True)
class ReversalCounts:
    """Reversal lines of a file: matched for the first time, without any match, and matched only in part."""

    loaded: int
    unmatched: int
    partly: int


def refuse(connection: Connection) -> None:
    """Mark further copies, lines that are not products, and lines that contradict themselves."""
    connection.execute(statement("online_retail_copies"))
    connection.execute(statement("online_retail_refuse"))
    connection.execute(text("analyze pg_temp.checked"))


def load_lines(connection: Connection, batch_id: int, currency: str) -> int:
    """Write new products, orders, order lines, movements and reversals; return how many lines and movements."""
    for name in TEMPORARY:
        connection.execute(text(f"drop table if exists pg_temp.{name}"))
    for name in ("products", "orders"):
        connection.execute(statement(f"online_retail_{name}"), {"batch_id": batch_id, "currency": currency})
    connection.execute(statement("online_retail_new_lines"))
    connection.execute(text("analyze pg_temp.new_lines"))
    written = [
        connection.execute(statement(f"online_retail_{name}"), {"batch_id": batch_id}).rowcount
        for name in ("items", "movements", "reversals")
    ]
    connection.execute(statement("online_retail_descriptions"))
    connection.execute(statement("online_retail_names"), {"batch_id": batch_id})
    return written[0] + written[1]


def match_reversals(connection: Connection, batch_id: int, cancellation_hours: int) -> None:
    """Match the reversals that this file brought or affected, and write what follows from it."""
    connection.execute(statement("online_retail_open_reversals"), {"batch_id": batch_id})
    connection.execute(statement("online_retail_reversible"))
    _copy_matches(connection, list(_matches(connection)))
    for name in ("open_reversals", "reversible", "matches"):
        connection.execute(text(f"analyze pg_temp.{name}"))
    connection.execute(statement("reversals_returns"), {"cancellation_hours": cancellation_hours, "prefix": ""})
    connection.execute(statement("online_retail_returns_withdrawn"), {"batch_id": batch_id})
    connection.execute(statement("reversals_matched"))
    for name in ("item_returns", "order_status"):
        connection.execute(statement(f"online_retail_{name}"), {"batch_id": batch_id})


def _matches(connection: Connection) -> Iterator[Match]:
    sold = select(lines).order_by(lines.c.ordered_at, lines.c.order_no, lines.c.row_hash)
    taken = select(reversals).order_by(reversals.c.reversed_at, reversals.c.reversal_no, reversals.c.row_hash)
    by_group = {group: list(rows) for group, rows in groupby(sorted(connection.execute(sold), key=_group), _group)}
    known = taken.where(reversals.c.customer_ref.is_not(None))
    for group, rows in groupby(sorted(connection.execute(known), key=_group), _group):
        yield from match(
            [Line(row.item_id, row.ordered_at, row.unit_price, row.quantity) for row in by_group.get(group, [])],
            [Reversal(row.id, row.reversed_at, row.unit_price, row.quantity) for row in rows],
        )


def _group(row: Row[tuple[object, ...]]) -> tuple[str, int]:
    return row.customer_ref, row.product_id


def _copy_matches(connection: Connection, matches: list[Match]) -> None:
    connection.execute(
        text("create temporary table matches (item_id bigint, reversal_id bigint, quantity int) on commit drop")
    )
    with open_cursor(connection) as cursor, cursor.copy(sql.SQL("copy pg_temp.matches from stdin")) as copy:
        for found in matches:
            copy.write_row((found.item_id, found.reversal_id, found.quantity))


def sync_rejected(connection: Connection) -> tuple[Counter[int], Counter[int]]:
    """Keep refused rows in step with the matches; return newly refused and newly matched ones, by batch."""
    refused = Counter(connection.scalars(statement("online_retail_unmatched")))
    resolved = Counter(connection.scalars(statement("reversals_rematched"), {"table_name": "online_retail_ii"}))
    return refused, resolved


def count_reversals(connection: Connection, batch_id: int) -> ReversalCounts:
    """What became of the reversal lines of the file."""
    row = connection.execute(statement("online_retail_outcome"), {"batch_id": batch_id}).one()
    return ReversalCounts(row.loaded, row.unmatched, row.partly)


def count_lines(connection: Connection) -> tuple[int, int]:
    """Sound lines of the file without copies, and the copies."""
    checked = table("checked", column("problem"), column("is_copy"), schema="pg_temp")
    sound = func.count().filter(checked.c.problem.is_(None))
    row = connection.execute(
        select(sound.filter(~checked.c.is_copy).label("once"), sound.filter(checked.c.is_copy).label("copies"))
    ).one()
    return row.once, row.copies
