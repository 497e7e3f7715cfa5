"""GraphQL types over plain SQL rows, and which columns an operation asks of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from operator import attrgetter
from types import MappingProxyType
from typing import Any, ClassVar, Self

import strawberry
from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLObjectType,
    InlineFragmentNode,
    SelectionSetNode,
    get_argument_values,
    get_named_type,
)
from graphql.execution.values import VariableValues
from strawberry.utils.str_converters import to_camel_case

from kit.reading import AnyRow


class FromRow:
    """A GraphQL type whose plain fields are the columns of a row; a column that was not read is an error, not null.

    `names` are the readable columns, `needs` the columns behind fields of another name.
    """

    row: strawberry.Private[AnyRow]
    _names: ClassVar[Collection[str]]
    _needs: ClassVar[Mapping[str, Collection[str]]]

    def __init_subclass__(
        cls, *, names: Collection[str] = (), needs: Mapping[str, Collection[str]] = MappingProxyType({})
    ) -> None:
        super().__init_subclass__()
        cls._names, cls._needs = names, needs

    @classmethod
    def column_names(cls) -> Collection[str]:
        """The names of all readable columns."""
        return cls._names

    @classmethod
    def columns_of(cls, fields: Collection[str]) -> frozenset[str]:
        """The readable columns behind the fields asked of the type."""
        own = {column for column in cls._names if field_of(column) in fields}
        return frozenset(own.union(*(cls._needs[field] for field in fields if field in cls._needs)))

    @classmethod
    def of(cls, row: Any) -> Self:  # noqa: ANN401  # a row, or what has its columns as attributes
        """The type over a row."""
        self = object.__new__(cls)
        self.row = row
        return self

    @classmethod
    def of_all(cls, rows: Iterable[AnyRow]) -> list[Self]:
        """The type over each row."""
        return [cls.of(row) for row in rows]

    def columns(self) -> Collection[str]:
        """The names of the columns that were read."""
        return self.row._fields  # the underscore keeps it apart from columns, as in named tuples

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  # a column may be of any type
        if name == "row":
            raise AttributeError(name)
        return getattr(self.row, name)


def grouped(keys: Iterable[Any], rows: Iterable[AnyRow], *columns: str) -> list[list[AnyRow]]:
    """The rows of each key, in their order; a key is the value of a column, or the values of several."""
    key_of, found = attrgetter(*columns), defaultdict[Any, list[AnyRow]](list)
    for row in rows:
        found[key_of(row)].append(row)
    return [found[key] for key in keys]


def asked(info: strawberry.Info, *paths: tuple[str, ...]) -> set[str]:
    """The names of the fields selected below these paths under the present field.

    Fragments are visited once per level, so that nested spreads cost no more than their text.
    """
    raw = info._raw_info  # noqa: SLF001  # the public `selected_fields` expands nested fragments without bound
    found: set[str] = set()
    for path in paths or ((),):
        level = _children(raw.field_nodes, raw.fragments)
        for step in path:
            level = _children(level.get(step, []), raw.fragments)
        found |= level.keys()
    return found


def arguments_of(info: strawberry.Info, field: str) -> list[dict[str, Any]]:
    """The arguments of each selection of a field right under the present one, by their names in the schema.

    Raises:
        TypeError: the present field's type has no fields.
    """
    raw = info._raw_info  # noqa: SLF001  # as in `asked`
    target = get_named_type(raw.return_type)
    if not isinstance(target, GraphQLObjectType):
        raise TypeError(f"{target.name} has no fields")
    variables = VariableValues({}, info.variable_values)
    nodes = _children(raw.field_nodes, raw.fragments).get(field, [])
    return [get_argument_values(target.fields[field], node, variables) for node in nodes]


@cache  # asked for every row; as many names as there are columns
def field_of(column: str) -> str:
    """The name of a column in the schema."""
    return to_camel_case(column)


def _children(
    nodes: Iterable[FieldNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, list[FieldNode]]:
    found: dict[str, list[FieldNode]] = {}
    visited: set[str] = set()
    waiting: list[SelectionSetNode | None] = [node.selection_set for node in nodes]
    while waiting:
        selections = waiting.pop()
        for selection in selections.selections if selections is not None else ():
            if isinstance(selection, FieldNode):
                found.setdefault(selection.name.value, []).append(selection)
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in visited:
                visited.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)
    return found
