"""Errors of an operation: what a client may read of them, and what is only logged."""

import re

import structlog
from graphql import GraphQLError
from psycopg.errors import QueryCanceled
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from kit.errors import InputError

log = structlog.get_logger("jaego.api")
SUGGESTION = re.compile(r" Did you mean .*", re.DOTALL)
NOT_SERVED = (CannotGetOperationTypeError, InvalidOperationTypeError)
DATABASE_GONE = (OperationalError, InterfaceError, PoolTimeoutError)
BUSY = "The server is busy. Try again in a moment."


class ApiError(GraphQLError):
    """An error that is sent to the client unchanged; `extensions.code` names its kind."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message, extensions={"code": code})


class UnauthenticatedError(ApiError):
    """Nobody is signed in, or the session has ended."""

    def __init__(self) -> None:
        super().__init__("UNAUTHENTICATED", "Sign in first; your session may have ended.")


class ForbiddenError(ApiError):
    """The signed-in user's role, or the API token's scope, does not reach."""

    def __init__(self, message: str) -> None:
        super().__init__("FORBIDDEN", message)


class BadInputError(ApiError):
    """An argument that the schema allows but that can't be used."""

    def __init__(self, message: str) -> None:
        super().__init__("BAD_USER_INPUT", message)


class ListExpiredError(ApiError):
    """A cursor of a run whose rows are not kept any more."""

    def __init__(self) -> None:
        super().__init__(
            "LIST_EXPIRED", "This list is older than what is kept. Start again from the first page, without `after`."
        )


class LimitError(ApiError):
    """A document that asks for more than one operation may."""

    def __init__(self, message: str) -> None:
        super().__init__("LIMIT_EXCEEDED", message)


def told(error: GraphQLError, *, is_schema_known: bool) -> GraphQLError:
    """The error as the client sees it: ours and those of the document whole, faults without their text.

    Suggestions of names are left out for those who may not read the schema: they would spell it out, guess by guess.
    """
    original = error.original_error
    if original is None or isinstance(original, GraphQLError):
        if (error.extensions or {}).get("code"):
            return error
        message = error.message if is_schema_known else SUGGESTION.sub("", error.message)
        return _coded(error, "BAD_REQUEST", message)
    if isinstance(original, InputError):
        return _coded(error, "BAD_USER_INPUT", str(original))
    if isinstance(original, NOT_SERVED):
        return _coded(error, "BAD_REQUEST", "This operation is not served here: no such name, or of another kind.")
    if isinstance(original, DATABASE_GONE):
        return _coded(error, *unavailable(original))
    return _coded(error, "INTERNAL", "Something went wrong. The error has been logged.")


def unavailable(error: Exception) -> tuple[str, str]:
    """Code and message where the database can't serve: too much is asked of it at once, or it does not answer."""
    is_overloaded = isinstance(error, PoolTimeoutError) or isinstance(getattr(error, "orig", None), QueryCanceled)
    return ("BUSY", BUSY) if is_overloaded else ("UNAVAILABLE", "The database does not answer. Try again in a moment.")


def _coded(error: GraphQLError, code: str, message: str) -> GraphQLError:
    return GraphQLError(
        message,
        nodes=error.nodes,
        source=error.source,
        positions=error.positions,
        path=error.path,
        extensions={"code": code},
    )


def log_faults(errors: list[GraphQLError]) -> None:
    """Log the errors that are nobody's input."""
    for error in errors:
        original = error.original_error
        if original is not None and not isinstance(original, (GraphQLError, InputError, *NOT_SERVED)):
            log.error("operation_failed", path=error.path, exc_info=original)
