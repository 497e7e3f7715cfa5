"""Fitting a frame to a table: every column the table's type, none missing, none unknown, no null where none may be."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, runtime_checkable

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from adbc_driver_manager.dbapi import Connection

from kit import arrow
from kit.errors import FaultError

COLUMNS = """
    select a.attname::text as name, t.typname::text as type,
           not a.attnotnull as is_nullable, a.atthasdef as has_default,
           ((a.atttypmod - 4) >> 16)::int as precision, ((a.atttypmod - 4) & 65535)::int as scale
    from pg_attribute as a
    join pg_type as t on t.oid = a.atttypid
    where a.attrelid = '{table}'::regclass and a.attnum > 0 and not a.attisdropped and a.attidentity = ''
    order by a.attnum
"""
PLAIN_TYPES = {
    "int4": pa.int32(),
    "int8": pa.int64(),
    "float8": pa.float64(),
    "bool": pa.bool_(),
    "text": pa.string(),
    "varchar": pa.string(),
    "bpchar": pa.string(),
    "date": pa.date32(),
    "bytea": pa.binary(),
    "timestamptz": pa.timestamp("us", tz="UTC"),
}
JSON_TYPE = "jsonb"


class FrameError(FaultError):
    """A frame does not match the table it is meant for: its columns, types or values."""


@runtime_checkable
class ArrowStream(Protocol):
    """Anything that hands out Arrow data: `pyarrow.Table`, a DuckDB relation, a record batch reader."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """Hand out the data as an Arrow C stream."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table in PostgreSQL."""

    name: str
    type: str
    is_nullable: bool
    has_default: bool
    precision: int
    scale: int

    @property
    def arrow_type(self) -> pa.DataType:
        """The Arrow type that goes into the column as it is."""
        if self.type == "numeric":
            return pa.decimal128(self.precision, self.scale)
        return pa.string() if self.type == JSON_TYPE else PLAIN_TYPES[self.type]


def read_columns(connection: Connection, table: str) -> list[Column]:
    """Read a table's columns from the catalog, without identity columns."""
    with arrow.stream(connection, COLUMNS.format(table=table)) as reader:
        return [Column(**row) for row in reader.read_all().to_pylist()]


def fit(frame: pd.DataFrame | ArrowStream, columns: Sequence[Column], table: str) -> pa.Table:
    """Turn a frame into Arrow with exactly the table's types, in the table's order.

    Args:
        frame: rows to publish. Columns of type jsonb hold JSON text, or Python objects if it is a pandas frame.
        columns: the table's columns.
        table: the table's name, for messages.

    Raises:
        FrameError: a column is missing or unknown, a value does not fit the type, a number is not finite, or a value
            is null where the table wants one.
    """
    data = to_arrow(frame, [column.name for column in columns if column.type == JSON_TYPE])
    known = {column.name for column in columns}
    unknown = [name for name in data.column_names if name not in known]
    wanted = [column.name for column in columns if not column.is_nullable and not column.has_default]
    missing = [name for name in wanted if name not in data.column_names]
    if unknown or missing:
        parts = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has unknown {', '.join(unknown)}"] * bool(unknown)
        raise FrameError(f"The frame for {table} {' and '.join(parts)}.")
    given = [column for column in columns if column.name in data.column_names]
    return pa.table({column.name: _fit_column(data.column(column.name), column, table) for column in given})


def to_arrow(frame: pd.DataFrame | ArrowStream, json_columns: Sequence[str]) -> pa.Table:
    """Turn a frame into Arrow; Python objects in the named columns of a pandas frame become JSON text."""
    if not isinstance(frame, pd.DataFrame):
        return pa.table(frame)
    present = {name: frame[name].map(_json_text) for name in json_columns if name in frame.columns}
    return pa.Table.from_pandas(frame.assign(**present), preserve_index=False).replace_schema_metadata()


def _json_text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, allow_nan=False, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, date | datetime):
        return value.isoformat()
    if hasattr(value, "item"):
        return value.item()  # numbers of numpy
    raise TypeError(f"{type(value).__name__} has no place in JSON")


def _fit_column(values: pa.ChunkedArray, column: Column, table: str) -> pa.ChunkedArray:
    where = f"{table}.{column.name}"
    if pa.types.is_floating(values.type):
        odd = pc.sum(pc.invert(pc.is_finite(values))).as_py() or 0
        if odd:
            raise FrameError(f"{where}: {odd:,} of {len(values):,} values are not finite numbers.")
    if pa.types.is_decimal(values.type) and column.type == "numeric":
        # As PostgreSQL rounds; Arrow refuses to drop digits.
        values = pc.round(values, column.scale, "half_towards_infinity")
    try:
        fitted = values if values.type == column.arrow_type else pc.cast(values, column.arrow_type)
    except pa.ArrowInvalid as error:
        raise FrameError(f"{where}: a value does not fit {column.type} ({str(error).splitlines()[0]}).") from error
    except pa.ArrowNotImplementedError:
        raise FrameError(f"{where} is {column.type}, but the frame has {values.type}.") from None
    if fitted.null_count and not column.is_nullable:
        raise FrameError(f"{where}: {fitted.null_count:,} of {len(fitted):,} values are null.")
    if column.type != JSON_TYPE:
        return fitted
    return pa.chunked_array([pa.ExtensionArray.from_storage(pa.json_(), chunk) for chunk in fitted.chunks], pa.json_())
