"""Runs whose process ended without a word: they fail, on the record, and people hear of them."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from domain.audit.rules import Outcome
from domain.audit.service import AuditEntry, record
from domain.outbox.events import RUN_FAILED
from domain.outbox.service import publish_event_once
from domain.pipeline import repository, rules
from domain.pipeline.models import PipelineRun


def end_runs(session: Session, now: datetime, *, only_dead: bool) -> None:
    """End runs that claim to be running; those that the schedule repeats are recorded and not announced.

    Args:
        session: an open session.
        now: when they ended.
        only_dead: those whose lease is over; or all, by a caller that holds the runner's lock.
    """
    for run in repository.abandon_running(session, now, only_dead=only_dead):
        attempts = repository.attempts(session, run.kind, run.logical_date)
        is_repeated = rules.is_repeated(run.trigger, attempts)
        if not is_repeated:
            notify_failed(session, run)
        record_end(session, run, "FAILED", {"error": run.error, "is_repeated": is_repeated})


def head_of(run: PipelineRun) -> dict[str, object]:
    """Which run it is, in the payload of its events."""
    return {"run_id": run.id, "kind": run.kind, "logical_date": run.logical_date.isoformat()}


def subject_of(run: PipelineRun) -> str:
    """What the events of a run are about."""
    return f"run/{run.id}"


def notify_failed(session: Session, run: PipelineRun) -> bool:
    """Write the event of a run's failure, unless it is written; whether it was."""
    payload = head_of(run) | {"error": run.error or "", "error_code": run.error_code}
    return publish_event_once(session, RUN_FAILED, subject_of(run), payload)


def record_end(session: Session, run: PipelineRun, outcome: Outcome, details: Mapping[str, object]) -> None:
    """Put the end of a run on the record."""
    head = {"kind": run.kind, "logical_date": str(run.logical_date), "attempt": run.attempt}
    entry = AuditEntry(
        "RUN",
        outcome=outcome,
        actor_label=run.trigger.lower().replace("_", " "),
        subject_type="pipeline_run",
        subject_id=str(run.id),
        details={**head, **details},
    )
    record(session, entry)
