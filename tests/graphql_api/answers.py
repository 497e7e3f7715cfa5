"""What the outcome of a mutation is, by the schema."""

from graphql import GraphQLObjectType

from graphql_api.schema import schema

CORE = schema._schema


def is_refused(typename: str) -> bool:
    """Whether a member of a result union is a named error."""
    type_ = CORE.type_map[typename]
    assert isinstance(type_, GraphQLObjectType), typename
    return any(interface.name == "UserError" for interface in type_.interfaces)


def input_of(mutation: str) -> str:
    """The type of a mutation's input, such as CreatePurchaseOrderInput!."""
    root = CORE.mutation_type
    assert root is not None
    return str(root.fields[mutation].args["input"].type)
