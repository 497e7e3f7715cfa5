"""Parquet files as tables of text."""

from collections.abc import Iterator
from typing import Any

from domain.ingestion.reading.cells import cell_text
from domain.ingestion.reading.content import Content, on_disk
from domain.ingestion.reading.sheets import RawTable, Row
from kit.errors import InputError

BATCH_ROWS = 20_000


def open_parquet_table(content: Content) -> RawTable:
    """The table in a Parquet file; its column names are line 1.

    Raises:
        InputError: it can't be read.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    stored = on_disk(content)
    try:
        with pq.ParquetFile(stored.path) as file:
            header, total = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (pa.ArrowException, OSError, UnicodeError) as error:
        raise InputError(f"{content.label} can't be read as Parquet ({first_line(error)}).") from None

    def records() -> Iterator[Row]:
        yield 1, header
        line = 1
        try:
            with pq.ParquetFile(stored.path) as file:
                for batch in file.iter_batches(BATCH_ROWS):
                    columns = [_texts(column) for column in batch.columns]
                    for fields in zip(*columns, strict=True):
                        line += 1
                        yield line, fields
        except (pa.ArrowException, OSError, UnicodeError) as error:
            raise InputError(f"{content.label} is damaged after row {line} ({first_line(error)}).") from None

    return RawTable(content.name, content.label, total + 1, records)


def _texts(column: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_dictionary(kind) or pa.types.is_binary(kind):
        return [cell_text(value) for value in column.to_pylist()]
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = column.cast(pa.timestamp(kind.unit, "UTC"))
    text = column if pa.types.is_string(kind) else pc.cast(column, pa.string())
    filled: list[str] = pc.fill_null(text, "").to_pylist()
    return filled


def first_line(error: BaseException) -> str:
    """The first line of an error's text."""
    return str(error).strip().split("\n", 1)[0]
