"""The contract as SQL expressions: what is wrong with a text, and what value it stands for. No I/O."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Date,
    DateTime,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    SmallInteger,
    Text,
    case,
    cast,
    false,
    func,
    literal,
    null,
)
from sqlalchemy import Column as SqlColumn
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, JSONB
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlalchemy.sql.elements import ColumnElement
from sqlalchemy.types import TypeEngine

from domain.ingestion.contract import Column, Kind, Table
from domain.ingestion.lines import DUPLICATE
from domain.ingestion.status_words import PUNCTUATION, known_words

BLANKS = " \t\r\n\u00a0\ufeff"
TYPES: dict[Kind, TypeEngine[Any]] = {
    "text": Text(),
    "code": Text(),
    "currency": Text(),
    "integer": Integer(),
    "money": Numeric(14, 2),
    "rate": Numeric(7, 6),
    "instant": DateTime(timezone=True),
    "date": Date(),
    "weekdays": ARRAY(SmallInteger),
    "periods": ARRAY(DATERANGE),
    "flag": Boolean(),
    "status": Text(),
}
WANTED: dict[Kind, str] = {
    "text": "text of at most 2,000 bytes",
    "code": "a code of at most 2,000 bytes",
    "currency": "a currency code of three letters, such as KRW",
    "integer": "a whole number without thousands separators",
    "money": "an amount with a decimal point, such as 1234.50",
    "rate": "a share with a decimal point, such as 0.15",
    "instant": "a time such as 2026-02-16 09:30:00 or 2026-02-16T09:30:00+09:00",
    "date": "a date such as 2026-02-16",
    "weekdays": "ISO weekdays such as 1;3;5",
    "periods": "periods such as 2026-02-16/2026-02-18;2026-09-24/2026-09-26",
    "flag": "yes or no",
    "status": "a word of at most 2,000 bytes",
}
YES = ("yes", "y", "true", "t", "1", "o", "on", "예", "네", "사용", "사용함", "재고관리", "관리", "판매")
NO = (
    "no",
    "n",
    "false",
    "f",
    "0",
    "x",
    "off",
    "아니오",
    "아니요",
    "미사용",
    "사용안함",
    "사용 안 함",
    "미관리",
    "관리안함",
    "없음",
)
COMPUTED: dict[str, dict[str, TypeEngine[Any]]] = {
    "order_items": {"code": Text(), "listing_id": BigInteger(), "units_per_item": Integer()}
}
"""What the import works out for rows of a table and stores beside the delivered values."""
LARGEST = {"integer": 2_147_483_647, "money": 999_999_999_999.99, "rate": 9.999999}
Texts = ReadOnlyColumnCollection[str, Any]
Values = dict[str, ColumnElement[Any]]


def staged_table(table: Table) -> SqlTable:
    """The temporary table that a file is copied into, as text."""
    texts = [SqlColumn(column.name, Text) for column in table.columns]
    system = (SqlColumn("source_line", BigInteger), SqlColumn("fault", Text), SqlColumn("other", Text))
    return _temporary("staged", *system, *texts)


def checked_table(table: Table) -> SqlTable:
    """The temporary table of typed rows.

    `problem` is `REASON:subject` or null, `set_aside` why a sound row is not written as it is (ZERO_QUANTITY,
    CREDIT_NOTE), and `<column>_id` what a column refers to.
    """
    return _temporary(
        "checked",
        SqlColumn("source_line", BigInteger),
        SqlColumn("problem", Text),
        SqlColumn("is_copy", Boolean, server_default=false()),
        SqlColumn("set_aside", Text),
        SqlColumn("row_hash", LargeBinary),
        *[SqlColumn(column.name, TYPES[column.kind]) for column in table.columns],
        *[SqlColumn(f"{column.name}_id", BigInteger) for column in table.columns if column.reference],
        *[SqlColumn(name, kind) for name, kind in COMPUTED.get(table.name, {}).items()],
    )


def _temporary(name: str, *columns: SqlColumn[Any]) -> SqlTable:
    return SqlTable(name, MetaData(), *columns, schema="pg_temp", prefixes=["temporary"], postgresql_on_commit="DROP")


def trimmed_texts(table: Table, staged: SqlTable) -> list[ColumnElement[Any]]:
    """The staged texts of all columns, trimmed, under their names."""
    texts = {column.name: trimmed(column, staged) for column in table.columns}
    if table.name == "order_items":  # a line of nothing needs no price
        is_zero = texts["quantity"].regexp_match(r"^[+-]?0+(\.0*)?$")
        texts["unit_price"] = func.coalesce(texts["unit_price"], case((is_zero, "0")))
    return [text.label(name) for name, text in texts.items()]


def trimmed(column: Column, staged: SqlTable) -> ColumnElement[str]:
    """A staged text without blanks around it; empty is null."""
    text = func.nullif(func.btrim(staged.c[column.name], BLANKS), "")
    if column.kind != "code":
        return text
    return case((func.right(text, 2) == ".0", func.left(text, -2)), else_=text)  # a spreadsheet's 13085.0


def problem(columns: Sequence[Column], texts: Texts, fault: ColumnElement[str]) -> ColumnElement[str]:
    """The first problem of a row, as `REASON:subject`; null for a sound row."""
    return func.coalesce(
        case((fault.startswith(DUPLICATE), fault), else_=literal("BROKEN_RULE:", Text) + fault),
        *[_reason(column, texts[column.name]) + literal(f":{column.name}", Text) for column in columns],
    )


def _reason(column: Column, text: ColumnElement[str]) -> ColumnElement[str]:
    wrong = _kind_problem(column, text)
    return case((text.is_(None), "MISSING_VALUE"), else_=wrong) if column.required else wrong


def _kind_problem(column: Column, text: ColumnElement[str]) -> ColumnElement[str]:
    if column.words:
        return case((func.upper(text).not_in(column.words), "WRONG_TYPE"))
    match column.kind:
        case "currency":
            return case((~func.upper(text).regexp_match("^[A-Z]{3}$"), "WRONG_TYPE"))
        case "integer":
            return func.pg_temp.integer_problem(text, *_range(column))
        case "money" | "rate":
            return func.pg_temp.number_problem(text, *_range(column))
        case "flag":
            return case((func.lower(text).not_in((*YES, *NO)), "WRONG_TYPE"))
        case kind:
            name = "text" if kind in ("code", "status") else kind
            problem_of: ColumnElement[str] = getattr(func.pg_temp, f"{name}_problem")(text)
            return problem_of


def _range(column: Column) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    largest = LARGEST[column.kind]
    least = -largest if column.minimum is None else column.minimum
    most = largest if column.maximum is None else column.maximum
    return literal(str(least), Text).cast(Numeric), literal(str(most), Text).cast(Numeric)


def wanted(table: Table) -> dict[str, str]:
    """What each column of a table takes, in words, for the messages of rejected rows."""
    return {column.name: _wanted(column) for column in table.columns}


def _wanted(column: Column) -> str:
    if column.words:
        return f"one of {', '.join(column.words)}"
    bounds = [
        f"{word} {bound:g}"
        for word, bound in (("at least", column.minimum), ("at most", column.maximum))
        if bound is not None
    ]
    days = " from 1990-01-01 to 2100-12-31" if column.kind in ("instant", "date", "periods") else ""
    return f"{WANTED[column.kind]}{days}{', ' if bounds else ''}{' and '.join(bounds)}"


def values(
    table: Table, texts: Texts, assumed: Mapping[str, str], status_words: Mapping[str, str] | None = None
) -> Values:
    """The typed value of each column of a sound row, with defaults filled in.

    Args:
        table: the canonical table.
        texts: the trimmed texts.
        assumed: what stands for defaults such as `$currency`.
        status_words: what a person said of status words, beyond those that are known.
    """
    typed: Values = {column.name: _typed(column.kind, texts[column.name]) for column in table.columns}
    for column in table.columns:
        if column.words:
            typed[column.name] = func.upper(texts[column.name])
        elif column.kind == "status":
            stated = status(texts[column.name], status_words or {})
            cancelled = case((typed["cancelled_at"].is_not(None), "CANCELLED"))
            typed[column.name] = func.coalesce(stated, cancelled, case((texts[column.name].is_not(None), "PLACED")))
    for column in table.columns:
        if column.default is not None:
            typed[column.name] = func.coalesce(typed[column.name], _default(column, typed, assumed))
    for name, derive in DERIVED.get(table.name, {}).items():
        typed[name] = func.coalesce(typed[name], derive(typed))
    return typed


def status(text: ColumnElement[str], extra: Mapping[str, str]) -> ColumnElement[Any]:
    """The status that a text means, by our words and those of a person; null if it means none."""
    folded = func.translate(func.lower(text), PUNCTUATION, "")
    return func.jsonb_extract_path_text(literal(known_words(extra), JSONB), folded)


def _default(column: Column, typed: Values, assumed: Mapping[str, str]) -> ColumnElement[Any]:
    name = column.default or ""
    if not name.startswith("$"):
        return cast(literal(name, Text), TYPES[column.kind])
    return literal(assumed[name[1:]], Text) if name[1:] in assumed else typed[name[1:]]


def _typed(kind: Kind, text: ColumnElement[str]) -> ColumnElement[Any]:
    typed: dict[Kind, ColumnElement[Any]] = {
        "text": text,
        "code": text,
        "currency": func.upper(text),
        "integer": cast(cast(text, Numeric), Integer),
        "date": cast(func.left(text, 10), Date),
        "weekdays": cast(func.regexp_split_to_array(text, "[;,] ?"), ARRAY(SmallInteger)),
        "periods": func.pg_temp.to_periods(text),
        "flag": func.lower(text).in_(YES),
        "status": text,
    }
    return typed[kind] if kind in typed else cast(text, TYPES[kind])


def _cancelled_at(typed: Values) -> ColumnElement[Any]:
    return case((typed["status"] == "CANCELLED", typed["ordered_at"]), else_=null())


def _movement_ref(typed: Values) -> ColumnElement[Any]:
    parts = ("product", "warehouse_code", "reason", "quantity")
    return literal("made:", Text) + func.md5(
        func.row(*[typed[part] for part in parts], func.timezone("UTC", typed["moved_at"])).cast(Text)
    )


def _purchase_reference(typed: Values) -> ColumnElement[Any]:
    parts = ("supplier", "product", "ordered_on")  # what stays the same while the delivery comes about
    return literal("made:", Text) + func.md5(func.row(*[typed[part] for part in parts]).cast(Text))


def _received_quantity(typed: Values) -> ColumnElement[Any]:
    return case((typed["received_on"].is_(None), 0), else_=typed["quantity"])


DERIVED: dict[str, dict[str, Callable[[Values], ColumnElement[Any]]]] = {
    "orders": {"cancelled_at": _cancelled_at},
    "inventory_movements": {"movement_ref": _movement_ref},
    "purchase_history": {"reference": _purchase_reference, "received_quantity": _received_quantity},
}


def content_hash(table: Table, typed: Texts) -> ColumnElement[bytes]:
    """MD5 of a row's typed values; times count as instants, so that the session's zone does not matter."""
    parts = [
        func.timezone("UTC", typed[column.name]) if column.kind == "instant" else typed[column.name]
        for column in table.columns
    ]
    return func.decode(func.md5(cast(func.row(*parts), Text)), "hex")


def is_sound(checked: SqlTable) -> ColumnElement[bool]:
    """The row has no problem, is written as it is, and is not a further copy of another one."""
    return checked.c.problem.is_(None) & checked.c.set_aside.is_(None) & (checked.c.is_copy == false())
