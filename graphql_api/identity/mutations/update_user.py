"""`updateUser`: name, language, approval limit, permission to see costs or password of a user."""

from decimal import Decimal
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.errors import UserNotFoundError, UserVersionError
from domain.identity.repository import find_user_row, get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import UserChange, check_password_of, update_user
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, object_type, secret_field
from graphql_api.identity.refusals import REFUSED_VALUES, conflict, refused_value
from graphql_api.identity.types import EXPECTED_VERSION, Locale, User, UserVersionConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed, not_found
from graphql_api.permissions import Guard, Role

ACTION = "UPDATE_USER"


@input_type
class UpdateUserInput:
    """The user and the changes; absent fields are left unchanged."""

    id: strawberry.ID = field("The user's id.")
    expected_version: int = field(EXPECTED_VERSION)
    display_name: strawberry.Maybe[str] = field("The name shown to others.")
    locale: strawberry.Maybe[Locale] = field("The language of pages and messages.")
    approval_limit: strawberry.Maybe[Decimal | None] = field(
        "The greatest order that the user approves as MANAGER, in the installation's currency; null: none,"
        " so that a MANAGER approves nothing."
    )
    may_see_costs: strawberry.Maybe[bool] = field(
        "Whether the user reads purchase costs and amounts of orders as OPERATOR too."
    )
    password: strawberry.Maybe[str] = secret_field(
        "A new password of at least 12 characters; all sessions of the user end."
    )


@object_type
class UpdateUserSuccess:
    """The user was changed."""

    user: User = field("The user as it is now.")


UpdateUserResult = Annotated[
    UpdateUserSuccess | UserVersionConflict | NotFound | ValidationFailed,
    strawberry.union("UpdateUserResult", description="The outcome of `updateUser`."),
]


@strawberry.type
class UpdateUserMutation:
    """Changing users."""

    @strawberry.mutation(description="Change a user.", extensions=[Guard(Role.ADMIN, is_for_people_only=True)])
    async def update_user(
        self,
        info: Info,
        input: Annotated[UpdateUserInput, argument("The user and the changes.")],
    ) -> UpdateUserResult:
        """Check, change."""
        context = info.context
        try:
            return UpdateUserSuccess(user=User(row=await _change(context, input)))
        except REFUSED_VALUES as error:
            return await refused_value(context, ACTION, error)
        except UserVersionError as error:
            return await conflict(context, ACTION, error)
        except UserNotFoundError:
            await context.note_refusal(ACTION, "no such user")
            return not_found("user")


async def _change(context: Context, given: UpdateUserInput) -> UserRow:
    user_id, caller = key_of("User", given.id), context.signed_in()
    fields = ("display_name", "locale", "approval_limit", "may_see_costs")
    change = UserChange(
        given=frozenset(name for name in fields if getattr(given, name) is not None)
        | ({"password_hash"} if given.password is not None else frozenset()),
        display_name=given.display_name.value if given.display_name is not None else "",
        locale=given.locale.value.name if given.locale is not None else "",
        approval_limit=given.approval_limit.value if given.approval_limit is not None else None,
        may_see_costs=given.may_see_costs is not None and given.may_see_costs.value,
        password_hash="" if given.password is None else await _hashed(context, user_id, given.password.value),
    )

    def work(session: Session) -> UserRow:
        update_user(session, caller, user_id, change, version=given.expected_version)
        return get_user_row(session, user_id)

    return await context.unit_of_work(work)


async def _hashed(context: Context, user_id: int, password: str) -> str:
    async with context.reading() as connection:
        user = await find_user_row(connection, user_id)
    check_password_of("" if user is None else user.email, password)
    return await context.services.passwords.hash(password)
