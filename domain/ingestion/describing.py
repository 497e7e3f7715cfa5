"""What would become of a file: recognised, its first rows as they would be, its problems counted, nothing written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from domain.ingestion.code_warnings import CODE_COLUMNS, CodeCheck
from domain.ingestion.description import (
    CodeWarning,
    ColumnSample,
    Description,
    Preview,
    Question,
    QuestionKind,
    SetAside,
)
from domain.ingestion.formats.columns import ColumnFormat
from domain.ingestion.importing import ImportSettings, Run, load_sources
from domain.ingestion.layouts import Source
from domain.ingestion.options import AS_THEY_ARE, ImportOptions
from domain.ingestion.profile_engine.model import direct_names
from domain.ingestion.profile_engine.sources import FileReader, NotRecognisedError, ReadFile, Recognised
from domain.ingestion.reading.encodings import shown_encoding
from domain.ingestion.reading.errors import PasswordNeededError, WrongPasswordError
from domain.ingestion.reading.sheets import Sheet
from domain.ingestion.staging import staged_rows
from domain.ingestion.summary import FileSummary
from domain.ingestion.uploads.fields import SALES

MAX_CHECKED_ROWS = 50_000
SHOWN_ROWS = 10
SHOWN_VALUES = 3
MAX_LOOKED_AT = 1_000
NO_HASH = bytes(32)


@dataclass(frozen=True)
class _Checked:
    """What an import of the file that is taken back showed."""

    files: Sequence[FileSummary]


def describe(
    engine: Engine, path: Path, options: ImportOptions = AS_THEY_ARE, *, settings: ImportSettings
) -> Description:
    """Describe a file as it would be imported: its first rows, what is asked, and problems by reason.

    Problems are counted in the first 50,000 rows: these are imported in a transaction that is taken back.

    Raises:
        InputError: the file can't be read at all, or the options can't be used.
    """
    reader = FileReader(options, settings.timezone, limit=MAX_CHECKED_ROWS)
    try:
        file = reader.read(path)
    except NotRecognisedError as unknown:
        return _unknown(path, unknown)
    except (PasswordNeededError, WrongPasswordError):
        return _locked(path)
    checked = _check(engine, file, replace(settings, options=options))
    return Description(
        file=path.name,
        profile=", ".join(dict.fromkeys(one.profile for one in file.recognised)),
        encoding=_encoding(file.sheets),
        header_line=file.recognised[0].sheet.header_line,
        rows=sum(one.sheet.total for one in file.recognised),
        columns=tuple(_columns(file)),
        previews=tuple(_preview(source, checked) for source in file.sources),
        questions=tuple(_questions(file, checked)),
        warnings=_warnings(file),
        set_aside=tuple(_set_aside(file)),
    )


def _check(engine: Engine, file: ReadFile, settings: ImportSettings) -> _Checked:
    """Import the file, and take everything back."""
    with engine.connect() as connection, connection.begin() as transaction:
        run = Run(connection, settings)
        files = load_sources(run, file.sources, {file.path: NO_HASH})
        transaction.rollback()
    return _Checked(files)


def _unknown(path: Path, unknown: NotRecognisedError) -> Description:
    sheet = unknown.sheets[0]
    return Description(
        file=path.name,
        profile=None,
        encoding=_encoding([sheet]),
        header_line=sheet.header_line,
        rows=sheet.total,
        columns=tuple(_samples(sheet, {}, {})),
        questions=(Question(QuestionKind.MAPPING, values=unknown.profiles),),
    )


def _locked(path: Path) -> Description:
    return Description(
        file=path.name,
        profile=None,
        encoding=None,
        header_line=1,
        rows=0,
        columns=(),
        questions=(Question(QuestionKind.PASSWORD),),
    )


def _encoding(sheets: Sequence[Sheet]) -> str | None:
    return next((shown_encoding(sheet.encoding) for sheet in sheets if sheet.encoding), None)


def _columns(file: ReadFile) -> Iterable[ColumnSample]:
    formats = {id(part.sheet): part.formats for source in file.sources for part in source.parts}
    for one in file.recognised:
        yield from _samples(one.sheet, _fields(one), formats.get(id(one.sheet), {}))


def _fields(one: Recognised) -> dict[int, str]:
    """The field that the column at each place becomes."""
    if one.table is not None:
        return {place: f"{one.table.name}.{name}" for name, place in one.places.items()}
    if one.fit is None:
        return {}
    if one.fit.profile.name == SALES:
        return {place: f"{SALES}.{name}" for name, place in one.fit.places.items()}
    profile, found = one.fit.profile, dict[int, str]()
    tables = sorted(profile.tables, key=lambda rows: rows.table.name != profile.lines)
    for rows in tables:
        for column, expression in rows.columns.items():
            for name in direct_names(expression):
                if name in one.fit.places:
                    found.setdefault(one.fit.places[name], f"{rows.table.name}.{column}")
    return found


def _samples(sheet: Sheet, fields: Mapping[int, str], formats: Mapping[int, ColumnFormat]) -> Iterable[ColumnSample]:
    rows = [cells for _, cells in islice(sheet.rows(), MAX_LOOKED_AT)]
    for place, name in enumerate(sheet.header):
        values = dict.fromkeys(row[place].strip() for row in rows if place < len(row))
        values.pop("", None)
        form = formats.get(place)
        yield ColumnSample(
            name, tuple(islice(values, SHOWN_VALUES)), fields.get(place), form.description if form else None
        )


def _preview(source: Source, checked: _Checked) -> Preview:
    names = [column.name for column in source.table.columns if column not in source.absent]
    rows = islice((row for part in source.parts for row in staged_rows(part, names) if not row[1]), SHOWN_ROWS)
    file = next((file for file in checked.files if file.table == source.table.name), None)
    shown = tuple(tuple(str(text) for text in row[3:]) for row in rows)
    return Preview(source.table.name, tuple(names), shown, file.by_reason if file else {})


def _questions(file: ReadFile, checked: _Checked) -> Iterable[Question]:
    asked = {
        form.question.column: form.question
        for source in file.sources
        for part in source.parts
        for form in part.formats.values()
        if form.question is not None
    }
    yield from asked.values()
    words = dict.fromkeys(word for one in checked.files for word in one.unknown_statuses)
    if words:
        yield Question(QuestionKind.STATUS_WORDS, None, tuple(words))


def _warnings(file: ReadFile) -> tuple[CodeWarning, ...]:
    """What is suspicious about the codes of products."""
    check = CodeCheck()
    for source in file.sources:
        if source.table.name in CODE_COLUMNS:
            column = CODE_COLUMNS[source.table.name]
            for part in source.parts:
                for row in staged_rows(part, [column]):
                    check.add(str(row[-1]))
    return check.warnings()


def _set_aside(file: ReadFile) -> Iterable[SetAside]:
    for sheet in file.sheets:
        yield from sheet.set_aside.first
    for reading in file.readings:
        yield from reading.set_aside.first
