"""What runs when. Once a minute the worker looks for a run that is due and has not been had.

Times are local to `JAEGO_TIMEZONE`; Huey's own crontab knows UTC only, and forgets what fell due while no worker ran.
Of several missed dates the latest is caught up: every run reads the whole history, so it covers the earlier ones.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import structlog
from huey import PostgresHuey, crontab
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.pipeline import rules, service
from domain.pipeline.errors import AlreadyDoneError, RunInProgressError
from jobs.run import RunResult, sweep
from kit.clock import Clock
from kit.errors import JaegoError
from kit.settings import Settings

Runner = Callable[[date, str], RunResult]
EXPIRES_SECONDS = 50  # a look that waited behind a long run is of no use: the next minute brings another
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The settings that say when runs are due."""

    nightly_at: str
    training_weekday: int
    training_at: str
    zone: ZoneInfo

    @classmethod
    def of(cls, settings: Settings) -> "Schedule":
        """Take the schedule out of the settings."""
        return cls(settings.nightly_at, settings.training_weekday, settings.training_at, settings.zone)

    def due(self, now: datetime) -> list[rules.Due]:
        """The latest runs that should have begun, training first: the nightly run uses what it trains."""
        training = rules.due_training(now, self.training_weekday, self.training_at, self.zone)
        return [training, rules.due_nightly(now, self.nightly_at, self.zone)]


def start_due_runs(engine: Engine, schedule: Schedule, runners: Mapping[str, Runner], clock: Clock) -> list[rules.Due]:
    """Run what is due and wanted, one after the other; a run that fails is logged and recorded, and the next one goes.

    Args:
        engine: the database.
        schedule: when runs are due.
        runners: by kind, the function that runs a logical date with a trigger.
        clock: tells the present instant.

    Returns:
        What was begun.
    """
    sweep(engine, clock)
    begun = []
    for due in schedule.due(clock()):
        now = clock()
        with Session(engine) as session:
            is_wanted = service.is_wanted(session, due, now)
        if is_wanted and _run(due, rules.trigger_of(due, now), runners[due.kind]):
            begun.append(due)
    return begun


def _run(due: rules.Due, trigger: str, runner: Runner) -> bool:
    entry = log.bind(kind=due.kind, logical_date=str(due.logical_date), trigger=trigger)
    try:
        result = runner(due.logical_date, trigger)
    except (AlreadyDoneError, RunInProgressError) as reason:
        entry.info("scheduled_run_not_begun", reason=str(reason))
        return False
    except JaegoError as error:
        entry.error("scheduled_run_failed", error=str(error))
    except Exception:  # noqa: BLE001 the job edge: logged whole, recorded in the row, and the worker lives on
        entry.exception("scheduled_run_failed")
    else:
        entry.info("scheduled_run_succeeded", run_id=result.run_id, published=result.is_published)
    return True


def register(
    queue: PostgresHuey, engine: Engine, schedule: Schedule, runners: Mapping[str, Runner], clock: Clock
) -> None:
    """Put the look for due runs on the queue's clock, every minute."""

    def look_for_due_runs() -> None:
        start_due_runs(engine, schedule, runners, clock)

    queue.periodic_task(crontab(), name="start_due_runs", expires=EXPIRES_SECONDS)(look_for_due_runs)
