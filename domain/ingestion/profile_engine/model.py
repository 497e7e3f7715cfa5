"""A profile: how the files of one source are recognised, and what their columns become."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from domain.ingestion.contract import BY_NAME, Kind, Table


@dataclass(frozen=True)
class Named:
    """The value of the column that the profile calls `name`."""

    name: str


@dataclass(frozen=True)
class Constant:
    """The same text in every row."""

    text: str


@dataclass(frozen=True)
class FirstFilled:
    """The first of several values that is not empty."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True)
class Template:
    """A text with columns in braces, such as `sales-{date:.10}-{channel}`."""

    text: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class StatusOf:
    """A status from the words of columns, and CANCELLED where the column `cancelled_if` is filled."""

    names: tuple[str, ...]
    cancelled_if: str | None = None


@dataclass(frozen=True)
class LineNumber:
    """The number of the line within its order."""


@dataclass(frozen=True)
class IsStocked:
    """`no` for what is not bought and stocked, otherwise empty."""


@dataclass(frozen=True)
class StockTime:
    """The end of the day before the import: when a stock list without dates was true."""


@dataclass(frozen=True)
class Quotient:
    """An amount for the whole line, divided by its quantity."""

    amount: "Expression"
    by: "Expression"


Expression = Named | Constant | FirstFilled | Template | StatusOf | LineNumber | IsStocked | StockTime | Quotient


@dataclass(frozen=True)
class FillDown:
    """Columns that stand on the first line of an order only; `by` names the order."""

    by: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class NotGoods:
    """What a shop does not buy: words to look for in columns, and columns whose words say so (`virtual` = yes)."""

    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    marks: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class TableRows:
    """What the columns of a canonical table are made of; only lines where the column `only_if` is filled count."""

    table: Table
    columns: Mapping[str, Expression]
    only_if: str | None = None


@dataclass(frozen=True)
class SourceProfile:
    """A source's files.

    `names` says how the profile calls a column, and what it may be called in the file; a file is recognised when it has
    one of each group of `required`. `lines` is the table that has a row per line of the file; rows of the others are
    taken once per key. `unique` are the columns that number the lines: a number is one row. Lines with a word of
    `ignore` are not rows; a word of `empty` says nothing. With `status_per_line` an order is cancelled when all its
    lines are.
    """

    name: str
    titles: Mapping[str, str]
    names: Mapping[str, tuple[str, ...]]
    required: tuple[tuple[str, ...], ...]
    tables: tuple[TableRows, ...]
    lines: str
    unique: tuple[str, ...] = ()
    status_words: Mapping[str, str] = field(default_factory=dict)
    fill_down: FillDown | None = None
    ignore: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    empty: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    not_goods: NotGoods = field(default_factory=NotGoods)
    status_per_line: bool = False
    complete: frozenset[str] = frozenset()

    @property
    def lists_products(self) -> bool:
        """Whether the file is a list of products, so that products are not made from order lines."""
        return self.lines == "products"

    def rows_of(self, table: str) -> TableRows | None:
        """What the rows of a canonical table are made of, if the profile has any."""
        return next((rows for rows in self.tables if rows.table.name == table), None)


@dataclass(frozen=True)
class NamedProfile:
    """A profile as people choose it: its name, and its title by language."""

    name: str
    titles: Mapping[str, str]


def names_in(expression: Expression) -> Sequence[str]:
    """The names of the columns that an expression uses."""
    match expression:
        case Named(name):
            return (name,)
        case FirstFilled(parts):
            return tuple(name for part in parts for name in names_in(part))
        case Template(_, names):
            return names
        case StatusOf(names, cancelled_if):
            return (*names, cancelled_if) if cancelled_if else names
        case Quotient(amount, by):
            return (*names_in(amount), *names_in(by))
        case _:
            return ()


def kinds_of(profile: SourceProfile) -> dict[str, Kind]:
    """The kind of each named column: that of the canonical column it becomes."""
    kinds: dict[str, Kind] = {}
    for rows in profile.tables:
        contract = {column.name: column for column in BY_NAME[rows.table.name].columns}
        for name, expression in rows.columns.items():
            for used in direct_names(expression):
                kind: Kind = contract[name].kind if not contract[name].words else "text"
                if kinds.get(used, "text") in {"text", "code"} or kind == "instant":
                    kinds[used] = kind
    return kinds


def direct_names(expression: Expression) -> Sequence[str]:
    """The names of the columns whose values an expression passes on as they are."""
    match expression:
        case Named(name):
            return (name,)
        case FirstFilled(parts):
            return tuple(name for part in parts for name in direct_names(part))
        case Quotient(amount, _):
            return direct_names(amount)
        case _:
            return ()
