"""Copy a file's rows, as text, into the temporary table `staged`; lines that are not rows carry their fault."""

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import islice

from psycopg import Cursor, sql
from sqlalchemy import Connection

from domain.ingestion.code_warnings import CODE_COLUMNS, CodeCheck
from domain.ingestion.contract import TABLES
from domain.ingestion.formats.columns import Convert
from domain.ingestion.formats.numbers import UnfitNumberError
from domain.ingestion.layouts import Part, Source
from domain.ingestion.lines import Staged, as_json, faulty, line_fault, storable, with_single_blanks
from kit.errors import InputError
from kit.progress import Progress

CHUNK_ROWS = 20_000
NAMES = frozenset(column.name for table in TABLES for column in table.columns if column.kind in ("text", "code"))
"""Columns that people match by eye: names, codes and other texts."""
Converters = Sequence[tuple[int, Convert]]


def copy_rows(connection: Connection, source: Source, report: Progress, codes: CodeCheck | None = None) -> int:
    """Stream all rows of a file into `staged`, and return how many they are.

    Columns of `staged`: `source_line`, `fault` (why the row is unreadable, or null), `other` (JSON of what fits no
    column), then the table's columns as text. Memory is bounded by the chunk, whatever the file's size. `codes`
    compares the codes of products.

    Raises:
        InputError: the file turns out to be damaged on the way.
    """
    done, label = 0, f"reading {source.path.name}"
    total = sum(part.sheet.total for part in source.parts)
    names = [column.name for column in source.table.columns]
    place = _place_of_code(source.table.name, names)
    with open_cursor(connection) as cursor, cursor.copy(_statement(names)) as copy:
        for part in source.parts:
            staged = staged_rows(part, names)
            while chunk := list(islice(staged, CHUNK_ROWS)):
                copy.write(_encode(chunk, names))
                if codes is not None and place is not None:
                    for row in chunk:
                        codes.add(str(row[place]))
                done += len(chunk)
                report(label, done, max(total, done))
    report(label, done, done)
    return done


def _place_of_code(table: str, names: Sequence[str]) -> int | None:
    """Where staged rows of a table have the code of a product; None for tables without one."""
    column = CODE_COLUMNS.get(table)
    return None if column is None else len(("line", "fault", "other")) + names.index(column)


def open_cursor(connection: Connection) -> Cursor[tuple[object, ...]]:
    """The driver's own cursor, for COPY, within the connection's transaction."""
    driver = connection.connection.driver_connection
    if driver is None:
        raise InputError("The database connection is closed.")
    cursor: Cursor[tuple[object, ...]] = driver.cursor()
    return cursor


def _statement(names: Sequence[str]) -> sql.Composed:
    columns = sql.SQL(", ").join(map(sql.Identifier, ("source_line", "fault", "other", *names)))
    return sql.SQL("copy pg_temp.staged ({}) from stdin (format csv)").format(columns)


def staged_rows(part: Part, names: Sequence[str]) -> Iterator[Staged]:
    """Rows of a part in the order of the table's columns; absent columns are empty."""
    if part.derived is not None:
        yield from part.derived.staged(names)
        return
    header, width = list(part.sheet.header), len(part.sheet.header)
    places = [part.places.get(name, width) for name in names]
    names_at = [part.places[name] for name in names if name in NAMES and name in part.places]
    ignored = [(name, header.index(name)) for name in part.ignored]
    converters = [(place, form.convert) for place, form in part.formats.items() if form.convert is not None]
    for line, fields in part.sheet.rows():
        if fault := line_fault(fields, header):
            yield faulty(line, fault, header, fields, len(names))
        elif (cells := _converted(fields, converters)) is None:
            yield faulty(line, _misfit(fields, converters), header, fields, len(names))
        else:
            other = as_json({name: fields[place] for name, place in ignored}) if ignored else ""
            for place in names_at:
                cells[place] = with_single_blanks(cells[place])
            yield (line, "", other, *[cells[place] for place in places])


def _converted(fields: Sequence[str], converters: Converters) -> list[str] | None:
    """The cells as canonical texts, and an empty one at the end; None if one contradicts its column's format."""
    cells = [*fields, ""]
    try:
        for place, convert in converters:
            cells[place] = convert(cells[place])
    except UnfitNumberError:
        return None
    return cells


def _misfit(fields: Sequence[str], converters: Converters) -> str:
    for place, convert in converters:
        try:
            convert(fields[place])
        except UnfitNumberError as error:
            return str(error)
    return ""


def _encode(chunk: list[Staged], names: Sequence[str]) -> bytes:
    """The chunk as CSV for COPY; rows with bytes that PostgreSQL can't hold become faulty ones."""
    try:
        data = _csv(chunk).encode()
    except UnicodeEncodeError:
        data = b"\0"
    return _csv([_mended(row, names) for row in chunk]).encode() if b"\0" in data else data


def _csv(rows: Sequence[Staged]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\r\n").writerows(rows)
    return buffer.getvalue()


def _mended(row: Staged, names: Sequence[str]) -> Staged:
    texts = [str(text) for text in row[3:]]
    if all(storable(text) == text for text in texts):
        return row
    fault = "the line contains a NUL byte" if any("\0" in text for text in texts) else "the line is not UTF-8 text"
    return faulty(int(str(row[0])), fault, names, texts, len(texts))
