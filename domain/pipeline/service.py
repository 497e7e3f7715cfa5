"""The life of a run: begin, prove that it lives, record its steps, end it, and let readers see it.

The row in `jobs.pipeline_run` is the truth. Every change names the run's fencing token, so that a process that was
taken over can change nothing any more. Functions take an open session; the caller commits.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func
from sqlalchemy.orm import Session

from domain.pipeline import repository, rules
from domain.pipeline.endings import end_runs
from domain.pipeline.errors import AlreadyDoneError, LeaseLostError, RunInProgressError, RunUnderWayError
from domain.pipeline.lease import lease_end
from domain.pipeline.models import PipelineRun, PipelineStep

GRACE = timedelta(minutes=1)
"""How long the sweep leaves a run whose lease is over to a process that may only be slow."""


@dataclass(frozen=True, slots=True)
class Ownership:
    """Which run a process owns, by which token, and for how many seconds without a sign of life."""

    run_id: int
    fencing_token: int
    lease_seconds: int

    def sign_of_life(self) -> dict[str, object]:
        """A heartbeat and the lease that begins with it, by the database's clock."""
        return {"heartbeat_at": func.clock_timestamp(), "lease_until": lease_end(self.lease_seconds)}


def claim_runner(session: Session) -> None:
    """Become the one runner; the lock lasts as long as the session's connection.

    A runner that holds the lock but has shown no sign of life within its lease is disconnected and replaced.

    Raises:
        RunInProgressError: another process runs.
    """
    if repository.try_runner_lock(session):
        return
    run = repository.living_run(session)
    if run is None and repository.has_dead_run(session):
        repository.disconnect_runner(session)
        if repository.try_runner_lock(session):
            return
    raise RunInProgressError(_in_progress(run))


def _in_progress(run: PipelineRun | None) -> str:
    if run is None:
        return "Another run is just starting or ending; try again in a moment."
    return (
        f"Run {run.id} ({run.kind.lower()} for {run.logical_date}) is running (step {run.step or 'start'});"
        " wait for it, or stop the process that runs it."
    )


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a run failed: one of RUN_ERRORS, and the reason in one sentence."""

    code: str
    sentence: str


def has_vanished(session: Session) -> bool:
    """Whether a run claims to be running that has shown no sign of life for a while beyond its lease."""
    return repository.has_dead_run(session, GRACE)


def begin(
    session: Session,
    *,
    kind: str,
    logical_date: date,
    trigger: str,
    lease_seconds: int,
    now: datetime,
    code_version: str,
) -> tuple[PipelineRun, Ownership]:
    """Begin the next attempt at a logical date; the caller holds the runner's lock and has abandoned what vanished.

    A run that was requested and waits is the one that begins, whatever begins it; one for an earlier date gets it,
    since the newer run makes it superfluous.

    Raises:
        AlreadyDoneError: the schedule asks for a date that it has already brought to success.
    """
    repository.serialise_begins(session)
    if rules.is_settled_by_schedule(trigger, repository.outcomes(session, kind, logical_date)):
        raise AlreadyDoneError(f"The scheduled {kind.lower()} run for {logical_date} has already succeeded.")
    run = _requested(session, kind, logical_date) or _new(session, kind, logical_date, trigger)
    run.status, run.started_at = "RUNNING", now
    run.fencing_token, run.code_version = repository.next_fencing_token(session), code_version
    session.add(run)
    session.flush()
    own = Ownership(run.id, run.fencing_token, lease_seconds)
    _update(session, own, **own.sign_of_life())
    return run, own


def _requested(session: Session, kind: str, logical_date: date) -> PipelineRun | None:
    run = repository.requested_run(session, kind, logical_date)
    if run is not None and run.logical_date != logical_date:
        run.attempt = repository.next_attempt(session, kind, logical_date)
        run.logical_date = logical_date
    return run


def _new(session: Session, kind: str, logical_date: date, trigger: str) -> PipelineRun:
    attempt = repository.next_attempt(session, kind, logical_date)
    return PipelineRun(kind=kind, logical_date=logical_date, attempt=attempt, trigger=trigger, status="QUEUED")


def request_run(session: Session, kind: str, logical_date: date, now: datetime) -> PipelineRun:
    """Ask for a run; a worker begins it within seconds. Runs whose process ended don't prevent it: they end as failed.

    Raises:
        RunUnderWayError: a run waits or works already.
    """
    repository.serialise_begins(session)
    unfinished = repository.unfinished_run(session)
    if unfinished is not None:
        stage = (
            "is waiting for a worker"
            if unfinished.status == "QUEUED"
            else f"is running (step {unfinished.step or 'start'})"
        )
        raise RunUnderWayError(
            unfinished.id,
            f"Run {unfinished.id} ({unfinished.kind.lower()} for {unfinished.logical_date}) {stage}; wait for its end.",
        )
    end_runs(session, now, only_dead=True)
    run = _new(session, kind, logical_date, "API")
    session.add(run)
    session.flush()
    return run


def next_requested(session: Session) -> PipelineRun | None:
    """The run that a worker should begin now; None: none waits, or another run works."""
    if repository.living_run(session) is not None:
        return None
    return repository.oldest_requested_run(session)


def refuse_requested(session: Session, run: PipelineRun, failure: Failure, now: datetime) -> bool:
    """End a requested run that could not even begin, with the reason in one sentence.

    Returns:
        Whether it still waited; a run that has begun ends by itself.
    """
    waiting = repository.requested_run(session, run.kind, run.logical_date)
    if waiting is None or waiting.id != run.id:
        return False
    waiting.status, waiting.finished_at = "FAILED", now
    waiting.error, waiting.error_code = failure.sentence, failure.code
    session.flush()
    return True


def heartbeat(session: Session, own: Ownership) -> None:
    """Show a sign of life and extend the lease.

    Raises:
        LeaseLostError: the run is no longer ours.
    """
    _update(session, own, **own.sign_of_life())


def _update(session: Session, own: Ownership, **values: object) -> None:
    if not repository.update_owned(session, own.run_id, own.fencing_token, **values):
        raise LeaseLostError(f"Run {own.run_id} was taken over or ended by another process; this one stops.")


def start_step(session: Session, own: Ownership, position: int, name: str, now: datetime) -> None:
    """Record that a step begins.

    Raises:
        LeaseLostError: the run is no longer ours.
    """
    _update(session, own, step=name, **own.sign_of_life())
    session.add(PipelineStep(run_id=own.run_id, position=position, name=name, status="RUNNING", started_at=now))


def finish_step(
    session: Session,
    own: Ownership,
    position: int,
    *,
    counts: dict[str, int],
    warnings: list[dict[str, object]],
    data_until: date | None,
    now: datetime,
) -> None:
    """Record that a step is done, what it counted, what it warned of, and up to which day it found data if it looked.

    Raises:
        LeaseLostError: the run is no longer ours.
    """
    _update(session, own, **own.sign_of_life())
    step = repository.step(session, own.run_id, position)
    step.status, step.finished_at, step.counts = "SUCCEEDED", now, counts
    run = repository.locked_run(session, own.run_id)
    run.counts = run.counts | {f"{step.name}.{name}": value for name, value in counts.items()}
    run.warnings = [*run.warnings, *warnings]
    run.data_until = data_until or run.data_until


def succeed(session: Session, own: Ownership, now: datetime) -> bool:
    """End a run well; a nightly run becomes what readers see in the same transaction.

    Returns:
        Whether readers see this run now.

    Raises:
        LeaseLostError: the run is no longer ours, or a newer owner has already let readers see its own.
    """
    published = repository.locked_pointer(session)
    if published is not None and published.fencing_token > own.fencing_token:
        raise LeaseLostError(
            f"Run {own.run_id} is older than the published run {published.run_id}; it is not published."
        )
    _update(session, own, status="SUCCEEDED", step=None, finished_at=now, lease_until=None)
    run = repository.locked_run(session, own.run_id)
    published_date = published.logical_date if published is not None else None
    if run.kind != "NIGHTLY" or not rules.may_serve(run.trigger, run.logical_date, published_date):
        return False
    repository.point_readers_at(session, own.run_id, own.fencing_token, now)
    run.published_at = now
    return True


def fail(session: Session, own: Ownership, failure: Failure, now: datetime) -> None:
    """End a run badly, with the reason in one sentence; what readers see stays as it is.

    Raises:
        LeaseLostError: the run is no longer ours.
    """
    _update(
        session,
        own,
        status="FAILED",
        finished_at=now,
        lease_until=None,
        error=failure.sentence,
        error_code=failure.code,
    )
    repository.fail_open_steps(session, [own.run_id], now)


def is_wanted(session: Session, due: rules.Due, now: datetime) -> bool:
    """Whether the schedule should begin a run now."""
    return rules.is_wanted(
        due,
        repository.attempts(session, due.kind, due.logical_date),
        now,
        has_ever_succeeded=repository.has_succeeded(session, due.kind),
    )
