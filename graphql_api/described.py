"""Types of the schema that are described by the docstring of their class."""

from collections.abc import Callable
from inspect import getdoc
from typing import TypeVar, dataclass_transform

import strawberry

from graphql_api.permissions import operators
from graphql_api.secret import secret_field

ClassT = TypeVar("ClassT", bound=type)


def description_of(documented: type | Callable[..., object]) -> str:
    """The docstring as one paragraph."""
    return " ".join((getdoc(documented) or "").split())


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, secret_field))
def object_type(cls: ClassT) -> ClassT:
    """An object that every role may read where a guarded field leads to it."""
    return strawberry.type(cls, description=description_of(cls), directives=operators())  # type: ignore[return-value]


@dataclass_transform(kw_only_default=True, field_specifiers=(strawberry.field, secret_field))
def input_type(cls: ClassT) -> ClassT:
    """An input."""
    return strawberry.input(cls, description=description_of(cls))  # type: ignore[return-value]
