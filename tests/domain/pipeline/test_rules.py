"""When runs are due in local time, and which of them are still wanted."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.pipeline.rules import (
    ABANDONED,
    Attempt,
    Due,
    can_backtest,
    date_to_run,
    due_nightly,
    due_policy_backtest,
    due_training,
    is_repeated,
    is_settled_by_schedule,
    is_wanted,
    may_serve,
    trigger_of,
)

SEOUL = ZoneInfo("Asia/Seoul")
BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "logical_date", "due_at"),
    [
        ("2024-03-09T17:00", date(2024, 3, 9), "2024-03-09T17:00"),  # 02:00 on 10 March in Seoul
        ("2024-03-09T16:59", date(2024, 3, 8), "2024-03-08T17:00"),
        ("2024-03-10T16:59", date(2024, 3, 9), "2024-03-09T17:00"),
    ],
)
def test_the_nightly_run_is_due_at_local_time_for_the_day_before(now: str, logical_date: date, due_at: str) -> None:
    assert due_nightly(utc(now), "02:00", SEOUL) == Due("NIGHTLY", logical_date, utc(due_at))


def test_a_time_that_the_clocks_skip_comes_once() -> None:
    """On 31 March 2024 Berlin's clocks go from 02:00 to 03:00 at 01:00 UTC; 02:30 falls at 01:30 UTC."""
    instants = [utc("2024-03-30T00:00") + timedelta(minutes=minute) for minute in range(3 * 24 * 60)]
    due = {due_nightly(instant, "02:30", BERLIN).due_at for instant in instants}
    assert sorted(due)[1:] == [utc("2024-03-30T01:30"), utc("2024-03-31T01:30"), utc("2024-04-01T00:30")]


def test_a_time_that_the_clocks_repeat_comes_once() -> None:
    """On 27 October 2024 Berlin has 02:30 twice, at 00:30 and 01:30 UTC; the first counts."""
    instants = [utc("2024-10-26T12:00") + timedelta(minutes=minute) for minute in range(36 * 60)]
    due = {due_nightly(instant, "02:30", BERLIN).due_at for instant in instants}
    assert sorted(due)[1:] == [utc("2024-10-27T00:30")]


@pytest.mark.parametrize(
    ("now", "logical_date", "due_at"),
    [
        ("2024-03-09T16:00", date(2024, 3, 9), "2024-03-09T16:00"),  # Sunday 10 March, 01:00 in Seoul
        ("2024-03-09T15:59", date(2024, 3, 2), "2024-03-02T16:00"),
        ("2024-03-10T23:00", date(2024, 3, 9), "2024-03-09T16:00"),  # Monday
        ("2024-03-15T23:00", date(2024, 3, 9), "2024-03-09T16:00"),
    ],
)
def test_training_and_the_policy_backtest_are_due_on_their_local_weekday(
    now: str, logical_date: date, due_at: str
) -> None:
    assert due_training(utc(now), 7, "01:00", SEOUL) == Due("TRAINING", logical_date, utc(due_at))
    assert due_policy_backtest(utc(now), 7, "01:00", SEOUL) == Due("POLICY_BACKTEST", logical_date, utc(due_at))


DUE = Due("NIGHTLY", date(2024, 3, 9), utc("2024-03-09T17:00"))
SOON = utc("2024-03-09T17:05")


def attempt(status: str, began: str, error: str | None = None, *, is_dead: bool = False) -> Attempt:
    return Attempt(status, utc(began), is_dead, error)


@pytest.mark.parametrize(
    ("attempts", "expected"),
    [
        ([], True),
        ([attempt("SUCCEEDED", "2024-03-09T17:01")], False),
        ([attempt("SUCCEEDED", "2024-03-09T12:00")], True),  # before it was due: later rows may have come
        ([attempt("FAILED", "2024-03-09T17:01", "There are no orders.")], False),
        ([attempt("FAILED", "2024-03-09T17:01", ABANDONED)], True),
        ([attempt("FAILED", "2024-03-09T17:01", ABANDONED)] * 2, True),
        ([attempt("FAILED", "2024-03-09T17:01", ABANDONED)] * 3, False),
        ([attempt("SUCCEEDED", "2024-03-09T17:00")], False),  # at the very moment
        ([attempt("RUNNING", "2024-03-09T17:01")], False),
        ([attempt("RUNNING", "2024-03-09T17:01", is_dead=True)], True),
    ],
)
def test_a_run_is_wanted_until_its_date_is_settled(attempts: list[Attempt], expected: bool) -> None:
    assert is_wanted(DUE, attempts, SOON, has_ever_succeeded=True) is expected


def test_only_an_installation_that_has_worked_catches_up() -> None:
    late = DUE.due_at + timedelta(hours=1, microseconds=1)
    assert trigger_of(DUE, SOON) == trigger_of(DUE, DUE.due_at + timedelta(hours=1)) == "SCHEDULE"
    assert trigger_of(DUE, late) == "CATCH_UP"
    assert is_wanted(DUE, [], SOON, has_ever_succeeded=False)
    assert not is_wanted(DUE, [], late, has_ever_succeeded=False)
    assert is_wanted(DUE, [], late, has_ever_succeeded=True)


@pytest.mark.parametrize(
    ("now", "expected"),
    [("2026-04-01T03:00", date(2026, 3, 31)), ("2026-04-01T15:30", date(2026, 4, 1))],  # midnight in Seoul is 15:00
)
def test_a_request_that_waited_past_midnight_is_for_the_day_that_ended(now: str, expected: date) -> None:
    assert date_to_run(date(2026, 3, 31), utc(now), SEOUL) == expected
    assert date_to_run(date(2026, 5, 1), utc(now), SEOUL) == date(2026, 5, 1)


def test_a_policy_backtest_needs_418_days() -> None:
    assert not can_backtest(None, date(2026, 3, 31))
    assert can_backtest(date(2026, 3, 31) - timedelta(days=418), date(2026, 3, 31))
    assert not can_backtest(date(2026, 3, 31) - timedelta(days=417), date(2026, 3, 31))


def test_only_a_person_turns_the_clock_back() -> None:
    day = date(2024, 3, 9)
    assert may_serve("SCHEDULE", day, None)
    assert may_serve("SCHEDULE", day, day)
    assert not may_serve("CATCH_UP", day, day + timedelta(days=1))
    assert may_serve("COMMAND", day, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("trigger", "errors", "expected"),
    [
        ("SCHEDULE", [ABANDONED], True),
        ("CATCH_UP", [ABANDONED, ABANDONED, "There are no orders."], True),
        ("SCHEDULE", [ABANDONED] * 3, False),
        ("CONSOLE", [ABANDONED], False),
    ],
)
def test_the_schedule_repeats_its_own_runs_that_vanished_three_times_at_most(
    trigger: str, errors: list[str], expected: bool
) -> None:
    attempts = [attempt("FAILED", "2024-03-09T17:01", error) for error in errors]
    assert is_repeated(trigger, attempts) is expected


@pytest.mark.parametrize(
    ("trigger", "runs", "expected"),
    [
        ("SCHEDULE", [], False),
        ("SCHEDULE", [("SUCCEEDED", "CATCH_UP")], True),
        ("CATCH_UP", [("FAILED", "SCHEDULE"), ("SUCCEEDED", "SCHEDULE")], True),
        ("SCHEDULE", [("FAILED", "SCHEDULE")], False),
        ("SCHEDULE", [("SUCCEEDED", "COMMAND")], False),  # a person's run does not replace the schedule's
        ("COMMAND", [("SUCCEEDED", "SCHEDULE")], False),
    ],
)
def test_only_the_schedule_is_settled_and_only_by_its_own_success(
    trigger: str, runs: list[tuple[str, str]], expected: bool
) -> None:
    assert is_settled_by_schedule(trigger, runs) is expected
