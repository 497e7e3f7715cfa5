"""The header is found below titles, and lines that are not rows are set aside."""

from pathlib import Path

import pytest

from domain.ingestion.reading.files import open_sheets


@pytest.mark.parametrize(
    ("lines", "header_line", "rows", "aside"),
    [
        (
            "회사명 : 가나,재고현황,2026/06/30\nproduct,snapshot_at,on_hand\nA,2026-06-30,5\n합계,,5\n",
            2,
            [["A", "2026-06-30", "5"]],
            [(1, "TITLE"), (4, "TOTAL")],
        ),
        ("sku,2026-06-01,2026-06-02\nA,x,y\nB,1,2\n", 1, [["A", "x", "y"], ["B", "1", "2"]], []),
        ("name,2024\nA,x\nB,5\n", 1, [["A", "x"], ["B", "5"]], []),
        ("code,name,n\nA,b,1\n[합계],,1\n【소 계】(1건),,1\n", 1, [["A", "b", "1"]], [(3, "TOTAL"), (4, "TOTAL")]),
        ("Name,Qty,Email\n#1001,1,a\n#1001,,\n", 1, [["#1001", "1", "a"], ["#1001", "", ""]], []),
        ("code,name\nTotal,Total yoghurt\nSum,Sum drink\n", 1, [["Total", "Total yoghurt"], ["Sum", "Sum drink"]], []),
    ],
)
def test_header_rows_and_lines_set_aside(
    tmp_path: Path, lines: str, header_line: int, rows: list[list[str]], aside: list[tuple[int, str]]
) -> None:
    path = tmp_path / "file.csv"
    path.write_text(lines, encoding="utf-8")
    (sheet,) = open_sheets(path)
    assert (sheet.header_line, [fields for _, fields in sheet.rows()]) == (header_line, rows)
    assert [(line.line, line.reason) for line in sheet.set_aside.first] == aside


@pytest.mark.parametrize(
    ("text", "encoding"),
    [("код,название\nЖ1,Термос стальной\n", "cp1251"), ("sku,name\nK1,똠방각하 펲시\n", "cp949")],
)
def test_rare_letters_do_not_make_a_text_latin(tmp_path: Path, text: str, encoding: str) -> None:
    path = tmp_path / "file.csv"
    path.write_bytes(text.encode(encoding))
    (sheet,) = open_sheets(path)
    assert [list(sheet.header), *(fields for _, fields in sheet.rows())] == [
        line.split(",") for line in text.splitlines()
    ]
