"""Refusals of the domain as members of the result unions."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.identity.errors import (
    EmailRefusedError,
    LimitRefusedError,
    NameRefusedError,
    PasswordRefusedError,
    TokenRefusedError,
    UnknownRoleError,
)
from graphql_api.context import Context
from graphql_api.outcomes import ValidationFailed, invalid
from kit.errors import InputError

FIELDS: Mapping[type[InputError], str] = MappingProxyType(
    {
        EmailRefusedError: "email",
        LimitRefusedError: "approvalLimit",
        NameRefusedError: "displayName",
        PasswordRefusedError: "password",
        UnknownRoleError: "roles",
    }
)
TOKEN_FIELDS: Mapping[type[InputError], str] = MappingProxyType({NameRefusedError: "name", TokenRefusedError: "scopes"})
REFUSED_VALUES = tuple({*FIELDS, *TOKEN_FIELDS})


async def refused_value(
    context: Context, action: str, error: InputError, fields: Mapping[type[InputError], str] = FIELDS
) -> ValidationFailed:
    """Audit a refused value and name its field."""
    field = fields[type(error)]
    await context.note_refusal(action, f"{field} can't be used")
    return invalid(field, str(error))
