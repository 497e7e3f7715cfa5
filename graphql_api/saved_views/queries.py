"""What a person may choose from on a list."""

from typing import Annotated

from domain.saved_views.repository import find_hidden_columns, list_views
from graphql_api.context import Info
from graphql_api.decorators import argument, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.saved_views.types import ListPage, SavedView, SavedViewLimits, SavedViews


@resolver(Guard(Role.OPERATOR))
async def saved_views(info: Info, page: Annotated[ListPage, argument("The list.")]) -> SavedViews:
    """Your saved views of a list, those that others share, and the columns that you have hidden."""
    caller = info.context.signed_in()
    async with info.context.reading() as reading:
        views = await list_views(reading, caller.user_id, page.name)
        hidden = await find_hidden_columns(reading, caller.user_id, page.name)
    return SavedViews(views=SavedView.of_all(views), hidden_columns=hidden, limits=SavedViewLimits())
