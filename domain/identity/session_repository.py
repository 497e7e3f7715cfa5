"""Reading and writing sessions, and who a request's token belongs to."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.identity.models import RefreshToken, User
from domain.identity.repository import user_row_of, user_rows
from domain.identity.rules import UserRow


async def find_signed_in(connection: AsyncConnection, user_id: int, family_id: str, now: datetime) -> UserRow | None:
    """The living user of this number while the session of this family has not ended."""
    is_open = exists().where(
        RefreshToken.family_id == family_id,
        RefreshToken.user_id == User.id,
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > now,
    )
    row = (await connection.execute(user_rows().where(User.id == user_id, is_open))).one_or_none()
    return None if row is None else user_row_of(row)


def find_token(session: Session, token_hash: bytes) -> RefreshToken | None:
    """The refresh token of this hash as it is now."""
    query = select(RefreshToken).where(RefreshToken.token_hash == token_hash)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def has_successor_of(session: Session, token: RefreshToken, address: str | None, user_agent: str | None) -> bool:
    """Whether this client was given the token that a token was exchanged for."""
    query = select(RefreshToken.id).where(
        RefreshToken.family_id == token.family_id,
        RefreshToken.issued_at == token.rotated_at,
        RefreshToken.address.is_not_distinct_from(address),
        RefreshToken.user_agent.is_not_distinct_from(user_agent),
    )
    return session.scalars(query.limit(1)).one_or_none() is not None


def revoke_family(session: Session, family_id: str, now: datetime) -> None:
    """End a session."""
    open_ones = (RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
    session.execute(update(RefreshToken).where(*open_ones).values(revoked_at=now))


def revoke_family_of(session: Session, token_hash: bytes, now: datetime) -> None:
    """End the session that the token of this hash belongs to, if there is one."""
    found = find_token(session, token_hash)
    if found is not None:
        revoke_family(session, found.family_id, now)


def revoke_all(session: Session, user_id: int, now: datetime, *, but: str | None = None) -> None:
    """End all sessions of a user, except the family named."""
    query = update(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.revoked_at.is_(None))
    if but is not None:
        query = query.where(RefreshToken.family_id != but)
    session.execute(query.values(revoked_at=now))


def remove_expired(session: Session, user_id: int, now: datetime) -> None:
    """Remove the refresh tokens of a user whose time is over."""
    session.execute(delete(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.expires_at <= now))
