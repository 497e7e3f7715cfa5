"""What one document may ask for: counted before anything is validated or read, fragments counted once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    NoSchemaIntrospectionCustomRule,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
    Visitor,
    visit,
)
from graphql.validation import ASTValidationRule
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from graphql_api.errors import BadInputError, LimitError

MAX_TOKENS = 1_000
MAX_DEPTH = 10
INTROSPECTION_DEPTH = 16
MAX_ALIASES = 30
MAX_ROOT_FIELDS = 10
MAX_MUTATIONS = 4
MAX_FRAGMENTS = 20
MAX_DIRECTIVES = 9
MAX_RECOMMENDATIONS = 1
"""A SKU's recommendation leads back to the SKU: each further round would read known values again."""
MAX_COST = 1_000
MAX_PAGE_SIZE = 100
ROWS_BEHIND = {
    "history": 10,
    "daily": 3,
    "items": 2,
    "timeline": 2,
    "comments": 2,
    "openOrders": 1,
    "weeklyTrend": 3,
    "categories": 20,
    "suppliers": 20,
    "views": 25,
}
"""Lists without `first`, in tens of rows: at most a year of days, and thirty days."""
ONCE_PER_REQUEST = ("login", "refreshSession", "changePassword", "checkWelcomeLink", "createFirstAdministrator")


@dataclass(frozen=True)
class Size:
    """What a selection asks for, its fragments counted as if they were written out.

    Attributes:
        depth: levels of fields.
        cost: rows.
        aliases: fields under another name, on all levels.
        fields: fields on the first level.
        data_fields: those of them that ask for more than the schema's own description.
        recommendations: how many of them lie below each other.
    """

    depth: int = 0
    cost: int = 0
    aliases: int = 0
    fields: int = 0
    data_fields: int = 0
    recommendations: int = 0

    def plus(self, other: "Size") -> "Size":
        """Both beside each other."""
        return Size(
            max(self.depth, other.depth),
            self.cost + other.cost,
            self.aliases + other.aliases,
            self.fields + other.fields,
            self.data_fields + other.data_fields,
            max(self.recommendations, other.recommendations),
        )


class Measure:
    """Measures selections of one document; each fragment once, so that the work grows with the text alone."""

    def __init__(
        self,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, object],
        defaults: Mapping[str, int],
    ) -> None:
        self._fragments = fragments
        self._variables = variables
        self._defaults = defaults
        self._known: dict[str, Size] = {}
        self._open: set[str] = set()

    def of(self, selections: SelectionSetNode | None) -> Size:
        """The size of a set of selections."""
        size = Size()
        for selection in selections.selections if selections is not None else ():
            if isinstance(selection, FieldNode):
                size = size.plus(self._of_field(selection))
            elif isinstance(selection, InlineFragmentNode):
                size = size.plus(self.of(selection.selection_set))
            elif isinstance(selection, FragmentSpreadNode):
                size = size.plus(self._of_fragment(selection.name.value))
        return size

    def _of_field(self, field: FieldNode) -> Size:
        below = self.of(field.selection_set)
        rows = self._rows(field)
        cost = rows * (1 + below.cost) if rows else below.cost
        is_introspection = field.name.value.startswith("__")
        if is_introspection and below.aliases:
            raise LimitError(f"Below {field.name.value} no field has an alias: each would list the schema once more.")
        return Size(
            below.depth + 1,
            cost,
            below.aliases + (field.alias is not None),
            1,
            not is_introspection,
            below.recommendations + (field.name.value == "recommendation"),
        )

    def _of_fragment(self, name: str) -> Size:
        if name in self._open:
            raise LimitError(f"The fragment {name} contains itself.")
        if name not in self._known:
            self._open.add(name)
            fragment = self._fragments.get(name)
            self._known[name] = self.of(fragment.selection_set) if fragment is not None else Size()
            self._open.discard(name)
        return self._known[name]

    def _rows(self, field: FieldNode) -> int:
        if field.name.value in ROWS_BEHIND:
            return ROWS_BEHIND[field.name.value]
        for argument in field.arguments or ():
            if argument.name.value == "first":
                return self._number(argument.value)
        return 0

    def _number(self, value: object) -> int:
        if isinstance(value, IntValueNode):
            return _bounded(int(value.value[:10]))
        if isinstance(value, VariableNode):
            given = self._variables.get(value.name.value, self._defaults.get(value.name.value))
            return _bounded(given) if isinstance(given, int) else MAX_PAGE_SIZE
        return MAX_PAGE_SIZE


def _bounded(number: int) -> int:
    return min(max(number, 0), MAX_COST + 1)


def check_limits(document: DocumentNode, variables: Mapping[str, object]) -> None:
    """Refuse a document that asks for too much.

    Raises:
        LimitError: the limit that it breaks, and by how much.
    """
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    _at_most(len(fragments), MAX_FRAGMENTS, "fragments")
    for operation in document.definitions:
        if isinstance(operation, OperationDefinitionNode):
            size = Measure(fragments, variables, _defaults(operation)).of(operation.selection_set)
            _at_most(size.depth, MAX_DEPTH if size.data_fields else INTROSPECTION_DEPTH, "levels of fields")
            _at_most(size.recommendations, MAX_RECOMMENDATIONS, "recommendations below each other")
            _at_most(size.aliases, MAX_ALIASES, "aliases")
            _at_most(size.cost, MAX_COST, "rows")
            _at_most(size.fields, MAX_ROOT_FIELDS, "root fields")
            _check_mutations(operation)


def _check_mutations(operation: OperationDefinitionNode) -> None:
    names = _root_names(operation)
    if operation.operation is OperationType.MUTATION:
        _at_most(len(operation.selection_set.selections), MAX_MUTATIONS, "mutations")
        if any(not isinstance(node, FieldNode) for node in operation.selection_set.selections):
            raise LimitError("A mutation's root fields must be in the operation itself, not in fragments.")
        once = [name for name in names if name in ONCE_PER_REQUEST]
        _at_most(len(once), 1, f"uses of {' and '.join(sorted(set(once)))}")


def _root_names(operation: OperationDefinitionNode) -> list[str]:
    return [node.name.value for node in operation.selection_set.selections if isinstance(node, FieldNode)]


def _defaults(operation: OperationDefinitionNode) -> dict[str, int]:
    return {
        definition.variable.name.value: int(definition.default_value.value[:10])
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, IntValueNode)
    }


def _at_most(number: int, limit: int, unit: str) -> None:
    if number > limit:
        raise LimitError(f"The operation asks for {number:,} {unit}; at most {limit:,} are allowed. Split it.")


class _Texts(Visitor):
    """Counts directives, and refuses characters that no text here can hold."""

    def __init__(self) -> None:
        super().__init__()
        self.directives = 0

    def enter_directive(self, *_: object) -> None:
        self.directives += 1

    def enter_string_value(self, node: StringValueNode, *_: object) -> None:
        if "\0" in node.value:
            raise BadInputError("A text contains the character NUL, which can't be stored or found.")


@lru_cache(maxsize=256)
def _text_error(document: DocumentNode) -> GraphQLError | None:
    texts = _Texts()
    try:
        visit(document, texts)
        _at_most(texts.directives, MAX_DIRECTIVES, "directives")
    except GraphQLError as error:
        return error
    return None


@lru_cache(maxsize=256)
def _validation_errors(
    schema: GraphQLSchema, document: DocumentNode, rules: tuple[type[ASTValidationRule], ...]
) -> list[GraphQLError]:
    return validate_document(schema, document, rules)


class GuardedValidation(SchemaExtension):
    """Checks the limits first, then validates; the validation of a known document is remembered."""

    def on_operation(self) -> Iterator[None]:
        """Bound the parser."""
        self.execution_context.parse_options["max_tokens"] = MAX_TOKENS
        yield

    def on_validate(self) -> Iterator[None]:
        """Check limits and text, then the schema's rules; without a caller the schema itself is not disclosed."""
        context = self.execution_context
        document = context.graphql_document
        if document is not None:
            try:
                check_limits(document, context.variables or {})
                error = _text_error(document)
            except GraphQLError as broken:
                error = broken
            rules = context.validation_rules
            if context.context.caller is None:  # whose errors have no suggestions; see `schema`
                rules = (*rules, NoSchemaIntrospectionCustomRule)
            core_schema = context.schema._schema  # noqa: SLF001  # strawberry's own caches read it the same way
            context.pre_execution_errors = [error] if error else _validation_errors(core_schema, document, rules)
        yield
