"""`createSavedView`."""

from typing import Annotated

import strawberry

from domain.saved_views.service import CREATE, create_saved_view
from graphql_api.context import Info
from graphql_api.outcomes import NotFound, UserError, ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.saved_views.outcomes import carry_out
from graphql_api.saved_views.types import (
    ListPage,
    NotSavedViewOwner,
    SavedView,
    SavedViewNameTaken,
    TooManySavedViews,
    ViewParameterInput,
)


@strawberry.input(description="A new view.")
class CreateSavedViewInput:
    """A page, a name and what the page's address holds."""

    page: ListPage = strawberry.field(description="The list that it is of.")
    name: str = strawberry.field(description="A name that is unique among your views on the page, 1 to 60 characters.")
    parameters: list[ViewParameterInput] = strawberry.field(
        description="The conditions and the order, at most 20, each name once."
    )
    is_shared: bool = strawberry.field(default=False, description="Whether every signed-in user sees it.")


@strawberry.type(description="The view was saved.", directives=operators())
class CreateSavedViewSuccess:
    """The new view."""

    saved_view: SavedView = strawberry.field(description="The new view.")


CreateSavedViewResult = Annotated[
    CreateSavedViewSuccess | SavedViewNameTaken | TooManySavedViews | NotSavedViewOwner | ValidationFailed | NotFound,
    strawberry.union("CreateSavedViewResult", description="The outcome of `createSavedView`."),
]


@strawberry.type
class CreateSavedViewMutation:
    """`createSavedView`."""

    @strawberry.mutation(
        description="Save conditions and order of a list under a name of your own. Sent twice, the second answer is"
        " `SavedViewNameTaken`.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def create_saved_view(
        self,
        info: Info,
        input: Annotated[CreateSavedViewInput, strawberry.argument(description="The view.")],
    ) -> CreateSavedViewResult:
        """Check, save, audit."""
        found = await carry_out(
            info.context,
            CREATE,
            lambda session, caller: create_saved_view(
                session,
                caller,
                page=input.page.name,
                name=input.name,
                parameters=[(each.name, each.values) for each in input.parameters],
                is_shared=input.is_shared,
            ),
        )
        return found if isinstance(found, UserError) else CreateSavedViewSuccess(saved_view=SavedView.of(found))
