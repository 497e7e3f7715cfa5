"""The models as they lie in `sql/`: their text, what they read, and the order that follows from it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.resources import files
from importlib.resources.abc import Traversable
from types import MappingProxyType

import duckdb
import sqlglot
from sqlglot import exp

from analytics.transform.contract import Check, Contract, parse_check, parse_contract
from analytics.transform.errors import ModelError

FOLDER = files("sql")
TABLE_FOLDERS = ("staging", "marts")


@dataclass(frozen=True)
class Statement:
    """One `select`: the tables that it reads and the parameters that it wants."""

    name: str
    text: str
    reads: frozenset[str]
    parameters: frozenset[str]


@dataclass(frozen=True)
class Model:
    """A select that becomes the table of its name, and the contract that the table keeps."""

    statement: Statement
    contract: Contract

    @property
    def name(self) -> str:
        """The table's name."""
        return self.statement.name

    @property
    def needs(self) -> frozenset[str]:
        """The tables that must exist before it: what it reads, and what its rules compare it with."""
        return self.statement.reads | self.contract.relates_to


def parse_statement(name: str, text: str) -> Statement:
    """Read a `.sql` file.

    Raises:
        ModelError: it isn't exactly one select.
    """
    try:
        statements = duckdb.extract_statements(text)
        tree = sqlglot.parse_one(text, dialect="duckdb")
    except (duckdb.Error, sqlglot.errors.ParseError) as error:
        raise ModelError(f"{name}.sql can't be parsed ({str(error).splitlines()[0]}).") from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        raise ModelError(f"{name}.sql must hold exactly one select.")
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    named = {table.name for table in tree.find_all(exp.Table) if isinstance(table.this, exp.Identifier)}
    return Statement(name, text, frozenset(named - own), frozenset(statements[0].named_parameters))


@cache
def load_models(root: Traversable = FOLDER) -> Mapping[str, Model]:
    """Read all staging and mart models by name; files are read once a process."""
    files_of = (_pairs(root / folder) for folder in TABLE_FOLDERS)
    return MappingProxyType(
        {
            name: Model(parse_statement(name, text), parse_contract(name, contract))
            for pairs in files_of
            for name, text, contract in pairs
        }
    )


def load_checks(root: Traversable = FOLDER) -> tuple[tuple[Statement, Check], ...]:
    """Read the checks that span models; each selects the rows that break its rule."""
    return tuple(
        (parse_statement(name, text), parse_check(name, contract, text))
        for name, text, contract in _pairs(root / "checks")
    )


def _pairs(folder: Traversable) -> Iterator[tuple[str, str, str]]:
    """Name, query and contract of each `.sql` file."""
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".sql"):
            name = file.name.removesuffix(".sql")
            contract = folder / f"{name}.yml"
            if not contract.is_file():
                raise ModelError(f"{file.name} has no contract {contract.name} beside it.")
            yield name, file.read_text(encoding="utf-8"), contract.read_text(encoding="utf-8")


def in_order(models: Mapping[str, Model], inputs: Collection[str]) -> tuple[Model, ...]:
    """Sort models so that each follows what it reads; equals are sorted by name.

    Raises:
        ModelError: a model reads a table that is neither a model nor an input, or models read each other in a circle.
    """
    for model in models.values():
        unknown = sorted(model.needs - models.keys() - set(inputs))
        if unknown:
            raise ModelError(
                f"{model.name}.sql reads {', '.join(unknown)}: no model, raw table or input has that name."
            )
    graph = {name: sorted(models[name].needs & models.keys()) for name in sorted(models)}
    try:
        return tuple(models[name] for name in TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise ModelError(f"Models read each other in a circle: {' -> '.join(error.args[1])}.") from error


def ancestors(models: Mapping[str, Model], name: str) -> frozenset[str]:
    """The models that must exist before the named one, and itself."""
    parents = models[name].needs & models.keys()
    return frozenset({name}).union(*(ancestors(models, parent) for parent in parents))
