"""Reading and writing sessions, and who a request's token belongs to."""

from datetime import datetime

from sqlalchemy import delete, exists, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.identity.models import RefreshToken, User
from domain.identity.repository import viewer_of, viewers
from domain.identity.rules import Viewer


async def find_signed_in(connection: AsyncConnection, user_id: int, family_id: str, now: datetime) -> Viewer | None:
    """The living user of this number while the session of this family has not ended."""
    is_open = exists().where(
        RefreshToken.family_id == family_id,
        RefreshToken.user_id == User.id,
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > now,
    )
    row = (await connection.execute(viewers().where(User.id == user_id, is_open))).one_or_none()
    return None if row is None else viewer_of(row)


def find_token(session: Session, token_hash: bytes) -> RefreshToken | None:
    """The refresh token of this hash."""
    return session.scalars(select(RefreshToken).where(RefreshToken.token_hash == token_hash)).one_or_none()


def revoke_family(session: Session, family_id: str, now: datetime) -> None:
    """End a session."""
    open_ones = (RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
    session.execute(update(RefreshToken).where(*open_ones).values(revoked_at=now))


def revoke_all(session: Session, user_id: int, now: datetime, *, but: str | None = None) -> None:
    """End all sessions of a user, except the family named."""
    query = update(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.revoked_at.is_(None))
    if but is not None:
        query = query.where(RefreshToken.family_id != but)
    session.execute(query.values(revoked_at=now))


def remove_expired(session: Session, user_id: int, now: datetime) -> None:
    """Remove the refresh tokens of a user whose time is over."""
    session.execute(delete(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.expires_at <= now))
