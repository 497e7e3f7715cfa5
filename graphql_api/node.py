"""Objects with an id that is unique across all types."""

import base64
from abc import ABC, abstractmethod

import strawberry

from graphql_api.decorators import interface, resolver
from graphql_api.errors import BadInputError

MAX_ID_LENGTH = 200


def global_id(type_name: str, key: object) -> strawberry.ID:
    """The opaque id of an object."""
    return strawberry.ID(base64.urlsafe_b64encode(f"{type_name}:{key}".encode()).decode().rstrip("="))


def read_global_id(text: str) -> tuple[str, str]:
    """The type and key behind an id.

    Raises:
        BadInputError: the id is none of ours.
    """
    try:
        padded = text[:MAX_ID_LENGTH] + "=" * (-len(text) % 4)
        type_name, colon, key = base64.b64decode(padded, altchars=b"-_", validate=True).decode().partition(":")
    except ValueError:
        type_name, colon, key = "", "", ""
    if not colon or not key:
        raise BadInputError("The id is not an id of this service.")
    return type_name, key


def whole(key: str) -> int:
    """A numeric key.

    Raises:
        BadInputError: it is not a number that an id can have.
    """
    if not key.isascii() or not key.isdigit() or len(key) > 18:  # noqa: PLR2004  # digits that bigint always holds
        raise BadInputError("The id is not an id of this service.")
    return int(key)


def key_of(type_name: str, text: str) -> int:
    """The numeric key behind the id of an object of this type.

    Raises:
        BadInputError: the id is none of ours, or of another type.
    """
    found, key = read_global_id(text)
    if found != type_name:
        raise BadInputError(f"The id is not a {type_name}'s.")
    return whole(key)


@interface
class Node(ABC):
    """An object with an id that is unique across all types and never changes."""

    @resolver()
    def id(self) -> strawberry.ID:
        """Opaque, unique across all types; `node(id:)` finds the object again."""
        return global_id(type(self).__name__, self.node_key())

    @abstractmethod
    def node_key(self) -> object:
        """What identifies the object among its type."""
