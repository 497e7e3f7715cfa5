"""Any file as sheets: what it is, its encoding, delimiter and header, and what is refused for safety."""

import gzip
import io
import logging
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from domain.ingestion.reading import content, sheets
from domain.ingestion.reading.errors import PasswordNeededError, WrongPasswordError
from domain.ingestion.reading.files import open_sheets
from domain.ingestion.reading.sheets import Sheet
from kit.errors import InputError

Write = Callable[[str, bytes | str], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a file."""

    def to(name: str, data: bytes | str) -> Path:
        path = tmp_path / name
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return to


def rows(sheet: Sheet) -> list[list[str]]:
    return [list(fields) for _, fields in sheet.rows()]


def aside(sheet: Sheet) -> list[tuple[int, str]]:
    list(sheet.rows())
    return [(line.line, line.reason) for line in sheet.set_aside.first]


def book(cells: Sequence[Sequence[object]], number_format: str | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        form = workbook.add_format({"num_format": number_format}) if number_format else None
        sheet = workbook.add_worksheet("S")
        for place, row in enumerate(cells):
            sheet.write_row(place, 0, row, form)
    return buffer.getvalue()


def repacked(package: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.namelist():
            new.writestr(entry, change(old.read(entry)) if entry == name else old.read(entry))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("sku;cost\nA;13,75\nB;29,90\n", ";"),
        ("a\tb\nx, y\t1\nz, w\t2\n", "\t"),
        ("a|b\n1|2\n", "|"),
        ("code\nS1\n", ","),
        ("보고서, 2026년 6월\nsku;qty\nA;1\nB;2\n", ";"),
        ("sep=;\na;b\n1;2,5\n", ";"),
        ('"a;b";c\n"1,5;2";3\n', ";"),
    ],
)
def test_the_delimiter_is_found_over_several_lines(write: Write, text: str, delimiter: str) -> None:
    assert open_sheets(write("x.dat", text))[0].delimiter == delimiter


@pytest.mark.parametrize(
    ("text", "encoding", "taken"),
    [
        ("sku,name\nK1,보온병\n", "cp949", "cp949"),
        ("sku,name\nK1,컵 A형\nK2,B급\n", "cp949", "cp949"),
        ("상품코드,상품명\nK1,똠방각하 햏\n" + "K2,스테인리스 보온병 (대)\n" * 300, "cp949", "cp949"),
        ("sku,name\n" + "A,plain\n" * 400 + "K1,보온병\n", "cp949", "cp949"),
        ("sku,name\nK1,こんにちは\n", "shift_jis", "cp932"),
        ("商品コード,商品名\nK1,東京タワー\n", "shift_jis", "cp932"),
        ("sku,name\nA,Größe L\nB,Café crème\n", "cp1252", "cp1252"),
        ("sku,name\nA,PROMOÇÃO\nB,Ñandú 5 €\n", "cp1252", "cp1252"),
        ("sku,name\nA,Кружка большая синяя\nB,Большой чайник\n", "cp1251", "cp1251"),
        ("sku,name\nK1,보온병\n", "utf-16-be", "utf-16-be"),
        ("sku,name\nK1,보온병\n", "utf-8-sig", "utf-8-sig"),
        ("sku,name\nK1,plain\n", "ascii", "utf-8-sig"),
    ],
)
def test_the_encoding_is_decided_by_its_letters(write: Write, text: str, encoding: str, taken: str) -> None:
    (sheet,) = open_sheets(write("x.csv", text.encode(encoding)))
    assert sheet.encoding == taken
    assert [",".join(fields) for fields in (sheet.header, *rows(sheet))] == text.splitlines()


def test_a_given_encoding_wins_and_must_be_known(write: Write) -> None:
    path = write("x.csv", "sku,name\nA,Größe\n".encode("cp1252"))
    assert rows(open_sheets(path, encoding="cp850")[0]) == [["A", "Gr÷▀e"]]
    with pytest.raises(InputError, match="--encoding klingon is not known; use one such as utf-8, cp949"):
        open_sheets(path, encoding="klingon")


def test_a_text_that_is_cut_within_a_letter_stays_utf_8(write: Write) -> None:
    (sheet,) = open_sheets(write("x.csv", "sku,name\nA,보온병\nB,보온병".encode()[:-1]))
    assert (sheet.encoding, rows(sheet)[0]) == ("utf-8-sig", ["A", "보온병"])


@pytest.mark.parametrize(
    ("lines", "header", "reasons"),
    [
        (["매출현황", "2026-06-01~2026-06-30", "sku,name,qty", "A,Cup,1"], 3, [(1, "TITLE"), (2, "TITLE")]),
        (["sku,name,qty", "A,Cup,1", ",,", "합계,,1"], 1, [(3, "BLANK"), (4, "TOTAL")]),
        (["sku,name,qty", "Total,Energy drink,1", "Grand total,,5", "Total,,5"], 1, [(3, "TOTAL"), (4, "TOTAL")]),
        (["sku,name,qty", "A,Cup,1", "총합계 : ,2종,5", ",소계,5"], 1, [(3, "TOTAL"), (4, "TOTAL")]),
        (["sku,name,qty", "A,,", "※ 본 자료는 참고용입니다,,"], 1, [(3, "NOTICE")]),
        (["sku,2026-06-01,2026-06-02", "A,1,2"], 1, []),
        (["sku", "합계"], 1, []),
        (["a,b,", "1,2,"], 1, []),
    ],
)
def test_headers_and_lines_that_are_not_rows(
    write: Write, lines: list[str], header: int, reasons: list[tuple[int, str]]
) -> None:
    (sheet,) = open_sheets(write("x.csv", "\n".join(lines)))
    assert (sheet.header_line, aside(sheet)) == (header, reasons)
    assert aside(sheet) == reasons  # also when it is read again
    assert len(rows(sheet)) == len(lines) - 1 - len(reasons)


def test_known_column_names_win_over_the_guess_of_the_header(write: Write) -> None:
    path = write("x.csv", "기간,회사,담당\nsku,name,qty\nA,Cup,1\n")
    assert open_sheets(path)[0].header_line == 1
    (sheet,) = open_sheets(path, is_header=lambda cells: "sku" in cells)
    assert (sheet.header, sheet.header_line, aside(sheet)) == (("sku", "name", "qty"), 2, [(1, "TITLE")])


def test_numbers_shown_with_zeros_in_front_keep_them(write: Write) -> None:
    (sheet,) = open_sheets(write("x.xlsx", book([["sku", "qty"], [17, 5], ["A", 12345], [1.5, 8809512345678]], "0000")))
    assert rows(sheet) == [["0017", "0005"], ["A", "12345"], ["1.5", "8809512345678"]]
    (plain,) = open_sheets(write("y.xlsx", book([["sku", "qty"], [17, 5]], "0.00")))
    assert rows(plain) == [["17", "5"]]


def test_line_numbers_of_a_worksheet_count_empty_rows(write: Write) -> None:
    (sheet,) = open_sheets(write("x.xlsx", book([[], [], ["sku", "qty"], ["A", 1]])))
    assert (sheet.header_line, list(sheet.rows())) == (3, [(4, ["A", "1"])])


def locked(password: str) -> bytes:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(book([["sku", "qty"], ["A", 1]]))).encrypt(password, buffer)
    return buffer.getvalue()


def test_a_locked_workbook_asks_for_its_password_and_keeps_it_to_itself(
    write: Write, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = write("orders.xlsx", locked("비밀-7421"))
    with pytest.raises(PasswordNeededError, match=r"orders\.xlsx is locked with a password; enter the password"):
        open_sheets(path)
    with pytest.raises(WrongPasswordError) as wrong:
        open_sheets(path, password="falsch-99")
    assert "falsch" not in str(wrong.value)
    assert rows(open_sheets(path, password="비밀-7421")[0]) == [["A", "1"]]
    assert "7421" not in caplog.text
    assert "falsch" not in caplog.text


def test_a_workbook_that_is_only_protected_against_changes_is_read(write: Write) -> None:
    assert rows(open_sheets(write("x.xlsx", locked("VelvetSweatshop")))[0]) == [["A", "1"]]


def read_all(path: Path) -> None:
    for sheet in open_sheets(path):
        list(sheet.rows())


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_all(path)
    said = str(caught.value)
    assert "\n" not in said
    return said.replace(f"{path.parent}/", "")


def zipped(entries: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_archives_that_unpack_to_too_much_are_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MIN_SUSPICIOUS_BYTES", 1 << 16)
    data = b"a,b\n" + b"0,0\n" * 1_000_000
    sentence = "unpacks to far more than its size; unpack it and import the files in it."
    assert refusal(write("x.csv.gz", gzip.compress(data))) == f"x.csv.gz {sentence}"
    assert refusal(write("x.zip", zipped({"x.csv": data}))) == f"x.zip {sentence}"
    bomb = repacked(book([["a"]]), "xl/styles.xml", lambda xml: xml + b" " * 4_000_000)
    assert refusal(write("x.xlsx", bomb)) == f"x.xlsx {sentence}"


def test_archives_within_archives_and_empty_ones_are_refused(write: Write) -> None:
    inner = zipped({"x.csv": b"a,b\n1,2\n"})
    assert refusal(write("x.zip", zipped({"y.zip": inner}))) == (
        "x.zip (y.zip) is an archive within an archive; unpack it and import the files in it."
    )
    assert refusal(write("x.gz", gzip.compress(gzip.compress(b"a")))).startswith("x.gz is an archive within an archive")
    assert refusal(write("e.zip", zipped({}))) == "e.zip contains no files; pack the files that are to be imported."


def test_workbooks_and_texts_in_one_archive(write: Write) -> None:
    path = write("x.zip", zipped({"a.xlsx": book([["sku", "qty"], ["A", 1]]), "자료/b.csv": b"sku,qty\nB,2\n"}))
    first, second = open_sheets(path)
    assert (first.name, rows(first), second.name, list(second.rows())) == (
        "S",
        [["A", "1"]],
        "b.csv",
        [(4, ["B", "2"])],
    )


def test_workbooks_with_entities_or_far_away_cells_are_refused(write: Write) -> None:
    plain = book([["sku", "qty"], ["A", 1]])
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><worksheet'
    trap = repacked(plain, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"<worksheet", entity, 1))
    assert refusal(write("x.xlsx", trap)).startswith("x.xlsx declares XML entities")
    cell = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    far = repacked(plain, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", cell))
    assert refusal(write("y.xlsx", far)).startswith(
        "y.xlsx: xl/worksheets/sheet1.xml reaches to row 1,048,576 and column 16,384"
    )


def test_formulas_are_read_as_the_values_that_were_saved(write: Write) -> None:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, ["sku", "qty"])
        sheet.write(1, 0, "A")
        sheet.write_formula(1, 1, '=HYPERLINK("file:///etc/passwd")', None, 42)
    assert rows(open_sheets(write("x.xlsx", buffer.getvalue()))[0]) == [["A", "42"]]
    assert rows(open_sheets(write("x.csv", "sku,qty\n=1+1,2\n"))[0]) == [["=1+1", "2"]]


def test_too_many_columns_and_too_long_cells_are_refused(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = "a,b\n" + "," * 16_384 + "\n"
    assert refusal(write("x.csv", wide)) == "x.csv: row 2 has 16,385 columns; at most 16,384 are possible. Remove some."
    monkeypatch.setattr(sheets, "MAX_CELL_LENGTH", 5_000)
    long = refusal(write("x.xlsx", book([["a", "b"], ["x", "y" * 6_000]])))
    assert long.endswith("(S): the cell in row 2, column 2 is longer than 5,000 characters; shorten it.")


@pytest.mark.parametrize(
    ("start", "what"), [(b"%PDF-1.7", "a PDF document"), (b"\x89PNG\r\n", "a picture"), (b"\x00\x01\x02" * 99, "not a")]
)
def test_files_that_hold_no_table_are_refused_by_what_they_are(write: Write, start: bytes, what: str) -> None:
    assert refusal(write("x.csv", start)).startswith(f"x.csv is {what}")
