"""What a person says about an uploaded file, without a password: checked, as JSON, and as the options of an import."""

import codecs
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, get_args

from domain.ingestion.contract import BY_NAME as TABLES_BY_NAME
from domain.ingestion.options import Complete, DateOrder, ImportOptions
from domain.ingestion.profile_engine.library import profile_of_mapping
from domain.ingestion.uploads import fields, profiles
from domain.ingestion.uploads.errors import MappingRefusedError
from domain.ingestion.uploads.rules import UNSEEN
from kit.errors import InputError

MAX_COLUMNS = 500
MAX_WORDS = 500
MAX_TEXT_LENGTH = 500
MAX_NAME_LENGTH = 60
DATE_ORDERS: tuple[str, ...] = get_args(DateOrder)
DECIMAL_MARKS = (".", ",")
DECIDED = "creates_products"
"""False is an answer here, elsewhere it is none."""


@dataclass(frozen=True)
class Answers:
    """What was said about a file; what is None or empty is left to the file.

    `columns` maps a column of the file to a field, `status_words` a word of its status column to a status.
    `mapping_name` is the saved mapping that these are of.
    """

    profile: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    date_order: str | None = None
    decimal_mark: str | None = None
    status_words: Mapping[str, str] = field(default_factory=dict)
    complete_lines: bool = False
    complete_stock: bool = False
    creates_products: bool | None = None
    mapping_name: str | None = None

    def as_json(self) -> dict[str, object]:
        """As a row of the database keeps them: only what was said."""
        return {name: value for name, value in asdict(self).items() if value not in (None, {})}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Answers":
        """The answers that a row keeps."""
        return cls(**kept)

    def over(self, saved: "Answers") -> "Answers":
        """These answers, and what was saved where these say nothing."""
        said = {name: value for name, value in self.as_json().items() if value is not False or name == DECIDED}
        return Answers.of({**saved.as_json(), **said})

    def options(self) -> ImportOptions:
        """As files are read and imported with them."""
        complete: dict[Complete, bool] = {"lines": self.complete_lines, "stock": self.complete_stock}
        return ImportOptions(
            profile=self.profile,
            mapping={"columns": dict(self.columns)} if self.columns else None,
            encoding=self.encoding,
            date_order=next((order for order in get_args(DateOrder) if order == self.date_order), None),
            decimal_mark="," if self.decimal_mark == "," else "." if self.decimal_mark == "." else None,
            status_words=self.status_words,
            complete=frozenset(name for name, is_given in complete.items() if is_given),
            creates_products=self.creates_products,
        )


@dataclass(frozen=True)
class Change:
    """A change of answers: None leaves as it is; an empty text or list takes an answer back."""

    profile: str | None = None
    columns: Sequence[tuple[str, str]] | None = None
    encoding: str | None = None
    date_order: str | None = None
    decimal_mark: str | None = None
    status_words: Sequence[tuple[str, str]] | None = None
    complete_lines: bool | None = None
    complete_stock: bool | None = None
    creates_products: bool | None = None


def changed(before: Answers, change: Change) -> Answers:
    """The answers after a change. A profile takes the place of mapped columns, and these that of a profile.

    Raises:
        MappingRefusedError: a value can't be used.
    """
    after = replace(before, **_given(change))
    if change.profile and not change.columns:
        after = replace(after, columns={}, mapping_name=None)
    if change.columns and not change.profile:
        after = replace(after, profile=None)
    if change.columns:
        _check_mapping(after)
    return after


def _check_mapping(answers: Answers) -> None:
    """Refuse mapped columns that are not enough for a row: the file could not be read with them."""
    try:
        profile_of_mapping({"columns": dict(answers.columns)}, "Mapping")
    except InputError as error:
        raise MappingRefusedError("columns", str(error)) from None


def _given(change: Change) -> dict[str, Any]:
    values: dict[str, Any] = {
        "profile": None if change.profile is None else _profile(change.profile),
        "columns": None if change.columns is None else _columns(change.columns),
        "encoding": None if change.encoding is None else _encoding(change.encoding),
        "date_order": _word("date_order", change.date_order, DATE_ORDERS),
        "decimal_mark": _word("decimal_mark", change.decimal_mark, DECIMAL_MARKS),
        "status_words": None if change.status_words is None else _status_words(change.status_words),
        "complete_lines": change.complete_lines,
        "complete_stock": change.complete_stock,
        "creates_products": change.creates_products,
    }
    return {name: None if value == "" else value for name, value in values.items() if value is not None}


def _profile(given: str) -> str:
    if given and given not in profiles.names():
        raise MappingRefusedError("profile", f"{given!r} is not a profile. Choose one of importProfiles.")
    return given


def _columns(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    _at_most("columns", given, MAX_COLUMNS)
    found: dict[str, str] = {}
    for column, target in given:
        _check_text("columns", column)
        if target not in fields.BY_NAME:
            raise MappingRefusedError("columns", f"{target!r} is not a field. Choose one of importFields.")
        if column in found:
            raise MappingRefusedError("columns", f"The column {column!r} is mapped twice. Remove one of them.")
        if target in found.values():
            raise MappingRefusedError("columns", f"Two columns are mapped to {target}. Choose one of them.")
        found[column] = target
    return found


def _status_words(given: Sequence[tuple[str, str]]) -> dict[str, str]:
    _at_most("status_words", given, MAX_WORDS)
    known = next(column.words for column in TABLES_BY_NAME["orders"].columns if column.name == "status")
    for word, status in given:
        _check_text("status_words", word)
        if status not in known:
            raise MappingRefusedError("status_words", f"{status!r} is not a status. Choose from {', '.join(known)}.")
    return dict(given)


def _encoding(given: str) -> str:
    if not given:
        return ""
    try:
        return codecs.lookup(given).name
    except (LookupError, ValueError):
        message = f"{given!r} is not an encoding. Choose one such as utf-8, cp949 or cp1252."
        raise MappingRefusedError("encoding", message) from None


def _word(name: str, given: str | None, known: Sequence[str]) -> str | None:
    if given and given not in known:
        raise MappingRefusedError(name, f"{given!r} is not known here. Choose from {' '.join(known)}.")
    return given


def _at_most(name: str, given: Sequence[object], limit: int) -> None:
    if len(given) > limit:
        raise MappingRefusedError(name, f"At most {limit} are possible, not {len(given)}. Remove some.")


def _check_text(name: str, text: str) -> None:
    if not text or len(text) > MAX_TEXT_LENGTH or "\0" in text:
        raise MappingRefusedError(name, f"A name must have 1 to {MAX_TEXT_LENGTH} characters. Choose another one.")


def check_mapping_name(name: str) -> str:
    """The name of a mapping without blanks around it.

    Raises:
        MappingRefusedError: it is empty, too long, or has characters that are not seen.
    """
    bare = name.strip()
    if not 1 <= len(bare) <= MAX_NAME_LENGTH or UNSEEN.search(bare):
        message = f"The name must have 1 to {MAX_NAME_LENGTH} visible characters. Choose another name."
        raise MappingRefusedError("save_as", message)
    return bare
