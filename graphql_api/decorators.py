"""Strawberry's decorators, with the docstring as the schema's description."""

import dataclasses
import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from enum import EnumMeta
from types import ModuleType
from typing import Any, TypeVar, dataclass_transform

import strawberry
from strawberry.extensions import FieldExtension
from strawberry.types.field import StrawberryField

from graphql_api.permissions import operators, public

TypeT = TypeVar("TypeT", bound=type)
EnumT = TypeVar("EnumT", bound=EnumMeta)
SECTION = re.compile(r"^(Args|Attributes|Raises|Returns):$", re.MULTILINE)


def description_of(described: object) -> str:
    """A docstring in one line, without its sections such as `Raises:`."""
    return " ".join(SECTION.split(inspect.cleandoc(described.__doc__ or ""))[0].split())


def argument(description: str, *, name: str | None = None) -> object:
    """An argument of a field, for `Annotated`."""
    return strawberry.argument(description=description, name=name)


def field(
    description: str,
    *guards: FieldExtension,
    default: Any = dataclasses.MISSING,  # noqa: ANN401  # a field may be of any type
    default_factory: Any = dataclasses.MISSING,  # noqa: ANN401  # as of dataclasses
    name: str | None = None,
) -> Any:  # noqa: ANN401  # as strawberry.field
    """A field that holds a value."""
    return strawberry.field(
        description=description, extensions=[*guards], default=default, default_factory=default_factory, name=name
    )


def secret_field(description: str, *, default: Any = dataclasses.MISSING) -> Any:  # noqa: ANN401  # as strawberry.field
    """A field with a password or a token: `repr` leaves it out, so that no log and no traceback shows it."""
    secret = field(description, default=default)
    secret.repr = False
    return secret


def resolver(*guards: FieldExtension, note: str = "") -> Callable[[Callable[..., Any]], Any]:
    """A field that a function computes; a note that several fields share follows its docstring."""
    return lambda function: strawberry.field(
        function, description=f"{description_of(function)} {note}".rstrip(), extensions=[*guards]
    )


def subscription(*guards: FieldExtension) -> Callable[[Callable[..., Any]], StrawberryField]:
    """A field of Subscription."""
    return lambda function: strawberry.subscription(
        function, description=description_of(function), extensions=[*guards]
    )


def fields_of(modules: Iterable[ModuleType], *, is_subscription: bool = False) -> list[StrawberryField]:
    """The fields that functions of these modules are, for `strawberry.tools.create_type`."""
    found = (value for module in modules for value in vars(module).values() if isinstance(value, StrawberryField))
    return [each for each in found if each.is_subscription == is_subscription]


@dataclass_transform(kw_only_default=True, field_specifiers=(field, secret_field))
def object_type(described: TypeT) -> TypeT:
    """A type that every signed-in user reads."""
    return strawberry.type(described, description=description_of(described), directives=operators())


@dataclass_transform(kw_only_default=True, field_specifiers=(field, secret_field))
def object_type_as(name: str) -> Callable[[TypeT], TypeT]:
    """A type that every signed-in user reads, under another name than its class has."""
    return lambda described: strawberry.type(
        described, name=name, description=description_of(described), directives=operators()
    )


@dataclass_transform(kw_only_default=True, field_specifiers=(field, secret_field))
def public_type(described: TypeT) -> TypeT:
    """A type that anybody reads."""
    return strawberry.type(described, description=description_of(described), directives=public())


@dataclass_transform(kw_only_default=True, field_specifiers=(field, secret_field))
def interface(described: TypeT) -> TypeT:
    """An interface."""
    return strawberry.interface(described, description=description_of(described))


@dataclass_transform(kw_only_default=True, field_specifiers=(field, secret_field))
def input_type(described: TypeT) -> TypeT:
    """A type of arguments."""
    return strawberry.input(described, description=description_of(described))


def enum(described: EnumT) -> EnumT:
    """An enum: each member is written with its description, `HIGH = "More than 0.5."`; its value becomes its name."""
    members: Mapping[str, Any] = described.__members__
    for name, member in members.items():
        member._value_ = strawberry.enum_value(name, description=member.value)
    return strawberry.enum(described, description=description_of(described))
