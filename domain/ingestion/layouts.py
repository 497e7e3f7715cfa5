"""Which file holds which table, and which of its columns is which: by name, before anything is read further."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from domain.ingestion.columns import folded
from domain.ingestion.contract import BY_NAME, TABLES, Column, Table
from domain.ingestion.description import LinesSetAside
from domain.ingestion.formats.columns import ColumnFormat
from domain.ingestion.options import Complete
from domain.ingestion.reading.files import READABLE, file_format, open_sheets
from domain.ingestion.reading.sheets import Sheet
from kit.errors import InputError

Profile = Literal["canonical", "online-retail-ii"]
PROFILES: tuple[Profile, ...] = ("canonical", "online-retail-ii")
ONLINE_RETAIL = Table(
    "online_retail_ii",
    (
        Column("invoice", "code", required=True, aliases=("Invoice", "InvoiceNo")),
        Column("stock_code", "code", required=True, aliases=("StockCode",)),
        Column("description", aliases=("Description",)),
        Column("quantity", "integer", required=True, aliases=("Quantity",)),
        Column("invoice_date", "instant", required=True, aliases=("InvoiceDate",)),
        Column("price", "money", required=True, aliases=("Price", "UnitPrice")),
        Column("customer_id", "code", aliases=("Customer ID", "CustomerID")),
        Column("country", aliases=("Country",)),
    ),
    key=(),
)


class Derived(Protocol):
    """Rows of a table that are made of a sheet's lines by a profile."""

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns of the file that the profile does not use."""

    def staged(self, names: Sequence[str]) -> Iterator[tuple[object, ...]]:
        """The rows as `staged` has them, with the columns `names` in this order; absent ones are empty."""

    def without(self, keys: frozenset[str]) -> "Derived":
        """The same rows without those of these keys."""


@dataclass(frozen=True)
class Part:
    """A sheet with, for each column of its table, the place in the file's rows (or none), and the formats by place.

    With `derived` rows the places say only which columns there are.
    """

    sheet: Sheet
    places: dict[str, int]
    formats: Mapping[int, ColumnFormat] = field(default_factory=dict)
    derived: Derived | None = None

    @property
    def ignored(self) -> tuple[str, ...]:
        """The columns of the file that its table does not know."""
        if self.derived is not None:
            return self.derived.unused
        known = set(self.places.values())
        return tuple(name for place, name in enumerate(self.sheet.header) if name and place not in known)


@dataclass(frozen=True)
class Source:
    """A checked file, read in a profile: its table and its parts (worksheets; other formats have one).

    `makes_products`: its products are those of order lines, not of a list. `complete`: what the file holds all of.
    """

    path: Path
    table: Table
    parts: tuple[Part, ...]
    profile: str = "canonical"
    makes_products: bool = False
    complete: frozenset[Complete] = frozenset()
    set_aside: LinesSetAside = field(default_factory=LinesSetAside)

    @property
    def absent(self) -> tuple[Column, ...]:
        """The optional columns that no part of the file has."""
        return tuple(c for c in self.table.columns if not any(c.name in part.places for part in self.parts))


def check_sources(paths: Sequence[Path], profile: Profile) -> list[Source]:
    """Find the files, open each, and match its columns; in the order in which they are to be loaded.

    Raises:
        InputError: a path is missing, a file or folder holds nothing known, or required columns are missing.
    """
    files = [file for path in paths for file in _expand(path, profile)]
    sources = [_check(path, _table_of(path, profile), profile) for path in files]
    return in_loading_order(sources)


def in_loading_order(sources: Iterable[Source]) -> list[Source]:
    """Sources so that what others refer to comes first, then by file name."""
    order = {table.name: place for place, table in enumerate(TABLES)}
    return sorted(sources, key=lambda source: (order.get(source.table.name, 0), source.path.name))


def _expand(path: Path, profile: Profile) -> list[Path]:
    if not path.exists():
        raise InputError(f"{path} does not exist; check the path.")
    if not path.is_dir():
        return [path]
    known = [file for file in sorted(path.iterdir()) if file.is_file() and file_format(file)]
    if profile == "canonical":
        known = [file for file in known if _stem(file) in BY_NAME]
    if not known:
        wanted = f"named after a table ({', '.join(BY_NAME)})" if profile == "canonical" else "to read"
        raise InputError(f"{path} contains no file {wanted} in {READABLE}.")
    return known


def _stem(path: Path) -> str:
    return path.name.lower().removesuffix(file_format(path) or path.suffix.lower())


def _table_of(path: Path, profile: Profile) -> Table:
    if profile == "online-retail-ii":
        return ONLINE_RETAIL
    table = BY_NAME.get(_stem(path))
    if table is None:
        advice = _advice(path, profile) or f"name it after one of: {', '.join(BY_NAME)}"
        raise InputError(f"{path} does not have the name of a table; {advice}.")
    return table


def _advice(path: Path, profile: Profile) -> str | None:
    """The profile that the file would fit, if it is another one."""
    header = {folded(name) for sheet in open_sheets(path) for name in sheet.header}
    if profile == "canonical" and not missing_of(ONLINE_RETAIL, header):
        return "its columns are those of --profile online-retail-ii"
    table = BY_NAME.get(_stem(path))
    if profile != "canonical" and table is not None and not missing_of(table, header):
        return "its columns are those of --profile canonical"
    return None


def _check(path: Path, table: Table, profile: Profile) -> Source:
    sheets = open_sheets(path, is_header=lambda cells: not missing_of(table, {folded(cell) for cell in cells}))
    fitting = [sheet for sheet in sheets if not missing_of(table, {folded(name) for name in sheet.header})]
    if not fitting:
        missing = missing_of(table, {folded(name) for name in sheets[0].header})
        advice = _advice(path, profile) or "add what is missing or correct the header"
        columns = "columns" if len(missing) > 1 else "column"
        raise InputError(f"{path} is missing the {columns} {', '.join(missing)} of {table.name}; {advice}.")
    return Source(path, table, tuple(Part(sheet, places_of(path, table, sheet)) for sheet in fitting), profile)


def missing_of(table: Table, header: set[str]) -> list[str]:
    """The required columns of a table that a header, folded, does not have."""
    return [column.name for column in table.columns if column.required and not names_of(column) & header]


def places_of(path: Path, table: Table, sheet: Sheet) -> dict[str, int]:
    """Where the columns of a table are in a sheet.

    Raises:
        InputError: a column is there twice.
    """
    names = [folded(name) for name in sheet.header]
    found = [(c.name, place) for c in table.columns for place, name in enumerate(names) if name in names_of(c)]
    twice = [name for name, count in Counter(name for name, _ in found).items() if count > 1]
    if twice:
        places = [sheet.header[place] for name, place in found if name == twice[0]]
        raise InputError(f"{path} contains the column {twice[0]} twice ({', '.join(places)}); remove one of them.")
    return dict(found)


def names_of(column: Column) -> set[str]:
    """What a column may be called, folded."""
    return {folded(name) for name in (column.name, *column.aliases)}
