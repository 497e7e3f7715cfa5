"""A profile from columns that a person mapped to fields: `{"columns": {"판매일": "sales.date"}}`."""

from collections.abc import Mapping
from dataclasses import replace

from domain.ingestion.contract import BY_NAME, TABLES
from domain.ingestion.profile_engine.model import (
    Constant,
    Expression,
    LineNumber,
    Named,
    NotGoods,
    SourceProfile,
    StatusOf,
    StockTime,
    TableRows,
)
from domain.ingestion.profile_engine.parsing import read_profile
from domain.ingestion.uploads.fields import BY_NAME as FIELDS
from domain.ingestion.uploads.fields import SALES
from kit.errors import InputError

LINES_FIRST = ("order_items", "payments", "purchase_history", "inventory_movements", "inventory", "ad_spend_daily")
SAME = (
    {"orders.order_no", "order_items.order", "payments.order"},
    {"products.sku", "order_items.product", "inventory.product", "inventory_movements.product"}
    | {"purchase_history.product", "ad_spend_daily.product"},
    {"suppliers.code", "products.supplier", "purchase_history.supplier"},
)
"""Fields that name the same thing: one of them is enough."""
WITHOUT: Mapping[str, Expression] = {
    "order_items.line_no": LineNumber(),
    "order_items.unit_price": Constant("0"),
    "inventory.snapshot_at": StockTime(),
}
"""What is taken for required fields that no column was mapped to."""


def mapped_profile(where: str, mapping: Mapping[str, object], sales: SourceProfile) -> SourceProfile:
    """The profile of mapped columns; other keys of a profile, such as `status_words`, may stand beside `columns`.

    Raises:
        InputError: a field is not known, is mapped twice, or what a table requires is missing.
    """
    fields = _fields(where, mapping["columns"])
    rest = {key: value for key, value in mapping.items() if key != "columns"}
    own = _of_sales(where, fields, sales) if any(field.startswith(f"{SALES}.") for field in fields) else None
    profile = own or _of_tables(where, fields)
    if not rest:
        return profile
    return _with_rest(where, profile, rest)


def _with_rest(where: str, profile: SourceProfile, rest: Mapping[str, object]) -> SourceProfile:
    names = {name: list(texts) for name, texts in profile.names.items() if texts}
    first = next(iter(names))
    made = {"names": names, "required": [first], "tables": {"products": {"sku": first}}}
    said = read_profile(where, {"name": "mapping", **rest, **made})
    return replace(
        profile,
        name=said.name,
        titles=said.titles,
        status_words=said.status_words,
        fill_down=said.fill_down,
        ignore=said.ignore,
        not_goods=said.not_goods,
        complete=said.complete,
    )


def _fields(where: str, columns: object) -> dict[str, str]:
    """Field -> column of the file."""
    if not isinstance(columns, Mapping) or not columns:
        raise InputError(f"{where}: columns is empty; map columns of the file to fields, such as `판매일: sales.date`.")
    found = dict[str, str]()
    for column, field in columns.items():
        if field not in FIELDS:
            raise InputError(
                f"{where}: columns.{column} is {field!r}, which is not a field; use one such as sales.date."
            )
        if field in found:
            raise InputError(f"{where}: {field} is mapped from {found[field]} and {column}; keep one of them.")
        found[str(field)] = str(column)
    return found


def _of_sales(where: str, fields: Mapping[str, str], sales: SourceProfile) -> SourceProfile:
    if mixed := [field for field in fields if not field.startswith(f"{SALES}.")]:
        raise InputError(f"{where}: {mixed[0]} can't stand beside fields of {SALES}; map all columns to one of them.")
    names = {name: (fields[f"{SALES}.{name}"],) if f"{SALES}.{name}" in fields else () for name in sales.names}
    missing = [f"{SALES}.{group[0]}" for group in sales.required if not any(names[name] for name in group)]
    _check_missing(where, missing)
    return replace(sales, name="mapping", titles={"en": "mapping", "ko": "mapping"}, names=names)


def _check_missing(where: str, missing: list[str]) -> None:
    if missing:
        raise InputError(f"{where}: no column is mapped to {', '.join(missing)}; choose one for each.")


def _of_tables(where: str, fields: Mapping[str, str]) -> SourceProfile:
    tables = [table for table in TABLES if any(field.startswith(f"{table.name}.") for field in fields)]
    rows, missing = [], []
    for table in tables:
        columns: dict[str, Expression] = {}
        for column in table.columns:
            made = _made_of(f"{table.name}.{column.name}", fields, required=column.required)
            if made is not None:
                columns[column.name] = made
            elif column.required:
                missing.append(f"{table.name}.{column.name}")
        rows.append(TableRows(table, columns))
    _check_missing(where, missing)
    names = [rows.table.name for rows in rows]
    return SourceProfile(
        name="mapping",
        titles={"en": "mapping", "ko": "mapping"},
        names={field: (column,) for field, column in fields.items()},
        required=tuple((field,) for field in fields),
        tables=tuple(rows),
        lines=next((name for name in LINES_FIRST if name in names), names[-1]),
        not_goods=NotGoods(names=tuple(f for f in ("products.name", "order_items.product") if f in fields)),
    )


def _made_of(field: str, fields: Mapping[str, str], *, required: bool) -> Expression | None:
    table, _, column = field.partition(".")
    if field in fields:
        is_status = any(known.name == column and known.kind == "status" for known in BY_NAME[table].columns)
        return StatusOf((field,)) if is_status else Named(field)
    same = next((group for group in SAME if field in group), set[str]())
    if required or column in BY_NAME[table].key:
        other = next((other for other in fields if other in same), None)
        if other is not None:
            return Named(other)
        return WITHOUT.get(field)
    return None
