"""Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) as tables of text: values only, nothing is executed."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from domain.ingestion.reading.cells import cell_text
from domain.ingestion.reading.content import Content
from domain.ingestion.reading.parquet import first_line
from domain.ingestion.reading.sheets import RawTable, Row, check_cell
from kit.errors import InputError


def open_workbook_tables(content: Content) -> list[RawTable]:
    """The filled worksheets of a workbook.

    Raises:
        InputError: it can't be read, or is empty.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with content.open() as raw:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw.read()))
        sheets = [workbook.get_sheet_by_name(name) for name in workbook.sheet_names]
    except (CalamineError, OSError) as error:
        raise InputError(f"{content.label} can't be read as an Excel workbook ({first_line(error)}).") from None
    filled = [sheet for sheet in sheets if sheet.total_height > 0]
    if not filled:
        raise InputError(f"{content.label} is empty; a header row with the column names is needed.")
    return [_table(content, sheet) for sheet in filled]


def _table(content: Content, sheet: Any) -> RawTable:  # noqa: ANN401 - calamine's classes carry no types
    label = f"{content.label} ({sheet.name})"

    def records() -> Iterator[Row]:
        for line, cells in enumerate(sheet.iter_rows(), start=sheet.start[0] + 1):
            fields = _texts(label, line, cells)
            if any(fields):
                yield line, fields

    return RawTable(sheet.name, content.label, sheet.start[0] + sheet.total_height, records)


def _texts(label: str, line: int, cells: Sequence[object]) -> list[str]:
    fields = [cell_text(cell) for cell in cells]
    for place, text in enumerate(fields, start=1):
        if len(text) > 2_000:  # rare, so that the check costs nothing
            check_cell(label, line, place, text)
    return fields
