"""The counters of login attempts, locked while they are counted on."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.identity.models import LoginAttempts
from domain.identity.throttle import Counter

SWEPT_AT_ONCE = 20


def lock_counters(session: Session, keys: Collection[bytes], now: datetime) -> dict[bytes, Counter]:
    """The counters of these keys, made where there are none, locked in the order of the keys until the commit."""
    fresh = [{"key_sha256": key, "attempts": 0, "window_from": now} for key in keys]
    session.execute(insert(LoginAttempts).on_conflict_do_nothing(), fresh)
    query = (
        select(
            LoginAttempts.key_sha256,
            LoginAttempts.attempts,
            LoginAttempts.window_from,
            LoginAttempts.blocks,
            LoginAttempts.blocked_until,
        )
        .where(LoginAttempts.key_sha256.in_(keys))
        .order_by(LoginAttempts.key_sha256)
        .with_for_update()
    )
    return {
        row.key_sha256: Counter(row.attempts, row.window_from, row.blocks, row.blocked_until)
        for row in session.execute(query)
    }


def store_counters(session: Session, counters: Mapping[bytes, Counter]) -> None:
    """Keep the counters."""
    for key, counter in counters.items():
        session.execute(update(LoginAttempts).where(LoginAttempts.key_sha256 == key).values(asdict(counter)))


def sweep(session: Session, before: datetime) -> None:
    """Remove some counters whose window began before this instant and that nobody else holds."""
    old = (
        select(LoginAttempts.key_sha256)
        .where(LoginAttempts.window_from < before)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(LoginAttempts).where(LoginAttempts.key_sha256.in_(old)))
