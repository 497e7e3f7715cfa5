"""Imports and runs stand on the audit log, and people are told how a run ended."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.audit.service import verify
from domain.ingestion.service import import_files
from jobs.run import RunContext, RunFailedError, Step, run_steps


def silent(label: str, done: int, total: int | None = None, unit: str = "") -> None:
    """Nobody watches."""


def rows(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def run(engine: Engine, home: Path, step: Step) -> None:
    run_steps(
        engine,
        kind="NIGHTLY",
        logical_date=date(2026, 6, 1),
        trigger="COMMAND",
        home=home,
        steps=[step],
        report=silent,
    )


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
    def broken(_: RunContext) -> dict[str, int]:
        raise RuntimeError("the disk is full")

    with pytest.raises(RunFailedError):
        run(engine, tmp_path, Step("broken", broken))
    ((action, outcome, _, details),) = rows(engine, ENTRIES)
    assert (action, outcome) == ("RUN", "FAILED")
    assert isinstance(details, dict)
    assert details["error"].startswith("RuntimeError: the disk is full")
    assert rows(engine, EVENTS) == [("RUN_FAILED", "2026-06-01")]
