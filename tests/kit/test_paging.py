"""Cursors carry every kind of key there and back, and refuse what they did not carry."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Date, Double, Integer, Numeric, Text, cast, column, select, values

from kit.paging import CursorError, Key, Ordering, cut, paged

KINDS = {
    "int": (Integer(), st.none() | st.integers(-3, 3)),
    "float": (Double(), st.none() | st.sampled_from([-1.5, 0.0, 0.1 + 0.2, 1e300])),
    "decimal": (Numeric(14, 2), st.none() | st.sampled_from([Decimal("-0.01"), Decimal("0.00"), Decimal("9.99")])),
    "date": (Date(), st.none() | st.sampled_from([date(1999, 12, 31), date(2026, 1, 1), date(9999, 12, 31)])),
    "text": (Text(), st.none() | st.sampled_from(["", "a", "A", "ä", "한", "a b"])),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_descending", [False, True])
def test_pages_of_any_size_give_the_whole_list_in_order(
    connection: Connection, kind: str, *, is_descending: bool
) -> None:
    type_, strategy = KINDS[kind]

    @given(st.lists(strategy, max_size=12), st.integers(1, 5))
    def check(keys: list[object], first: int) -> None:
        given_rows = [(key, position) for position, key in enumerate(keys)] or [(None, 0)]
        given_values = values(column("key", type_), column("id", Integer), name="given").data(given_rows)
        rows = select(cast(given_values.c.key, type_).label("key"), given_values.c.id).subquery()
        ordering = Ordering(
            "X",
            (
                Key(rows.c.key, kind, is_descending=is_descending, is_nullable=True),  # type: ignore[arg-type]
                Key(rows.c.id, "int"),
            ),
        )
        query = select(rows)
        whole = connection.execute(paged(query, ordering, after=None, first=len(given_rows))).all()
        seen, after, more = [], None, True
        while more:
            page = cut(connection.execute(paged(query, ordering, after=after, first=first)).all(), first)
            seen += page.rows
            more = page.has_next
            after = ordering.cursor(page.rows[-1])
        assert seen == whole
        present = [row.key for row in whole if row.key is not None]
        assert [row.key for row in whole][: len(present)] == present
        assert kind == "text" or present == sorted(present, reverse=is_descending)

    check()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("int", True),
        ("int", 2**63),
        ("int", "1"),
        ("int", None),
        ("float", "1.5"),
        ("float", True),
        ("decimal", "NaN"),
        ("decimal", "Infinity"),
        ("decimal", "x"),
        ("decimal", 1),
        ("date", "2026-02-30"),
        ("date", 20260101),
        ("text", "a\0b"),
        ("text", "\ud800"),
        ("text", 5),
        ("text", []),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: object) -> None:
    ordering = Ordering("X", (Key(column("key", KINDS[kind][0]), kind),))  # type: ignore[arg-type]
    forged = Ordering("X", (Key(column("key"), "int"),))
    cursor = forged.cursor(SimpleNamespace(key_0=value)) if not isinstance(value, list) else "WyJYIixbXV0"
    with pytest.raises(CursorError, match="start again without a cursor"):
        ordering.after(cursor)


@pytest.mark.parametrize(
    "cursor", ["", "-", "a", "WyJY", "WyJYIl0", "W10", "bnVsbA", "NQ", "W" * 10_000, "ï", "WyJYIiwxLDJd"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    ordering = Ordering("X", (Key(column("key", Integer), "int"),))
    with pytest.raises(CursorError):
        ordering.after(cursor)
