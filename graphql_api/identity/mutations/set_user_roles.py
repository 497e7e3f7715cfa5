"""`setUserRoles`: what a person may do."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.identity.errors import LastAdminError, UnknownRoleError, UserNotFoundError, UserVersionError
from domain.identity.repository import get_user_row
from domain.identity.rules import UserRow
from domain.identity.service import set_roles
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.identity.refusals import conflict, refused_value
from graphql_api.identity.types import EXPECTED_VERSION, LastAdmin, User, UserVersionConflict
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed, not_found
from graphql_api.permissions import Guard, Role

ACTION = "SET_USER_ROLES"


@input_type
class SetUserRolesInput:
    """The user and the new roles."""

    id: strawberry.ID = field("The user's id.")
    expected_version: int = field(EXPECTED_VERSION)
    roles: list[Role] = field("All roles that the user is to have, at least one.")


@object_type
class SetUserRolesSuccess:
    """The user has exactly these roles, from the next request on."""

    user: User = field("The user as it is now.")


SetUserRolesResult = Annotated[
    SetUserRolesSuccess | LastAdmin | UserVersionConflict | NotFound | ValidationFailed,
    strawberry.union("SetUserRolesResult", description="The outcome of `setUserRoles`."),
]


@strawberry.type
class SetUserRolesMutation:
    """Giving and taking roles."""

    @strawberry.mutation(
        description="Replace the roles of a user.", extensions=[Guard(Role.ADMIN, is_for_people_only=True)]
    )
    async def set_user_roles(
        self,
        info: Info,
        input: Annotated[SetUserRolesInput, argument("The user and the new roles.")],
    ) -> SetUserRolesResult:
        """Replace, unless no ADMIN would be left."""
        context, caller, user_id = info.context, info.context.signed_in(), key_of("User", input.id)
        roles = [role.name for role in input.roles]

        def work(session: Session) -> UserRow:
            set_roles(session, caller, user_id, roles, version=input.expected_version)
            return get_user_row(session, user_id)

        try:
            user = await context.unit_of_work(work)
        except UserNotFoundError:
            await context.note_refusal(ACTION, "no such user")
            return not_found("user")
        except UserVersionError as error:
            return await conflict(context, ACTION, error)
        except LastAdminError as error:
            await context.note_refusal(ACTION, "the last ADMIN")
            return LastAdmin(code="LAST_ADMIN", message=str(error))
        except UnknownRoleError as error:
            return await refused_value(context, ACTION, error)
        return SetUserRolesSuccess(user=User(row=user))
