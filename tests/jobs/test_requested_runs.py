"""Runs that people ask for are begun by the worker, one at a time, and always end on the record."""

import threading
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.pipeline.errors import RunUnderWayError
from domain.pipeline.rules import ABANDONED
from domain.pipeline.service import begin, request_run
from jobs.lease import runner
from jobs.requested_runs import requested_runs, start_requested_run
from jobs.run import RunResult
from jobs.schedule import Runner
from kit.errors import InputError
from planning.steps import Run
from tests.factories.runs import Step
from tests.jobs.test_schedule import SEOUL, count_products, make_runners, refuse

NOW = datetime(2026, 4, 1, 3, tzinfo=UTC)
DAY = date(2026, 3, 31)


def clock() -> datetime:
    return NOW


def ask(engine: Engine, day: date = DAY) -> int:
    with Session(engine) as session, session.begin():
        return request_run(session, "NIGHTLY", day, NOW).id


def runs(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = text("select id, attempt, trigger, status, error from jobs.pipeline_run order by id")
        return [tuple(row) for row in connection.execute(query)]


@pytest.fixture
def runners(engine: Engine, tmp_path: Path) -> dict[str, Runner]:
    return make_runners(engine, tmp_path, NOW, count_products(engine))


def test_the_row_that_was_asked_for_is_the_one_that_runs(engine: Engine, runners: dict[str, Runner]) -> None:
    assert start_requested_run(engine, runners, SEOUL, clock) is False
    run_id = ask(engine)
    assert runs(engine) == [(run_id, 1, "API", "QUEUED", None)]
    assert start_requested_run(engine, runners, SEOUL, clock) is True
    assert runs(engine) == [(run_id, 1, "API", "SUCCEEDED", None)]
    assert start_requested_run(engine, runners, SEOUL, clock) is False
    with engine.connect() as connection:
        assert connection.scalar(text("select run_id from jobs.published_run")) == run_id


def test_one_run_waits_or_works_at_a_time(engine: Engine, runners: dict[str, Runner]) -> None:
    first = ask(engine)
    with pytest.raises(
        RunUnderWayError, match=rf"Run {first} \(nightly for 2026-03-31\) is waiting for a worker"
    ) as refused:
        ask(engine, date(2026, 3, 30))
    assert refused.value.run_id == first
    start_requested_run(engine, runners, SEOUL, clock)
    assert ask(engine) == runs(engine)[-1][0]
    assert runs(engine)[-1][1] == 2


def test_who_else_begins_the_date_begins_the_requested_run(engine: Engine, runners: dict[str, Runner]) -> None:
    run_id = ask(engine)
    assert runners["NIGHTLY"](DAY, "SCHEDULE").run_id == run_id
    assert runs(engine) == [(run_id, 1, "API", "SUCCEEDED", None)]


def test_a_request_waits_while_another_process_runs(engine: Engine, runners: dict[str, Runner]) -> None:
    run_id = ask(engine)
    with runner(engine):
        assert start_requested_run(engine, runners, SEOUL, clock) is False
    assert runs(engine) == [(run_id, 1, "API", "QUEUED", None)]


def kill(engine: Engine) -> None:
    """The process of the run under way ends without a word, longer ago than its lease."""
    with engine.begin() as connection:
        query = "update jobs.pipeline_run set lease_until = now() - interval '1 second' where status = 'RUNNING'"
        connection.execute(text(query))


def begin_without_end(engine: Engine, day: date, kind: str = "NIGHTLY") -> int:
    with Session(engine) as session, session.begin():
        run, _ = begin(
            session, kind=kind, logical_date=day, trigger="COMMAND", lease_seconds=60, now=NOW, code_version="test"
        )
        return run.id


def test_a_dead_run_of_the_same_date_is_no_obstacle(engine: Engine, runners: dict[str, Runner]) -> None:
    dead = begin_without_end(engine, DAY)
    with pytest.raises(RunUnderWayError, match=f"Run {dead} .* is running .step start"):
        ask(engine)
    kill(engine)
    asked = ask(engine)
    assert runs(engine) == [(dead, 1, "COMMAND", "FAILED", ABANDONED), (asked, 2, "API", "QUEUED", None)]
    with engine.connect() as connection:
        told = connection.scalars(text("select payload ->> 'run_id' from app.outbox where event_type = 'RUN_FAILED'"))
        assert told.all() == [str(dead)]
        entered = connection.scalars(text("select subject_id from audit.audit_logs where action = 'RUN'"))
        assert entered.all() == [str(dead)]
    assert start_requested_run(engine, runners, SEOUL, clock) is True
    assert runs(engine)[-1] == (asked, 2, "API", "SUCCEEDED", None)


def test_a_run_that_died_while_a_request_waited_does_not_hold_it_up(engine: Engine, runners: dict[str, Runner]) -> None:
    asked = ask(engine)
    dead = begin_without_end(engine, date(2026, 3, 30), kind="TRAINING")
    assert start_requested_run(engine, runners, SEOUL, clock) is False
    kill(engine)
    assert start_requested_run(engine, runners, SEOUL, clock) is True
    assert [row[::3] for row in runs(engine)] == [(asked, "SUCCEEDED"), (dead, "FAILED")]


def dates(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = text("select id, logical_date, attempt, status from jobs.pipeline_run order by id")
        return [tuple(row) for row in connection.execute(query)]


def test_a_request_that_waited_past_midnight_computes_the_newer_day_alone(engine: Engine, tmp_path: Path) -> None:
    run_id = ask(engine)
    later = NOW + timedelta(days=1)
    runners = make_runners(engine, tmp_path, later, count_products(engine))
    assert start_requested_run(engine, runners, SEOUL, lambda: later) is True
    assert start_requested_run(engine, runners, SEOUL, lambda: later) is False
    assert dates(engine) == [(run_id, date(2026, 4, 1), 1, "SUCCEEDED")]


def test_a_scheduled_night_of_a_newer_day_is_the_one_that_was_asked_for(
    engine: Engine, runners: dict[str, Runner]
) -> None:
    run_id = ask(engine)
    assert runners["NIGHTLY"](date(2026, 4, 1), "SCHEDULE").run_id == run_id
    assert start_requested_run(engine, runners, SEOUL, clock) is False
    assert dates(engine) == [(run_id, date(2026, 4, 1), 1, "SUCCEEDED")]


def test_a_night_of_an_earlier_day_leaves_the_request_alone(engine: Engine, runners: dict[str, Runner]) -> None:
    run_id = ask(engine)
    runners["NIGHTLY"](date(2026, 3, 1), "COMMAND")
    assert runs(engine)[0] == (run_id, 1, "API", "QUEUED", None)


def test_an_older_date_does_not_replace_what_readers_see(engine: Engine, runners: dict[str, Runner]) -> None:
    served = runners["NIGHTLY"](date(2026, 4, 1), "COMMAND").run_id
    ask(engine)
    start_requested_run(engine, runners, SEOUL, clock)
    with engine.connect() as connection:
        assert connection.scalar(text("select run_id from jobs.published_run")) == served


def broken_before_it_begins(_day: date, _trigger: str) -> RunResult:
    raise InputError("There are no orders on or before the date.")


def test_what_fails_is_told_and_leaves_the_way_free(engine: Engine, tmp_path: Path) -> None:
    first = ask(engine)
    start_requested_run(engine, make_runners(engine, tmp_path, NOW, Step("extract", refuse)), SEOUL, clock)
    second = ask(engine)
    start_requested_run(engine, {"NIGHTLY": broken_before_it_begins}, SEOUL, clock)
    sentence = "There are no orders on or before the date."
    assert runs(engine) == [(first, 1, "API", "FAILED", sentence), (second, 2, "API", "FAILED", sentence)]
    with engine.connect() as connection:
        told = connection.scalars(text("select payload ->> 'run_id' from app.outbox where event_type = 'RUN_FAILED'"))
        assert sorted(told) == [str(first), str(second)]
        entered = text("select count(*) from audit.audit_logs where action = 'RUN' and outcome = 'FAILED'")
        assert connection.scalar(entered) == 2


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.requested_runs.POLL_SECONDS", 0.05)


@pytest.mark.usefixtures("quick")
def test_the_worker_answers_by_itself_and_finishes_what_it_began(engine: Engine, tmp_path: Path) -> None:
    began = threading.Event()

    def slowly(_: Run) -> dict[str, int]:
        began.set()
        time.sleep(0.5)
        return {}

    with requested_runs(engine, make_runners(engine, tmp_path, NOW, Step("extract", slowly)), SEOUL, clock):
        ask(engine)
        assert began.wait(30)
    assert [row[3] for row in runs(engine)] == ["SUCCEEDED"]
