"""Decisions on anomalies. Functions take an open session; the caller commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.anomalies.change_repository import lock_anomaly
from domain.anomalies.errors import (
    AnomalyChangedError,
    AnomalyNotFoundError,
    SnoozeRefusedError,
    StatusRefusedError,
)
from domain.anomalies.models import AnomalyDetection
from domain.anomalies.rules import MAX_SNOOZE, may_become, status_on
from domain.audit.service import record
from domain.identity.trail import Actor, done


@dataclass(frozen=True)
class Look:
    """Which anomaly somebody wants to change, as they read it: as of the published run's date, at a version.

    `today` is the company's present business day, however old the run is.
    """

    anomaly_id: int
    version: int
    as_of: date
    today: date


def acknowledge(session: Session, actor: Actor, look: Look) -> None:
    """Acknowledge it; the user becomes its owner.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    row, sku = _found(session, look)
    before = _step(row, "ACKNOWLEDGED", look.today)
    row.owner_id, row.snoozed_until = actor.user_id, None
    _keep(session, actor, row, "ACKNOWLEDGE_ANOMALY", {"sku": sku, "from": before})


def snooze(session: Session, actor: Actor, look: Look, until: date) -> None:
    """Snooze it until a day, on which it is open again.

    Raises:
        SnoozeRefusedError: the day is not after the present one, or more than 366 days ahead.
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    if not look.today < until <= look.today + MAX_SNOOZE:
        raise SnoozeRefusedError(
            f"{until} is not allowed: choose a day after {look.today}, at most {MAX_SNOOZE.days} days ahead."
        )
    row, sku = _found(session, look)
    before = _step(row, "SNOOZED", look.today)
    row.snoozed_until = until
    _keep(session, actor, row, "SNOOZE_ANOMALY", {"sku": sku, "from": before, "until": until})


def resolve(session: Session, actor: Actor, look: Look, now: datetime) -> None:
    """Settle it for good.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    row, sku = _found(session, look)
    before = _step(row, "RESOLVED", look.today)
    row.resolved_at, row.snoozed_until = now, None
    _keep(session, actor, row, "RESOLVE_ANOMALY", {"sku": sku, "from": before})


def rate(session: Session, actor: Actor, look: Look, *, is_useful: bool, now: datetime) -> None:
    """Say whether the alert was worth reading, whatever its status; the last rating counts.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError: see there.
    """
    row, sku = _found(session, look)
    before, row.feedback = row.feedback, "USEFUL" if is_useful else "NOT_USEFUL"
    row.rated_at = now
    details = {"sku": sku, "type": row.anomaly_type, "from": before, "to": row.feedback}
    _keep(session, actor, row, "RATE_ANOMALY", details)


def _found(session: Session, look: Look) -> tuple[AnomalyDetection, str]:
    found = lock_anomaly(session, look.anomaly_id, look.as_of)
    if found is None:
        raise AnomalyNotFoundError
    row, _ = found
    if row.version != look.version:
        raise AnomalyChangedError(row.version, status_on(row.status, row.snoozed_until, look.today))
    return found


def _step(row: AnomalyDetection, wanted: str, today: date) -> str:
    """Let it take a status; the one that people saw before."""
    seen = status_on(row.status, row.snoozed_until, today)
    if not may_become(seen, wanted):
        raise StatusRefusedError(seen, wanted)
    row.status = wanted
    return seen


def _keep(session: Session, actor: Actor, row: AnomalyDetection, action: str, details: Mapping[str, object]) -> None:
    row.version += 1
    session.flush()
    record(session, done(action, actor, ("Anomaly", row.id), details))
