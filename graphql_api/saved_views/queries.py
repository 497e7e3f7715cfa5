"""What a person may choose from on a list."""

from typing import Annotated

import strawberry

from domain.saved_views.repository import find_hidden_columns, list_views
from graphql_api.context import Info
from graphql_api.errors import UnauthenticatedError
from graphql_api.permissions import Guard, Role
from graphql_api.saved_views.types import ListPage, SavedView, SavedViewLimits, SavedViews


@strawberry.type
class SavedViewQueries:
    """Questions about saved views."""

    @strawberry.field(
        description="Your saved views of a list, those that others share, and the columns that you have hidden.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def saved_views(
        self, info: Info, page: Annotated[ListPage, strawberry.argument(description="The list.")]
    ) -> SavedViews:
        """Read both."""
        caller = info.context.caller
        if caller is None:
            raise UnauthenticatedError
        async with info.context.reading() as reading:
            views = await list_views(reading, caller.user_id, page.name)
            hidden = await find_hidden_columns(reading, caller.user_id, page.name)
        return SavedViews(views=SavedView.of_all(views), hidden_columns=hidden, limits=SavedViewLimits())
