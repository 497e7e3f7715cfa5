"""`createApiToken`: a program's way to sign in."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.idempotency.service import once
from domain.identity.api_tokens import IssuedToken, issue_api_token
from domain.identity.errors import TooManyTokensError
from domain.identity.repository import get_described_token
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, object_type, secret_field
from graphql_api.idempotency import KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.identity.refusals import TOKEN_FIELDS, TOKEN_REFUSALS, refused_value
from graphql_api.identity.types import ApiToken, TooManyTokens
from graphql_api.outcomes import UserError, ValidationFailed
from graphql_api.permissions import Guard, Role, Scope
from kit.reading import AnyRow

ACTION = "CREATE_API_TOKEN"


@input_type
class CreateApiTokenInput:
    """The token's purpose, scopes and lifetime."""

    name: str = field("What it is for, at most 100 characters.")
    scopes: list[Scope] = field("What the program may do, at least one.")
    days: int = field("Days until it ends, from 1 to 366.", default=90)
    idempotency_key: str | None = field(
        "A new key, such as a UUID: the same request sent again with it within 24 hours creates no second"
        " token; its answer is `ApiTokenMadeBefore`, because the secret is not stored.",
        default=None,
    )


@object_type
class CreateApiTokenSuccess:
    """The token was created. The secret is shown only once; only its hash is stored."""

    api_token: ApiToken = field("The token's description.")
    text: str = secret_field("Sent with every request as `Authorization: Bearer jgo_…`.")


@object_type
class ApiTokenMadeBefore(UserError):  # noqa: N818  # the schema's own word, no exception
    """An earlier request with this `idempotencyKey` created the token and returned the secret. If that answer was lost,
    revoke the token and create another.
    """

    api_token: ApiToken = field("The token's description.")


CreateApiTokenResult = Annotated[
    CreateApiTokenSuccess | ApiTokenMadeBefore | TooManyTokens | IdempotencyConflict | ValidationFailed,
    strawberry.union("CreateApiTokenResult", description="The outcome of `createApiToken`."),
]


@strawberry.type
class CreateApiTokenMutation:
    """Making API tokens."""

    @strawberry.mutation(
        description="Create your own API token. It may do what its scopes name and its owner's role allows at the"
        " time of use.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def create_api_token(
        self,
        info: Info,
        input: Annotated[CreateApiTokenInput, argument("The purpose, scopes and lifetime.")],
    ) -> CreateApiTokenResult:
        """Create it and return its secret."""
        context = info.context
        try:
            issued = await _issue(context, input)
        except TOKEN_REFUSALS as error:
            return await refused_value(context, ACTION, error, TOKEN_FIELDS)
        except TooManyTokensError as error:
            await context.note_refusal(ACTION, "too many tokens")
            return TooManyTokens(code="TOO_MANY_TOKENS", message=str(error))
        except KEY_ERRORS as error:
            await context.note_refusal(ACTION, "idempotencyKey can't be used")
            return refused_key(error)
        if isinstance(issued, IssuedToken):
            return CreateApiTokenSuccess(api_token=ApiToken.of(issued.token), text=issued.text)
        return ApiTokenMadeBefore(
            code="API_TOKEN_MADE_BEFORE",
            message="The token was created and its secret shown earlier. If it was lost, revoke it and create another.",
            api_token=ApiToken.of(issued),
        )


async def _issue(context: Context, given: CreateApiTokenInput) -> IssuedToken | AnyRow:
    """The new token and its text; without the text, if the key already belongs to it."""
    caller, made = context.signed_in(), list[IssuedToken]()

    def issue(session: Session) -> dict[str, object]:
        scopes = [scope.name for scope in given.scopes]
        made.append(issue_api_token(session, caller, name=given.name, scopes=scopes, days=given.days))
        return {"token_id": made[0].token.id}

    def work(session: Session) -> IssuedToken | AnyRow:
        answer = once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=ACTION,
            body=body_of(given),
            now=caller.now,
            act=lambda: issue(session),
        )
        return made[0] if made else get_described_token(session, int(str(answer["token_id"])))

    return await context.unit_of_work(work)
