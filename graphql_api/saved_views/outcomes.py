"""Refusals of changes of saved views as members of the result unions, and the one path that they take."""

from collections.abc import Callable
from typing import TypeAlias, TypeVar

from sqlalchemy.orm import Session
from strawberry.utils.str_converters import to_camel_case

from domain.identity.caller import Caller
from domain.saved_views.errors import (
    NameTakenError,
    NotOwnerError,
    SavedViewError,
    SavedViewNotFoundError,
    SavedViewRefusedError,
    TooManySavedViewsError,
)
from graphql_api.context import Context
from graphql_api.outcomes import NotFound, ValidationFailed, invalid, not_found
from graphql_api.saved_views.types import NotSavedViewOwner, SavedViewNameTaken, TooManySavedViews

ResultT = TypeVar("ResultT")
SavedViewRefused: TypeAlias = SavedViewNameTaken | TooManySavedViews | NotSavedViewOwner | ValidationFailed | NotFound


async def carry_out(
    context: Context, action: str, work: Callable[[Session, Caller], ResultT]
) -> ResultT | SavedViewRefused:
    """Do the work in one unit of work; what it gives, or the refusal, which is audited."""
    caller = context.signed_in()
    try:
        return await context.unit_of_work(lambda session: work(session, caller))
    except SavedViewError as error:
        await context.note_refusal(action, error.code)
        return _refusal(error)


def _refusal(error: SavedViewError) -> SavedViewRefused:
    message = str(error)
    if isinstance(error, SavedViewNotFoundError):
        return not_found("saved view")
    if isinstance(error, SavedViewRefusedError):
        return invalid(to_camel_case(error.field), message)
    if isinstance(error, NameTakenError):
        return SavedViewNameTaken(code=error.code, message=message)
    if isinstance(error, TooManySavedViewsError):
        return TooManySavedViews(code=error.code, message=message, limit=error.limit)
    if isinstance(error, NotOwnerError):
        return NotSavedViewOwner(code=error.code, message=message)
    raise error
