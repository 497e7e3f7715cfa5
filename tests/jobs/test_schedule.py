"""The worker starts what is due, once, and survives runs that fail; the queue refuses what it did not sign."""

import pickle
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from huey import PostgresHuey
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from jobs.queue import open_queue
from jobs.run import RunResult, RunSpec, run_steps
from jobs.schedule import Runner, Schedule, register, start_due_runs
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.progress import silent
from planning.steps import Run
from tests.factories.raw import create_order
from tests.factories.runs import Step, in_turn
from tests.factories.secrets import KEY

SEOUL = ZoneInfo("Asia/Seoul")
SCHEDULE = Schedule("02:00", 7, "01:30", 7, "04:00", SEOUL)
NIGHT = datetime(2024, 3, 9, 17, 0, 30, tzinfo=UTC)  # Sunday 10 March, 02:00:30 in Seoul: both are due
BOTH = [("TRAINING", date(2024, 3, 9)), ("NIGHTLY", date(2024, 3, 9))]


@pytest.fixture(autouse=True)
def _first_order(engine: Engine) -> None:
    """An order on the first day: a shop without orders is left alone."""
    with engine.begin() as connection:
        create_order(connection, datetime(2023, 9, 1, tzinfo=UTC))


def count_products(engine: Engine) -> Step:
    def run(_: Run) -> dict[str, int]:
        with engine.connect() as connection:
            return {"products": connection.scalar(text("select count(*) from raw.products"))}

    return Step("count", run)


def refuse(_: Run) -> dict[str, int]:
    raise InputError("There are no orders on or before the date.")


def make_runners(engine: Engine, home: Path, now: datetime, step: Step) -> dict[str, Runner]:
    def runner(kind: str) -> Runner:
        def run(logical_date: date, trigger: str) -> RunResult:
            spec = RunSpec(kind, logical_date, trigger, home)
            return run_steps(engine, spec, in_turn(step), silent, clock=lambda: now)

        return run

    return {kind: runner(kind) for kind in ("NIGHTLY", "TRAINING", "POLICY_BACKTEST")}


def start(engine: Engine, home: Path, now: datetime, step: Step | None = None) -> list[tuple[str, date]]:
    runners = make_runners(engine, home, now, step or count_products(engine))
    return [(due.kind, due.logical_date) for due in start_due_runs(engine, SCHEDULE, runners, lambda: now)]


def recorded(engine: Engine) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        query = "select kind, logical_date, trigger, status from jobs.pipeline_run order by id"
        return [tuple(row) for row in connection.execute(text(query))]


def test_due_runs_start_once(engine: Engine, tmp_path: Path) -> None:
    assert start(engine, tmp_path, NIGHT) == BOTH
    assert start(engine, tmp_path, NIGHT + timedelta(minutes=1)) == []
    assert start(engine, tmp_path, NIGHT + timedelta(hours=23)) == []
    assert recorded(engine) == [(kind, day, "SCHEDULE", "SUCCEEDED") for kind, day in BOTH]
    assert start(engine, tmp_path, NIGHT + timedelta(days=1)) == [("NIGHTLY", date(2024, 3, 10))]


def test_after_a_long_training_the_newest_night_is_made_alone(engine: Engine, tmp_path: Path) -> None:
    """The worker was down for a day; as the training begins that it finds due, the night of the day before is due."""
    start(engine, tmp_path, NIGHT - timedelta(days=7))
    begun_at = datetime(2024, 3, 9, 16, 31, tzinfo=UTC)  # Sunday, 01:31 in Seoul
    clock = [begun_at]

    def train_for_an_hour(_: Run) -> dict[str, int]:
        clock[0] = begun_at + timedelta(hours=1)
        return {}

    runners = make_runners(engine, tmp_path, begun_at, count_products(engine))
    runners["TRAINING"] = make_runners(engine, tmp_path, begun_at, Step("train", train_for_an_hour))["TRAINING"]
    begun = start_due_runs(engine, SCHEDULE, runners, lambda: clock[0])
    assert [(due.kind, due.logical_date) for due in begun] == BOTH


def test_a_policy_backtest_is_made_weekly_once_the_history_suffices(engine: Engine, tmp_path: Path) -> None:
    four = NIGHT + timedelta(hours=2)  # Sunday 10 March, 04:00:30 in Seoul
    start(engine, tmp_path, NIGHT)
    assert start(engine, tmp_path, four) == []
    with engine.begin() as connection:
        create_order(connection, datetime(2023, 1, 15, tzinfo=UTC))
    assert start(engine, tmp_path, four) == [("POLICY_BACKTEST", date(2024, 3, 9))]
    assert start(engine, tmp_path, four + timedelta(minutes=1)) == []


def test_the_latest_missed_date_is_caught_up(engine: Engine, tmp_path: Path) -> None:
    start(engine, tmp_path, NIGHT)
    assert start(engine, tmp_path, NIGHT + timedelta(days=3, hours=7)) == [("NIGHTLY", date(2024, 3, 12))]
    assert recorded(engine)[-1] == ("NIGHTLY", date(2024, 3, 12), "CATCH_UP", "SUCCEEDED")


def test_a_new_installation_is_left_alone_until_its_first_night(engine: Engine, tmp_path: Path) -> None:
    assert start(engine, tmp_path, NIGHT + timedelta(hours=7)) == []
    assert start(engine, tmp_path, NIGHT + timedelta(days=1)) == [("NIGHTLY", date(2024, 3, 10))]


def test_a_failing_run_is_recorded_and_not_repeated(engine: Engine, tmp_path: Path) -> None:
    assert start(engine, tmp_path, NIGHT, Step("extract", refuse)) == BOTH
    assert [row[3] for row in recorded(engine)] == ["FAILED", "FAILED"]
    assert start(engine, tmp_path, NIGHT + timedelta(minutes=1)) == []


@pytest.fixture
def queue(database_url: URL) -> PostgresHuey:
    queue = open_queue(libpq_url(database_url), KEY)
    yield queue
    queue.storage.close()


def test_the_task_on_the_queue_starts_due_runs(engine: Engine, queue: PostgresHuey, tmp_path: Path) -> None:
    register(queue, engine, SCHEDULE, make_runners(engine, tmp_path, NIGHT, count_products(engine)), lambda: NIGHT)
    (task,) = queue.read_periodic(NIGHT.replace(tzinfo=None))
    queue.enqueue(task)
    received = queue.dequeue()
    queue.execute(received)
    assert [(row[0], row[3]) for row in recorded(engine)] == [("TRAINING", "SUCCEEDED"), ("NIGHTLY", "SUCCEEDED")]


def test_the_queue_lives_in_its_schema(engine: Engine, queue: PostgresHuey) -> None:
    with engine.connect() as connection:
        found = connection.execute(text("select distinct schemaname from pg_tables where tablename like 'huey%'"))
        assert found.scalars().all() == ["jobs"]


class Mark:
    """Unpickling it would make a file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Callable[[Path], None], tuple[Path]]:
        return Path.touch, (self.path,)


@pytest.mark.parametrize("signature", [b"", b":" + b"0" * 40])
def test_a_foreign_pickle_never_runs(queue: PostgresHuey, tmp_path: Path, signature: bytes) -> None:
    mark = tmp_path / "ran"
    queue.storage.enqueue(pickle.dumps(Mark(mark)) + signature)
    with pytest.raises(ValueError, match=r"Separator|mismatch"):
        queue.dequeue()
    assert not mark.exists()
    assert queue.pending_count() == 0


WORKER = """
import sys, time
from pathlib import Path
from jobs.queue import open_queue
from jobs.worker import work

queue = open_queue(sys.argv[1], "Planted7Secret-signs-tokens-and-messages")

@queue.task(name="slow")
def slow(folder):
    (Path(folder) / "started").touch()
    time.sleep(1.5)
    (Path(folder) / "finished").touch()

@queue.task(name="broken")
def broken():
    raise RuntimeError("breaks")

broken()
slow(sys.argv[2])
work(queue)
"""


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < deadline, path
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_the_task_finish_and_a_broken_task_does_not_stop_the_worker(
    database_url: URL, tmp_path: Path, number: signal.Signals
) -> None:
    command = [sys.executable, "-c", WORKER, libpq_url(database_url), str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_for(tmp_path / "started")
        process.send_signal(number)
        assert process.wait(20) == 0
    assert (tmp_path / "finished").exists()


def test_a_second_signal_stops_at_once(database_url: URL, tmp_path: Path) -> None:
    command = [sys.executable, "-c", WORKER.replace("1.5", "60"), libpq_url(database_url), str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as process:
        wait_for(tmp_path / "started")
        process.terminate()
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(0.7)
        process.terminate()
        process.wait(10)
    assert not (tmp_path / "finished").exists()
