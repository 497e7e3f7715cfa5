"""The events of a run: how it ended, stock-out risk and anomalies.

Each event has an id derived from its content, so that a repetition writes nothing. Functions take an open session;
the caller commits.
"""

from collections.abc import Mapping
from datetime import date
from uuid import NAMESPACE_URL, uuid5

from sqlalchemy.orm import Session

from domain.notifications import alert_repository, events, repository
from domain.notifications.events import check_event

TOLD_SEVERITIES = ("HIGH", "CRITICAL")


def notify_run_finished(session: Session, run_id: int) -> list[str]:
    """Write the events of a run: its failure; or its publication, stock-out risks and anomalies.

    To be called in the transaction that ends the run. A run that is neither failed nor published has no events.

    Returns:
        The event types that were written.
    """
    run = alert_repository.run(session, run_id)
    head = {"run_id": run.id, "kind": run.kind, "logical_date": run.logical_date.isoformat()}
    told: dict[str, Mapping[str, object]] = {}
    if run.status == "FAILED":
        told[events.RUN_FAILED] = head | {"error": run.error or "", "error_code": run.error_code}
    elif run.published_at is not None:
        told[events.RUN_PUBLISHED] = head
        at_risk = alert_repository.count_at_risk(session, run_id)
        if at_risk:
            told[events.STOCKOUT_RISK] = head | {"count": at_risk, "skus": _skus(session, run_id)}
        severities = alert_repository.count_anomalies(session, run_id, TOLD_SEVERITIES)
        if severities:
            found = {"count": sum(severities.values()), "severities": severities}
            told[events.ANOMALY_DETECTED] = head | found | {"anomalies": _anomalies(session, run_id)}
    return [name for name, payload in told.items() if _once(session, name, f"run/{run.id}", payload)]


def _skus(session: Session, run_id: int) -> list[dict[str, object]]:
    return [
        {"sku": row.sku, "name": row.name, "risk": row.stockout_risk, "depletion_date": _text(row.depletion_date)}
        for row in alert_repository.most_at_risk(session, run_id)
    ]


def _anomalies(session: Session, run_id: int) -> list[dict[str, object]]:
    return [
        {
            "sku": row.sku,
            "name": row.name,
            "type": row.anomaly_type,
            "severity": row.severity,
            "detected_on": _text(row.detected_on),
        }
        for row in alert_repository.worst_anomalies(session, run_id, TOLD_SEVERITIES)
    ]


def _once(session: Session, event_type: str, subject: str, payload: Mapping[str, object]) -> bool:
    check_event(event_type, payload)
    event_id = uuid5(NAMESPACE_URL, f"jaego:{event_type}:{subject}")
    return repository.add_event_once(session, event_id, event_type, payload)


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
