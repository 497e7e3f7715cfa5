"""Keyset pagination: a page starts after the last row seen, so that its cost doesn't grow with its number."""

import base64
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Generic, Literal, TypeVar

from sqlalchemy import ColumnElement, and_, false, literal, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from kit.errors import InputError
from kit.reading import AnyColumn, AnyRow, AnySelect

MAX_CURSOR_LENGTH = 500
MAX_NUMBER_DIGITS = 18
SNAPSHOT_MARK = "@"
KeyKind = Literal["int", "float", "decimal", "date", "text"]
KeyValue = int | float | Decimal | date | str | None
RowT = TypeVar("RowT")


class CursorError(InputError):
    """A cursor that was not made by the list that it is passed to."""


@dataclass(frozen=True)
class Key:
    """One column of an ordering. Nulls come last in either direction."""

    column: AnyColumn
    kind: KeyKind
    is_descending: bool = False
    is_nullable: bool = False

    def order(self) -> ColumnElement[Any]:
        """The term of `order by`."""
        term = self.column.desc() if self.is_descending else self.column.asc()
        return term.nulls_last() if self.is_nullable and self.is_descending else term

    def equals(self, value: KeyValue) -> ColumnElement[bool]:
        """Whether a row has this value."""
        return self.column.is_(None) if value is None else self.column == literal(value, self.column.type)

    def follows(self, value: KeyValue) -> ColumnElement[bool]:
        """Whether a row comes strictly after this value."""
        if value is None:
            return false()
        bound = literal(value, self.column.type)
        beyond = self.column < bound if self.is_descending else self.column > bound
        return or_(beyond, self.column.is_(None)) if self.is_nullable else beyond


@dataclass(frozen=True)
class Ordering:
    """A total order of rows: the last key is unique. Its name is written into the cursors."""

    name: str
    keys: tuple[Key, ...]

    def reversed(self) -> "Ordering":
        """The same order the other way round; what is not known still comes last, and ties stay as they are."""
        *keys, tie = self.keys
        turned = tuple(replace(key, is_descending=not key.is_descending) for key in keys)
        return Ordering(f"{self.name}_REVERSED", (*turned, tie))

    def of_snapshot(self, number: int) -> "Ordering":
        """The same order of one snapshot of the rows: its cursors hold the snapshot's number, and no other's fit."""
        return replace(self, name=f"{self.name}{SNAPSHOT_MARK}{number}")

    def order_by(self) -> list[ColumnElement[Any]]:
        """The terms of `order by`."""
        return [key.order() for key in self.keys]

    def columns(self) -> list[ColumnElement[Any]]:
        """The columns that a row must carry for its cursor."""
        return [key.column.label(f"key_{position}") for position, key in enumerate(self.keys)]

    def after(self, cursor: str) -> ColumnElement[bool]:
        """The condition that a row comes after the cursor's row.

        Raises:
            CursorError: the cursor was not made by this ordering.
        """
        values = self._read(cursor)
        cases = []
        for position, key in enumerate(self.keys):
            same = [earlier.equals(value) for earlier, value in zip(self.keys[:position], values, strict=False)]
            cases.append(and_(*same, key.follows(values[position])))
        return or_(*cases)

    def cursor(self, row: AnyRow) -> str:
        """The opaque position of a row that carries this ordering's columns."""
        values = [_plain(getattr(row, f"key_{position}")) for position in range(len(self.keys))]
        text = json.dumps([self.name, *values], separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    def _read(self, cursor: str) -> list[KeyValue]:
        try:
            name, *values = _decoded(cursor)
            matching = [_value(key, value) for key, value in zip(self.keys, values, strict=True)]
        except (ValueError, TypeError, RecursionError, InvalidOperation):
            name, matching = None, []
        if name != self.name:
            raise CursorError("The cursor was not made by this list in this order; start again without a cursor.")
        return matching


@dataclass(frozen=True)
class Page(Generic[RowT]):
    """Some rows of an ordered list, and whether more follow."""

    rows: Sequence[RowT]
    has_next: bool


def paged(query: AnySelect, ordering: Ordering, *, after: str | None, first: int) -> AnySelect:
    """The query for a page of `first` rows and one more, which also carry the ordering's columns.

    Raises:
        CursorError: `after` is not a cursor of this ordering.
    """
    query = query.add_columns(*ordering.columns()).order_by(*ordering.order_by()).limit(first + 1)
    return query if after is None else query.where(ordering.after(after))


def cut(rows: Sequence[RowT], first: int) -> Page[RowT]:
    """A page of `first` rows from a read of `first + 1`."""
    return Page(rows[:first], has_next=len(rows) > first)


async def read_page(
    connection: AsyncConnection, query: AnySelect, ordering: Ordering, *, after: str | None, first: int
) -> Page[AnyRow]:
    """A page of `first` rows of a query; `CursorError` as in `paged`."""
    return cut((await connection.execute(paged(query, ordering, after=after, first=first))).all(), first)


def snapshot_of(cursor: str) -> int | None:
    """The number of the snapshot that a cursor belongs to; None: of none, or the text is not a cursor."""
    try:
        name, *_ = _decoded(cursor)
    except (ValueError, TypeError, RecursionError):
        return None
    number = str(name).partition(SNAPSHOT_MARK)[2]
    is_number = number.isascii() and number.isdigit() and len(number) <= MAX_NUMBER_DIGITS
    return int(number) if is_number else None


def _decoded(cursor: str) -> list[object]:
    padded = cursor[:MAX_CURSOR_LENGTH] + "=" * (-len(cursor) % 4)
    values: list[object] = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    return values


def _plain(value: KeyValue) -> int | float | str | None:
    return value if value is None or isinstance(value, (int, float)) else str(value)


def _value(key: Key, value: object) -> KeyValue:
    if value is None and key.is_nullable:
        return None
    if key.kind == "int" and type(value) is int and abs(value) < 2**63:
        return value
    if key.kind == "float" and type(value) in (int, float) and math.isfinite(value):  # type: ignore[arg-type]
        return float(value)  # type: ignore[arg-type]
    if not isinstance(value, str) or "\0" in value:
        raise TypeError
    if key.kind == "decimal" and Decimal(value).is_finite():
        return Decimal(value)
    if key.kind == "date":
        return date.fromisoformat(value)
    if key.kind == "text":
        value.encode()
        return value
    raise TypeError
