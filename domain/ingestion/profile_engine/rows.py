"""The rows of a canonical table that the lines of a source's file become."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from domain.ingestion.columns import folded
from domain.ingestion.formats.numbers import UnfitNumberError
from domain.ingestion.lines import Staged, faulty, line_fault
from domain.ingestion.profile_engine.cells import (
    Cell,
    CellReader,
    Cells,
    Reading,
    combined,
)
from domain.ingestion.profile_engine.model import LineNumber, StatusOf, TableRows, names_in
from domain.ingestion.profile_engine.repetitions import COPY, find_repetitions
from domain.ingestion.reading.sheets import Row

MAX_TEXT_LENGTH = 200


@dataclass(frozen=True)
class DerivedRows:
    """The lines of a sheet as rows of one table."""

    reading: Reading
    rows: TableRows
    known: frozenset[str] = frozenset()  # keys that are not made again

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of the table that the sheet fills."""
        return tuple(self._cells())

    @property
    def unused(self) -> tuple[str, ...]:
        """The columns of the file that the profile does not use."""
        used = set(self.reading.places.values())
        header = self.reading.sheet.header
        return tuple(name for place, name in enumerate(header) if name and place not in used)

    def without(self, keys: frozenset[str]) -> "DerivedRows":
        """The same rows without those of these keys."""
        return replace(self, known=keys)

    @property
    def is_lines(self) -> bool:
        """Whether each line of the file is a row of this table."""
        return self.rows.table.name == self.reading.profile.lines

    def staged(self, names: Sequence[str]) -> Iterator[Staged]:
        """The rows in the order of the table's columns; absent columns are empty."""
        header = self.reading.sheet.header
        cells = self._cells()
        values = [cells.get(name, _empty) for name in names]
        takes, repeated = self._takes(), self._repetitions()
        width, first = len(header), header[0]
        for line, fields in self._lines():
            is_suspect = len(fields) != width or fields[0].strip() == first
            if is_suspect and (fault := line_fault(fields, header)):
                if self.is_lines:
                    yield faulty(line, fault, header, fields, len(names))
                continue
            if fault := repeated(fields):
                if fault == COPY:
                    self._set_aside(line, COPY, fields)
                else:
                    yield faulty(line, fault, header, fields, len(names))
                continue
            try:
                if takes(line, fields):
                    yield (line, "", "", *[value(fields) for value in values])
            except UnfitNumberError as error:
                if self.is_lines:
                    yield faulty(line, str(error), header, fields, len(names))

    def _repetitions(self) -> Callable[[Cells], str]:
        """What keeps a line from being a row beside others of its number; nothing where lines have none."""
        places, unique = self.reading.places, self.reading.profile.unique
        if not self.is_lines or not unique or not places.keys() >= set(unique):
            return _empty
        reader, header = CellReader(self.reading), self.reading.sheet.header
        columns = [(header[places[name]], cell) for name in unique if (cell := reader.named(name))]
        return find_repetitions(self._lines(), len(header), columns)

    def _set_aside(self, line: int, reason: str, cells: Cells) -> None:
        self.reading.set_aside.add(line, reason, " ".join(cells)[:MAX_TEXT_LENGTH])

    def _lines(self) -> Iterator[Row]:
        lines = self.reading.sheet.rows()
        fill = self.reading.profile.fill_down
        places = self.reading.places
        if fill is None or fill.by not in places:
            return lines
        return _filled_down(lines, places[fill.by], [places[name] for name in fill.names if name in places])

    def _cells(self) -> dict[str, Cell]:
        reader, found = CellReader(self.reading), {}
        for column, expression in self.rows.columns.items():
            cell = reader.cell(expression)
            if isinstance(expression, LineNumber):
                cell = self._line_number(reader)
            elif isinstance(expression, StatusOf) and self._is_status_of_lines:
                cell = self._status_of_lines(cell)
            if cell is not None:
                found[column] = cell
        return found

    @property
    def _is_status_of_lines(self) -> bool:
        return self.rows.table.name == "orders" and self.reading.profile.status_per_line

    def _line_number(self, reader: CellReader) -> Cell:
        order = reader.cell(self.rows.columns["order"])
        counted: Counter[str] = Counter()

        def value(cells: Cells) -> str:
            key = order(cells) if order else ""
            counted[key] += 1
            return str(counted[key])

        return value

    def _status_of_lines(self, cell: Cell | None) -> Cell | None:
        """The status of an order from those of its lines: cancelled when all of them are."""
        order = CellReader(self.reading).cell(self.rows.columns[self.rows.table.key[0]])
        if cell is None or order is None:
            return cell
        found: dict[str, str] = {}
        width = len(self.reading.sheet.header)

        def statuses() -> dict[str, str]:
            if not found:
                for _, fields in self._lines():
                    if len(fields) == width:
                        key, status = order(fields), cell(fields)
                        earlier = found.get(key)
                        found[key] = status if earlier is None else _of_lines(earlier, status)
            return found

        return lambda cells: statuses().get(order(cells), "")

    def _takes(self) -> Callable[[int, Cells], bool]:
        ignores = self._ignored_lines()
        if self.is_lines:
            if not self.reading.profile.ignore:
                return lambda _line, _cells: True
            return lambda line, cells: not ignores(line, cells, tell=True)
        reader, seen = CellReader(self.reading), set(self.known)
        keys = [cell for name in self.rows.table.key if (cell := self._key_cell(reader, name))]
        only = reader.named(self.rows.only_if) if self.rows.only_if else None
        needs = [cell for name in self._needed() if (cell := self._key_cell(reader, name))]

        is_simple = len(keys) == 1

        def takes(line: int, cells: Cells) -> bool:
            key = keys[0](cells) if is_simple else "\x1f".join([cell(cells) for cell in keys])
            if key in seen or not all(cell(cells) for cell in needs):
                return False
            if only is not None and not only(cells):
                return False
            if ignores(line, cells, tell=False) and self.rows.table.name != "orders":
                return False
            seen.add(key)
            return True

        return takes

    def _key_cell(self, reader: CellReader, name: str) -> Cell | None:
        expression = self.rows.columns.get(name)
        return None if expression is None or isinstance(expression, LineNumber) else reader.cell(expression)

    def _needed(self) -> list[str]:
        """Key columns without a default: a line that has none of such an object says nothing about it."""
        return [c.name for c in self.rows.table.columns if c.name in self.rows.table.key and c.default is None]

    def _ignored_lines(self) -> Callable[..., bool]:
        reader, profile = CellReader(self.reading), self.reading.profile
        marks = [(cell, words) for name, words in profile.ignore.items() if (cell := reader.named(name))]

        def ignores(line: int, cells: Cells, *, tell: bool) -> bool:
            is_ignored = any(folded(cell(cells)) in words for cell, words in marks)
            if is_ignored and tell:
                self._set_aside(line, "NOT_GOODS", cells)
            return is_ignored

        return ignores


def _empty(_cells: Cells) -> str:
    return ""


def _of_lines(one: str, other: str) -> str:
    """The status of an order of two lines: cancelled if both are, otherwise the furthest of those that are not."""
    return combined([status for status in (one, other) if status != "CANCELLED"]) or "CANCELLED"


def _filled_down(rows: Iterator[Row], key: int, places: Sequence[int]) -> Iterator[Row]:
    """Rows where empty fields of an order's further lines have what its first line says."""
    order, first = "", list[str]()
    for line, fields in rows:
        if len(fields) <= max((key, *places)):
            yield line, fields
        elif fields[key] != order or not first:
            order, first = fields[key], list(fields)
            yield line, fields
        else:
            filled = list(fields)
            for place in places:
                filled[place] = filled[place] or first[place]
            yield line, filled


def is_bound(rows: TableRows, places: Mapping[str, int]) -> bool:
    """Whether a file with the columns `places` fills what a table requires."""
    for column in rows.table.columns:
        expression = rows.columns.get(column.name)
        if column.required and expression is not None and not isinstance(expression, LineNumber):
            names = names_in(expression)
            if names and not any(name in places for name in names) and not _has_constant(expression):
                return False
    return rows.only_if is None or rows.only_if in places


def _has_constant(expression: object) -> bool:
    parts = getattr(expression, "parts", ())
    return any(not names_in(part) for part in parts)
