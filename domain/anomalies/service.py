"""Decisions on anomalies. Functions take an open session; the caller commits."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from domain.anomalies.errors import (
    AnomalyChangedError,
    AnomalyNotFoundError,
    SnoozeRefusedError,
    StatusRefusedError,
)
from domain.anomalies.models import AnomalyDetection
from domain.anomalies.repository import lock_anomaly
from domain.anomalies.rules import MAX_SNOOZE, may_become, status_on
from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller


@dataclass(frozen=True)
class Look:
    """Which anomaly somebody wants to change, as they read it: as of the published run's date, at a version."""

    anomaly_id: int
    version: int
    as_of: date


def acknowledge(session: Session, caller: Caller, look: Look) -> int:
    """Acknowledge it; the user becomes its owner.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    row, sku = _found(session, caller, look)
    before = _step(row, "ACKNOWLEDGED", caller.today)
    row.owner_id, row.snoozed_until = caller.user_id, None
    return _keep(session, caller, row, "ACKNOWLEDGE_ANOMALY", {"sku": sku, "from": before})


def snooze(session: Session, caller: Caller, look: Look, until: date) -> int:
    """Snooze it until a day, on which it is open again.

    Raises:
        SnoozeRefusedError: the day is not after the present one, or more than 366 days ahead.
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    if not caller.today < until <= caller.today + MAX_SNOOZE:
        raise SnoozeRefusedError(
            f"{until} is not allowed: choose a day after {caller.today}, at most {MAX_SNOOZE.days} days ahead."
        )
    row, sku = _found(session, caller, look)
    before = _step(row, "SNOOZED", caller.today)
    row.snoozed_until = until
    return _keep(session, caller, row, "SNOOZE_ANOMALY", {"sku": sku, "from": before, "until": until})


def resolve(session: Session, caller: Caller, look: Look) -> int:
    """Settle it for good.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError, StatusRefusedError: see there.
    """
    row, sku = _found(session, caller, look)
    before = _step(row, "RESOLVED", caller.today)
    row.resolved_at, row.snoozed_until = caller.now, None
    return _keep(session, caller, row, "RESOLVE_ANOMALY", {"sku": sku, "from": before})


def rate(session: Session, caller: Caller, look: Look, *, is_useful: bool) -> int:
    """Say whether the alert was worth reading, whatever its status; the last rating counts.

    Raises:
        AnomalyNotFoundError, AnomalyChangedError: see there.
    """
    row, sku = _found(session, caller, look)
    before, row.feedback = row.feedback, "USEFUL" if is_useful else "NOT_USEFUL"
    row.rated_at = caller.now
    details = {"sku": sku, "type": row.anomaly_type, "from": before, "to": row.feedback}
    return _keep(session, caller, row, "RATE_ANOMALY", details)


def _found(session: Session, caller: Caller, look: Look) -> tuple[AnomalyDetection, str]:
    found = lock_anomaly(session, look.anomaly_id, look.as_of)
    if found is None:
        raise AnomalyNotFoundError
    row, _ = found
    if row.version != look.version:
        raise AnomalyChangedError(row.version, status_on(row.status, row.snoozed_until, caller.today))
    return found


def _step(row: AnomalyDetection, wanted: str, today: date) -> str:
    """Let it take a status; the one that people saw before."""
    seen = status_on(row.status, row.snoozed_until, today)
    if not may_become(seen, wanted):
        raise StatusRefusedError(seen, wanted)
    row.status = wanted
    return seen


def _keep(session: Session, caller: Caller, row: AnomalyDetection, action: str, details: Mapping[str, object]) -> int:
    row.version += 1
    session.flush()
    record(session, done(action, caller, ("Anomaly", row.id), details))
    return row.id
