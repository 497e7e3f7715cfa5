"""Storing idempotency keys."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.idempotency.models import IdempotencyKey
from kit.reading import AnyRow

MAX_DELETED_AT_ONCE = 100


def claim(
    session: Session, user_id: int, key: str, *, operation: str, body_sha256: bytes, now: datetime, until: datetime
) -> bool:
    """Take a key if nobody holds it; waits for a transaction that is taking it. Expired keys are free."""
    _purge_expired(session, user_id, key, now)
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


def _purge_expired(session: Session, user_id: int, wanted: str, now: datetime) -> None:
    """Remove some of a user's keys past their time, the wanted one first; others' removals are left to them."""
    key = (IdempotencyKey.user_id, IdempotencyKey.key)
    expired = (
        select(*key)
        .where(IdempotencyKey.user_id == user_id, IdempotencyKey.expires_at <= now)
        .order_by(IdempotencyKey.key != wanted)
        .limit(MAX_DELETED_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(
        delete(IdempotencyKey).where(tuple_(*key).in_(expired)).execution_options(synchronize_session=False)
    )
