"""The events of a run: how it ended, stock-out risk and anomalies. Functions take an open session.

Each event has an id derived from its run, so that a repetition writes nothing.
"""

from collections.abc import Mapping
from datetime import date

from sqlalchemy.orm import Session

from domain.alerts import repository
from domain.outbox.events import ANOMALY_DETECTED, RUN_FAILED, RUN_PUBLISHED, STOCKOUT_RISK
from domain.outbox.service import publish_event_once
from domain.pipeline.endings import head_of, notify_failed, subject_of

TOLD_SEVERITIES = ("HIGH", "CRITICAL")


def notify_run_finished(session: Session, run_id: int) -> list[str]:
    """Write the events of a run: its failure; or its publication, stock-out risks and anomalies.

    To be called in the transaction that ends the run. A run that is neither failed nor published has no events.

    Returns:
        The event types that were written.
    """
    run = repository.run(session, run_id)
    if run.status == "FAILED":
        return [RUN_FAILED] if notify_failed(session, run) else []
    told: dict[str, Mapping[str, object]] = {}
    if run.published_at is not None:
        head = head_of(run)
        told[RUN_PUBLISHED] = head
        at_risk = repository.count_at_risk(session, run_id)
        if at_risk:
            told[STOCKOUT_RISK] = head | {"count": at_risk, "skus": _skus(session, run_id)}
        severities = repository.count_anomalies(session, run_id, TOLD_SEVERITIES)
        if severities:
            found = {"count": sum(severities.values()), "severities": severities}
            told[ANOMALY_DETECTED] = head | found | {"anomalies": _anomalies(session, run_id)}
    return [name for name, payload in told.items() if publish_event_once(session, name, subject_of(run), payload)]


def _skus(session: Session, run_id: int) -> list[dict[str, object]]:
    return [
        {"sku": row.sku, "name": row.name, "risk": row.stockout_risk, "depletion_date": _text(row.depletion_date)}
        for row in repository.most_at_risk(session, run_id)
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
        for row in repository.worst_anomalies(session, run_id, TOLD_SEVERITIES)
    ]


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
