"""Imports and runs are in the audit log, and users are notified of how a run ended."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.audit.service import verify
from domain.ingestion.service import import_files
from domain.pipeline.rules import ABANDONED
from jobs.run import RunFailedError, RunSpec, run_steps, sweep
from kit.clock import utc_now
from kit.progress import silent
from planning.steps import Run
from tests.factories.runs import Step, in_turn


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def run(engine: Engine, home: Path, step: Step) -> None:
    run_steps(engine, RunSpec("NIGHTLY", date(2026, 6, 1), "COMMAND", home), in_turn(step), silent)


def vanish(engine: Engine, attempt: int, trigger: str) -> None:
    """An attempt whose process was killed an hour ago."""
    ago = datetime.now(UTC) - timedelta(hours=1)
    query = """insert into jobs.pipeline_run (logical_date, attempt, trigger, status, started_at, lease_until, step)
        values ('2026-06-01', :attempt, :trigger, 'RUNNING', :ago, :ago, 'forecast')"""
    with engine.begin() as connection:
        connection.execute(text(query), {"attempt": attempt, "trigger": trigger, "ago": ago})


ENTRIES = "select action, outcome, actor_label, details from audit.audit_logs order by sequence"
EVENTS = "select event_type, payload ->> 'logical_date' from app.outbox order by id"


def test_an_import_is_entered_with_its_counts(engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,moq\nA,1\nB,none\n")
    import_files(
        engine,
        [tmp_path / "products.csv"],
        profile="canonical",
        timezone=ZoneInfo("Asia/Seoul"),
        currency="KRW",
        cancellation_hours=72,
        assume={},
        report=silent,
    )
    ((action, outcome, actor, details),) = rows(engine, ENTRIES)
    assert (action, outcome, actor) == ("IMPORT", "DONE", "command line")
    assert details == {
        "file": "products.csv",
        "table": "products",
        "status": "LOADED",
        "rows_in": 2,
        "loaded": 1,
        "unchanged": 0,
        "rejected": 1,
    }
    with Session(engine) as session:
        assert verify(session).problem is None


def test_a_published_run_is_entered_and_told_of_once(engine: Engine, tmp_path: Path) -> None:
    run(engine, tmp_path, Step("nothing", lambda _: {}))
    ((action, outcome, actor, details),) = rows(engine, ENTRIES)
    assert (action, outcome, actor) == ("RUN", "DONE", "command")
    assert details == {"kind": "NIGHTLY", "logical_date": "2026-06-01", "attempt": 1, "published": True}
    assert rows(engine, EVENTS) == [("RUN_PUBLISHED", "2026-06-01")]


def test_a_failed_run_is_entered_with_its_reason_and_told_of(engine: Engine, tmp_path: Path) -> None:
    def broken(_: Run) -> dict[str, int]:
        raise RuntimeError("the disk is full")

    with pytest.raises(RunFailedError):
        run(engine, tmp_path, Step("broken", broken))
    ((action, outcome, _, details),) = rows(engine, ENTRIES)
    assert (action, outcome) == ("RUN", "FAILED")
    assert isinstance(details, dict)
    assert details["error"].startswith("RuntimeError: the disk is full")
    assert rows(engine, EVENTS) == [("RUN_FAILED", "2026-06-01")]


@pytest.mark.parametrize(("trigger", "told"), [("SCHEDULE", 3), ("COMMAND", 1)])
def test_a_run_that_vanished_is_entered_and_told_of_when_nothing_follows(
    engine: Engine, trigger: str, told: int
) -> None:
    """The schedule repeats an attempt that vanished twice; nobody repeats what a person began."""
    for attempt in (1, 2, 3):
        vanish(engine, attempt, trigger)
        sweep(engine, utc_now)
        sweep(engine, utc_now)
        entries = rows(engine, ENTRIES)
        assert len(entries) == attempt
        assert entries[-1][:3] == ("RUN", "FAILED", trigger.lower())
        assert isinstance(entries[-1][3], dict)
        assert entries[-1][3]["error"] == ABANDONED
        assert len(rows(engine, EVENTS)) == max(attempt - told + 1, 0)
    assert rows(engine, "select distinct status, error from jobs.pipeline_run") == [("FAILED", ABANDONED)]


def test_a_run_that_vanished_is_on_the_record_before_the_next_begins(engine: Engine, tmp_path: Path) -> None:
    vanish(engine, 1, "COMMAND")
    run(engine, tmp_path, Step("nothing", lambda _: {}))
    assert [row[1] for row in rows(engine, ENTRIES)] == ["FAILED", "DONE"]
    assert [row[0] for row in rows(engine, EVENTS)] == ["RUN_FAILED", "RUN_PUBLISHED"]


def test_a_run_that_works_is_left_alone(engine: Engine, tmp_path: Path) -> None:
    def look(_: Run) -> dict[str, int]:
        sweep(engine, utc_now)
        with engine.begin() as connection:  # its lease is over, the sweep's grace is not
            connection.execute(text("update jobs.pipeline_run set lease_until = now() - interval '50 seconds'"))
        sweep(engine, utc_now)
        return {}

    run(engine, tmp_path, Step("look", look))
    assert [row[1] for row in rows(engine, ENTRIES)] == ["DONE"]


def test_a_traceback_that_can_not_be_kept_does_not_hide_the_failure(engine: Engine, tmp_path: Path) -> None:
    def broken(attempt: Run) -> dict[str, int]:
        attempt.evidence.rmdir()
        raise RuntimeError("the disk is full")

    with pytest.raises(RunFailedError, match="the disk is full"):
        run(engine, tmp_path, Step("broken", broken))
    assert [row[1] for row in rows(engine, ENTRIES)] == ["FAILED"]
