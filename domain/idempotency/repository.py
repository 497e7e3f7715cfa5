"""Storing idempotency keys."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.pipeline.models import IdempotencyKey
from kit.reading import AnyRow


def claim(
    session: Session, user_id: int, key: str, *, operation: str, body_sha256: bytes, now: datetime, until: datetime
) -> bool:
    """Take a key if nobody holds it; waits for a transaction that is taking it. Expired keys are free."""
    mine = (IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
    session.execute(delete(IdempotencyKey).where(*mine, IdempotencyKey.expires_at <= now))
    query = (
        insert(IdempotencyKey)
        .values(user_id=user_id, key=key, operation=operation, body_sha256=body_sha256, expires_at=until)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    return session.execute(query).one_or_none() is not None


def find(session: Session, user_id: int, key: str) -> AnyRow:
    """Operation, body and response behind a key that was taken."""
    query = select(IdempotencyKey.operation, IdempotencyKey.body_sha256, IdempotencyKey.response)
    return session.execute(query.where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)).one()


def answer(session: Session, user_id: int, key: str, response: Mapping[str, object]) -> None:
    """Keep the answer with the key."""
    session.execute(
        update(IdempotencyKey)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.key == key)
        .values(response=dict(response))
        .execution_options(synchronize_session=False)
    )


def forget_expired(session: Session, now: datetime) -> None:
    """Remove keys past their time."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.expires_at <= now))
