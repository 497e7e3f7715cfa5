"""`updateSavedView`."""

from typing import Annotated

import strawberry

from domain.saved_views.rules import SavedViewChange
from domain.saved_views.service import UPDATE, update_saved_view
from graphql_api.context import Info
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.saved_views.outcomes import carry_out
from graphql_api.saved_views.types import (
    NotSavedViewOwner,
    SavedView,
    SavedViewNameTaken,
    TooManySavedViews,
    ViewParameterInput,
)


@strawberry.input(description="A change of your own view. Absent values stay unchanged.")
class UpdateSavedViewInput:
    """A view and what becomes of it."""

    id: strawberry.ID = strawberry.field(description="The view's id.")
    name: str | None = strawberry.field(default=None, description="Its new name, 1 to 60 characters.")
    parameters: list[ViewParameterInput] | None = strawberry.field(
        default=None, description="Its new conditions and order, at most 20, each name once."
    )
    is_shared: bool | None = strawberry.field(default=None, description="Whether every signed-in user sees it.")

    def change(self) -> SavedViewChange:
        """As the domain takes it."""
        given = None if self.parameters is None else [(each.name, each.values) for each in self.parameters]
        return SavedViewChange(self.name, given, self.is_shared)


@strawberry.type(description="The view was changed.", directives=operators())
class UpdateSavedViewSuccess:
    """The view afterwards."""

    saved_view: SavedView = strawberry.field(description="The view as it is now.")


UpdateSavedViewResult = Annotated[
    UpdateSavedViewSuccess | SavedViewNameTaken | TooManySavedViews | NotSavedViewOwner | ValidationFailed | NotFound,
    strawberry.union("UpdateSavedViewResult", description="The outcome of `updateSavedView`."),
]


@strawberry.type
class UpdateSavedViewMutation:
    """`updateSavedView`."""

    @strawberry.mutation(
        description="Rename, overwrite, share or unshare a view of your own; the last change counts.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def update_saved_view(
        self,
        info: Info,
        input: Annotated[UpdateSavedViewInput, strawberry.argument(description="The change.")],
    ) -> UpdateSavedViewResult:
        """Check, change, audit."""
        view_id, change = key_of("SavedView", input.id), input.change()
        found = await carry_out(
            info.context,
            UPDATE,
            lambda session, caller: update_saved_view(session, caller, view_id, change),
        )
        return found if isinstance(found, UserError) else UpdateSavedViewSuccess(saved_view=SavedView.of(found))
