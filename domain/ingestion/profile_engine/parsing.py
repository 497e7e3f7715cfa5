"""Profiles from YAML: every mistake is one sentence with file, key and remedy."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Formatter

import yaml

from domain.ingestion.columns import folded
from domain.ingestion.contract import BY_NAME
from domain.ingestion.profile_engine.model import (
    Constant,
    Expression,
    FillDown,
    FirstFilled,
    IsStocked,
    LineNumber,
    Named,
    NotGoods,
    Quotient,
    SourceProfile,
    StatusOf,
    StockTime,
    TableRows,
    Template,
    names_in,
)
from domain.ingestion.status_words import STATUSES, fold
from kit.errors import InputError

MAX_BYTES = 1 << 18
KEYS = (
    "name",
    "title",
    "names",
    "required",
    "tables",
    "lines",
    "unique",
    "status_words",
    "fill_down",
    "ignore",
    "empty",
    "not_goods",
    "status_per_line",
    "complete",
)
Document = Mapping[str, object]
WITHOUT_VALUE: Mapping[str, Expression] = {"number": LineNumber(), "stocked": IsStocked(), "time": StockTime()}


def read_document(path: Path) -> dict[str, object]:
    """The mapping in a YAML file.

    Raises:
        InputError: the file can't be read, or is not a mapping of keys to values.
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise InputError(f"{path} is larger than {MAX_BYTES:,} bytes; a profile is a short YAML file.")
        document = yaml.safe_load(data)
    except OSError as error:
        raise InputError(f"{path} can't be read ({error.strerror or error}); check the path.") from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f", line {mark.line + 1}, column {mark.column + 1}" if mark else ""
        raise InputError(
            f"{path}{place}: this is not valid YAML ({error.problem or error.context}); correct it."
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # ValueError: 2026-13-45, or not text
        first = " ".join(str(error).split())[:200]
        raise InputError(f"{path} is not valid YAML ({first}); correct it.") from None
    if not isinstance(document, dict) or not all(isinstance(key, str) for key in document):
        raise InputError(f"{path} is not a profile; write keys and values, such as `name: my-shop`.")
    return document


class ProfileReader:
    """Reads one document into a profile; `where` begins each sentence."""

    def __init__(self, where: str, document: Document) -> None:
        self.where = where
        self.document = document
        self.names: dict[str, tuple[str, ...]] = {}

    def refuse(self, key: str, wrong: str) -> InputError:
        """The error of a mistake."""
        return InputError(f"{self.where}: {key} {wrong}")

    def read(self) -> SourceProfile:
        """The profile.

        Raises:
            InputError: a key is unknown, missing, or has a value that can't be used.
        """
        for key in self.document:
            if key not in KEYS:
                raise self.refuse(key, f"is not known; use {', '.join(KEYS)}.")
        name = self._text("name", self.document.get("name"))
        self.names = {key: self._texts(f"names.{key}", given) for key, given in self._map("names").items()}
        tables = tuple(self._table(table, given) for table, given in self._map("tables").items())
        lines = self._lines(tables)
        return SourceProfile(
            name=name,
            titles=self._titles(name),
            names=self.names,
            required=self._required(),
            tables=tables,
            lines=lines,
            unique=self._names("unique", self.document["unique"]) if "unique" in self.document else (),
            status_words=self.status_words(self._map("status_words", is_optional=True)),
            fill_down=self._fill_down(),
            ignore=self._marks("ignore", self._map("ignore", is_optional=True)),
            empty=self._marks("empty", self._map("empty", is_optional=True)),
            not_goods=self._not_goods(),
            status_per_line=self._flag("status_per_line"),
            complete=self._complete(),
        )

    def status_words(self, given: Document) -> dict[str, str]:
        """Words, folded, with the status that each means."""
        words = {}
        for word, status in given.items():
            if status not in STATUSES:
                raise self.refuse(f"status_words.{word}", f"is {status!r}; choose from {', '.join(STATUSES)}.")
            words[fold(str(word))] = str(status)
        return words

    def _text(self, key: str, given: object) -> str:
        if isinstance(given, bool) or not isinstance(given, (str, int, float)) or not str(given).strip():
            raise self.refuse(key, "is missing or is not a text; write one.")
        return str(given)

    def _texts(self, key: str, given: object) -> tuple[str, ...]:
        values = given if isinstance(given, list) else [given]
        if not values:
            raise self.refuse(key, "is an empty list; write at least one text.")
        return tuple(self._text(key, value) for value in values)

    def _map(self, key: str, *, is_optional: bool = False, of: Document | None = None) -> dict[str, object]:
        given = (self.document if of is None else of).get(key.rpartition(".")[2])
        if given is None and is_optional:
            return {}
        if not isinstance(given, dict) or (not given and not is_optional):
            raise self.refuse(key, "is missing or has no keys; write keys and values under it.")
        return {str(name): value for name, value in given.items()}

    def _flag(self, key: str) -> bool:
        given = self.document.get(key, False)
        if not isinstance(given, bool):
            raise self.refuse(key, f"is {given!r}; write true or false.")
        return given

    def _name(self, key: str, given: object) -> str:
        name = self._text(key, given)
        if name not in self.names:
            raise self.refuse(key, f"uses {name!r}, which is not under names; add it there.")
        return name

    def _names(self, key: str, given: object) -> tuple[str, ...]:
        return tuple(self._name(key, name) for name in (given if isinstance(given, list) else [given]))

    def _titles(self, name: str) -> dict[str, str]:
        given = self.document.get("title", name)
        if isinstance(given, dict):
            titles = {str(language): self._text(f"title.{language}", text) for language, text in given.items()}
            if titles.keys() != {"en", "ko"}:
                raise self.refuse("title", "must have en and ko; write both, or one text for all languages.")
            return titles
        return dict.fromkeys(("en", "ko"), self._text("title", given))

    def _required(self) -> tuple[tuple[str, ...], ...]:
        given = self.document.get("required")
        if not isinstance(given, list) or not given:
            raise self.refuse("required", "is missing; list the names that a file of this source always has.")
        return tuple(self._names("required", group) for group in given)

    def _lines(self, tables: Sequence[TableRows]) -> str:
        names = [rows.table.name for rows in tables]
        given = self.document.get("lines", names[-1])
        if given not in names:
            raise self.refuse("lines", f"is {given!r}; choose the table that has a row per line: {', '.join(names)}.")
        return str(given)

    def _fill_down(self) -> FillDown | None:
        given = self._map("fill_down", is_optional=True)
        if not given:
            return None
        return FillDown(
            self._name("fill_down.by", given.get("by")), self._names("fill_down.columns", given.get("columns"))
        )

    def _marks(self, key: str, given: Document) -> dict[str, tuple[str, ...]]:
        """Words, folded, by the column that they mark a line in; an empty one marks an empty cell."""
        marks = {}
        for name, words in given.items():
            several = words if isinstance(words, list) else [words]
            texts = [text if text == "" else self._text(f"{key}.{name}", text) for text in several]
            marks[self._name(key, name)] = tuple(folded(text) for text in texts)
        return marks

    def _not_goods(self) -> NotGoods:
        given = self._map("not_goods", is_optional=True)
        if unknown := given.keys() - {"columns", "words", "marks"}:
            raise self.refuse(f"not_goods.{min(unknown)}", "is not known; use columns, words, marks.")
        return NotGoods(
            names=self._names("not_goods.columns", given["columns"]) if "columns" in given else (),
            words=self._texts("not_goods.words", given["words"]) if "words" in given else (),
            marks=self._marks("not_goods.marks", self._map("not_goods.marks", is_optional=True, of=given)),
        )

    def _complete(self) -> frozenset[str]:
        given = self.document.get("complete")
        words = frozenset(self._texts("complete", given)) if given is not None else frozenset[str]()
        if unknown := words - {"lines", "stock"}:
            raise self.refuse("complete", f"is {min(unknown)!r}; choose from lines, stock.")
        return words

    def _table(self, name: str, given: object) -> TableRows:
        key = f"tables.{name}"
        table = BY_NAME.get(name)
        if table is None:
            raise self.refuse(key, f"is not a table; choose from {', '.join(BY_NAME)}.")
        columns = self._map(key, of={name: given})
        only_if = columns.pop("only_if", None)
        known = {column.name for column in table.columns}
        for column in columns:
            if column not in known:
                raise self.refuse(f"{key}.{column}", f"is not a column of {name}; choose from {', '.join(known)}.")
        read = {column: self._expression(f"{key}.{column}", value) for column, value in columns.items()}
        return TableRows(table, read, None if only_if is None else self._name(f"{key}.only_if", only_if))

    def _expression(self, key: str, given: object) -> Expression:
        if isinstance(given, list):
            return FirstFilled(tuple(self._expression(key, part) for part in given))
        if not isinstance(given, dict):
            return Named(self._name(key, given))
        if len(given) == 1:
            ((word, value),) = given.items()
            if (read := self._special(key, str(word), value)) is not None:
                return read
        wanted = "constant, text, status, number, stocked, time or divide"
        raise self.refuse(key, f"can't be read; write a name, a list of names, or one of {wanted}.")

    def _special(self, key: str, word: str, value: object) -> Expression | None:
        if word in WITHOUT_VALUE:
            return WITHOUT_VALUE[word]
        match word:
            case "constant":
                return Constant(self._text(key, value))
            case "text":
                return self._template(key, self._text(key, value))
            case "status":
                return self._status(key, value)
            case "divide" if isinstance(value, list) and len(value) == len(("amount", "by")):
                return Quotient(self._expression(key, value[0]), self._expression(key, value[1]))
            case _:
                return None

    def _status(self, key: str, value: object) -> StatusOf:
        if isinstance(value, dict):
            words = self._names(f"{key}.words", value["words"]) if value.get("words") else ()
            cancelled = value.get("cancelled_if")
            return StatusOf(words, None if cancelled is None else self._name(f"{key}.cancelled_if", cancelled))
        return StatusOf(self._names(key, value))

    def _template(self, key: str, text: str) -> Template:
        try:
            parts = list(Formatter().parse(text))
        except ValueError as error:
            raise self.refuse(key, f"is not a valid text ({error}); write names in braces, such as {{date}}.") from None
        if not all(re.fullmatch(r"(\.\d{1,3})?", spec or "") for _, _, spec, _ in parts):
            raise self.refuse(key, "has a format that is not known; only a length such as {date:.10} is possible.")
        return Template(text, tuple(self._name(key, name) for _, name, _, _ in parts if name is not None))


def read_profile(where: str, document: Document) -> SourceProfile:
    """A profile from a document; `where` is the file's name, for messages.

    Raises:
        InputError: a key is unknown, missing, or has a value that can't be used.
    """
    profile = ProfileReader(where, document).read()
    for rows in profile.tables:
        missing = [c.name for c in rows.table.columns if c.required and c.name not in rows.columns]
        if missing:
            key = f"tables.{rows.table.name}"
            raise InputError(f"{where}: {key} has no {', '.join(missing)}; say what this required column is made of.")
        for column, expression in rows.columns.items():
            for name in names_in(expression):
                if name not in profile.names:
                    raise InputError(f"{where}: tables.{rows.table.name}.{column} uses {name!r}; add it under names.")
    return profile
