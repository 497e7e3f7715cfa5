"""`changePassword`: a new password for the signed-in user."""

from typing import Annotated

import strawberry

from domain.identity.errors import PasswordRefusedError
from domain.identity.service import change_own_password, check_password_of
from domain.identity.sessions import admit, clear_attempts
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type, secret_field
from graphql_api.errors import UnauthenticatedError
from graphql_api.identity.types import InvalidCredentials, TooManyAttempts, invalid_credentials, too_many_attempts
from graphql_api.outcomes import ValidationFailed, invalid
from graphql_api.permissions import Guard, Role

ACTION = "CHANGE_PASSWORD"


@input_type
class ChangePasswordInput:
    """The current and the new password."""

    current_password: str = secret_field("The password that the user signs in with now.")
    new_password: str = secret_field("At least 12 characters, at most 1,024 bytes, not a common password.")


@object_type
class ChangePasswordSuccess:
    """The password was changed; the user's other sessions have ended, this one continues."""

    email: str = field("The address whose password was changed.")


ChangePasswordResult = Annotated[
    ChangePasswordSuccess | InvalidCredentials | TooManyAttempts | ValidationFailed,
    strawberry.union("ChangePasswordResult", description="The outcome of `changePassword`."),
]


@strawberry.type
class ChangePasswordMutation:
    """Changing one's own password."""

    @strawberry.mutation(
        description="Replace your own password; wrong current passwords count as failed logins.",
        extensions=[Guard(Role.OPERATOR, is_for_people_only=True)],
    )
    async def change_password(
        self,
        info: Info,
        input: Annotated[ChangePasswordInput, argument("The old and the new password.")],
    ) -> ChangePasswordResult:
        """Check the new one, compare the old one, replace."""
        context, passwords = info.context, info.context.services.passwords
        caller, family_id = context.signed_in(), context.family_id
        if family_id is None:
            raise UnauthenticatedError
        email = caller.label
        try:
            check_password_of(email, input.new_password)
        except PasswordRefusedError as error:
            await context.note_refusal(ACTION, "the new password can't be used")
            return invalid("newPassword", str(error))
        admission = await context.unit_of_work(lambda session: admit(session, caller, email, ACTION))
        if admission.wait_seconds is not None:
            return too_many_attempts(admission.wait_seconds)
        old_hash = admission.password_hash
        if old_hash is None or not (await passwords.check(old_hash, input.current_password)).matches:
            await context.note_refusal(ACTION, "wrong password")
            return invalid_credentials()
        hashes = (old_hash, await passwords.hash(input.new_password))
        is_changed = await context.unit_of_work(
            lambda session: change_own_password(session, caller, family_id=family_id, hashes=hashes)
        )
        if not is_changed:
            await context.note_refusal(ACTION, "the password was changed meanwhile")
            return invalid_credentials()
        await context.unit_of_work(lambda session: clear_attempts(session, caller, email))
        return ChangePasswordSuccess(email=email)
