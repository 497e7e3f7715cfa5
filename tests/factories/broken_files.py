"""Files that are broken in every way that we know, made of a good one; the same seed makes the same files."""

import csv
import gzip
import io
import random
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from types import MappingProxyType

import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile

from tests.factories.profile_samples import Row

Rows = Sequence[Row]
Chance = random.Random
MAX_COLUMNS = 16_384
WORST = ("", "many", "-" * 50, "9" * 400, "1e999", "NaN", "2026-13-45", "0000-00-00", "1,2,3", "\0", "﷽" * 700)
FORMULA = '=HYPERLINK("http://localhost/","x")+cmd|\' /C calc\'!A0'
GARBAGE = (b"\0" * 50, b'"', b"\xff\xfe", b"\r", b"<" * 9, "한글".encode("cp949"), b"\x1f\x8b\x08", b"PK\x03\x04")


def text(rows: Rows, encoding: str = "utf-8") -> bytes:
    """The rows as CSV."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode(encoding, "replace")


def workbook(rows: Rows, *, formulas: bool = False) -> bytes:
    """The rows as XLSX; with `formulas`, each cell below the header is one without a saved value."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": datetime(2026, 6, 30, tzinfo=UTC)})
        sheet = book.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if formulas and line:
                    sheet.write_formula(line, place, "=1/0", None, "#DIV/0!" if place % 2 else "")
                else:
                    sheet.write_string(line, place, cell)
    return buffer.getvalue()


def cut(data: bytes, chance: Chance) -> bytes:
    """The beginning of a file."""
    return data[: chance.randrange(1, len(data))]


def flipped(data: bytes, chance: Chance) -> bytes:
    """A file with other bytes here and there."""
    broken = bytearray(data)
    for _ in range(chance.randint(1, 9)):
        broken[chance.randrange(len(broken))] = chance.randrange(256)
    return bytes(broken)


def with_garbage(data: bytes, chance: Chance) -> bytes:
    """A file with bytes that don't belong into it."""
    start = chance.randrange(len(data))
    return data[:start] + chance.choice(GARBAGE) + data[start:]


def with_doubled_header(rows: Rows, chance: Chance) -> bytes:
    """The header again within the rows, as of files that were put together."""
    start = chance.randrange(1, len(rows))
    return text([*rows[:start], rows[0], rows[0], *rows[start:]])


def shuffled(rows: Rows, chance: Chance) -> bytes:
    """The columns in another order: nothing is wrong with it."""
    order = chance.sample(range(len(rows[0])), len(rows[0]))
    return text([[row[place] for place in order] for row in rows])


def with_shuffled_header(rows: Rows, chance: Chance) -> bytes:
    """The names of the columns over others' values."""
    return text([chance.sample(rows[0], len(rows[0])), *rows[1:]])


def with_shifted_rows(rows: Rows, chance: Chance) -> bytes:
    """Some rows with a cell too many or too few."""
    return text([rows[0], *[row[chance.randrange(3) :] for row in rows[1:]], [*rows[1], "", "x"]])


def without_a_column(rows: Rows, chance: Chance) -> bytes:
    """A column less."""
    gone = chance.randrange(len(rows[0]))
    return text([[*row[:gone], *row[gone + 1 :]] for row in rows])


def mixed_encodings(rows: Rows, chance: Chance) -> bytes:
    """The second half in another encoding than the first."""
    first, second = chance.sample(("utf-8", "cp949", "cp1252", "cp932"), 2)
    half = len(rows) // 2
    return text(rows[:half], first) + text(rows[half:], second)


def with_formulas(rows: Rows, chance: Chance) -> bytes:
    """Formulas as text in every other cell."""
    return text([rows[0], *[[FORMULA if chance.random() < 0.5 else cell for cell in row] for row in rows[1:]]])


def with_worst_values(rows: Rows, chance: Chance) -> bytes:
    """Values that can't be numbers or days, and texts that are too long."""
    return text([rows[0], *[[chance.choice(WORST) if chance.random() < 0.4 else c for c in row] for row in rows[1:]]])


def with_repeated_keys(rows: Rows, chance: Chance) -> bytes:
    """Every row twice, some of them with other values at their end."""
    again = [[*row[:-1], chance.choice(("3", row[-1]))] for row in rows[1:]]
    return text([*rows, *again])


def with_open_quote(rows: Rows, chance: Chance) -> bytes:
    """A quotation mark that never closes."""
    data = text(rows)
    start = chance.randrange(len(data))
    return data[:start] + b',"' + data[start:] * 40


def with_huge_cell(rows: Rows, chance: Chance) -> bytes:
    """A cell of 10 MB."""
    line = chance.randrange(1, len(rows))
    return text([*rows[:line], [*rows[line][:-1], "x" * (10 << 20)], *rows[line + 1 :]])


def with_many_columns(rows: Rows, chance: Chance) -> bytes:
    """As many columns as a worksheet can have, or one more, of them most without a name."""
    more = [""] * (MAX_COLUMNS + chance.randrange(2) - len(rows[0]))
    return text([[*row, *more] for row in rows])


def cut_workbook(rows: Rows, chance: Chance) -> bytes:
    """The beginning of an XLSX."""
    return cut(workbook(rows), chance)


def flipped_workbook(rows: Rows, chance: Chance) -> bytes:
    """An XLSX with other bytes here and there."""
    return flipped(workbook(rows), chance)


def workbook_of_formulas(rows: Rows, _chance: Chance) -> bytes:
    """An XLSX of formulas that were never computed."""
    return workbook(rows, formulas=True)


@cache
def _bomb() -> bytes:
    """A zip archive of a file of 100 MB of zeros."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("b.csv", "w") as entry:
        for _ in range(100):
            entry.write(bytes(1 << 20))
    return buffer.getvalue()


def zip_bomb(rows: Rows, _chance: Chance) -> bytes:
    """A zip archive of a good file and one that unpacks to a thousand times its size."""
    buffer = io.BytesIO(_bomb())
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr("a.csv", text(rows))
    return buffer.getvalue()


@cache
def _gzip_bomb() -> bytes:
    return gzip.compress(b"a," * (40 << 20), mtime=0)


def gzip_bomb(rows: Rows, _chance: Chance) -> bytes:
    """Two gzip members: a good file, and one line of 80 MB."""
    return gzip.compress(text(rows), mtime=0) + _gzip_bomb()


def zip_of_broken(rows: Rows, chance: Chance) -> bytes:
    """A zip archive of a good file and a broken one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("좋은 파일.csv", text(rows))
        archive.writestr("b.xlsx", cut_workbook(rows, chance))
    return buffer.getvalue()


def locked(data: bytes, password: str) -> bytes:
    """A workbook that is protected by a password."""
    buffer = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, buffer)
    return buffer.getvalue()


def _of_text(change: Callable[[bytes, Chance], bytes]) -> Callable[[Rows, Chance], bytes]:
    return lambda rows, chance: change(text(rows), chance)


BREAKS: Mapping[str, Callable[[Rows, Chance], bytes]] = MappingProxyType(
    {
        "cut.csv": _of_text(cut),
        "flipped.csv": _of_text(flipped),
        "garbage.csv": _of_text(with_garbage),
        "doubled-header.csv": with_doubled_header,
        "shuffled.csv": shuffled,
        "shuffled-header.csv": with_shuffled_header,
        "shifted.csv": with_shifted_rows,
        "without-a-column.csv": without_a_column,
        "mixed.csv": mixed_encodings,
        "formulas.csv": with_formulas,
        "worst.csv": with_worst_values,
        "repeated.csv": with_repeated_keys,
        "open-quote.csv": with_open_quote,
        "huge-cell.csv": with_huge_cell,
        "many-columns.csv": with_many_columns,
        "cut.xlsx": cut_workbook,
        "flipped.xlsx": flipped_workbook,
        "formulas.xlsx": workbook_of_formulas,
        "bomb.zip": zip_bomb,
        "bomb.csv.gz": gzip_bomb,
    }
)
"""Ways to break a file, by the name of what comes of it; twenty are one upload."""
