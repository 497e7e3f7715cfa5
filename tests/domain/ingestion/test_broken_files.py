"""Broken files, made from good ones with a fixed seed: read cleanly or refused in one sentence, nothing else."""

import gzip
import io
import random
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from domain.ingestion.contract import Kind
from domain.ingestion.formats.columns import decide
from domain.ingestion.formats.numbers import UnfitNumberError
from domain.ingestion.reading.files import open_sheets
from kit.errors import InputError

SEOUL = ZoneInfo("Asia/Seoul")
HEADER = ["주문번호", "주문일시", "상품코드", "수량", "결제금액", "비고"]
KINDS: dict[int, Kind] = {1: "instant", 3: "integer", 4: "money"}
VARIANTS = 24
"""Of each sample: 312 in all."""


def lines(count: int = 30) -> list[list[str]]:
    return [
        [
            f"2026-{number:05}",
            f"2026.06.{number % 28 + 1:02} 오후 {number % 12 + 1}:07",
            f"K-{number}",
            "1,000",
            "₩12,900",
            "선물",
        ]
        for number in range(count)
    ]


def text(delimiter: str = ",") -> str:
    rows = [["주문현황 2026-06"], HEADER, *lines(), ["합계", "", "", "30,000", "", ""]]
    return "\r\n".join(delimiter.join(f'"{cell}"' if delimiter in cell else cell for cell in row) for row in rows)


def workbook() -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.set_properties({"created": datetime(2026, 6, 30, tzinfo=UTC)})
        code = book.add_format({"num_format": "0000"})
        sheet = book.add_worksheet("주문")
        for place, row in enumerate([HEADER, *lines()]):
            sheet.write_row(place, 0, row)
            sheet.write(place, 6, place, code)
        sheet.write_formula(40, 0, '=HYPERLINK("http://localhost","x")', None, "x")
    return buffer.getvalue()


def page() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in [HEADER, *lines()])
    return f'<html><meta charset="euc-kr"><table>{rows}</table></html>'.replace("₩", "").encode("euc-kr")


def parquet() -> bytes:
    buffer = io.BytesIO()
    columns = dict(zip(HEADER, map(list, zip(*lines(), strict=True)), strict=True))
    pq.write_table(pa.table(columns), buffer)
    return buffer.getvalue()


def zipped(name: str, data: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name), data)
        archive.writestr(zipfile.ZipInfo("b.csv"), "a,b\n1,2\n")
    return buffer.getvalue()


def locked() -> bytes:
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(workbook())).encrypt("1234", buffer)
    return buffer.getvalue()


SAMPLES: dict[str, Callable[[], bytes]] = {
    "utf8.csv": lambda: text().encode(),
    "cp949.csv": lambda: text(";").replace("₩", "").encode("cp949"),
    "utf16.txt": lambda: text("\t").encode("utf-16"),
    "utf16le.csv": lambda: text().encode("utf-16-le"),
    "sjis.tsv": lambda: "コード\t数量\nカップ\t1\n".encode("cp932") * 20,
    "packed.csv.gz": lambda: gzip.compress(text().encode(), mtime=0),
    "several.zip": lambda: zipped("a.csv", text().encode()),
    "book.zip": lambda: zipped("a.xlsx", workbook()),
    "book.xlsx": workbook,
    "locked.xlsx": locked,
    "page.xls": page,
    "table.parquet": parquet,
    "latin.csv": lambda: ("sku;prix\n" + "Café crème;1.250,00\n" * 30).encode("cp1252"),
}


def cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data))]


def flipped(data: bytes, chance: random.Random) -> bytes:
    broken = bytearray(data)
    for _ in range(chance.randint(1, 12)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def without_a_piece(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(1, 200) :]


def with_garbage(data: bytes, chance: random.Random) -> bytes:
    garbage = chance.choice(
        [b"\0" * 50, b'"', b"\xff\xfe", b"=cmd|' /C calc'!A0,", "한글".encode("cp949"), b"\r", b"<" * 9]
    )
    start = chance.randrange(len(data))
    return data[:start] + garbage + data[start:]


def doubled(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[start:] + data[:start] if chance.random() < 0.5 else data + data


def with_a_huge_cell(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + b"x" * (2 << 20) + data[start:]


def with_many_columns(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + chance.choice([b",", b";", b"\t"]) * 20_000 + data[start:]


BREAKS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    cut,
    cut,
    flipped,
    flipped,
    without_a_piece,
    with_garbage,
    doubled,
    with_a_huge_cell,
    with_many_columns,
)


def read(path: Path, password: str | None = None) -> None:
    """Read a file as an import does: sheets, formats, and each cell converted."""
    for sheet in open_sheets(path, password=password):
        kinds = {place: kind for place, kind in KINDS.items() if place < len(sheet.header)}
        found = decide(sheet.header, sheet.rows(), kinds, zone=SEOUL, delimiter=sheet.delimiter)
        for _, fields in sheet.rows():
            for place, form in found.items():
                if form.convert is not None and place < len(fields):
                    try_to_convert(form.convert, fields[place])


def refusal(path: Path) -> str:
    """The sentence with which a file is refused; empty if it is read."""
    try:
        read(path, "1234")
    except InputError as error:
        return str(error)
    return ""


def try_to_convert(convert: Callable[[str], str], cell: str) -> None:
    with suppress(UnfitNumberError):
        convert(cell)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_broken_file_is_read_or_refused_in_one_sentence(tmp_path: Path, name: str) -> None:
    good, chance = SAMPLES[name](), random.Random(name)
    path = tmp_path / name
    path.write_bytes(good)
    read(path, "1234")
    for number in range(VARIANTS):
        broken = BREAKS[number % len(BREAKS)](good, chance)
        path.write_bytes(broken)
        said = refusal(path).replace(f"{tmp_path}/", "")
        assert not said or (name in said and said.endswith(".") and "\n" not in said and len(said) < 300), said
