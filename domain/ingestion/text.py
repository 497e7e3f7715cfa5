"""CSV text: find the encoding and damage before anything is loaded, then give lines."""

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from kit.errors import InputError

MAX_LINE_LENGTH = 1 << 20
FEWEST_GOOD_LINES = 0.99  # below this share of UTF-8 lines the whole file is taken to be in another encoding
DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True)
class TextShape:
    """How to read a text file: its encoding, delimiter, and number of lines (quoted line breaks counted)."""

    encoding: str
    delimiter: str
    lines: int


def inspect(path: Path) -> TextShape:
    """Read a text file through once, and detect how it is written.

    Raises:
        InputError: it is empty, cut short, damaged, or not text in UTF-8 (or UTF-16 with a byte order mark).
    """
    with _told(path):
        encoding = _encoding(path)
        lines = _count_utf8(path) if encoding == "utf-8-sig" else _count_utf16(path)
        with open_text(path, encoding) as text:
            first = text.readline(MAX_LINE_LENGTH)
    if not first.strip():
        raise InputError(f"{path} is empty; a header line with the column names is needed.")
    return TextShape(encoding, _delimiter(first), lines)


@contextmanager
def open_text(path: Path, encoding: str) -> Iterator[io.TextIOWrapper]:
    """Open a text file, gzipped or not; bytes that can't be decoded come out as lone surrogates."""
    errors = "surrogateescape" if encoding == "utf-8-sig" else "strict"
    with _told(path), _open_bytes(path) as raw, io.TextIOWrapper(raw, encoding, errors, newline="") as text:
        yield text


def _open_bytes(path: Path) -> IO[bytes]:
    return gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # type: ignore[return-value]


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what can be wrong with a whole file into one sentence."""
    try:
        yield
    except EOFError:
        raise InputError(f"{path} is cut short: its gzip data ends too early; copy the file again.") from None
    except (gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path} is not a valid gzip file ({error}); copy it again.") from None
    except UnicodeError as error:
        raise InputError(f"{path} is not valid UTF-16 text ({error}); save it as UTF-8.") from None
    except csv.Error as error:
        raise InputError(f"{path} is not valid CSV ({error}); look for a quotation mark that is not closed.") from None
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror or error}).") from None


def _encoding(path: Path) -> str:
    with _open_bytes(path) as raw:
        start = raw.read(2)
    return "utf-16" if start in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"


def _count_utf8(path: Path) -> int:
    lines, bad, first_bad = 0, 0, 0
    with _open_bytes(path) as raw:
        while line := raw.readline(MAX_LINE_LENGTH):
            lines += 1
            if len(line) == MAX_LINE_LENGTH:
                raise InputError(
                    f"{path}: line {lines} is longer than {MAX_LINE_LENGTH:,} bytes; this is not a CSV file."
                )
            try:
                line.decode()
            except UnicodeDecodeError:
                bad += 1
                first_bad = first_bad or lines
    if bad and (first_bad == 1 or bad > lines * (1 - FEWEST_GOOD_LINES)):
        raise InputError(f"{path}: line {first_bad} is not UTF-8 text; save the file as UTF-8 and import it again.")
    return lines


def _count_utf16(path: Path) -> int:
    with open_text(path, "utf-16") as text:
        return sum(1 for _ in iter(lambda: text.readline(MAX_LINE_LENGTH), ""))


def _delimiter(header: str) -> str:
    return max(DELIMITERS, key=lambda mark: len(next(csv.reader([header], delimiter=mark))))
