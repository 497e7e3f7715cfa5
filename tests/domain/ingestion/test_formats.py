"""Formats of numbers and times, decided per column of the whole file."""

from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

import pytest

from domain.ingestion.contract import Kind
from domain.ingestion.description import QuestionKind
from domain.ingestion.formats.columns import ColumnFormat, decide
from domain.ingestion.formats.numbers import UnfitNumberError
from domain.ingestion.options import DateOrder

SEOUL = ZoneInfo("Asia/Seoul")


def formats(
    columns: Mapping[str, tuple[Kind, Sequence[str]]], *, delimiter: str = ",", date_order: DateOrder | None = None
) -> dict[str, ColumnFormat]:
    header = list(columns)
    rows = enumerate(zip(*[cells for _, cells in columns.values()], strict=True), start=2)
    kinds = {place: kind for place, (kind, _) in enumerate(columns.values())}
    found = decide(header, rows, kinds, zone=SEOUL, delimiter=delimiter, date_order=date_order)
    return {header[place]: column for place, column in found.items()}


def read(column: ColumnFormat, cells: Sequence[str]) -> list[str]:
    return list(cells) if column.convert is None else [column.convert(cell) for cell in cells]


def one(kind: Kind, *cells: str, delimiter: str = ",", date_order: DateOrder | None = None) -> list[str]:
    column = formats({"x": (kind, cells)}, delimiter=delimiter, date_order=date_order)["x"]
    return read(column, cells)


@pytest.mark.parametrize(
    ("kind", "cells", "right"),
    [
        ("integer", ("1.000", "1.250", "12.000,00"), ["1000", "1250", "12000.00"]),
        ("money", ("29,90", "2.499", "2.499,00"), ["29.90", "2499", "2499.00"]),
        ("money", ("1,234.50", "2,000", "13.75"), ["1234.50", "2000", "13.75"]),
        ("money", ("₩12,900", "12,900원", "￦1,000", "KRW 5,000"), ["12900", "12900", "1000", "5000"]),
        ("money", ("$1,234.50", "(5)", "5-", "-3.5", "\u22122"), ["1234.50", "-5", "-5", "-3.5", "-2"]),
        ("money", ("1 250,00", "1\u00a0000\u00a0000,5"), ["1250.00", "1000000.5"]),
        ("money", ("1'250.00", "R$ 12.00", "Rp 5"), ["1250.00", "12.00", "5"]),
        ("money", ("1,23,456.00", "12,34,567"), ["123456.00", "1234567"]),
        ("money", ("1.000.000", "5"), ["1000000", "5"]),
        ("money", ("0.500", "1.250"), ["0.500", "1.250"]),
        ("integer", ("1,000", "5"), ["1000", "5"]),
        ("integer", ("\uff11\uff12", "3개", "4EA", "5 pcs"), ["12", "3", "4", "5"]),
        ("integer", ("1.000", "2.000"), ["1.000", "2.000"]),
        ("integer", ("1,000", "1,5"), ["1000", "1,5"]),
        ("rate", ("15%", "7,5 %"), ["0.15", "0.075"]),
        ("money", ("", "abc", "1,5"), ["", "abc", "1.5"]),
    ],
)
def test_numbers_of_a_column(kind: Kind, cells: Sequence[str], right: Sequence[str]) -> None:
    assert one(kind, *cells) == right


def test_a_number_that_contradicts_its_column_is_refused_with_the_way_the_column_writes() -> None:
    with pytest.raises(UnfitNumberError, match=r"^x is 2\.5, but its column writes numbers like 1\.234,56$"):
        one("money", "13,75", "1.250,00", "2.5")


def test_other_columns_and_the_delimiter_decide_what_a_column_leaves_open() -> None:
    cells = ("1.250", "2.000")
    two = formats({"a": ("money", cells), "b": ("money", ("1,5", "2"))})["a"]
    assert read(two, cells) == ["1250", "2000"]
    assert one("money", *cells, delimiter=";") == ["1250", "2000"]
    alone = formats({"a": ("money", cells)})["a"]
    assert read(alone, cells) == list(cells)
    assert alone.question is not None
    assert (alone.question.kind, alone.question.column) == (QuestionKind.NUMBER_FORMAT, "a")


def test_plain_columns_are_left_as_they_are() -> None:
    found = formats({"n": ("money", ("1.5", "20", "")), "t": ("instant", ("2026-06-15 09:30:00", "2026-06-15", ""))})
    assert [column.convert for column in found.values()] == [None, None]


@pytest.mark.parametrize(
    ("cell", "right"),
    [
        ("2026-06-15 9:59", "2026-06-15 09:59:00"),
        ("2026-6-15 10:00", "2026-06-15 10:00:00"),
        ("2026.06.15", "2026-06-15 00:00:00"),
        ("2026/06/15", "2026-06-15 00:00:00"),
        ("2026. 6. 15. 오후 3:07", "2026-06-15 15:07:00"),
        ("2026-06-15 오전 9:30:00", "2026-06-15 09:30:00"),
        ("2026-06-15 오전 12:30", "2026-06-15 00:30:00"),
        ("2026년 6월 15일 9시 5분", "2026-06-15 09:05:00"),
        ("2026-06-15(월) 09:05", "2026-06-15 09:05:00"),
        ("20260615", "2026-06-15 00:00:00"),
        ("20260615 09:30", "2026-06-15 09:30:00"),
        ("20260615093001", "2026-06-15 09:30:01"),
        ("Jun 15, 2026 3:07 PM", "2026-06-15 15:07:00"),
        ("15 June 2026", "2026-06-15 00:00:00"),
        ("Mon, 15-Jun-2026 08:00:00", "2026-06-15 08:00:00"),
        ("2026-06-15 15:10:00 UTC", "2026-06-15 15:10:00+00:00"),
        ("2026-06-15 15:10:00 KST", "2026-06-15 06:10:00+00:00"),
        ("2026-06-15 15:10:00 -0700", "2026-06-15 22:10:00+00:00"),
        ("2026-06-15T15:10:00.123+09:00", "2026-06-15 06:10:00.123000+00:00"),
        ("Jun 15, 2026 12:01:02 AM PDT", "2026-06-15 07:01:02+00:00"),
        ("2026-02-30", "2026-02-30"),
        ("2026-06-15 25:00", "2026-06-15 25:00"),
        ("2026-06-15 9:30 XYZ", "2026-06-15 9:30 XYZ"),
        ("tomorrow", "tomorrow"),
        ("0001-01-01 00:00 +0900", "0001-01-01 00:00 +0900"),
        ("", ""),
    ],
)
def test_times_are_read_in_every_usual_form(cell: str, right: str) -> None:
    assert one("instant", cell, "2026-06-15 9:00")[0] == right


def test_numbers_alone_are_days_of_a_spreadsheet_or_seconds() -> None:
    assert one("instant", "46188.5", "46189") == ["2026-06-15 12:00:00", "2026-06-16 00:00:00"]
    assert one("instant", "1781514000", "1781514000000") == ["2026-06-15 09:00:00+00:00"] * 2
    assert one("instant", "46188.5", "2026/06/15") == ["46188.5", "2026-06-15 00:00:00"]


def test_days_are_cut_in_the_zone_of_the_company() -> None:
    assert one("date", "2026-06-15T15:10:00Z", "2026-06-15 9:30") == ["2026-06-16", "2026-06-15"]


def test_the_order_of_day_and_month_is_decided_by_the_whole_column() -> None:
    assert one("date", "04-30-22", "04-13-2022", "01-02-2022") == ["2022-04-30", "2022-04-13", "2022-01-02"]
    assert one("date", "03/04/2026", "13/04/2026") == ["2026-04-03", "2026-04-13"]
    assert one("date", "26.06.15", "26.06.30") == ["2026-06-15", "2026-06-30"]
    assert one("date", "03.04.2026") == ["2026-04-03"]
    assert one("date", "03/04/2026", date_order="MDY") == ["2026-03-04"]


def test_another_column_decides_the_order_and_without_one_it_is_asked() -> None:
    cells = ("03/04/2026", "05/04/2026")
    both = formats({"a": ("date", cells), "b": ("date", ("20/04/2026", "21/04/2026"))})
    assert read(both["a"], cells) == ["2026-04-03", "2026-04-05"]
    alone = formats({"a": ("date", cells)})["a"]
    assert alone.question is not None
    assert (alone.question.kind, alone.question.column) == (QuestionKind.DATE_ORDER, "a")
    assert alone.question.values == cells


@pytest.mark.parametrize(
    ("cells", "right", "described"),
    [
        (("46188.5", "46189"), ["2026-06-15 12:00:00", "2026-06-16 00:00:00"], "serial days of Excel"),
        (("1765600000",), ["2025-12-13 04:26:40+00:00"], "seconds or milliseconds since 1970"),
        (("1765600000000",), ["2025-12-13 04:26:40+00:00"], "seconds or milliseconds since 1970"),
        (("20260615T093000Z",), ["2026-06-15 09:30:00+00:00"], None),
        (("15. Jun 2026", "1. Okt 2026"), ["2026-06-15 00:00:00", "2026-10-01 00:00:00"], None),
    ],
)
def test_numbers_as_times_are_said_to_be_what_they_were_read_as(
    cells: Sequence[str], right: Sequence[str], described: str | None
) -> None:
    column = formats({"x": ("instant", cells)})["x"]
    assert (read(column, cells), column.description) == (right, described)
