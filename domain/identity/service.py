"""Making users, and signing them in."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.identity import repository
from domain.identity.errors import EmailTakenError
from domain.identity.models import User, UserRole
from domain.identity.passwords import PasswordPool, check_password, hash_password
from domain.identity.rules import Viewer, check_new_password, check_role, normal_email

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


def create_user(session: Session, email: str, role: str, password: str, name: str | None = None) -> User:
    """Add a user with one role; the caller commits.

    Raises:
        EmailRefusedError: the address is not usable.
        EmailTakenError: a living user has it.
        UnknownRoleError: there is no such role.
        PasswordRefusedError: the password is too weak.
    """
    address, role = normal_email(email), check_role(role)
    check_new_password(password, forbidden=(address, address.split("@", maxsplit=1)[0]))
    if repository.find_user(session, address) is not None:
        raise EmailTakenError(f"There is a user {address} already; choose another address.")
    user = User(
        email=address,
        display_name=name or address.split("@", maxsplit=1)[0],
        password_hash=hash_password(password),
    )
    session.add(user)
    session.flush()
    session.add(UserRole(user_id=user.id, role_code=role))
    session.flush()
    return user


def ensure_user(session: Session, email: str, role: str, password: str) -> User:
    """Make sure that a living, enabled user has this role and this password; the caller commits.

    A changed password ends the user's sessions. Nothing is written when all is so already.

    Raises:
        EmailRefusedError, UnknownRoleError, PasswordRefusedError: as in `create_user`.
    """
    address, role = normal_email(email), check_role(role)
    user = repository.find_user(session, address)
    if user is None:
        return create_user(session, address, role, password)
    if not check_password(user.password_hash, password).matches:
        check_new_password(password, forbidden=(address,))
        user.password_hash = hash_password(password)
        user.session_epoch += 1
    user.disabled_at = None
    if role not in repository.roles_of(session, user):
        session.add(UserRole(user_id=user.id, role_code=role))
    session.flush()
    return user


async def authenticate(
    begin: Transaction, passwords: PasswordPool, email: str, password: str, now: datetime
) -> Viewer | None:
    """The user whom an address and a password belong to, or None; the same work is done in either case.

    No connection is held while the password is hashed, so that a flood of logins does not starve the readers.

    Args:
        begin: opens a transaction that is committed at its end.
        passwords: the threads that hash.
        email: the address as typed.
        password: the password as typed.
        now: the instant that is noted as the last login.
    """
    async with begin() as connection:
        found = await repository.find_credentials(connection, email.strip())
    viewer, password_hash = found if found is not None else (None, None)
    check = await passwords.check(password_hash, password)
    if viewer is None or not check.matches or viewer.disabled_at is not None:
        return None
    async with begin() as connection:
        await repository.record_login(connection, viewer.id, now, check.stronger_hash)
    return viewer
