"""Files as sources: each sheet recognised, and split into the canonical tables that it fills."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from domain.ingestion.columns import folded
from domain.ingestion.contract import BY_NAME, TABLES, Table
from domain.ingestion.description import LinesSetAside
from domain.ingestion.layouts import ONLINE_RETAIL, Part, Source, in_loading_order, missing_of, names_of, places_of
from domain.ingestion.options import ImportOptions
from domain.ingestion.profile_engine import library
from domain.ingestion.profile_engine.cells import Reading
from domain.ingestion.profile_engine.model import SourceProfile, kinds_of
from domain.ingestion.profile_engine.recognition import Fit, fit, fits, nearest
from domain.ingestion.profile_engine.rows import DerivedRows, is_bound
from domain.ingestion.reading.files import file_format, open_sheets
from domain.ingestion.reading.sheets import Sheet
from domain.ingestion.rules import stock_time
from domain.ingestion.source_formats import decided_formats
from domain.ingestion.status_words import known_words
from kit.errors import InputError

BARE = frozenset({"suppliers", "products"})
"""Tables whose one required column is not a sign of a header."""
REMEDY = "choose one with --profile, or say which column is which with --mapping or in the console"


class NotRecognisedError(InputError):
    """Nothing fits a file, or several `profiles` do equally."""

    def __init__(self, message: str, sheets: Sequence[Sheet], profiles: Sequence[str] = ()) -> None:
        super().__init__(message)
        self.sheets = tuple(sheets)
        self.profiles = tuple(profiles)


@dataclass(frozen=True)
class Recognised:
    """A sheet and what it was recognised as: a canonical table, or a profile with the places of its columns."""

    sheet: Sheet
    table: Table | None = None
    places: Mapping[str, int] = field(default_factory=dict)
    fit: Fit | None = None

    @property
    def profile(self) -> str:
        """The name of the profile."""
        if self.fit is not None:
            return self.fit.profile.name
        return library.ONLINE_RETAIL_II.name if self.table is ONLINE_RETAIL else library.CANONICAL.name


@dataclass(frozen=True)
class ReadFile:
    """A file with its recognised sheets and the readings of those that a profile reads."""

    path: Path
    sheets: tuple[Sheet, ...]
    recognised: tuple[Recognised, ...]
    readings: tuple[Reading, ...]
    sources: tuple[Source, ...]


class FileReader:
    """Recognises files by options; with a `limit` only the first rows of each sheet are read."""

    def __init__(self, options: ImportOptions, timezone: ZoneInfo, *, limit: int | None = None) -> None:
        self._options = options
        self._timezone = timezone
        self._limit = limit
        self._stock_time = stock_time(timezone)
        self._chosen = _chosen(options)
        self._profiles = library.source_profiles(options.profile_folder)

    def files(self, paths: Sequence[Path]) -> tuple[list[Path], list[Path]]:
        """The files of paths and folders, and those of folders that are left out because nothing fits them.

        Raises:
            InputError: a path is missing, or a folder has no file that can be read.
        """
        taken, left_out = [], []
        for path in paths:
            if not path.exists():
                raise InputError(f"{path} does not exist; check the path.")
            if not path.is_dir():
                taken.append(path)
                continue
            inside = [file for file in sorted(path.iterdir()) if file.is_file() and file_format(file)]
            fitting = [file for file in inside if any(self.recognised(file, sheet) for sheet in self._open(file))]
            if not fitting:
                raise InputError(f"{path} contains no file that fits a profile; {REMEDY}.")
            taken += fitting
            left_out += [file for file in inside if file not in fitting]
        return taken, left_out

    def read(self, path: Path) -> ReadFile:
        """A file as sources, one per canonical table.

        Raises:
            InputError: the file can't be read, or nothing fits it.
        """
        sheets = [self._limited(sheet) for sheet in self._open(path)]
        found = [one for sheet in sheets if (one := self.recognised(path, sheet))]
        if not found:
            raise self._not_recognised(path, sheets)
        readings = {id(one): self._reading(one.sheet, one.fit) for one in found if one.fit}
        return ReadFile(
            path,
            tuple(sheets),
            tuple(found),
            tuple(readings.values()),
            tuple(in_loading_order(self._sources(path, found, readings))),
        )

    def _open(self, path: Path) -> list[Sheet]:
        password, encoding = self._options.password, self._options.encoding
        return open_sheets(path, encoding=encoding, password=password, is_header=self._is_header)

    def _is_header(self, cells: Sequence[str]) -> bool:
        """Whether cells are the column names of something that is known."""
        if self._chosen is not None:
            return not fit(self._chosen, cells).missing
        header = {folded(cell) for cell in cells}
        known = any(not missing_of(table, header) for table in (*TABLES, ONLINE_RETAIL) if table.name not in BARE)
        return known or bool(fits(self._profiles, cells))

    def _limited(self, sheet: Sheet) -> Sheet:
        return sheet if self._limit is None else replace(sheet, rows=lambda: islice(sheet.rows(), self._limit))

    def recognised(self, path: Path, sheet: Sheet) -> Recognised | None:
        """What a sheet is, or None.

        Raises:
            InputError: several profiles fit it equally well.
        """
        if self._chosen is not None:
            found = fit(self._chosen, sheet.header)
            return None if found.missing else Recognised(sheet, fit=found)
        table = _table_of(path, sheet, self._options.profile)
        own = fits(self._profiles, sheet.header) if self._options.profile is None else []
        if not own or (table is not None and _rank(path, table, sheet)[0] >= own[0].used):
            return None if table is None else Recognised(sheet, table, places_of(path, table, sheet))
        tied = [one.profile.name for one in own if one.rank == own[0].rank]
        if len(tied) > 1:
            raise NotRecognisedError(f"{path} fits several profiles ({', '.join(tied)}); {REMEDY}.", [sheet], tied)
        return Recognised(sheet, fit=own[0])

    def _not_recognised(self, path: Path, sheets: Sequence[Sheet]) -> NotRecognisedError:
        header = sheets[0].header
        if self._chosen is not None:
            missing = ", ".join(fit(self._chosen, header).missing)
            name = self._chosen.name
            return NotRecognisedError(
                f"{path} is missing the columns {missing} of the profile {name}; {REMEDY}.", sheets
            )
        if self._options.profile is None and (named := self._named_table(path, header)):
            return NotRecognisedError(named, sheets)
        closest = nearest(self._profiles, header)
        if closest is None:
            seen = ", ".join(header[:10])[:200]
            return NotRecognisedError(f"{path} fits no profile (its columns are {seen}); {REMEDY}.", sheets)
        missing = ", ".join(closest.missing)
        name = closest.profile.name
        message = f"{path} fits no profile; the nearest is {name}, but {missing} is missing; {REMEDY}."
        return NotRecognisedError(message, sheets)

    @staticmethod
    def _named_table(path: Path, header: Sequence[str]) -> str | None:
        """What a file that has the name of a table lacks of it, if it has any of its columns."""
        table = BY_NAME.get(_stem(path))
        names = {folded(name) for name in header}
        if table is None or not any(names_of(column) & names for column in table.columns):
            return None
        missing = missing_of(table, names)
        columns = "columns" if len(missing) > 1 else "column"
        lacks = f"{path} is missing the {columns} {', '.join(missing)} of {table.name}"
        return f"{lacks}; add what is missing or correct the header."

    def _reading(self, sheet: Sheet, found: Fit) -> Reading:
        kinds = kinds_of(found.profile)
        by_place = {place: kinds[name] for name, place in found.places.items() if name in kinds}
        return Reading(
            sheet,
            found.profile,
            found.places,
            decided_formats(sheet, by_place, self._timezone, self._options),
            status_words=known_words({**found.profile.status_words, **self._options.status_words}),
            not_goods_words=library.not_goods_words(),
            stock_time=self._stock_time,
        )

    def _sources(self, path: Path, found: Sequence[Recognised], readings: Mapping[int, Reading]) -> Iterable[Source]:
        parts: dict[tuple[str, str], list[Part]] = {}
        tables: dict[str, Table] = {}
        for one in found:
            for table, part in self._parts(one, readings.get(id(one))):
                parts.setdefault((one.profile, table.name), []).append(part)
                tables[table.name] = table
        for (profile, name), several in parts.items():
            yield _source(path, tables[name], several, profile)

    def _parts(self, one: Recognised, reading: Reading | None) -> Iterable[tuple[Table, Part]]:
        if one.table is not None:
            columns = {column.name: column.kind for column in one.table.columns}
            kinds = {place: columns[name] for name, place in one.places.items()}
            formats = decided_formats(one.sheet, kinds, self._timezone, self._options)
            yield one.table, Part(one.sheet, dict(one.places), formats)
        elif reading is not None:
            for rows in reading.profile.tables:
                if is_bound(rows, reading.places):
                    derived = DerivedRows(reading, rows)
                    yield rows.table, Part(reading.sheet, dict.fromkeys(derived.columns, 0), reading.formats, derived)


def _source(path: Path, table: Table, parts: Sequence[Part], profile: str) -> Source:
    """A source of parts of one profile; a sheet that several tables are made of is set aside from once."""
    derived = [part.derived for part in parts if isinstance(part.derived, DerivedRows)]
    lines = [one.reading for one in derived if one.is_lines]
    return Source(
        path,
        table,
        tuple(parts),
        profile,
        makes_products=table.name == "products" and bool(derived) and not lines,
        complete=frozenset(word for word in ("lines", "stock") for one in lines if word in one.profile.complete),
        set_aside=lines[0].set_aside if lines else LinesSetAside(),
    )


def _chosen(options: ImportOptions) -> SourceProfile | None:
    if options.mapping is not None:
        return library.profile_of_mapping(options.mapping)
    if options.profile in {None, library.CANONICAL.name, library.ONLINE_RETAIL_II.name}:
        return None
    return library.find_profile(options.profile or "", options.profile_folder)


def _table_of(path: Path, sheet: Sheet, profile: str | None) -> Table | None:
    """The canonical table that a sheet fits best, by its header; by the file's name where several fit alike."""
    header = {folded(name) for name in sheet.header}
    known = {
        library.CANONICAL.name: TABLES,
        library.ONLINE_RETAIL_II.name: (ONLINE_RETAIL,),
    }.get(profile or "", (*TABLES, ONLINE_RETAIL))
    fitting = [table for table in known if not missing_of(table, header)]
    return max(fitting, key=lambda table: (_rank(path, table, sheet), _stem(path) == table.name), default=None)


def _rank(path: Path, table: Table, sheet: Sheet) -> tuple[int, int]:
    return len(places_of(path, table, sheet)), sum(column.required for column in table.columns)


def _stem(path: Path) -> str:
    return path.name.lower().removesuffix(file_format(path) or "")
