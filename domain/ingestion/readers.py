"""Read CSV, Parquet and XLSX alike: a header, and a stream of rows of text with their line numbers."""

import csv
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from domain.ingestion.text import TextShape, inspect, open_text
from kit.errors import InputError

SUFFIXES = (".csv", ".csv.gz", ".parquet", ".xlsx")
PARQUET_ROWS = 20_000
Row = tuple[int, Sequence[str]]


@dataclass(frozen=True)
class Sheet:
    """A table in a file: its column names, how many rows it has (for CSV: at most), and how to stream them.

    The line number of a CSV row is its first physical line; of other formats the row's number, header included.
    """

    header: tuple[str, ...]
    total: int
    rows: Callable[[], Iterator[Row]]


def file_format(path: Path) -> str | None:
    """The suffix of a readable format (`.csv`, `.csv.gz`, `.parquet`, `.xlsx`), or nothing."""
    name = path.name.lower()
    return next((suffix for suffix in reversed(SUFFIXES) if name.endswith(suffix)), None)


def open_sheets(path: Path) -> list[Sheet]:
    """The tables in a file: one, or one per filled worksheet of a workbook.

    Raises:
        InputError: the file can't be read, is empty, damaged, or in the wrong encoding.
    """
    match file_format(path):
        case ".parquet":
            return [_open_parquet(path)]
        case ".xlsx":
            return _open_workbook(path)
        case _:
            return [_open_csv(path, inspect(path))]


def _open_csv(path: Path, shape: TextShape) -> Sheet:
    def records() -> Iterator[Row]:
        with open_text(path, shape.encoding) as text:
            reader = csv.reader(text, delimiter=shape.delimiter)
            line = 1
            for fields in reader:
                if fields:  # an empty line is not a row
                    yield line, fields
                line = reader.line_num + 1

    def rows() -> Iterator[Row]:
        stream = records()
        next(stream)
        yield from stream

    _, header = next(records())
    return Sheet(tuple(name.strip() for name in header), max(shape.lines - 1, 0), rows)


def _open_parquet(path: Path) -> Sheet:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            header, total = tuple(file.schema_arrow.names), file.metadata.num_rows
    except (pa.ArrowException, OSError) as error:
        raise InputError(f"{path} can't be read as Parquet ({_first_line(error)}).") from None

    def rows() -> Iterator[Row]:
        line = 1
        try:
            with pq.ParquetFile(path) as file:
                for batch in file.iter_batches(PARQUET_ROWS):
                    columns = [_parquet_text(column) for column in batch.columns]
                    for fields in zip(*columns, strict=True):
                        line += 1
                        yield line, fields
        except (pa.ArrowException, OSError) as error:
            raise InputError(f"{path} is damaged after row {line} ({_first_line(error)}).") from None

    return Sheet(header, total, rows)


def _parquet_text(column: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    import pyarrow as pa
    import pyarrow.compute as pc

    kind = column.type
    if pa.types.is_nested(kind) or pa.types.is_dictionary(kind):
        return [cell_text(value) for value in column.to_pylist()]
    if pa.types.is_timestamp(kind) and kind.tz is not None:
        column = column.cast(pa.timestamp(kind.unit, "UTC"))
    text = column if pa.types.is_string(kind) else pc.cast(column, pa.string())
    filled: list[str] = pc.fill_null(text, "").to_pylist()
    return filled


def _open_workbook(path: Path) -> list[Sheet]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_path(str(path))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (CalamineError, OSError) as error:
        raise InputError(f"{path} can't be read as an Excel workbook ({_first_line(error)}).") from None
    filled = [sheet for sheet in sheets if sheet.total_height > 0]
    if not filled:
        raise InputError(f"{path} is empty; a header row with the column names is needed.")
    return [_open_worksheet(sheet, offset) for sheet, offset in zip(filled, _offsets(filled), strict=True)]


def _offsets(sheets: Sequence[Any]) -> list[int]:
    """The rows of earlier worksheets, so that a line number is unique within the file."""
    offsets = [0]
    for sheet in sheets:
        offsets.append(offsets[-1] + sheet.total_height)
    return offsets[:-1]


def _open_worksheet(sheet: Any, offset: int) -> Sheet:  # noqa: ANN401 - calamine's classes carry no types
    def rows() -> Iterator[Row]:
        lines = enumerate(sheet.iter_rows(), start=offset + sheet.start[0] + 1)
        next(lines)
        for line, cells in lines:
            fields = [cell_text(cell) for cell in cells]
            if any(fields):
                yield line, fields

    header = tuple(cell_text(cell).strip() for cell in next(iter(sheet.iter_rows())))
    return Sheet(header, sheet.total_height - 1, rows)


def cell_text(value: object) -> str:
    """A cell as the text that a CSV file would hold: ISO times, whole floats without a fraction, lists with `;`."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (date, time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return ";".join(cell_text(item) for item in value)
    return str(value)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n", 1)[0]
