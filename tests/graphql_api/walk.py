"""Questions made from the schema: for every object type that a role reaches, on every way from every root field."""

from collections import deque
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    is_required_input_field,
)

from graphql_api.permission_matrix import accesses

MAX_STEPS = 6
PLACEHOLDERS = {"Boolean": False, "Date": "2026-03-01", "Float": 1.0, "ID": "x", "Int": 1, "String": "x"}
Way = tuple[str, ...]


class Walk:
    """The fields that an operator without permissions reads, and questions for all of them."""

    def __init__(self, schema: GraphQLSchema, arguments: Mapping[str, str]) -> None:
        self.schema = schema
        self.arguments = arguments
        self.readable = {
            (access.type_name, access.field_name)
            for access in accesses(schema)
            if access.level in ("PUBLIC", "OPERATOR") and access.permission is None
        }

    def questions(self, root: GraphQLObjectType) -> Iterator[str]:
        """For each readable root field one question a type and way; each field is followed once a root."""
        for name, field in root.fields.items():
            if (root.name, name) in self.readable:
                yield from self._from(field, self._called(name, field))

    def answer(self, type_: Any, depth: int = 3) -> str:
        """A selection of all readable fields of a type and of those it leads to, for the answer of a mutation."""
        parts = [f"... on {kind.name} {{ {' '.join(self._fields(kind, depth))} }}" for kind in self._answers(type_)]
        return "{ __typename " + " ".join(parts) + " }"

    def placeholder(self, type_: GraphQLInputType) -> Any:
        """The least value that the schema lets pass for an argument, whatever it would mean."""
        if isinstance(type_, GraphQLNonNull):
            return self.placeholder(type_.of_type)
        if isinstance(type_, GraphQLList):
            return []
        if isinstance(type_, GraphQLEnumType):
            return next(iter(type_.values))
        if isinstance(type_, GraphQLInputObjectType):
            return {n: self.placeholder(f.type) for n, f in type_.fields.items() if is_required_input_field(f)}
        return PLACEHOLDERS[type_.name]

    def kinds(self, type_: Any) -> list[GraphQLObjectType]:
        """The object types that a field of this type may give."""
        named = get_named_type(type_)
        if isinstance(named, (GraphQLUnionType, GraphQLInterfaceType)):
            return list(self.schema.get_possible_types(named))
        return [named] if isinstance(named, GraphQLObjectType) else []

    def _answers(self, type_: Any) -> list[GraphQLObjectType]:
        """The types of a union without those errors whose fields another member has with another type."""
        return [kind for kind in self.kinds(type_) if not kind.name.endswith("Conflict")]

    def _from(self, field: GraphQLField, head: str) -> Iterator[str]:
        ways: deque[tuple[GraphQLField, Way]] = deque([(field, (head,))])
        seen: set[tuple[str, str]] = set()
        while ways:
            reached, way = ways.popleft()
            for kind in self.kinds(reached.type):
                leaves = [name for name, _ in self._leaves(kind)]
                if leaves:
                    yield _nested(way, kind.name, leaves)
                for name, more in kind.fields.items():
                    key = (kind.name, name)
                    if key in seen or key not in self.readable or is_leaf_type(get_named_type(more.type)):
                        continue
                    seen.add(key)
                    if len(way) < MAX_STEPS:
                        ways.append((more, (*way, f"... on {kind.name}", self._called(name, more))))

    def _fields(self, kind: GraphQLObjectType, depth: int) -> Iterator[str]:
        for name, field in kind.fields.items():
            if (kind.name, name) not in self.readable:
                continue
            if is_leaf_type(get_named_type(field.type)):
                yield self._called(name, field)
            elif depth > 1 and get_named_type(field.type).name not in ("Sku", "Recommendation"):
                yield f"{self._called(name, field)} {self.answer(field.type, depth - 1)}"
            elif get_named_type(field.type).name == "Sku":
                yield f"{name} {{ {' '.join(leaf for leaf, _ in self._leaves(self.kinds(field.type)[0]))} }}"

    def _leaves(self, kind: GraphQLObjectType) -> Iterator[tuple[str, GraphQLField]]:
        for name, field in kind.fields.items():
            if (kind.name, name) in self.readable and is_leaf_type(get_named_type(field.type)):
                yield self._called(name, field), field

    def _called(self, name: str, field: GraphQLField) -> str:
        given = [
            f"{argument}: {self.arguments[argument]}"
            for argument, kind in field.args.items()
            if argument in self.arguments and (isinstance(kind.type, GraphQLNonNull) or argument == "first")
        ]
        missing = [a for a, k in field.args.items() if is_required_argument(k)]
        assert all(argument in self.arguments for argument in missing), (name, missing)
        return f"{name}({', '.join(given)})" if given else name


def _nested(way: Way, kind: str, leaves: list[str]) -> str:
    inner = f"... on {kind} {{ {' '.join(leaves)} }}"
    for step in reversed(way):
        inner = f"{step} {{ {inner} }}"
    return f"{{ {inner} }}"
