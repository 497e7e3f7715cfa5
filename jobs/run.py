"""The frame of every run: one runner, numbered attempts, timed steps, evidence, and an end that is always recorded."""

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
from kit.progress import Progress
from kit.redaction import redacted
from kit.version import code_version
from planning.evidence import RUNS_FOLDER
from planning.steps import Done, Result, Work

LEASE_SECONDS = 60
log = structlog.get_logger(__name__)


class RunFailedError(FaultError):
    """A step failed for a reason that is not a sentence for people; the traceback is in the run's `error.log`."""


BeforePublication = Callable[[Session, int], None]


@dataclass(frozen=True, slots=True)
class RunSpec:
    """What kind of run for which date, what started it, and the home whose folder `runs/` takes its evidence."""

    kind: str
    logical_date: date
    trigger: str
    home: Path


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
    spec: RunSpec,
    work: Work,
    report: Progress,
    *,
    before_publication: BeforePublication | None = None,
    lease_seconds: int = LEASE_SECONDS,
    clock: Clock = utc_now,
) -> RunResult:
    """Run the steps as one attempt at a logical date; a nightly run that succeeds becomes what readers see.

    Each step's start, end and counts are recorded as it goes, in transactions of their own. Evidence goes to
    `home/runs/<run_id>/`. `before_publication` is called with the run's id in the transaction that lets
    readers see it.

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
                kind=spec.kind,
                logical_date=spec.logical_date,
                trigger=spec.trigger,
                lease_seconds=lease_seconds,
                now=clock(),
                code_version=code_version(),
            )
            attempt = run.attempt
        evidence = spec.home / RUNS_FOLDER / str(own.run_id)
        evidence.mkdir(parents=True, exist_ok=True)
        with structlog.contextvars.bound_contextvars(run_id=own.run_id):
            log.info("run_started", kind=spec.kind, logical_date=str(spec.logical_date), attempt=attempt)
            began = clock()
            done = _Attempt(engine, own, work.steps, evidence=evidence, report=report, clock=clock)
            is_published = done.perform(work, before_publication)
            seconds = (clock() - began).total_seconds()
            log.info("run_succeeded", seconds=round(seconds, 1), published=is_published)
        return RunResult(
            own.run_id, spec.kind, spec.logical_date, attempt, is_published, seconds, done.steps, done.warnings
        )


def sweep(engine: Engine, clock: Clock) -> None:
    """End runs whose process vanished, so that they are reported also when no further attempt is due."""
    with Session(engine) as session:
        if not service.has_vanished(session):
            return
    try:
        with runner(engine):
            _settle_vanished(engine, clock)
    except RunInProgressError as reason:
        log.info("vanished_run_not_settled", reason=str(reason))  # by another process, or at the next poll


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
    """One attempt as its steps see it (`planning.steps.Run`): it times and records them, and always records the end."""

    def __init__(
        self, engine: Engine, own: Ownership, names: Sequence[str], *, evidence: Path, report: Progress, clock: Clock
    ) -> None:
        self.run_id = own.run_id
        self.evidence = evidence
        self.report = report
        self.steps: list[StepResult] = []
        self.warnings: list[dict[str, object]] = []
        self._engine, self._own, self._names, self._clock = engine, own, names, clock
        self._pulse = Heartbeat(engine, own)

    def perform(self, work: Work, before_publication: BeforePublication | None) -> bool:
        """Perform all steps and end the run; whether readers see it now."""
        try:
            with self._pulse:
                work.perform(self)
            with Session(self._engine) as session, session.begin():
                is_published = service.succeed(session, self._own, self._clock())
                if is_published and before_publication is not None:
                    before_publication(session, self.run_id)
                self._record_end(session, "DONE", {"published": is_published})
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
        return is_published

    def step(self, name: str, work: Callable[[], Done[Result]]) -> Result:
        """Perform a step between the records of its start and its end."""
        self._pulse.check()
        began, position = self._clock(), self._names.index(name)
        with Session(self._engine) as session, session.begin():
            service.start_step(session, self._own, position, name, began)
        self.report("run", position, len(self._names), "steps")
        done = work()
        for warning in done.warnings:
            log.warning("run_warning", code=warning.code, message=warning.message, **warning.numbers)
        warnings = [{"code": warning.code, "message": warning.message, **warning.numbers} for warning in done.warnings]
        self._pulse.check()
        ended, counts = self._clock(), dict(done.counts)
        with Session(self._engine) as session, session.begin():
            service.finish_step(
                session,
                self._own,
                position,
                counts=counts,
                warnings=[{"step": name, **warning} for warning in warnings],
                data_until=done.data_until,
                now=ended,
            )
        seconds = (ended - began).total_seconds()
        log.info("step_succeeded", step=name, seconds=round(seconds, 2), **counts)
        self.steps.append(StepResult(name, seconds, counts))
        self.warnings += warnings
        return done.result

    def _record_end(self, session: Session, outcome: Outcome, details: dict[str, object]) -> None:
        """Notify users of the end, and put it on the record, in the transaction that ends the run."""
        notify_run_finished(session, self.run_id)
        record_end(session, repository.locked_run(session, self.run_id), outcome, details)

    def _sentence(self, error: Exception) -> str:
        first = (redacted(str(error)).strip().splitlines() or ["no message"])[0]
        return f"{type(error).__name__}: {first[:500]}; see {self.evidence / 'error.log'}."

    def _fail(self, sentence: str, error: BaseException) -> str:
        log.error("run_failed", error=sentence)
        try:
            (self.evidence / "error.log").write_text(redacted("".join(traceback.format_exception(error))), "utf-8")
        except OSError:
            log.exception("traceback_not_kept")  # a full disk must not keep the end from being recorded
        try:
            with Session(self._engine) as session, session.begin():
                service.fail(session, self._own, failure_of(error, sentence), self._clock())
                self._record_end(session, "FAILED", {"error": sentence})
        except (DBAPIError, LeaseLostError):
            # The original error is the one to report; the next run marks this one as ended without finishing.
            log.warning("failure_not_recorded", exc_info=True)
        return sentence
