"""Who may read which field, taken from the schema's own marks."""

from collections.abc import Iterator
from dataclasses import dataclass

from graphql import GraphQLObjectType, GraphQLSchema, get_named_type
from strawberry.schema.schema_converter import GraphQLCoreConverter

from graphql_api.permissions import Public, RequiresPermission, RequiresRole, Role

PUBLIC = "PUBLIC"
UNMARKED = "UNMARKED"
LEVELS = (PUBLIC, *(role.name for role in Role))
BACKREF = GraphQLCoreConverter.DEFINITION_BACKREF
ROOTS = ("Query", "Mutation", "Subscription")


@dataclass(frozen=True)
class Access:
    """A field, the least level that reads it, the permission that it needs, and the type that it leads to, if any."""

    type_name: str
    field_name: str
    level: str
    target: str | None
    permission: str | None = None


def accesses(schema: GraphQLSchema) -> Iterator[Access]:
    """Every field of every object type. A field's own mark counts, else its type's; a root field needs its own."""
    for name, type_ in sorted(schema.type_map.items()):
        if isinstance(type_, GraphQLObjectType) and not name.startswith("__"):
            of_type = UNMARKED if name in ROOTS else level(type_)
            for field_name, field in type_.fields.items():
                own = level(field)
                target = get_named_type(field.type).name
                yield Access(name, field_name, of_type if own == UNMARKED else own, target, permission(field))


def level(element: object) -> str:
    """The mark on a type or field of the schema."""
    definition = getattr(element, "extensions", {}).get(BACKREF)
    for directive in getattr(definition, "directives", None) or ():
        if isinstance(directive, RequiresRole):
            return directive.role.name
        if isinstance(directive, Public):
            return PUBLIC
    return UNMARKED


def permission(element: object) -> str | None:
    """The permission that a field needs in addition to the role."""
    definition = getattr(element, "extensions", {}).get(BACKREF)
    found = (mark for mark in getattr(definition, "directives", None) or () if isinstance(mark, RequiresPermission))
    return next((mark.permission.name for mark in found), None)


def matrix(schema: GraphQLSchema) -> str:
    """The matrix of fields and roles as CSV; an operator behind a permission is read as one without it."""
    lines = ["type,field,anonymous,operator,manager,admin,permission"]
    for access in accesses(schema):
        reach = LEVELS.index(access.level) if access.level in LEVELS else len(LEVELS)
        has = LEVELS.index(Role.MANAGER.name) if access.permission else 0  # whose role contains every permission
        cells = ("yes" if max(reach, has) <= position else "no" for position in range(len(LEVELS)))
        lines.append(",".join((access.type_name, access.field_name, *cells, access.permission or "")))
    return "\n".join(lines) + "\n"
