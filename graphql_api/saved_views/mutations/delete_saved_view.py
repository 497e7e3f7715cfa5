"""`deleteSavedView`."""

from typing import Annotated

import strawberry

from domain.saved_views.service import DELETE, delete_saved_view
from graphql_api.context import Info
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.saved_views.outcomes import carry_out
from graphql_api.saved_views.types import NotSavedViewOwner, SavedViewNameTaken, TooManySavedViews


@strawberry.input(description="Which view.")
class DeleteSavedViewInput:
    """A view."""

    id: strawberry.ID = strawberry.field(description="The view's id.")


@strawberry.type(description="The view was deleted.", directives=operators())
class DeleteSavedViewSuccess:
    """The view that was."""

    id: strawberry.ID = strawberry.field(description="The id that it had.")


DeleteSavedViewResult = Annotated[
    DeleteSavedViewSuccess | SavedViewNameTaken | TooManySavedViews | NotSavedViewOwner | ValidationFailed | NotFound,
    strawberry.union("DeleteSavedViewResult", description="The outcome of `deleteSavedView`."),
]


@strawberry.type
class DeleteSavedViewMutation:
    """`deleteSavedView`."""

    @strawberry.mutation(
        description="Delete your own view, or as ADMIN any shared one.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def delete_saved_view(
        self,
        info: Info,
        input: Annotated[DeleteSavedViewInput, strawberry.argument(description="Which view.")],
    ) -> DeleteSavedViewResult:
        """Check, delete, audit."""
        view_id = key_of("SavedView", input.id)
        found = await carry_out(
            info.context, DELETE, lambda session, caller: delete_saved_view(session, caller, view_id)
        )
        return found if isinstance(found, UserError) else DeleteSavedViewSuccess(id=input.id)
