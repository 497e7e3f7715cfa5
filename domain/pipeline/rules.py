"""Decisions about runs, without input or output: numbering, leases, what is due, what readers may see."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from kit.clock import business_day

ABANDONED = "The process ended without finishing."
MAX_ATTEMPTS = 3
ON_TIME = timedelta(hours=1)
BY_SCHEDULE = ("SCHEDULE", "CATCH_UP")
SIMULATED_DAYS, WARM_UP_DAYS = 182, 56
MIN_HISTORY_DAYS = 180
"""What a policy backtest needs: days that it counts, days simulated before them, and days to learn from."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a logical date, as the schedule sees it."""

    status: str
    started_at: datetime
    is_dead: bool
    error: str | None


@dataclass(frozen=True, slots=True)
class Due:
    """What the schedule asks for: the run of `logical_date`, wanted since `due_at` (UTC)."""

    kind: str
    logical_date: date
    due_at: datetime


def due_nightly(now: datetime, at: str, zone: ZoneInfo) -> Due:
    """Return the latest nightly run that should have begun by `now`: for the business day before its local day.

    Local time decides, so a wall-clock time that a change of the clocks skips or repeats comes exactly once.
    """
    day = _last_occurrence(now, at, zone)
    return Due("NIGHTLY", day - timedelta(days=1), _instant(day, at, zone))


def due_training(now: datetime, weekday: int, at: str, zone: ZoneInfo) -> Due:
    """Return the latest weekly training that should have begun by `now` (ISO weekday, 1 is Monday)."""
    return _due_weekly("TRAINING", now, weekday, at, zone)


def due_policy_backtest(now: datetime, weekday: int, at: str, zone: ZoneInfo) -> Due:
    """Return the latest weekly policy backtest that should have begun by `now` (ISO weekday, 1 is Monday)."""
    return _due_weekly("POLICY_BACKTEST", now, weekday, at, zone)


def _due_weekly(kind: str, now: datetime, weekday: int, at: str, zone: ZoneInfo) -> Due:
    day = _last_occurrence(now, at, zone)
    while day.isoweekday() != weekday:
        day -= timedelta(days=1)
    return Due(kind, day - timedelta(days=1), _instant(day, at, zone))


def can_backtest(first_date: date | None, logical_date: date) -> bool:
    """Whether data that begin on `first_date` suffice for a policy backtest up to `logical_date`."""
    needed = timedelta(days=SIMULATED_DAYS + WARM_UP_DAYS + MIN_HISTORY_DAYS)
    return first_date is not None and first_date + needed <= logical_date


def last_whole_day(now: datetime, zone: ZoneInfo) -> date:
    """Return the last business day that has ended."""
    return business_day(now, zone) - timedelta(days=1)


def date_to_run(requested: date, now: datetime, zone: ZoneInfo) -> date:
    """Return the date that a requested run computes: the last whole day as it begins, if it waited past midnight."""
    return max(requested, last_whole_day(now, zone))


def _last_occurrence(now: datetime, at: str, zone: ZoneInfo) -> date:
    day = business_day(now, zone)
    return day if _instant(day, at, zone) <= now else day - timedelta(days=1)


def _instant(day: date, at: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), zone).astimezone(ZoneInfo("UTC"))


def trigger_of(due: Due, now: datetime) -> str:
    """Name the trigger: on time by the schedule, or caught up after a time without a worker."""
    return "SCHEDULE" if now - due.due_at <= ON_TIME else "CATCH_UP"


def is_wanted(due: Due, attempts: Sequence[Attempt], now: datetime, *, has_ever_succeeded: bool) -> bool:
    """Decide whether the schedule begins a run.

    A success or a failure with a reason since the due time settles the date; a process that vanished is followed by
    another attempt, `MAX_ATTEMPTS` at most. A late date is caught up only where the kind has worked before, so that
    a new, still empty installation is left alone until its first due time.
    """
    if trigger_of(due, now) == "CATCH_UP" and not has_ever_succeeded:
        return False
    since = [attempt for attempt in attempts if attempt.started_at >= due.due_at]
    return len(since) < MAX_ATTEMPTS and all(_vanished(attempt) for attempt in since)


def _vanished(attempt: Attempt) -> bool:
    return attempt.is_dead or (attempt.status == "FAILED" and attempt.error == ABANDONED)


def is_repeated(trigger: str, attempts: Sequence[Attempt]) -> bool:
    """Whether the schedule follows up an attempt that vanished; `attempts`: all at its date, it among them."""
    vanished = sum(attempt.error == ABANDONED for attempt in attempts)
    return trigger in BY_SCHEDULE and vanished < MAX_ATTEMPTS


def is_settled_by_schedule(trigger: str, statuses_and_triggers: Sequence[tuple[str, str]]) -> bool:
    """Whether a scheduled run would repeat one that the schedule already brought to success."""
    return trigger in BY_SCHEDULE and any(s == "SUCCEEDED" and t in BY_SCHEDULE for s, t in statuses_and_triggers)


def may_serve(trigger: str, logical_date: date, served_date: date | None) -> bool:
    """Whether a finished nightly run becomes what readers see.

    A run of the command line does, also for an earlier date; schedule and console never go back in time.
    """
    return trigger == "COMMAND" or served_date is None or logical_date >= served_date
