"""Plain reads: rows of just the requested columns, and lists of keys bound as one array."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, Row, Select, SQLColumnExpression, any_, func, literal, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import InstrumentedAttribute

from kit.orm import Base

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]
AnyColumn: TypeAlias = ColumnElement[Any] | InstrumentedAttribute[Any]


def among(column: AnyColumn, values: Iterable[object]) -> ColumnElement[bool]:
    """Whether the column's value is among these; one bound array, so that the statement's text never changes."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def columns_of(model: type[Base], *names: str) -> dict[str, InstrumentedAttribute[Any]]:
    """Columns of a table by their own names."""
    return {name: getattr(model, name) for name in names}


def pick(
    columns: Mapping[str, SQLColumnExpression[Any]], names: Collection[str], always: Collection[str] = ()
) -> list[Any]:
    """The columns of these names (others are ignored) and those that are always read, each under its name."""
    wanted = {*names, *always}
    return [column.label(name) for name, column in columns.items() if name in wanted]


def among_given(*given: tuple[AnyColumn, Iterable[object] | None]) -> list[ColumnElement[bool]]:
    """For each column whether its value is among the values given for it; None asks nothing."""
    return [among(column, values) for column, values in given if values is not None]


async def read_count(connection: AsyncConnection, query: AnySelect) -> int:
    """How many rows a query has."""
    counting = select(func.count()).select_from(query.subquery())
    return int((await connection.execute(counting)).scalar_one())


def containing(text: str) -> str:
    """A pattern for `ilike` that finds the text anywhere, its own wildcards taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"
