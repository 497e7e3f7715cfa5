"""Evidence of old runs is removed; what readers and running processes need stays."""

from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, text

from jobs.evidence_retention import purge_evidence

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RUN = """insert into jobs.pipeline_run (id, kind, logical_date, attempt, trigger, status, started_at)
         overriding system value values (:id, 'NIGHTLY', :day, 1, 'COMMAND', :status, :now)"""


def make_runs(engine: Engine, home: Path) -> None:
    """Runs 1 to 6 with evidence: 1 is served, 2 is still under way."""
    with engine.begin() as connection:
        for number in range(1, 7):
            status = "RUNNING" if number == 2 else "SUCCEEDED"
            values = {"id": number, "day": date(2026, 2, number), "status": status, "now": NOW}
            connection.execute(text(RUN), values)
            folder = home / "runs" / str(number)
            folder.mkdir(parents=True)
            (folder / "manifest.json").write_text("{}")
        connection.execute(
            text("insert into jobs.published_run (id, run_id, published_at, fencing_token) values (1, 1, :now, 1)"),
            {"now": NOW},
        )


def left(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "runs").iterdir())


def test_the_newest_the_served_and_the_running_stay(engine: Engine, tmp_path: Path) -> None:
    make_runs(engine, tmp_path)
    (tmp_path / "runs" / "notes").mkdir()
    assert purge_evidence(engine, tmp_path, 2) == [4, 3]
    assert left(tmp_path) == ["1", "2", "5", "6", "notes"]
    assert purge_evidence(engine, tmp_path, 2) == []


def test_what_an_interrupted_removal_left_is_removed(engine: Engine, tmp_path: Path) -> None:
    make_runs(engine, tmp_path)
    (tmp_path / "runs" / "3").rename(tmp_path / "runs" / "3.removed")
    assert purge_evidence(engine, tmp_path, 5) == []
    assert left(tmp_path) == ["1", "2", "4", "5", "6"]


def test_no_evidence_at_all_is_no_fault(engine: Engine, tmp_path: Path) -> None:
    assert purge_evidence(engine, tmp_path, 2) == []
