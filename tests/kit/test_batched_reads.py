"""Several queries in one statement give what each gives by itself."""

import asyncio
from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy import (
    ARRAY,
    Boolean,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    Text,
    column,
    event,
    func,
    literal,
    select,
    values,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import URL

from kit.batched_reads import read_together
from kit.database import make_async_engine
from kit.reading import AnyRow, AnySelect

SORTED = ("number", "money", "level", "day", "moment", "word", "flag", "list", "object")
TYPES = (Integer, Numeric(20, 4), Float, Date, DateTime(timezone=True), Text, Boolean, ARRAY(Integer), JSONB)
NOON = datetime(2026, 3, 31, 12, 0, 0, 123456, tzinfo=UTC)
ROWS = [
    (3, Decimal("9007199254740993.1000"), 0.1 + 0.2, date(2026, 2, 28), NOON, 'a "b"\n재고', True, [1, 2], {"a": 0.1}),
    (1, Decimal("0.0000"), float("inf"), date(9999, 12, 31), NOON, "", False, [], []),
    (2, Decimal("-1.5000"), 5.0, date(1, 1, 1), NOON, "null", None, None, {"deep": [{"b": None}]}),
    (4, None, None, None, None, None, None, None, None),
]
EACH = select(
    values(*(column(name, kind) for name, kind in zip(SORTED, TYPES, strict=True)), name="given").data(ROWS)
).order_by("number")
NONE = select(literal(1).label("number")).where(literal(1) == 2)


def read(url: URL, *queries: AnySelect) -> tuple[list[list[AnyRow]], int]:
    """The rows of the queries, and how many statements it took."""
    statements: list[str] = []

    async def run() -> list[list[AnyRow]]:
        engine = make_async_engine(url)
        event.listen(engine.sync_engine, "before_cursor_execute", lambda *call: statements.append(call[2]))
        async with engine.connect() as connection:
            found = [list(rows) for rows in await read_together(connection, queries)]
        await engine.dispose()
        return found

    return asyncio.run(run()), len(statements)


def test_each_query_gives_what_it_gives_alone(server_url: URL) -> None:
    together, statements = read(server_url, EACH, NONE, EACH.limit(2))
    alone = [read(server_url, query)[0][0] for query in (EACH, NONE, EACH.limit(2))]
    assert statements == 1
    assert together == alone == [sorted(ROWS), [], sorted(ROWS)[:2]]
    assert [type(value) for row in together[0] for value in row] == [type(value) for row in alone[0] for value in row]
    assert together[0][2].money == Decimal("9007199254740993.1000")


def test_rows_keep_the_order_of_their_query(server_url: URL) -> None:
    step = func.generate_series(1, 500).label("step")
    found, _ = read(server_url, select(step).order_by(step.desc()), select(step).order_by(step), NONE)
    assert [[row.step for row in rows] for rows in found] == [list(range(500, 0, -1)), list(range(1, 501)), []]
