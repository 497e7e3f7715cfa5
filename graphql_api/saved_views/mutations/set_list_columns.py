"""`setListColumns`."""

from typing import Annotated

import strawberry

from domain.saved_views.errors import SavedViewRefusedError
from domain.saved_views.service import SET_COLUMNS, set_list_columns
from graphql_api.context import Info
from graphql_api.outcomes import ValidationFailed, invalid
from graphql_api.permissions import Guard, Role, operators
from graphql_api.saved_views.types import ListPage


@strawberry.input(description="Which columns of a list are hidden.")
class SetListColumnsInput:
    """A page and its hidden columns."""

    page: ListPage = strawberry.field(description="The list.")
    hidden_columns: list[str] = strawberry.field(
        description="The keys of the hidden columns: letters, digits and _, at most 50."
    )


@strawberry.type(description="The choice was saved.", directives=operators())
class SetListColumnsSuccess:
    """The columns afterwards."""

    hidden_columns: list[str] = strawberry.field(description="The columns that you have hidden.")


SetListColumnsResult = Annotated[
    SetListColumnsSuccess | ValidationFailed,
    strawberry.union("SetListColumnsResult", description="The outcome of `setListColumns`."),
]


@strawberry.type
class SetListColumnsMutation:
    """`setListColumns`."""

    @strawberry.mutation(
        description="Choose which columns of a list you hide, on every device; the last choice counts.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def set_list_columns(
        self,
        info: Info,
        input: Annotated[SetListColumnsInput, strawberry.argument(description="The choice.")],
    ) -> SetListColumnsResult:
        """Check, keep, audit."""
        context, caller = info.context, info.context.signed_in()
        page, hidden = input.page.name, input.hidden_columns
        try:
            kept = await context.unit_of_work(lambda session: set_list_columns(session, caller, page, hidden))
        except SavedViewRefusedError as error:
            await context.note_refusal(SET_COLUMNS, error.code)
            return invalid("hiddenColumns", str(error))
        return SetListColumnsSuccess(hidden_columns=kept)
