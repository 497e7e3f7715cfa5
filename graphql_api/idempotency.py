"""What operations that take an idempotency key share."""

import dataclasses
import hashlib
import hmac
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

import strawberry
from sqlalchemy.orm import Session

from domain.idempotency.errors import KeyReusedError
from domain.idempotency.service import once
from domain.identity.caller import Caller
from graphql_api.decorators import object_type
from graphql_api.outcomes import UserError

IDEMPOTENCY_KEY = (
    "A new key, such as a UUID: the same request sent again with it within 24 hours has no further effect and is"
    " answered as the first time, with what it made or changed as that is by then."
)

USED_BEFORE = (
    "The idempotencyKey was used before this version was installed, and the request had its effect then."
    " Look at the result; send a new key only if the effect is wanted again."
)


@object_type
class IdempotencyConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """The `idempotencyKey` was used for another request; nothing was changed."""


def once_per_key(
    session: Session,
    caller: Caller,
    given: Any,  # noqa: ANN401  # any input
    act: Callable[[], object],
    *,
    action: str,
    secret_key: str,
) -> object:
    """Act; once for each idempotency key of the caller, if the input has one.

    What `act` returns is kept with the key as JSON, and returned to the same request sent again.

    Raises:
        KeyReusedError: the key belongs to another request, or was answered by a version that kept answers otherwise.
    """
    if not hasattr(given, "idempotency_key"):
        return act()
    answer = once(
        session,
        caller.user_id,
        given.idempotency_key,
        operation=action,
        body=body_of(given, secret_key),
        now=caller.now,
        act=lambda: {"key": act()},
    )
    if "key" not in answer:
        raise KeyReusedError(USED_BEFORE)
    return answer["key"]


def body_of(given: object, secret_key: str) -> Mapping[str, object]:
    """The input as JSON can hold it, without the key itself; secrets are sealed."""
    body = _plain(given, secret_key)
    return {name: value for name, value in body.items() if name != "idempotency_key"} if isinstance(body, dict) else {}


def sealed(secret_key: str, text: str) -> str:
    """A secret in the form in which the body of a request may hold it.

    A key's row keeps a digest of the body: of a password's plain text it would be quicker to guess from than argon2id.
    """
    return hmac.new(secret_key.encode(), b"idempotency:" + text.encode(), hashlib.sha256).hexdigest()


def _plain(value: object, secret_key: str) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: _of_field(value, field, secret_key) for field in dataclasses.fields(value)}
    if isinstance(value, strawberry.Some):
        return {"some": _plain(value.value, secret_key)}
    if isinstance(value, list):
        return [_plain(item, secret_key) for item in value]
    if isinstance(value, Enum):
        return value.name
    return value if value is None or isinstance(value, bool | int) else str(value)


def _of_field(given: object, field: dataclasses.Field[Any], secret_key: str) -> object:
    value = getattr(given, field.name)
    return _plain(value, secret_key) if field.repr or value is None else sealed(secret_key, str(value))
