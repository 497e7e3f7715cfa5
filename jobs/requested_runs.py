"""Runs requested by users: a worker polls every two seconds, so that they start without waiting for the next minute."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.pipeline import service
from domain.pipeline.errors import RunInProgressError
from domain.pipeline.rules import date_to_run
from jobs.run import refuse
from jobs.schedule import Runner
from kit.clock import Clock
from kit.errors import JaegoError

POLL_SECONDS = 2.0
log = structlog.get_logger(__name__)


def start_requested_run(engine: Engine, runners: Mapping[str, Runner], zone: ZoneInfo, clock: Clock) -> bool:
    """Run what was asked for and waits, if no other run works; a run that fails is logged and recorded.

    A run that has waited past midnight is run for the business day that has ended meanwhile.

    Args:
        engine: the database.
        runners: by kind, the function that runs a logical date with a trigger.
        zone: where business days are cut.
        clock: returns the present instant.

    Returns:
        Whether a run was begun.
    """
    with Session(engine, expire_on_commit=False) as session:
        run = service.next_requested(session)
    if run is None:
        return False
    logical_date = date_to_run(run.logical_date, clock(), zone)
    entry = log.bind(run_id=run.id, kind=run.kind, logical_date=str(logical_date))
    try:
        result = runners[run.kind](logical_date, run.trigger)
    except RunInProgressError as reason:
        entry.info("requested_run_not_begun", reason=str(reason))  # it goes on waiting
        return False
    except JaegoError as error:
        entry.error("requested_run_failed", error=str(error))
        refuse(engine, run, error, clock)
    else:
        entry.info("requested_run_succeeded", published=result.is_published)
    return True


@contextmanager
def requested_runs(engine: Engine, runners: Mapping[str, Runner], zone: ZoneInfo, clock: Clock) -> Iterator[None]:
    """Begin runs that are asked for, in a thread of their own, for as long as the block lasts.

    The run under way is finished first. What goes wrong is logged, and the next poll follows.
    """
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL_SECONDS):
            try:
                start_requested_run(engine, runners, zone, clock)
            except Exception:
                log.warning("requested_runs_not_polled", exc_info=True)

    thread = threading.Thread(target=poll, name="requested-runs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
