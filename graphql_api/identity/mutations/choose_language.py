"""`chooseLanguage`: the language that the signed-in user reads."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.repository import get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import choose_language
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.identity.types import Locale, User
from graphql_api.permissions import Guard, Role


@input_type
class ChooseLanguageInput:
    """Which language."""

    locale: Locale = field("The language of pages and messages.")


@object_type
class ChooseLanguageSuccess:
    """Pages on every device, and messages from now on, are in that language."""

    user: User = field("You.")


ChooseLanguageResult = Annotated[
    ChooseLanguageSuccess,
    strawberry.union("ChooseLanguageResult", description="The outcome of `chooseLanguage`; it does not fail."),
]


@strawberry.type
class ChooseLanguageMutation:
    """Choosing one's own language."""

    @strawberry.mutation(
        description="Choose your own language; the last choice counts, and choosing the same again changes nothing.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def choose_language(
        self,
        info: Info,
        input: Annotated[ChooseLanguageInput, argument("Which language.")],
    ) -> ChooseLanguageResult:
        """Choose, audit."""
        context, caller = info.context, info.context.signed_in()

        def choose(session: Session) -> UserRow:
            choose_language(session, caller, caller.user_id, input.locale.name)
            return get_user_row(session, caller.user_id)

        return ChooseLanguageSuccess(user=User(row=await context.unit_of_work(choose)))
