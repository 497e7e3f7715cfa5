"""API tokens: a program's way to sign in with a part of what its owner may do.

A token reads `jgo_<prefix>_<secret>`: the prefix finds it, the SHA-256 of the whole text proves it. It is shown once.
"""

import hashlib
import hmac
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity import repository
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.identity.errors import TokenLifeRefusedError, TokenNotFoundError, TokenRefusedError, TooManyTokensError
from domain.identity.models import SCOPES, ApiToken
from domain.identity.repository import FoundToken
from domain.identity.rules import check_name
from kit.reading import AnyRow

MARK = "jgo"
MAX_TOKENS = 20
MAX_DAYS = 366
REQUIRED_ROLE = {"READ": "OPERATOR", "WRITE": "OPERATOR", "APPROVE": "MANAGER", "IMPORT": "MANAGER"}
NOTED_EVERY = timedelta(minutes=1)
"""How exact `last_used_at` is: one write a minute, not one a request."""


@dataclass(frozen=True)
class IssuedToken:
    """A new token and its secret, which is never shown again."""

    token: AnyRow
    text: str = field(repr=False)


def issue_api_token(session: Session, owner: Caller, *, name: str, scopes: Collection[str], days: int) -> IssuedToken:
    """Make a token of the owner's; the edge commits.

    Raises:
        NameRefusedError: the name is empty or too long.
        TokenRefusedError: a scope is unknown or beyond the owner's role.
        TokenLifeRefusedError: the life is not from 1 to 366 days.
        TooManyTokensError: the owner has 20 living tokens.
    """
    _check(owner, scopes, days)
    repository.lock_user(session, owner.user_id)
    if repository.count_living_tokens(session, owner.user_id, owner.now) >= MAX_TOKENS:
        raise TooManyTokensError(f"You already have {MAX_TOKENS} active tokens; revoke one first.")
    prefix = secrets.token_hex(6)
    text = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    token = ApiToken(
        user_id=owner.user_id,
        name=check_name(name, "name"),
        prefix=prefix,
        token_hash=_hash(text),
        scopes=[scope for scope in SCOPES if scope in scopes],
        expires_at=owner.now + timedelta(days=days),
    )
    session.add(token)
    session.flush()
    details = {"name": token.name, "prefix": prefix, "scopes": token.scopes, "days": days}
    record(session, done("CREATE_API_TOKEN", owner, ("ApiToken", token.id), details))
    return IssuedToken(repository.get_described_token(session, token.id), text)


def revoke_api_token(session: Session, caller: Caller, token_id: int) -> AnyRow:
    """End a token of one's own, or as ADMIN anybody's; a revoked token is left as it is.

    Raises:
        TokenNotFoundError: there is no such token, or it is another's.
    """
    token = repository.lock_token(session, token_id)
    if token is None or (token.user_id != caller.user_id and not caller.may("ADMIN")):
        raise TokenNotFoundError(f"You have no API token {token_id}.")
    if token.revoked_at is None:
        token.revoked_at = caller.now
        session.flush()
        details = {"name": token.name, "prefix": token.prefix, "user_id": token.user_id}
        record(session, done("REVOKE_API_TOKEN", caller, ("ApiToken", token.id), details))
    return repository.get_described_token(session, token.id)


def prefix_of(text: str) -> str | None:
    """The prefix of a text in the form of a token; None: it has another form."""
    mark, _, rest = text.partition("_")
    prefix, _, secret = rest.partition("_")
    return prefix if mark == MARK and secret and prefix.isascii() and prefix.isalnum() else None


def is_genuine(found: FoundToken, text: str, now: datetime) -> bool:
    """Whether a text is the token found by its prefix, and the token counts: living, of an enabled owner."""
    is_same = hmac.compare_digest(found.token_hash, _hash(text))
    return is_same and found.revoked_at is None and found.expires_at > now and found.owner.disabled_at is None


def is_note_due(found: FoundToken, now: datetime) -> bool:
    """Whether the use is worth a write."""
    return found.last_used_at is None or now - found.last_used_at >= NOTED_EVERY


def _check(owner: Caller, scopes: Collection[str], days: int) -> None:
    if not scopes:
        raise TokenRefusedError("A token needs at least one scope.")
    for scope in scopes:
        if scope not in REQUIRED_ROLE:
            raise TokenRefusedError(f"{scope!r} is not a scope; choose from {', '.join(SCOPES)}.")
        if not owner.may(REQUIRED_ROLE[scope]):
            raise TokenRefusedError(f"The scope {scope} needs the role {REQUIRED_ROLE[scope]} or above.")
    if not 1 <= days <= MAX_DAYS:
        raise TokenLifeRefusedError(f"The lifetime must be from 1 to {MAX_DAYS} days, not {days}.")


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
