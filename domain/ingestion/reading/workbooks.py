"""Workbooks (.xlsx, .xlsm, .xls, .xlsb, .ods) as tables of text: values only, nothing is executed."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from domain.ingestion.reading.cells import cell_text
from domain.ingestion.reading.content import Content
from domain.ingestion.reading.parquet import first_line
from domain.ingestion.reading.sheets import RawTable, Row, check_cell
from domain.ingestion.reading.workbook_sizes import check_workbook
from kit.errors import InputError


def open_workbook_tables(content: Content) -> list[RawTable]:
    """The filled worksheets of a workbook; hidden ones only if there are no others.

    Raises:
        InputError: it can't be read, or is empty.
    """
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    check_workbook(content)
    with _explained(content.label):
        with content.open() as raw:
            workbook = CalamineWorkbook.from_filelike(io.BytesIO(raw.read()))
        tables = [sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
        shown = [sheet.name for sheet in tables if sheet.visible == SheetVisibleEnum.Visible]
        for names in (shown, [sheet.name for sheet in tables if sheet.name not in shown]):
            filled = [sheet for sheet in map(workbook.get_sheet_by_name, names) if sheet.end is not None]
            if filled:
                return [_table(content, sheet) for sheet in filled]
    raise InputError(f"{content.label} is empty; a header row with the column names is needed.")


@contextmanager
def _explained(label: str) -> Iterator[None]:
    """Turn what can be wrong with a workbook into one sentence."""
    from python_calamine import CalamineError

    try:
        yield
    except InputError:
        raise
    except (CalamineError, OSError, ValueError, OverflowError) as error:
        raise _unreadable(label, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # of Rust code; it derives from BaseException
            raise
        raise _unreadable(label, error) from None


def _unreadable(label: str, error: BaseException) -> InputError:
    return InputError(
        f"{label} can't be read as an Excel workbook ({first_line(error)}); save it again as .xlsx and import it again."
    )


def _table(content: Content, sheet: Any) -> RawTable:  # noqa: ANN401 - calamine's classes carry no types
    label = f"{content.label} ({sheet.name})"

    def records() -> Iterator[Row]:
        with _explained(label):
            for line, cells in enumerate(sheet.iter_rows(), start=1):
                fields = _texts(label, line, cells)
                if any(fields):
                    yield line, fields

    return RawTable(sheet.name, label, sheet.end[0] + 1, records)


def _texts(label: str, line: int, cells: Sequence[object]) -> list[str]:
    fields = [cell_text(cell) for cell in cells]
    for place, text in enumerate(fields, start=1):
        if len(text) > 2_000:  # rare, so that the check costs nothing
            check_cell(label, line, place, text)
    return fields
