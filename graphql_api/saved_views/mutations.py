"""Mutations of saved views, and of the columns that a person hides."""

from operator import attrgetter
from types import MappingProxyType
from typing import Self

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.saved_views import service
from domain.saved_views.errors import (
    NameTakenError,
    NotOwnerError,
    SavedViewNotFoundError,
    SavedViewRefusedError,
    TooManySavedViewsError,
)
from domain.saved_views.rules import SavedViewChange
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.mutation import MutationFamily, Refusal, Refusals
from graphql_api.node import global_id, key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed
from graphql_api.permissions import Guard, Role
from graphql_api.saved_views.types import ListPage, SavedView
from kit.reading import AnyRow


@object_type
class SavedViewNameTaken(UserError):  # noqa: N818  # the schema's own word, no exception
    """You have another view of this name on the page."""


@object_type
class TooManySavedViews(UserError):  # noqa: N818  # the schema's own word, no exception
    """You have as many views as a person may have."""

    limit: int = field("Views that a person may have.")

    @classmethod
    def of(cls, error: TooManySavedViewsError) -> Self:
        """With the limit."""
        return cls(code=error.code, message=str(error), limit=error.limit)


@object_type
class NotSavedViewOwner(UserError):  # noqa: N818  # the schema's own word, no exception
    """The view is another person's; nothing was changed."""


@object_type
class DeletedSavedView:
    """A view that was deleted."""

    id: strawberry.ID = field("The id that it had.")


@object_type
class ListColumns:
    """The columns of a list that you have chosen to hide."""

    hidden_columns: list[str] = field("The columns that you have hidden.")


@input_type
class ViewParameterInput:
    """A condition or the order of a list, as its address holds it."""

    name: str = field("The parameter's name: letters, digits and _, 1 to 50 characters.")
    values: list[str] = field("At most 50 values of at most 200 characters.")


@input_type
class CreateSavedViewInput:
    """A new view."""

    page: ListPage = field("The list that it is of.")
    name: str = field("A name that is unique among your views on the page, 1 to 60 characters.")
    parameters: list[ViewParameterInput] = field("The conditions and the order, at most 20, each name once.")
    is_shared: bool = field("Whether every signed-in user sees it.", default=False)


@input_type
class UpdateSavedViewInput:
    """A change of your own view. Absent values stay unchanged."""

    id: strawberry.ID = field("The view's id.")
    name: str | None = field("Its new name, 1 to 60 characters.", default=None)
    parameters: list[ViewParameterInput] | None = field(
        "Its new conditions and order, at most 20, each name once.", default=None
    )
    is_shared: bool | None = field("Whether every signed-in user sees it.", default=None)

    def change(self) -> SavedViewChange:
        """As the domain takes it."""
        given = None if self.parameters is None else [(each.name, each.values) for each in self.parameters]
        return SavedViewChange(self.name, given, self.is_shared)


@input_type
class DeleteSavedViewInput:
    """Which view."""

    id: strawberry.ID = field("The view's id.")


@input_type
class SetListColumnsInput:
    """Which columns of a list are hidden."""

    page: ListPage = field("The list.")
    hidden_columns: list[str] = field("The keys of the hidden columns: letters, digits and _, at most 50.")


async def _view(_: Info, row: AnyRow) -> SavedView:
    return SavedView.of(row)


async def _deleted(_: Info, view_id: int) -> DeletedSavedView:
    return DeletedSavedView(id=global_id("SavedView", view_id))


async def _columns(_: Info, hidden: list[str]) -> ListColumns:
    return ListColumns(hidden_columns=hidden)


CODE = attrgetter("code")
OF_OTHERS: Refusals = MappingProxyType(
    {SavedViewNotFoundError: Refusal(NotFound, CODE), NotOwnerError: Refusal(NotSavedViewOwner, CODE)}
)
OF_VALUES: Refusals = MappingProxyType({SavedViewRefusedError: Refusal(ValidationFailed, CODE)})
OF_NAMES: Refusals = MappingProxyType(
    {
        NameTakenError: Refusal(SavedViewNameTaken, CODE),
        TooManySavedViewsError: Refusal(TooManySavedViews, CODE),
        **OF_VALUES,
    }
)
view_mutation = MutationFamily("SavedViewResult", SavedView, _view, {**OF_NAMES, **OF_OTHERS})
delete_mutation = MutationFamily("DeletedSavedViewResult", DeletedSavedView, _deleted, OF_OTHERS)
columns_mutation = MutationFamily("ListColumnsResult", ListColumns, _columns, OF_VALUES)


@view_mutation(service.CREATE, Guard(Role.OPERATOR))
def create_saved_view(session: Session, caller: Caller, input: CreateSavedViewInput) -> AnyRow:
    """Save conditions and order of a list under a name of your own.

    Sent twice, the second answer is `SavedViewNameTaken`.
    """
    return service.create_saved_view(
        session,
        caller,
        page=input.page.name,
        name=input.name,
        parameters=[(each.name, each.values) for each in input.parameters],
        is_shared=input.is_shared,
    )


@view_mutation(service.UPDATE, Guard(Role.OPERATOR))
def update_saved_view(session: Session, caller: Caller, input: UpdateSavedViewInput) -> AnyRow:
    """Rename, overwrite, share or unshare a view of your own; the last change counts."""
    return service.update_saved_view(session, caller, key_of("SavedView", input.id), input.change())


@delete_mutation(service.DELETE, Guard(Role.OPERATOR))
def delete_saved_view(session: Session, caller: Caller, input: DeleteSavedViewInput) -> int:
    """Delete your own view, or as ADMIN any shared one."""
    return service.delete_saved_view(session, caller, key_of("SavedView", input.id))


@columns_mutation(service.SET_COLUMNS, Guard(Role.OPERATOR))
def set_list_columns(session: Session, caller: Caller, input: SetListColumnsInput) -> list[str]:
    """Choose which columns of a list you hide, on every device; the last choice counts."""
    return service.set_list_columns(session, caller, input.page.name, input.hidden_columns)
