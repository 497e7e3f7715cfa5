"""Making users, and changing what they are and may do."""

from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity import repository
from domain.identity.audit_entries import done
from domain.identity.caller import Caller, command_line
from domain.identity.errors import EmailTakenError, LastAdminError, UserNotFoundError, UserVersionError
from domain.identity.models import User
from domain.identity.passwords import check_password, hash_password
from domain.identity.rules import check_limit, check_name, check_new_password, check_role, check_roles, normal_email
from domain.identity.sessions import end_sessions


@dataclass(frozen=True)
class NewUser:
    """A user to be made; the password is hashed already and was accepted by `check_password_of`."""

    email: str
    roles: Collection[str]
    password_hash: str = field(repr=False)
    display_name: str | None = None
    locale: str = "ko"
    approval_limit: Decimal | None = None


@dataclass(frozen=True)
class UserChange:
    """What to change of a user: the names of the fields in `given`; the others are left as they are."""

    given: frozenset[str]
    display_name: str = ""
    locale: str = "ko"
    approval_limit: Decimal | None = None
    may_see_costs: bool = False
    password_hash: str = field(default="", repr=False)


def check_password_of(email: str, password: str) -> None:
    """Accept a new password for this address.

    Raises:
        PasswordRefusedError: it is too short, too long or too easily guessed.
    """
    check_new_password(password, forbidden=(email, email.split("@", maxsplit=1)[0]))


def add_user(session: Session, caller: Caller, new: NewUser) -> User:
    """Add a user; the caller commits.

    Raises:
        EmailRefusedError: the address is not usable.
        EmailTakenError: a living user has it.
        UnknownRoleError: there is no such role, or none is given.
        NameRefusedError: the name is too long.
        LimitRefusedError: the approval limit is negative.
    """
    address, roles = normal_email(new.email), check_roles(new.roles)
    name = check_name(new.display_name or address.split("@", maxsplit=1)[0])
    repository.lock_address(session, address)
    if repository.find_user(session, address) is not None:
        raise EmailTakenError(f"A user with the address {address} already exists; choose another address.")
    user = User(
        email=address,
        display_name=name,
        password_hash=new.password_hash,
        locale=new.locale,
        approval_limit=check_limit(new.approval_limit),
    )
    session.add(user)
    session.flush()
    repository.replace_roles(session, user, roles, caller.id)
    record(session, done("CREATE_USER", caller, ("User", user.id), {"email": address, "roles": roles}))
    return user


def create_user(session: Session, email: str, role: str, password: str, name: str | None = None) -> User:
    """Add a user with one role and a password as typed; the caller commits.

    Raises:
        PasswordRefusedError: the password is too weak.
        EmailRefusedError, EmailTakenError, UnknownRoleError, NameRefusedError: as in `add_user`.
    """
    address, role = normal_email(email), check_role(role)
    check_password_of(address, password)
    return add_user(session, command_line(), NewUser(address, (role,), hash_password(password), name))


def ensure_user(session: Session, email: str, role: str, password: str) -> User:
    """Make sure that a living, enabled user has this role and this password; the caller commits.

    A changed password ends the user's sessions. Nothing is written when all is so already.

    Raises:
        EmailRefusedError, UnknownRoleError, PasswordRefusedError: as in `create_user`.
    """
    address, role = normal_email(email), check_role(role)
    user, caller = repository.find_user(session, address), command_line()
    if user is None:
        return create_user(session, address, role, password)
    if not check_password(user.password_hash, password).matches:
        set_password(session, caller, user.id, password)
    if user.disabled_at is not None:
        enable_user(session, caller, user.id)
    roles = repository.roles_of(session, user)
    if role not in roles:
        set_roles(session, caller, user.id, roles | {role})
    return user


def update_user(
    session: Session, caller: Caller, user_id: int, change: UserChange, *, version: int | None = None
) -> User:
    """Change name, language, approval limit, permission or password of a user; a new password ends the user's sessions.

    Args:
        session: the unit of work; its owner commits.
        caller: who changes it.
        user_id: whom to change.
        change: what to change.
        version: the version that the caller read; None: whatever it is, as on the command line.

    Raises:
        UserNotFoundError: there is no such user.
        UserVersionError: the user is at another version by now.
        NameRefusedError, LimitRefusedError: a value is not allowed.
    """
    user = _locked(session, user_id, version)
    before = _told(change, user)
    if "display_name" in change.given:
        user.display_name = check_name(change.display_name)
    if "locale" in change.given:
        user.locale = change.locale
    if "approval_limit" in change.given:
        user.approval_limit = check_limit(change.approval_limit)
    if "may_see_costs" in change.given:
        user.may_see_costs = change.may_see_costs
    if "password_hash" in change.given:
        user.password_hash, user.password_changed_at = change.password_hash, caller.now
        end_sessions(session, user_id, caller.now)
    _changed(session, user)
    record(session, done("UPDATE_USER", caller, ("User", user_id), {"before": before, "after": _told(change, user)}))
    return user


def choose_language(session: Session, caller: Caller, user_id: int, locale: str) -> None:
    """Change one's own language; choosing the same again changes nothing.

    The user's version stays, so that an administrator's change in flight is not upset by it.

    Args:
        session: the unit of work; its owner commits.
        caller: the user.
        user_id: whose language.
        locale: `ko` or `en`.

    Raises:
        UserNotFoundError: there is no such user.
    """
    user = _locked(session, user_id)
    before = user.locale
    if before == locale:
        return
    user.locale = locale
    session.flush()
    record(session, done("CHOOSE_LANGUAGE", caller, ("User", user_id), {"before": before, "after": locale}))


def set_password(session: Session, caller: Caller, user_id: int, password: str) -> User:
    """Give a user a password as typed; all sessions of the user end.

    Raises:
        UserNotFoundError: there is no such user.
        PasswordRefusedError: the password is too weak.
    """
    check_password_of(_locked(session, user_id).email, password)
    change = UserChange(frozenset({"password_hash"}), password_hash=hash_password(password))
    return update_user(session, caller, user_id, change)


def disable_user(session: Session, caller: Caller, user_id: int, *, version: int | None = None) -> User:
    """Refuse a user from the next request on, and end all sessions; a disabled user is left as it is.

    Raises:
        UserNotFoundError: there is no such user.
        UserVersionError: the user is not at `version` any more.
        LastAdminError: no other enabled ADMIN would be left.
    """
    repository.lock_administration(session)
    user = _locked(session, user_id, version)
    _keep_an_admin(session, user)
    if user.disabled_at is None:
        user.disabled_at = caller.now
        end_sessions(session, user_id, caller.now)
        _changed(session, user)
        record(session, done("DISABLE_USER", caller, ("User", user_id)))
    return user


def enable_user(session: Session, caller: Caller, user_id: int, *, version: int | None = None) -> User:
    """Let a disabled user sign in again.

    Raises:
        UserNotFoundError: there is no such user.
        UserVersionError: the user is not at `version` any more.
    """
    user = _locked(session, user_id, version)
    if user.disabled_at is not None:
        user.disabled_at = None
        _changed(session, user)
        record(session, done("ENABLE_USER", caller, ("User", user_id)))
    return user


def set_roles(
    session: Session, caller: Caller, user_id: int, roles: Collection[str], *, version: int | None = None
) -> User:
    """Give a user exactly these roles, from the next request on.

    Raises:
        UserNotFoundError: there is no such user.
        UserVersionError: the user is not at `version` any more.
        UnknownRoleError: a role is unknown, or there is none.
        LastAdminError: no other enabled ADMIN would be left.
    """
    wanted = check_roles(roles)
    repository.lock_administration(session)
    user = _locked(session, user_id, version)
    before = sorted(repository.roles_of(session, user))
    if "ADMIN" not in wanted:
        _keep_an_admin(session, user)
    repository.replace_roles(session, user, wanted, caller.id)
    _changed(session, user)
    record(session, done("SET_USER_ROLES", caller, ("User", user_id), {"before": before, "after": wanted}))
    return user


def change_own_password(session: Session, caller: Caller, *, family_id: str, hashes: tuple[str, str]) -> bool:
    """Replace the user's password after the old one was compared; every other session of the user ends.

    Args:
        session: the unit of work.
        caller: the user.
        family_id: the session that goes on.
        hashes: the hash that was compared, and the new one.

    Returns:
        False: the password was changed meanwhile, so that the comparison says nothing.
    """
    user = _locked(session, caller.user_id)
    if user.password_hash != hashes[0]:
        return False
    user.password_hash, user.password_changed_at = hashes[1], caller.now
    repository.revoke_all(session, user.id, caller.now, but=family_id)
    session.flush()
    record(session, done("CHANGE_PASSWORD", caller, ("User", user.id)))
    return True


def _locked(session: Session, user_id: int, version: int | None = None) -> User:
    user = repository.lock_user(session, user_id)
    if user is None:
        raise UserNotFoundError(f"There is no user {user_id}.")
    if version is not None and user.version != version:
        raise UserVersionError(user.email, user.version)
    return user


def _changed(session: Session, user: User) -> None:
    user.version += 1
    session.flush()


def _keep_an_admin(session: Session, user: User) -> None:
    is_admin = user.disabled_at is None and "ADMIN" in repository.roles_of(session, user)
    if is_admin and repository.count_other_admins(session, user.id) == 0:
        raise LastAdminError(f"{user.email} is the last enabled ADMIN; make another user ADMIN first.")


def _told(change: UserChange, user: User) -> dict[str, object]:
    """What the audit log keeps of the user's fields that a change is about: of a password only when it was made."""
    names = ("display_name", "locale", "approval_limit", "may_see_costs")
    values = {name: getattr(user, name) for name in names}
    told: dict[str, object] = {name: value for name, value in values.items() if name in change.given}
    return {**told, "password_changed_at": user.password_changed_at} if "password_hash" in change.given else told
