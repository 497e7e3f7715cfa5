"""A run is numbered, timed, recorded and ended in every case; readers see whole runs only."""

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from domain.pipeline.errors import AlreadyDoneError, LeaseLostError, RunInProgressError
from domain.pipeline.rules import ABANDONED
from jobs.run import RunFailedError, RunResult, RunSpec, run_steps, sweep
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.progress import silent
from planning.steps import Done, Run, RunWarning, Work
from tests.factories.runs import Step, in_turn

DAY = date(2024, 3, 9)


def count_products(engine: Engine) -> Callable[[Run], dict[str, int]]:
    def step(_: Run) -> dict[str, int]:
        with engine.connect() as connection:
            return {"products": connection.scalar(text("select count(*) from raw.products"))}

    return step


def begin_and_end(engine: Engine, home: Path, *steps: Step, **changes: object) -> RunResult:
    spec = {"kind": "NIGHTLY", "logical_date": DAY, "trigger": "COMMAND", "home": home}
    spec |= {name: changes.pop(name) for name in [*changes] if name in spec}
    return run_steps(engine, RunSpec(**spec), in_turn(*steps), silent, **changes)


def runs(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "select id, logical_date, attempt, status, error, fencing_token from jobs.pipeline_run order by id"
        return [tuple(row) for row in connection.execute(text(query))]


def served(engine: Engine) -> int | None:
    with engine.connect() as connection:
        return connection.scalar(text("select run_id from jobs.published_run"))


def test_success_is_recorded_and_served(engine: Engine, tmp_path: Path) -> None:
    def perform(run: Run) -> None:
        stale = RunWarning("STALE", "Data ends before the date.", {"days": 2})
        seen = run.step("load", lambda: Done(5, {"rows": 5}, [stale]))
        (run.evidence / "note.txt").write_text("kept")
        run.step("count", lambda: Done(None, {"seen": seen}))

    spec = RunSpec("NIGHTLY", DAY, "COMMAND", tmp_path)
    result = run_steps(engine, spec, Work(("load", "count"), perform), silent)
    assert served(engine) == result.run_id
    assert result.as_json()["counts"] == {"load.rows": 5, "count.seen": 5}
    assert [step["name"] for step in result.as_json()["steps"]] == ["load", "count"]
    assert (tmp_path / "runs" / str(result.run_id) / "note.txt").read_text() == "kept"
    with engine.connect() as connection:
        run = connection.execute(text("select * from jobs.pipeline_run")).mappings().one()
        steps = connection.execute(text("select * from jobs.pipeline_step order by position")).mappings().all()
    assert (run["status"], run["attempt"], run["step"], run["error"]) == ("SUCCEEDED", 1, None, None)
    assert run["counts"] == {"load.rows": 5, "count.seen": 5}
    assert run["warnings"] == [{"step": "load", "code": "STALE", "message": "Data ends before the date.", "days": 2}]
    assert run["published_at"] == run["finished_at"] >= run["started_at"]
    assert run["code_version"].startswith("0.1.0+")
    assert [(s["name"], s["status"], s["counts"]) for s in steps] == [
        ("load", "SUCCEEDED", {"rows": 5}),
        ("count", "SUCCEEDED", {"seen": 5}),
    ]


def test_failure_keeps_the_last_good_run_served(engine: Engine, tmp_path: Path) -> None:
    good = begin_and_end(engine, tmp_path, Step("count", count_products(engine)))

    def divide(run: Run) -> dict[str, int]:
        return {"share": 1 // 0}

    never: list[int] = []

    def after(run: Run) -> dict[str, int]:
        never.append(1)
        return {}

    with pytest.raises(RunFailedError, match="ZeroDivisionError: integer division or modulo by zero; see ") as caught:
        begin_and_end(engine, tmp_path, Step("divide", divide), Step("after", after))
    assert never == []
    assert served(engine) == good.run_id
    assert [row[2:5] for row in runs(engine)] == [(1, "SUCCEEDED", None), (2, "FAILED", str(caught.value))]
    log = tmp_path / "runs" / str(runs(engine)[1][0]) / "error.log"
    assert "Traceback" in log.read_text()
    with engine.connect() as connection:
        found = connection.execute(text("select name, status from jobs.pipeline_step order by run_id, position"))
        assert found.all() == [("count", "SUCCEEDED"), ("divide", "FAILED")]


def test_refused_input_fails_with_its_own_sentence_and_type(engine: Engine, tmp_path: Path) -> None:
    def refuse(run: Run) -> dict[str, int]:
        raise InputError("There are no orders on or before 2024-03-09.")

    with pytest.raises(InputError, match="no orders on or before"):
        begin_and_end(engine, tmp_path, Step("extract", refuse))
    assert runs(engine)[0][3:5] == ("FAILED", "There are no orders on or before 2024-03-09.")
    assert served(engine) is None


def test_interruption_is_recorded(engine: Engine, tmp_path: Path) -> None:
    def interrupt(run: Run) -> dict[str, int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        begin_and_end(engine, tmp_path, Step("slow", interrupt))
    assert runs(engine)[0][3:5] == ("FAILED", "The run was interrupted (KeyboardInterrupt).")


def test_a_second_runner_is_refused_while_the_first_works(engine: Engine, tmp_path: Path) -> None:
    def nested(run: Run) -> dict[str, int]:
        with pytest.raises(RunInProgressError, match=f"Run {run.run_id} .nightly for 2024-03-09. is running .step s"):
            begin_and_end(engine, tmp_path, Step("inner", count_products(engine)), kind="TRAINING")
        return {}

    begin_and_end(engine, tmp_path, Step("slow", nested))
    assert [row[3] for row in runs(engine)] == ["SUCCEEDED"]


def test_tokens_and_attempts_rise(engine: Engine, tmp_path: Path) -> None:
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        begin_and_end(engine, tmp_path, Step("count", count_products(engine)), logical_date=day)
    assert [(row[2], row[5]) for row in runs(engine)] == [(1, 1), (2, 2), (1, 3)]


def test_the_schedule_repeats_no_date_that_it_brought_to_success(engine: Engine, tmp_path: Path) -> None:
    step = Step("count", count_products(engine))
    begin_and_end(engine, tmp_path, step)
    begin_and_end(engine, tmp_path, step, trigger="SCHEDULE")
    with pytest.raises(AlreadyDoneError, match="nightly run for 2024-03-09 has already succeeded"):
        begin_and_end(engine, tmp_path, step, trigger="CATCH_UP")
    assert len(runs(engine)) == 2
    begin_and_end(engine, tmp_path, step, trigger="COMMAND")
    assert len(runs(engine)) == 3


def test_the_schedule_never_turns_the_clock_back_but_a_person_may(engine: Engine, tmp_path: Path) -> None:
    step = Step("count", count_products(engine))
    newest = begin_and_end(engine, tmp_path, step)
    earlier = DAY - timedelta(days=3)
    late = begin_and_end(engine, tmp_path, step, trigger="CATCH_UP", logical_date=earlier)
    assert (late.is_published, served(engine)) == (False, newest.run_id)
    asked = begin_and_end(engine, tmp_path, step, trigger="COMMAND", logical_date=earlier)
    assert (asked.is_published, served(engine)) == (True, asked.run_id)


def test_training_is_not_served(engine: Engine, tmp_path: Path) -> None:
    result = begin_and_end(engine, tmp_path, Step("count", count_products(engine)), kind="TRAINING")
    assert not result.is_published
    assert served(engine) is None


def test_a_lost_lease_stops_the_run_and_publishes_nothing(engine: Engine, tmp_path: Path) -> None:
    """The row is ended and a newer run published behind the runner's back, as a takeover does."""

    def be_taken_over(run: Run) -> dict[str, int]:
        with engine.begin() as connection:
            connection.execute(
                text("update jobs.pipeline_run set status = 'FAILED', error = :why, finished_at = now()"),
                {"why": ABANDONED},
            )
        return {}

    with pytest.raises(LeaseLostError, match="was taken over or ended by another process"):
        begin_and_end(engine, tmp_path, Step("slow", be_taken_over))
    assert served(engine) is None
    assert runs(engine)[0][3:5] == ("FAILED", ABANDONED)


def test_the_heartbeat_extends_the_lease_while_a_step_works(engine: Engine, tmp_path: Path) -> None:
    def lease() -> datetime:
        with engine.connect() as connection:
            return connection.scalar(text("select lease_until from jobs.pipeline_run"))

    def wait(run: Run) -> dict[str, int]:
        first, deadline = lease(), time.monotonic() + 10
        while lease() == first:
            assert time.monotonic() < deadline, "no heartbeat within ten seconds of a lease of one"
            time.sleep(0.05)
        return {}

    begin_and_end(engine, tmp_path, Step("slow", wait), lease_seconds=1)


HOLDER = """
import sys, time
from datetime import date
from pathlib import Path
from sqlalchemy.engine import make_url
from jobs.run import RunSpec, run_steps
from kit.database import make_engine
from kit.progress import silent
from planning.steps import Work

def hang():
    print("ready", flush=True)
    time.sleep(120)

engine = make_engine(make_url(sys.argv[1]).set(drivername="postgresql+psycopg"))
spec = RunSpec("NIGHTLY", date(2024, 3, 9), "COMMAND", Path(sys.argv[2]))
run_steps(engine, spec, Work(["hang"], lambda run: run.step("hang", hang)), silent, lease_seconds=int(sys.argv[3]))
"""


def hold(url: URL, home: Path, lease_seconds: int) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", HOLDER, libpq_url(url), str(home), str(lease_seconds)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert process.stdout is not None
    while process.stdout.readline().strip() != "ready":
        assert process.poll() is None
    return process


def test_a_killed_process_is_found_at_the_next_begin(engine: Engine, database_url: URL, tmp_path: Path) -> None:
    holder = hold(database_url, tmp_path, 300)
    with holder:
        with pytest.raises(RunInProgressError, match=r"is running \(step hang\)"):
            begin_and_end(engine, tmp_path, Step("count", count_products(engine)))
        holder.kill()
        holder.wait()
        wait_for_free_lock(engine)
        result = begin_and_end(engine, tmp_path, Step("count", count_products(engine)))
    assert [row[2:5] for row in runs(engine)] == [(1, "FAILED", ABANDONED), (2, "SUCCEEDED", None)]
    assert served(engine) == result.run_id
    with engine.connect() as connection:
        found = connection.scalars(text("select status from jobs.pipeline_step order by run_id"))
        assert found.all() == ["FAILED", "SUCCEEDED"]


def wait_for_free_lock(engine: Engine) -> None:
    """The server notices a killed client within moments, not at once."""
    deadline = time.monotonic() + 10
    with engine.connect() as connection:
        query = text(
            "select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from"
            " pg_database where datname = current_database())"
        )
        while connection.scalar(query):
            assert time.monotonic() < deadline
            time.sleep(0.05)


def end_lease(engine: Engine) -> None:
    with engine.begin() as connection:
        query = "update jobs.pipeline_run set lease_until = now() - interval '1 second' where status = 'RUNNING'"
        connection.execute(text(query))


def test_a_stalled_process_is_replaced_when_its_lease_is_over(
    engine: Engine, database_url: URL, tmp_path: Path
) -> None:
    holder = hold(database_url, tmp_path, 300)
    with holder:
        end_lease(engine)
        result = begin_and_end(engine, tmp_path, Step("count", count_products(engine)))
        assert holder.poll() is None, "the stalled process still lives; only its claim is gone"
        holder.kill()
    assert [row[3:5] for row in runs(engine)] == [("FAILED", ABANDONED), ("SUCCEEDED", None)]
    assert served(engine) == result.run_id


@pytest.mark.parametrize("hours", [-8, 8])
def test_a_worker_whose_clock_is_wrong_keeps_its_run(engine: Engine, tmp_path: Path, hours: int) -> None:
    """Leases begin and end by the database's clock, whatever the worker believes."""

    def look(_: Run) -> dict[str, int]:
        with engine.connect() as connection:
            query = "select extract(epoch from lease_until - now()) between 50 and 60 from jobs.pipeline_run"
            assert connection.scalar(text(query))
        sweep(engine, lambda: datetime.now(UTC))
        return {}

    begin_and_end(engine, tmp_path, Step("look", look), clock=lambda: datetime.now(UTC) + timedelta(hours=hours))
    assert [row[3] for row in runs(engine)] == ["SUCCEEDED"]
