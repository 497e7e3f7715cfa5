"""Reading and writing API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.identity.models import ApiToken
from domain.identity.repository import user_row_of, user_rows
from domain.identity.rules import UserRow
from kit.reading import AnyRow, AnySelect

MAX_LISTED = 100


@dataclass(frozen=True)
class FoundToken:
    """A token found by its prefix, and its owner as of now."""

    token_id: int
    token_hash: bytes = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    owner: UserRow


async def find_token(connection: AsyncConnection, prefix: str) -> FoundToken | None:
    """The token of this prefix, if its owner lives."""
    token = (
        select(
            ApiToken.id.label("token_id"),
            ApiToken.user_id,
            ApiToken.token_hash,
            ApiToken.scopes,
            ApiToken.expires_at,
            ApiToken.revoked_at,
            ApiToken.last_used_at,
        )
        .where(ApiToken.prefix == prefix)
        .subquery()
    )
    owner = user_rows().subquery()
    row = (await connection.execute(select(token, owner).join(owner, owner.c.id == token.c.user_id))).one_or_none()
    if row is None:
        return None
    return FoundToken(
        token_id=row.token_id,
        token_hash=row.token_hash,
        scopes=frozenset(row.scopes),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        owner=user_row_of(row),
    )


async def note_use(connection: AsyncConnection, token_id: int, now: datetime) -> None:
    """Keep the instant of a use."""
    await connection.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def described() -> AnySelect:
    """Tokens as their owners see them."""
    return select(
        ApiToken.id,
        ApiToken.name,
        ApiToken.prefix,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
        ApiToken.revoked_at,
    )


async def list_tokens(connection: AsyncConnection, user_id: int) -> Sequence[AnyRow]:
    """A user's tokens that are not revoked, the newest first, at most 100."""
    query = described().where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return (await connection.execute(query.order_by(ApiToken.id.desc()).limit(MAX_LISTED))).all()


def get_described(session: Session, token_id: int) -> AnyRow:
    """The token of this number, which is known to exist."""
    return session.execute(described().where(ApiToken.id == token_id)).one()


def count_living(session: Session, user_id: int, now: datetime) -> int:
    """How many tokens of a user count now."""
    query = select(func.count()).where(
        ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return int(session.execute(query).scalar_one())


def lock_token(session: Session, token_id: int) -> ApiToken | None:
    """The token of this number, locked until the commit."""
    return session.scalars(select(ApiToken).where(ApiToken.id == token_id).with_for_update()).one_or_none()
