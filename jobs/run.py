"""The frame of every run: one runner, numbered attempts, timed steps, evidence, and an end that is always recorded."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from analytics.transform.errors import CheckError
from domain.alerts.service import notify_run_finished
from domain.audit.rules import Outcome
from domain.pipeline import repository, service
from domain.pipeline.endings import end_runs, record_end
from domain.pipeline.errors import LeaseLostError, RunInProgressError
from domain.pipeline.models import PipelineRun
from domain.pipeline.service import Failure, Ownership
from jobs.lease import Heartbeat, runner
from kit.clock import Clock, utc_now
from kit.errors import FaultError, InputError, JaegoError
from kit.redaction import redacted
from kit.version import code_version

LEASE_SECONDS = 60
RUNS_FOLDER = "runs"
log = structlog.get_logger(__name__)


class Report(Protocol):
    """Shows the progress of a piece of work."""

    def __call__(self, label: str, done: int, total: int | None = None, unit: str = "") -> None:
        """Say that `done` of `total` units of the work called `label` are done."""


class RunFailedError(FaultError):
    """A step failed for a reason that is not a sentence for people; the traceback is in the run's `error.log`."""


@dataclass(slots=True)
class RunContext:
    """What a step knows: the run, its date, where its evidence goes, and what earlier steps left in `results`.

    A step that has looked at the orders sets `data_until`, the last business day that has any.
    """

    run_id: int
    attempt: int
    kind: str
    logical_date: date
    trigger: str
    evidence: Path
    report: Report
    results: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, object]] = field(default_factory=list)
    data_until: date | None = None

    def warn(self, code: str, message: str, **numbers: object) -> None:
        """Record a warning about this run, which continues."""
        log.warning("run_warning", run_id=self.run_id, code=code, message=message, **numbers)
        self.warnings.append({"code": code, "message": message, **numbers})


BeforePublication = Callable[[Session, RunContext], None]


@dataclass(frozen=True, slots=True)
class Step:
    """One named step; its function returns what it counted."""

    name: str
    run: Callable[[RunContext], dict[str, int]]


@dataclass(frozen=True, slots=True)
class StepResult:
    """How long a step took, and what it counted."""

    name: str
    seconds: float
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a finished run did."""

    run_id: int
    kind: str
    logical_date: date
    attempt: int
    is_published: bool
    seconds: float
    steps: list[StepResult]
    warnings: list[dict[str, object]]

    def as_json(self) -> dict[str, object]:
        """The result for scripts; counts are also gathered under `<step>.<name>`."""
        steps = [{"name": s.name, "seconds": round(s.seconds, 3), "counts": s.counts} for s in self.steps]
        return {
            "run_id": self.run_id,
            "kind": self.kind,
            "logical_date": self.logical_date.isoformat(),
            "attempt": self.attempt,
            "status": "SUCCEEDED",
            "published": self.is_published,
            "seconds": round(self.seconds, 3),
            "counts": {f"{s.name}.{name}": value for s in self.steps for name, value in s.counts.items()},
            "steps": steps,
            "warnings": self.warnings,
        }


def run_steps(
    engine: Engine,
    *,
    kind: str,
    logical_date: date,
    trigger: str,
    home: Path,
    steps: Sequence[Step],
    report: Report,
    before_publication: BeforePublication | None = None,
    lease_seconds: int = LEASE_SECONDS,
    clock: Clock = utc_now,
) -> RunResult:
    """Run the steps as one attempt at a logical date; a nightly run that succeeds becomes what readers see.

    Each step's start, end and counts are recorded as it goes, in transactions of their own. Evidence goes to
    `home/runs/<run_id>/`. `before_publication` is called in the transaction that lets readers see the run.

    Raises:
        RunInProgressError: another process runs.
        AlreadyDoneError: a scheduled run of this date has already succeeded.
        LeaseLostError: the run was taken over meanwhile; it has published nothing.
        JaegoError: a step refused its input or met a fault; the run is marked as failed with the error's sentence.
        RunFailedError: a step broke otherwise; the run is marked as failed.
    """
    with runner(engine):
        _settle_vanished(engine, clock)
        with Session(engine) as session, session.begin():
            run, own = service.begin(
                session,
                kind=kind,
                logical_date=logical_date,
                trigger=trigger,
                lease_seconds=lease_seconds,
                now=clock(),
                code_version=code_version(),
            )
            context = RunContext(
                run.id, run.attempt, kind, logical_date, run.trigger, home / RUNS_FOLDER / str(run.id), report
            )
        context.evidence.mkdir(parents=True, exist_ok=True)
        with structlog.contextvars.bound_contextvars(run_id=own.run_id):
            return _Attempt(engine, own, context, clock, before_publication).perform(steps)


def sweep(engine: Engine, clock: Clock) -> None:
    """End runs whose process vanished, so that they are reported also when no further attempt is due."""
    with Session(engine) as session:
        if not service.has_vanished(session):
            return
    try:
        with runner(engine):
            _settle_vanished(engine, clock)
    except RunInProgressError as reason:
        log.info("vanished_run_not_settled", reason=str(reason))  # by another process, or at the next look


def failure_of(error: BaseException, sentence: str) -> Failure:
    """The code of a failed run, in addition to the sentence."""
    if isinstance(error, CheckError):
        return Failure("CHECK_FAILED", sentence)
    if isinstance(error, JaegoError):
        return Failure("INPUT_REFUSED" if isinstance(error, InputError) else "FAULT", sentence)
    return Failure("BROKEN" if isinstance(error, Exception) else "INTERRUPTED", sentence)


def refuse(engine: Engine, run: PipelineRun, error: JaegoError, clock: Clock) -> None:
    """Put a requested run that could not even begin on the record as failed, and report it."""
    with Session(engine) as session, session.begin():
        sentence = redacted(str(error))
        if service.refuse_requested(session, run, failure_of(error, sentence), clock()):
            notify_run_finished(session, run.id)
            record_end(session, run, "FAILED", {"error": sentence})


def _settle_vanished(engine: Engine, clock: Clock) -> None:
    """Put runs that vanished on the record; the caller is the one runner, so none of them is running."""
    with Session(engine) as session, session.begin():
        end_runs(session, clock(), only_dead=False)


class _Attempt:
    def __init__(
        self,
        engine: Engine,
        own: Ownership,
        context: RunContext,
        clock: Clock,
        before_publication: BeforePublication | None,
    ) -> None:
        self._engine = engine
        self._own = own
        self._context = context
        self._clock = clock
        self._before_publication = before_publication

    def perform(self, steps: Sequence[Step]) -> RunResult:
        context = self._context
        began = self._clock()
        log.info("run_started", kind=context.kind, logical_date=str(context.logical_date), attempt=context.attempt)
        try:
            with Heartbeat(self._engine, self._own) as pulse:
                done = [self._step(position, len(steps), step, pulse) for position, step in enumerate(steps)]
            with Session(self._engine) as session, session.begin():
                is_published = service.succeed(session, self._own, self._clock())
                if is_published and self._before_publication is not None:
                    self._before_publication(session, context)
                self._tell(session, "DONE", {"published": is_published})
        except LeaseLostError:
            log.exception("run_lost")  # the row belongs to somebody else: it stays as they left it
            raise
        except JaegoError as error:
            self._fail(redacted(str(error)), error)
            raise
        except Exception as error:
            raise RunFailedError(self._fail(self._sentence(error), error)) from error
        except BaseException as error:  # Ctrl-C and the like
            self._fail(f"The run was interrupted ({type(error).__name__}).", error)
            raise
        seconds = (self._clock() - began).total_seconds()
        log.info("run_succeeded", seconds=round(seconds, 1), published=is_published)
        return RunResult(
            context.run_id,
            context.kind,
            context.logical_date,
            context.attempt,
            is_published,
            seconds,
            done,
            context.warnings,
        )

    def _step(self, position: int, total: int, step: Step, pulse: Heartbeat) -> StepResult:
        pulse.check()
        began = self._clock()
        with Session(self._engine) as session, session.begin():
            service.start_step(session, self._own, position, step.name, began)
        self._context.report("run", position, total, "steps")
        known_warnings = len(self._context.warnings)
        counts = step.run(self._context)
        pulse.check()
        ended = self._clock()
        with Session(self._engine) as session, session.begin():
            fresh = [{"step": step.name, **warning} for warning in self._context.warnings[known_warnings:]]
            service.finish_step(
                session,
                self._own,
                position,
                counts=counts,
                warnings=fresh,
                data_until=self._context.data_until,
                now=ended,
            )
        seconds = (ended - began).total_seconds()
        log.info("step_succeeded", step=step.name, seconds=round(seconds, 2), **counts)
        return StepResult(step.name, seconds, counts)

    def _tell(self, session: Session, outcome: Outcome, details: dict[str, object]) -> None:
        """Notify users of the end, and put it on the record, in the transaction that ends the run."""
        notify_run_finished(session, self._context.run_id)
        record_end(session, repository.locked_run(session, self._context.run_id), outcome, details)

    def _sentence(self, error: Exception) -> str:
        first = (redacted(str(error)).strip().splitlines() or ["no message"])[0]
        return f"{type(error).__name__}: {first[:500]}; see {self._context.evidence / 'error.log'}."

    def _fail(self, sentence: str, error: BaseException) -> str:
        log.error("run_failed", error=sentence)
        try:
            (self._context.evidence / "error.log").write_text(
                redacted("".join(traceback.format_exception(error))), "utf-8"
            )
        except OSError:
            log.exception("traceback_not_kept")  # a full disk must not keep the end from being recorded
        try:
            with Session(self._engine) as session, session.begin():
                service.fail(session, self._own, failure_of(error, sentence), self._clock())
                self._tell(session, "FAILED", {"error": sentence})
        except (DBAPIError, LeaseLostError):
            # The original error is the one to report; the next run marks this one as ended without finishing.
            log.warning("failure_not_recorded", exc_info=True)
        return sentence
