"""The run of a list's cursors: an operation with a cursor reads the run that the list's first page came from."""

from collections.abc import Iterator, Mapping

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    StringValueNode,
    VariableNode,
)
from strawberry.extensions import SchemaExtension

from graphql_api.errors import BadInputError
from kit.paging import snapshot_of

CURSOR = "after"
MIXED = "The cursors belong to lists of different runs. Request one list at a time, or start both from the first page."


class CursorRuns(SchemaExtension):
    """Finds the run of an operation's cursors before anything is read, since all of a request reads one run."""

    def on_execute(self) -> Iterator[None]:
        """Let the context know the run.

        Raises:
            BadInputError: there are cursors of several runs.
        """
        known = self.execution_context
        if known.graphql_document is not None:
            texts = _cursors(known.graphql_document, known.operation_name, known.variables or {})
            runs = {run for run in map(snapshot_of, texts) if run is not None}
            if len(runs) > 1:
                raise BadInputError(MIXED)
            known.context.cursor_run_id = next(iter(runs), None)
        yield


def _cursors(document: DocumentNode, name: str | None, variables: Mapping[str, object]) -> Iterator[str]:
    """The cursors among the arguments of an operation's root fields."""
    operations = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    fragments = {node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)}
    for operation in operations:
        if name is None or (operation.name is not None and operation.name.value == name):
            values = {**_defaults(operation), **variables}
            for argument in _arguments(operation.selection_set, fragments, set()):
                found = _value(argument, values)
                if isinstance(found, str):
                    yield found


def _arguments(
    level: SelectionSetNode, fragments: Mapping[str, FragmentDefinitionNode], seen: set[str]
) -> Iterator[ArgumentNode]:
    for node in level.selections:
        if isinstance(node, FieldNode):
            yield from (argument for argument in node.arguments or () if argument.name.value == CURSOR)
        elif isinstance(node, FragmentSpreadNode):
            if node.name.value not in seen and node.name.value in fragments:
                seen.add(node.name.value)
                yield from _arguments(fragments[node.name.value].selection_set, fragments, seen)
        elif isinstance(node, InlineFragmentNode):
            yield from _arguments(node.selection_set, fragments, seen)


def _value(argument: ArgumentNode, values: Mapping[str, object]) -> object:
    if isinstance(argument.value, VariableNode):
        return values.get(argument.value.name.value)
    return argument.value.value if isinstance(argument.value, StringValueNode) else None


def _defaults(operation: OperationDefinitionNode) -> dict[str, object]:
    return {
        definition.variable.name.value: definition.default_value.value
        for definition in operation.variable_definitions or ()
        if isinstance(definition.default_value, StringValueNode)
    }
