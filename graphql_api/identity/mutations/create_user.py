"""`createUser`: a new person who signs in."""

from decimal import Decimal
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.idempotency.service import once
from domain.identity.errors import EmailTakenError
from domain.identity.repository import get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import NewUser, add_user, check_password_of
from graphql_api.context import Context, Info
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict, body_of, refused_key, sealed
from graphql_api.identity.refusals import REFUSED_VALUES, refused_value
from graphql_api.identity.types import EmailTaken, Locale, User
from graphql_api.outcomes import ValidationFailed
from graphql_api.permissions import Guard, Role, operators
from graphql_api.secret import secret_field

ACTION = "CREATE_USER"


@strawberry.input(description="The user to add.")
class CreateUserInput:
    """A new user."""

    email: str = strawberry.field(description="The address to sign in with; no other user may have it.")
    password: str = secret_field(
        description="A first password of at least 12 characters, for the user to change by `changePassword`."
    )
    roles: list[Role] = strawberry.field(description="What the user may do; the highest role contains the lower ones.")
    display_name: str | None = strawberry.field(
        default=None, description="The name shown to others, at most 100 characters; absent: from the address."
    )
    locale: Locale = strawberry.field(default=Locale.ko, description="The language of pages and messages.")
    approval_limit: Decimal | None = strawberry.field(
        default=None,
        description="The greatest order that the user approves as MANAGER, in the installation's currency; absent:"
        " none, so that a MANAGER approves nothing.",
    )
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)


@strawberry.type(description="The user was added.", directives=operators())
class CreateUserSuccess:
    """The new user."""

    user: User = strawberry.field(description="The new user.")


CreateUserResult = Annotated[
    CreateUserSuccess | EmailTaken | IdempotencyConflict | ValidationFailed,
    strawberry.union("CreateUserResult", description="The outcome of `createUser`."),
]


@strawberry.type
class CreateUserMutation:
    """Adding users."""

    @strawberry.mutation(description="Add a user.", extensions=[Guard(Role.ADMIN, is_for_people_only=True)])
    async def create_user(
        self,
        info: Info,
        input: Annotated[CreateUserInput, strawberry.argument(description="The user to add.")],  # noqa: A002  # the schema's own word
    ) -> CreateUserResult:
        """Check, hash, add."""
        context = info.context
        try:
            return CreateUserSuccess(user=User(row=await _add(context, input)))
        except REFUSED_VALUES as error:
            return await refused_value(context, ACTION, error)
        except EmailTakenError as error:
            await context.note_refusal(ACTION, "the address is taken")
            return EmailTaken(code="EMAIL_TAKEN", message=str(error))
        except KEY_ERRORS as error:
            await context.note_refusal(ACTION, "idempotencyKey can't be used")
            return refused_key(error)


async def _add(context: Context, given: CreateUserInput) -> UserRow:
    caller = context.signed_in()
    check_password_of(given.email.strip().lower(), given.password)
    new = NewUser(
        email=given.email,
        roles=[role.name for role in given.roles],
        password_hash=await context.services.passwords.hash(given.password),
        display_name=given.display_name,
        locale=given.locale.name,
        approval_limit=given.approval_limit,
    )
    body = {**body_of(given), "password": sealed(context.services.secret_key, given.password)}

    def work(session: Session) -> UserRow:
        answer = once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=ACTION,
            body=body,
            now=caller.now,
            act=lambda: {"user_id": add_user(session, caller, new).id},
        )
        return get_user_row(session, int(str(answer["user_id"])))

    return await context.unit_of_work(work)
