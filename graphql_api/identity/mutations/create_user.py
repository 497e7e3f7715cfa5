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
from graphql_api.described import argument, field, input_type, object_type, secret_field
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict, body_of, refused_key, sealed
from graphql_api.identity.refusals import REFUSED_VALUES, refused_value
from graphql_api.identity.types import EmailTaken, Locale, User
from graphql_api.outcomes import ValidationFailed
from graphql_api.permissions import Guard, Role

ACTION = "CREATE_USER"


@input_type
class CreateUserInput:
    """The user to add."""

    email: str = field("The address to sign in with; no other user may have it.")
    password: str = secret_field(
        "A first password of at least 12 characters, for the user to change by `changePassword`."
    )
    roles: list[Role] = field("What the user may do; the highest role contains the lower ones.")
    display_name: str | None = field(
        "The name shown to others, at most 100 characters; absent: from the address.", default=None
    )
    locale: Locale = field("The language of pages and messages.", default=Locale.ko)
    approval_limit: Decimal | None = field(
        "The greatest order that the user approves as MANAGER, in the installation's currency; absent:"
        " none, so that a MANAGER approves nothing.",
        default=None,
    )
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@object_type
class CreateUserSuccess:
    """The user was added."""

    user: User = field("The new user.")


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
        input: Annotated[CreateUserInput, argument("The user to add.")],
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
