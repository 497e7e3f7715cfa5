"""Several reads in one statement: each becomes one JSON value of a single row, and rows again on arrival."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from sqlalchemy import JSON, Numeric, ScalarSelect, Subquery, Text, cast, func, select
from sqlalchemy.engine.result import IteratorResult, SimpleResultMetaData
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.reading import AnyRow, AnySelect

FROM_JSON: MappingProxyType[type, Callable[[Any], object]] = MappingProxyType(
    {float: float, Decimal: Decimal, date: date.fromisoformat, datetime: datetime.fromisoformat}
)
"""How values come back that JSON can't distinguish; others (whole numbers, text, booleans, lists, objects) are as read.

A float may be a whole number, or the text "NaN" or "Infinity". Decimals travel as text, so that no digit is lost.
"""


async def read_together(connection: AsyncConnection, queries: Sequence[AnySelect]) -> list[Sequence[AnyRow]]:
    """The rows of each query, in the query's own order; one statement, whatever the number of queries."""
    if len(queries) == 1:
        return [(await connection.execute(queries[0])).all()]
    parts = [query.subquery() for query in queries]
    row = (await connection.execute(select(*[_packed(part) for part in parts]))).one()
    return [_rows(part, values or ()) for part, values in zip(parts, row, strict=True)]


def _packed(part: Subquery) -> ScalarSelect[Any]:
    columns = [cast(column, Text) if isinstance(column.type, Numeric) else column for column in part.c]
    return select(func.json_agg(func.json_build_array(*columns), type_=JSON)).scalar_subquery()


def _rows(part: Subquery, values: Sequence[list[Any]]) -> Sequence[AnyRow]:
    kinds = [column.type.python_type for column in part.c]
    converters = [(place, FROM_JSON[kind]) for place, kind in enumerate(kinds) if kind in FROM_JSON]
    rows = (_converted(row, converters) for row in values)
    return IteratorResult(SimpleResultMetaData(part.c.keys()), rows).all()


def _converted(row: list[Any], converters: Sequence[tuple[int, Callable[[Any], object]]]) -> tuple[Any, ...]:
    for place, convert in converters:
        if row[place] is not None:
            row[place] = convert(row[place])
    return tuple(row)
