"""Signing in and staying signed in: a session is a family of refresh tokens, each good for one use.

`JAEGO_SESSION_DAYS` and `JAEGO_ACCESS_TOKEN_MINUTES` set how long they last; `throttle.py` limits attempts to sign in.
"""

import hashlib
import secrets
import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity import repository
from domain.identity.audit_entries import done, refused
from domain.identity.caller import Caller
from domain.identity.models import RefreshToken
from domain.identity.passwords import Check
from domain.identity.rules import UserRow
from domain.identity.throttle import ATTEMPTS_KEPT_FOR, MAX_BLOCK, PAIR, Counter, count, keys, uncount, wait_seconds
from domain.outbox.events import SESSION_REUSED
from domain.outbox.service import publish_event

MAX_USER_AGENT_LENGTH = 300
MARK = "jgr"
"""Begins every secret that renews a session, so that one that got loose is recognised."""
GRACE = timedelta(seconds=10)
"""How long after its exchange a token from the same client counts as another tab's, not as stolen."""


@dataclass(frozen=True)
class Admission:
    """Whether an attempt is looked at: `wait_seconds` is None if so, and then whom the address belongs to, if any."""

    wait_seconds: int | None
    user: UserRow | None = None
    password_hash: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class OpenSession:
    """A session of a user: the family's id, the secret that renews it once, and the instant at which it ends."""

    user: UserRow
    family_id: str
    refresh_token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True)
class JustRenewed:
    """The token was exchanged a moment ago by the same client, which holds its successor or is about to."""


def admit(session: Session, caller: Caller, email: str, action: str = "LOGIN") -> Admission:
    """Count an attempt at an account before its password is looked at; the caller commits, also a refusal.

    An attempt that begins a block is audited; those within the block are not, so that a flood can't fill the log.

    Args:
        session: the unit of work.
        caller: the request, of nobody before a login.
        email: the address in its normal form; empty if what was typed is none.
        action: what the audit log calls the attempt.
    """
    limits, now = keys(email, caller.address), caller.now
    before = repository.lock_counters(session, limits, now)
    wait = wait_seconds(before.values(), now)
    if wait is not None:
        return Admission(wait)
    after = {key: count(before.get(key), limit, now) for key, limit in limits.items()}
    repository.store_counters(session, after)
    wait = wait_seconds(after.values(), now)
    if wait is not None:
        reasons = [limits[key].name for key, counter in after.items() if counter.is_blocked(now)]
        details = {"counted_by": reasons, "seconds": wait}
        record(session, refused(action, _typed(caller, email), "too many attempts", details))
        return Admission(wait)
    found = repository.find_credentials(session, email)
    return Admission(None) if found is None else Admission(None, *found)


def clear_attempts(session: Session, caller: Caller, email: str) -> None:
    """Take back the attempt that turned out right, and all of this account from this address."""
    limits, now = keys(email, caller.address), caller.now
    counters = repository.lock_counters(session, limits, now)
    kept = {key: Counter(0, now) if limits[key] is PAIR else uncount(counter) for key, counter in counters.items()}
    repository.store_counters(session, kept)
    repository.sweep(session, now - ATTEMPTS_KEPT_FOR - MAX_BLOCK)


def sign_in(
    session: Session,
    caller: Caller,
    email: str,
    admission: Admission,
    check: Check,
    *,
    days: int,
    replaced: str | None = None,
) -> OpenSession | None:
    """Open a session after the password was compared, or audit that it was wrong; the caller commits either.

    Args:
        session: the unit of work.
        caller: the request, of nobody yet.
        email: the address in its normal form.
        admission: as `admit` gave it.
        check: the outcome of comparing the password.
        days: life of the session.
        replaced: the refresh token that the new one replaces in the browser; its session ends, wherever it is held.
    """
    found, now = admission.user, caller.now
    caller = _typed(caller, email) if found is None else caller.as_user(found)
    if found is None or not check.matches:
        record(session, refused("LOGIN", caller, "wrong address or password"))
        return None
    user = repository.lock_user(session, found.id)
    if user is None or user.disabled_at is not None or user.password_hash != admission.password_hash:
        record(session, refused("LOGIN", caller, "the user is disabled or was just changed"))
        return None
    clear_attempts(session, caller, email)
    user.last_login_at = now
    user.password_hash = check.stronger_hash or user.password_hash
    if replaced:
        repository.revoke_family_of(session, _hash(replaced), now)
    repository.remove_expired(session, user.id, now)
    return open_session(session, caller, found, days=days)


def open_session(session: Session, caller: Caller, user: UserRow, *, days: int) -> OpenSession:
    """Open a session of a user who has just proved to be the one; the caller commits."""
    opened = _issue(session, caller, user, uuid.uuid4().hex, expires_at=caller.now + timedelta(days=days))
    record(session, done("LOGIN", caller, ("User", user.id)))
    return opened


def renew(session: Session, caller: Caller, refresh_token: str) -> OpenSession | JustRenewed | None:
    """Exchange a refresh token for the next one of its family; the caller commits, also a refusal.

    A token that was exchanged before may be stolen: its whole family ends, which is audited, and the user is notified.
    Two tabs of one browser do the same at the same moment, so for ten seconds a token from the address and program
    that exchanged it is only refused. Nothing is issued for it: a thief gains nothing, and an owner who was robbed
    keeps the old token alone, whose next use after the ten seconds ends the family.

    Returns:
        The session; `JustRenewed`: nothing was changed, the client asks again with the cookie that it holds by then;
        None: the token is unknown, has ended or was used before.
    """
    found = repository.find_refresh_token(session, _hash(refresh_token))
    if found is None:
        return None
    locked, now = repository.lock_user(session, found.user_id), caller.now
    known = repository.find_refresh_token(session, _hash(refresh_token))
    if known is None:  # its time was over, and a login removed it meanwhile
        return None
    user = repository.find_user_row_now(session, known.user_id)
    caller = replace(caller, label="a deleted user") if user is None else caller.as_user(user)
    if known.revoked_at is not None or known.expires_at <= now or locked is None or user is None or user.disabled_at:
        record(session, refused("REFRESH_SESSION", caller, "the session has ended"))
        return None
    if known.rotated_at is not None:
        if now - known.rotated_at < GRACE and repository.has_successor_of(session, known, *_traits(caller)):
            record(session, refused("REFRESH_SESSION", caller, "the same client renewed it a moment ago"))
            return JustRenewed()
        _end_reused(session, caller, known)
        return None
    known.rotated_at = now
    opened = _issue(session, caller, user, known.family_id, expires_at=known.expires_at)
    record(session, done("REFRESH_SESSION", caller, ("User", user.id)))
    return opened


def sign_out(session: Session, caller: Caller, family_id: str, *, everywhere: bool) -> None:
    """End one session of the caller, or all of them."""
    if everywhere:
        end_sessions(session, caller.user_id, caller.now)
    else:
        repository.revoke_family(session, family_id, caller.now)
    record(session, done("LOGOUT", caller, ("User", caller.user_id), {"everywhere": everywhere}))


def end_sessions(session: Session, user_id: int, now: datetime) -> None:
    """End all sessions of a user: no access token or refresh token counts any more."""
    user = repository.lock_user(session, user_id)
    if user is not None:
        user.session_epoch += 1
    repository.revoke_all(session, user_id, now)


def find_session(session: Session, refresh_token: str, now: datetime) -> tuple[UserRow, str] | None:
    """Whose living session a refresh token belongs to, and the family's id."""
    known = repository.find_refresh_token(session, _hash(refresh_token))
    if known is None or known.revoked_at is not None or known.expires_at <= now:
        return None
    user = repository.find_user_row_now(session, known.user_id)
    return None if user is None else (user, known.family_id)


def _typed(caller: Caller, email: str) -> Caller:
    """The request of nobody by the address that was typed."""
    return replace(caller, label=email or "an unreadable address")


def _end_reused(session: Session, caller: Caller, known: RefreshToken) -> None:
    repository.revoke_family(session, known.family_id, caller.now)
    publish_event(
        session, SESSION_REUSED, {"user_id": caller.user_id, "email": caller.label, "address": caller.address}
    )
    reason = "a refresh token was used twice; the session was ended"
    record(session, refused("SESSION_REUSED", caller, reason, {"family_id": known.family_id}))


def _issue(session: Session, caller: Caller, user: UserRow, family_id: str, *, expires_at: datetime) -> OpenSession:
    secret, (address, user_agent) = f"{MARK}_{secrets.token_urlsafe(32)}", _traits(caller)
    session.add(
        RefreshToken(
            user_id=user.id,
            family_id=family_id,
            token_hash=_hash(secret),
            issued_at=caller.now,
            expires_at=expires_at,
            address=address,
            user_agent=user_agent,
        )
    )
    session.flush()
    return OpenSession(user, family_id, secret, expires_at)


def _traits(caller: Caller) -> tuple[str | None, str | None]:
    """Address and program, as a token's row keeps them."""
    return caller.address or None, (caller.user_agent or "")[:MAX_USER_AGENT_LENGTH] or None


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
