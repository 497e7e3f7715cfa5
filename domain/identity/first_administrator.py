"""The first administrator of an installation without users: made in a browser, by a link that works once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity import repository, welcome_repository
from domain.identity.audit_entries import done, refused
from domain.identity.caller import Caller
from domain.identity.errors import WelcomeLinkError
from domain.identity.models import WelcomeLink
from domain.identity.rules import check_name, normal_email
from domain.identity.service import NewUser, add_user, check_password_of
from domain.identity.sessions import OpenSession, admit, clear_attempts, open_session

VALID_FOR = timedelta(hours=24)
MARK = "jgw"
"""Begins every code, so that one that got loose is recognised."""
ACCOUNT = "first administrator"
"""Whose attempts are counted, and what the audit log calls them before they have a user."""
ACTION = "CREATE_FIRST_ADMINISTRATOR"


@dataclass(frozen=True)
class FirstAdministrator:
    """Who is to be the first administrator."""

    email: str
    password: str = field(repr=False)
    display_name: str
    locale: str


@dataclass(frozen=True)
class WelcomeCheck:
    """Whether a code is valid: until when, or the seconds until the next attempt is looked at."""

    expires_at: datetime | None = None
    wait_seconds: int | None = None


def issue_welcome_code(session: Session, caller: Caller) -> str | None:
    """Make the code of a new link and end the one before; None: there are users, so no link is needed.

    Args:
        session: the unit of work; its owner commits.
        caller: the command line.
    """
    repository.lock_administration(session)
    if welcome_repository.has_users(session):
        welcome_repository.replace_welcome_link(session, None)
        return None
    code, now = f"{MARK}_{secrets.token_urlsafe(32)}", caller.now
    link = WelcomeLink(id=1, code_hash=_hash(code), issued_at=now, expires_at=now + VALID_FOR)
    welcome_repository.replace_welcome_link(session, link)
    record(session, done("ISSUE_WELCOME_LINK", caller, ("WelcomeLink", 1), {"expires_at": link.expires_at}))
    return code


def check_welcome_code(session: Session, caller: Caller, code: str) -> WelcomeCheck:
    """Look at a code; wrong ones are counted like wrong passwords. The caller commits, also after a refusal.

    Returns:
        Until when the code is valid; neither that nor seconds to wait: it is wrong, has expired, or there are users.
    """
    admission = admit(session, caller, ACCOUNT, ACTION)
    if admission.wait_seconds is not None:
        return WelcomeCheck(wait_seconds=admission.wait_seconds)
    link = welcome_repository.welcome_link(session)
    if link is None or not _is_valid(session, link, code, caller.now):
        return WelcomeCheck()
    clear_attempts(session, caller, ACCOUNT)
    return WelcomeCheck(expires_at=link.expires_at)


def refuse_welcome(session: Session, caller: Caller) -> WelcomeLinkError:
    """Put an attempt with a code that is not valid on the record; returns the refusal."""
    refusal = WelcomeLinkError(has_users=welcome_repository.has_users(session))
    reason = "there are users already" if refusal.has_users else "the code is not valid"
    record(session, refused(ACTION, replace(caller, label=ACCOUNT), reason))
    return refusal


def check_first_administrator(new: FirstAdministrator) -> None:
    """Accept the values before the password is hashed.

    Raises:
        EmailRefusedError, NameRefusedError, PasswordRefusedError: a value is not allowed.
    """
    address = normal_email(new.email)
    check_name(new.display_name)
    check_password_of(address, new.password)


def create_first_administrator(
    session: Session, caller: Caller, code: str, new: FirstAdministrator, password_hash: str, *, days: int
) -> OpenSession | None:
    """Create the first user as ADMIN, end the link, and sign the user in. Of two at once, one wins.

    Args:
        session: the unit of work; its owner commits.
        caller: the request, of nobody yet.
        code: of the link.
        new: the user, accepted by `check_first_administrator`.
        password_hash: of the new password.
        days: life of the session.

    Returns:
        The session; None: the link was used or replaced meanwhile, or has expired.
    """
    repository.lock_administration(session)
    link = welcome_repository.welcome_link(session)
    if link is None or not _is_valid(session, link, code, caller.now):
        return None
    welcome_repository.replace_welcome_link(session, None)
    caller = replace(caller, label=ACCOUNT)
    given = NewUser(new.email, ("ADMIN",), password_hash, new.display_name, new.locale)
    user = add_user(session, caller, given)
    user.last_login_at = caller.now
    session.flush()
    row = repository.get_user_row(session, user.id)
    record(session, done(ACTION, caller, ("User", user.id), {"email": row.email}))
    return open_session(session, caller.as_user(row), row, days=days)


def _is_valid(session: Session, link: WelcomeLink, code: str, now: datetime) -> bool:
    is_same = hmac.compare_digest(link.code_hash, _hash(code))
    return is_same and now < link.expires_at and not welcome_repository.has_users(session)


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()
