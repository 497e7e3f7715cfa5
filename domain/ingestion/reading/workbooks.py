"""Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) as tables of text: values only, nothing is executed."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from domain.ingestion.reading.cells import cell_text
from domain.ingestion.reading.content import Content
from domain.ingestion.reading.packages import check_package
from domain.ingestion.reading.parquet import first_line
from domain.ingestion.reading.sheets import RawTable, Row, check_cell
from domain.ingestion.reading.zero_codes import Widths, zero_codes
from kit.errors import InputError

LONG_TEXT = 2_000  # characters from which on a cell is looked at


def open_workbook_tables(content: Content, *, is_package: bool) -> list[RawTable]:
    """The filled worksheets of a workbook; hidden ones only if there are no others.

    Args:
        content: the workbook.
        is_package: whether it is a zip package, as all but the old ones are.

    Raises:
        InputError: it can't be read, is empty, or would take too much memory.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    check_package(content)
    widths = zero_codes(content) if is_package else {}
    with _explained(content.label):
        with content.open() as raw:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw.read()))
        tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
        for names in (shown, [sheet.name for sheet in tables if sheet.name not in shown]):
            filled = [sheet for sheet in map(workbook.get_sheet_by_name, names) if sheet.end is not None]
            if filled:
                return [_table(content, sheet, widths.get(sheet.name, {})) for sheet in filled]
    raise InputError(f"{content.label} is empty; a header row with the column names is needed.")


@contextmanager
def _explained(label: str) -> Iterator[None]:
    """Turn what can be wrong with a workbook into one sentence."""
    from python_calamine import CalamineError

    try:
        yield
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _unreadable(label, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust code; it derives from BaseException
            raise
        raise _unreadable(label, error) from None


def _unreadable(label: str, error: BaseException) -> InputError:
    return InputError(
        f"{label} can't be read as an Excel workbook ({first_line(error)}); save it again as .xlsx and import it."
    )


def _table(content: Content, sheet: Any, widths: Widths) -> RawTable:  # noqa: ANN401 - calamine has no types
    label = f"{content.label} ({sheet.name})"
    first_column = sheet.start[1]

    def records() -> Iterator[Row]:
        for row, cells in _explained_rows(label, sheet):
            fields = _texts(label, row + 1, cells)
            if widths:
                fields = [
                    text.zfill(widths.get((row, column), 0)) if text.isdecimal() else text
                    for column, text in enumerate(fields, start=first_column)
                ]
            if any(fields):
                yield row + 1, fields

    return RawTable(sheet.name, content.label, sheet.end[0] + 1, records)


def _explained_rows(label: str, sheet: Any) -> Iterator[tuple[int, Sequence[object]]]:  # noqa: ANN401 - as above
    with _explained(label):
        yield from enumerate(sheet.iter_rows())  # begins with the first row, also if it is empty


def _texts(label: str, line: int, cells: Sequence[object]) -> list[str]:
    fields = [cell_text(cell) for cell in cells]
    for place, text in enumerate(fields, start=1):
        if len(text) > LONG_TEXT:
            check_cell(label, line, place, text)
    return fields
