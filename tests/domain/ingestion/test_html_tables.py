"""HTML tables that back offices name .xls are read as the tables that they show."""

from pathlib import Path

import pytest

from domain.ingestion.reading.files import open_sheets
from kit.errors import InputError

PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta charset="{charset}">
<style>td {{ color: red }}</style><!-- <table><tr><td>hidden</td></tr></table> --></head><body>
<table border=1><tr><td colspan=4>출고 목록 2026-06-30</td></tr>
<TR><TH>주문번호</TH><TH>상품<br>코드</TH><TH>수량</TH><TH>금액</TH></TR>
<tr><td rowspan="2">1001</td><td>K&amp;1</td><td>2</td><td>12,900&nbsp;원</td></tr>
<tr><td>K2<td> 3 </td><td><b>1</b>,000</td></tr>
<tr><td>합계</td><td></td><td>5</td><td></td></tr></table></body></html>"""
HEADER = ("주문번호", "상품\n코드", "수량", "금액")


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_page_named_xls_is_a_table(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "orders.xls"
    path.write_bytes(PAGE.format(charset=encoding).encode(encoding))
    (sheet,) = open_sheets(path)
    assert (sheet.header, sheet.header_line) == (HEADER, 2)
    assert list(sheet.rows()) == [(3, ["1001", "K&1", "2", "12,900 원"]), (4, ["1001", "K2", "3", "1,000"])]
    assert [(line.line, line.reason) for line in sheet.set_aside.first] == [(1, "TITLE"), (5, "TOTAL")]


def test_each_table_of_a_page_is_a_sheet(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(
        "<!doctype html><body><table><tr><td><table><tr><th>sku<th>name<tr><td>A<td>x</table></td></tr></table>"
        "<table><tr><td>code</td><td>units</td></tr><tr><td>B</td><td>2</td></tr>"
    )
    sheets = open_sheets(path)
    assert [(sheet.name, sheet.header, list(sheet.rows())) for sheet in sheets] == [
        ("page.html 1", ("sku", "name"), [(2, ["A", "x"])]),
        ("page.html 2", ("code", "units"), [(4, ["B", "2"])]),
    ]


@pytest.mark.parametrize(
    ("page", "sentence"),
    [
        ("<html><body>로그인이 필요합니다</body></html>", "is a page without a table; save the table as .xlsx"),
        ("<table><tr><td colspan=16384><td>x", "row 1 has 16,385 columns; at most 16,384 are possible. Remove some."),
        ("<table>" * 30, "has tables within tables within tables; save the table as .xlsx"),
        ("<table><tr><td>" + "x" * 1_100_000, "the cell in row 1, column 1 is longer than 1,048,576 characters"),
        ("<table><tr><td rowspan=65000 colspan=16000>x" + "<tr><td>" * 400, "a page of more than 5,000,000 cells"),
        ("<table>" + "<!-- <td " * 200_000, "is a page without a table"),
    ],
)
def test_pages_that_are_no_tables_are_refused(tmp_path: Path, page: str, sentence: str) -> None:
    path = tmp_path / "page.xls"
    path.write_text(page)
    with pytest.raises(InputError) as refusal:
        open_sheets(path)
    assert str(refusal.value).startswith(str(path))
    assert sentence in str(refusal.value)
