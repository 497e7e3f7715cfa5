"""Who may read which field, taken from the schema's own marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graphql_api.permissions import Public, RequiresRole, Role

PUBLIC = "PUBLIC"
UNMARKED = "UNMARKED"
LEVELS = (PUBLIC, *(role.name for role in Role))
BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF
ROOTS = ("Query", "Mutation", "Subscription")


@dataclass(frozen=True)
class Access:
    """A field, the least level that reads it, and the type that it leads to, if any."""

    type_name: str
    field_name: str
    level: str
    target: str | None


def accesses(schema: GraphQLSchema) -> Iterator[Access]:
    """Every field of every object type. A field's own mark counts, else its type's; a root field needs its own."""
    for name, type_ in sorted(schema.type_map.items()):
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            of_type = UNMARKED if name in ROOTS else level(type_)
            for field_name, field in type_.fields.items():
                own = level(field)
                target = get_named_type(field.type).name
                yield Access(name, field_name, of_type if own == UNMARKED else own, target)


def level(element: object) -> str:
    """The mark on a type or field of the schema."""
    definition = getattr(element, "extensions", {}).get(BACKREF)
    for directive in getattr(definition, "directives", None) or ():
        if isinstance(directive, RequiresRole):
            return directive.role.name
        if isinstance(directive, Public):
            return PUBLIC
    return UNMARKED


def matrix(schema: GraphQLSchema) -> str:
    """The matrix of fields and roles as CSV."""
    lines = ["type,field,anonymous,operator,manager,admin"]
    for access in accesses(schema):
        reach = LEVELS.index(access.level) if access.level in LEVELS else len(LEVELS)
        cells = ("yes" if reach <= position else "no" for position in range(len(LEVELS)))
        lines.append(",".join((access.type_name, access.field_name, *cells)))
    return "\n".join(lines) + "\n"
