"""What runs when. Once a minute the worker looks for a run that is due and has not been started.

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
from domain.sales.repository import first_order_date
from jobs.run import RunResult, sweep
from kit.clock import Clock
from kit.errors import JaegoError
from kit.settings import Settings

Runner = Callable[[date, str], RunResult]
EXPIRES_SECONDS = 50  # a poll that waited behind a long run is of no use: the next minute brings another
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Schedule:
    """The settings that say when runs are due."""

    nightly_at: str
    training_weekday: int
    training_at: str
    policy_backtest_weekday: int
    policy_backtest_at: str
    zone: ZoneInfo

    @classmethod
    def of(cls, settings: Settings) -> "Schedule":
        """Take the schedule out of the settings."""
        return cls(
            settings.nightly_at,
            settings.training_weekday,
            settings.training_at,
            settings.policy_backtest_weekday,
            settings.policy_backtest_at,
            settings.zone,
        )

    def due(self, now: datetime) -> list[rules.Due]:
        """The latest runs that should have begun, training first: the nightly run uses what it trains."""
        return [
            rules.due_training(now, self.training_weekday, self.training_at, self.zone),
            rules.due_nightly(now, self.nightly_at, self.zone),
            rules.due_policy_backtest(now, self.policy_backtest_weekday, self.policy_backtest_at, self.zone),
        ]


def start_due_runs(engine: Engine, schedule: Schedule, runners: Mapping[str, Runner], clock: Clock) -> list[rules.Due]:
    """Run what is due and wanted, one after the other; a run that fails is logged and recorded, and the next one goes.

    After each run, which may have taken hours, what is due is asked again.

    Args:
        engine: the database.
        schedule: when runs are due.
        runners: by kind, the function that runs a logical date with a trigger.
        clock: returns the present instant.

    Returns:
        What was begun.
    """
    sweep(engine, clock)
    begun: list[rules.Due] = []
    tried: set[rules.Due] = set()
    while (due := _next_due(engine, schedule, clock(), tried)) is not None:
        tried.add(due)
        if _run(due, rules.trigger_of(due, clock()), runners[due.kind]):
            begun.append(due)
    return begun


def _next_due(engine: Engine, schedule: Schedule, now: datetime, tried: set[rules.Due]) -> rules.Due | None:
    """The first of what is due at the moment that is wanted and was not tried yet."""
    with Session(engine) as session:
        wanted = (due for due in schedule.due(now) if due not in tried and _is_wanted(session, due, schedule.zone, now))
        return next(wanted, None)


def _is_wanted(session: Session, due: rules.Due, zone: ZoneInfo, now: datetime) -> bool:
    first_date = first_order_date(session, zone)
    if first_date is None or first_date > due.logical_date:  # a shop without orders has nothing to compute
        return False
    if due.kind == "POLICY_BACKTEST" and not rules.can_backtest(first_date, due.logical_date):
        return False
    return service.is_wanted(session, due, now)


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
    """Poll for due runs every minute, by the queue's clock."""

    def poll() -> None:
        start_due_runs(engine, schedule, runners, clock)

    queue.periodic_task(crontab(), name="start_due_runs", expires=EXPIRES_SECONDS)(poll)
