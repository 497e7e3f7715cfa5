"""`chooseLanguage`: the language that the signed-in user reads."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.repository import get_viewer
from domain.identity.rules import Viewer
from domain.identity.service import choose_language
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.errors import UnauthenticatedError
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
        context, viewer = info.context, info.context.viewer
        if viewer is None:
            raise UnauthenticatedError
        user_id = viewer.id

        def choose(session: Session) -> Viewer:
            choose_language(session, user_id, input.locale.name, context.actor)
            return get_viewer(session, user_id)

        return ChooseLanguageSuccess(user=User(viewer=await context.unit_of_work(choose)))
