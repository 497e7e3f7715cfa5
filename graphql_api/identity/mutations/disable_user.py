"""`disableUser` and `enableUser`: whether a person may sign in."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.errors import LastAdminError, UserNotFoundError, UserVersionError
from domain.identity.repository import get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import disable_user, enable_user
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.identity.refusals import conflict
from graphql_api.identity.types import EXPECTED_VERSION, LastAdmin, User, UserVersionConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, not_found
from graphql_api.permissions import Guard, Role


@input_type
class DisableUserInput:
    """The user to disable."""

    id: strawberry.ID = field("The user's id.")
    expected_version: int = field(EXPECTED_VERSION)


@input_type
class EnableUserInput:
    """The user to enable."""

    id: strawberry.ID = field("The user's id.")
    expected_version: int = field(EXPECTED_VERSION)


@object_type
class DisableUserSuccess:
    """The user is disabled from the next request on."""

    user: User = field("The user as it is now.")


@object_type
class EnableUserSuccess:
    """The user may sign in again."""

    user: User = field("The user as it is now.")


DisableUserResult = Annotated[
    DisableUserSuccess | LastAdmin | UserVersionConflict | NotFound,
    strawberry.union("DisableUserResult", description="The outcome of `disableUser`."),
]
EnableUserResult = Annotated[
    EnableUserSuccess | UserVersionConflict | NotFound,
    strawberry.union("EnableUserResult", description="The outcome of `enableUser`."),
]


@strawberry.type
class DisableUserMutation:
    """Refusing users, and letting them in again."""

    @strawberry.mutation(
        description="Disable a user, whose sessions and API tokens are invalid from the next request on.",
        extensions=[Guard(Role.ADMIN, is_for_people_only=True)],
    )
    async def disable_user(
        self,
        info: Info,
        input: Annotated[DisableUserInput, argument("The user to disable.")],
    ) -> DisableUserResult:
        """Refuse, unless nobody would be left to let them in again."""
        context, caller, user_id = info.context, info.context.signed_in(), key_of("User", input.id)

        def work(session: Session) -> UserRow:
            disable_user(session, caller, user_id, version=input.expected_version)
            return get_user_row(session, user_id)

        try:
            user = await context.unit_of_work(work)
        except UserNotFoundError:
            await context.note_refusal("DISABLE_USER", "no such user")
            return not_found("user")
        except UserVersionError as error:
            return await conflict(context, "DISABLE_USER", error)
        except LastAdminError as error:
            await context.note_refusal("DISABLE_USER", "the last ADMIN")
            return LastAdmin(code="LAST_ADMIN", message=str(error))
        return DisableUserSuccess(user=User(row=user))

    @strawberry.mutation(
        description="Let a disabled user sign in again; ended sessions stay ended, API tokens are valid again.",
        extensions=[Guard(Role.ADMIN, is_for_people_only=True)],
    )
    async def enable_user(
        self,
        info: Info,
        input: Annotated[EnableUserInput, argument("The user to enable.")],
    ) -> EnableUserResult:
        """Let in again."""
        context, caller, user_id = info.context, info.context.signed_in(), key_of("User", input.id)

        def work(session: Session) -> UserRow:
            enable_user(session, caller, user_id, version=input.expected_version)
            return get_user_row(session, user_id)

        try:
            user = await context.unit_of_work(work)
        except UserNotFoundError:
            await context.note_refusal("ENABLE_USER", "no such user")
            return not_found("user")
        except UserVersionError as error:
            return await conflict(context, "ENABLE_USER", error)
        return EnableUserSuccess(user=User(row=user))
