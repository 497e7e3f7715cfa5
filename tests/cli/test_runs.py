"""`jaego nightly`, `up` and `demo` as a person meets them: results, refusals in one sentence, exit codes."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from cli.demonstration import ensure_sign_in
from cli.welcome import welcome
from kit.postgres import libpq_url
from tests.factories.secrets import KEY
from tests.ports import free_port


@pytest.fixture
def environment(database_url: URL, tmp_path: Path) -> dict[str, str]:
    return {
        **os.environ,
        "JAEGO_HOME": str(tmp_path / "home"),
        "JAEGO_DATABASE_URL": libpq_url(database_url),
        "JAEGO_SECRET_KEY": KEY,
    }


def jaego(environment: dict[str, str], *arguments: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "cli", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def refused(result: "subprocess.CompletedProcess[str]", code: int) -> str:
    assert result.returncode == code, result.stderr
    assert result.stdout == ""
    (line,) = result.stderr.strip().splitlines()
    assert line.startswith("error: ")
    return line.removeprefix("error: ")


@pytest.mark.parametrize(
    ("command", "day", "message"),
    [("nightly", "2011-13-40", "is not a date; write it like"), ("train", "2999-01-01", "is in the future")],
)
def test_a_bad_date_is_refused(environment: dict[str, str], command: str, day: str, message: str) -> None:
    assert message in refused(jaego(environment, command, "--date", day), 2)


def test_no_data_before_the_date_is_refused_and_recorded(environment: dict[str, str], engine: Engine) -> None:
    sentence = refused(jaego(environment, "nightly", "--date", "2011-11-09", "--json", "--quiet"), 2)
    with engine.connect() as connection:
        assert connection.execute(text("select status, error from jobs.pipeline_run")).all() == [("FAILED", sentence)]
        assert connection.scalar(text("select count(*) from jobs.published_run")) == 0


def write_gifts(folder: Path) -> None:
    """Goods that cost nothing, beside one that is sold, and on one day given away: forty days."""
    (folder / "suppliers.csv").write_text("code,name,currency,lead_time_days\nS,S,KRW,5\n")
    costs = {"GIFT": (0, 0), "SOLD": (500, 1000)}
    products = [f"{sku},{sku},gifts,S,{cost},{price},KRW,2\n" for sku, (cost, price) in costs.items()]
    header = "sku,name,category,supplier,unit_cost,list_price,currency,pack_size\n"
    (folder / "products.csv").write_text(header + "".join(products))
    orders, items, stock = ["order_no,ordered_at,currency\n"], [], []
    for number in range(80):
        day = (date(2026, 3, 1) + timedelta(days=number)).isoformat()
        orders.append(f"{number},{day}T10:00:00+09:00,KRW\n")
        paid = 0 if number == 79 else 1000
        items += [f"{number},1,GIFT,{1 + number % 3},0\n", f"{number},2,SOLD,{2 + number % 2},{paid}\n"]
        stock += [f"{sku},MAIN,{day}T22:00:00+09:00,{5 if sku == 'GIFT' else number % 9},0\n" for sku in costs]
    (folder / "orders.csv").write_text("".join(orders))
    (folder / "order_items.csv").write_text("order,line_no,product,quantity,unit_price\n" + "".join(items))
    (folder / "inventory.csv").write_text("product,warehouse_code,snapshot_at,on_hand,reserved\n" + "".join(stock))


def test_no_warning_of_a_library_reaches_the_terminal_where_goods_cost_nothing(
    environment: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    """Warnings are errors in every process that a test starts; a person's terminal would show none either."""
    assert environment["PYTHONWARNINGS"].startswith("error,")
    write_gifts(tmp_path)
    loaded = jaego(environment, "import", str(tmp_path), "--quiet")
    assert (loaded.returncode, loaded.stderr) == (0, "")
    night = jaego(environment, "nightly", "--date", "2026-05-19", "--quiet", "--json")
    assert (night.returncode, night.stderr) == (0, "")
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from mart.sku_overview")) == 2


def test_a_warning_is_kept_from_the_terminal_of_a_person(environment: dict[str, str]) -> None:
    warns = "import warnings, sys; from cli import main; sys.argv = ['jaego', '--help'];"
    warns += " main.app.registered_commands.clear(); main.app.registered_groups.clear();"
    warns += " main.app.command('warn')(lambda: warnings.warn('of a library')); sys.argv = ['jaego']; main.run()"
    done = subprocess.run(
        [sys.executable, "-c", warns],
        env=environment | {"PYTHONWARNINGS": "default"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_a_night_that_needs_more_memory_than_allowed_is_told_in_one_sentence_and_publishes_nothing(
    environment: dict[str, str], engine: Engine, tmp_path: Path
) -> None:
    write_gifts(tmp_path)
    assert jaego(environment, "import", str(tmp_path), "--quiet").returncode == 0
    small = environment | {"JAEGO_MEMORY_LIMIT": "8MB", "JAEGO_TEMP_DISK_LIMIT": "1MB"}
    sentence = refused(jaego(small, "nightly", "--date", "2026-05-19", "--quiet"), 1)
    assert re.fullmatch(
        r"Computing [a-z_ ]+ needs more than the 7\.6 MiB of memory and 976\.5 KiB of temporary files that it is"
        r" allowed; set JAEGO_MEMORY_LIMIT or JAEGO_TEMP_DISK_LIMIT higher and run again\.",
        sentence,
    )
    with engine.connect() as connection:
        runs = connection.execute(text("select status, error_code, error from jobs.pipeline_run")).all()
        assert [tuple(row) for row in runs] == [("FAILED", "FAULT", sentence)]
        assert connection.scalar(text("select count(*) from jobs.published_run")) == 0
        assert connection.scalar(text("select count(*) from mart.sku_overview")) == 0


def test_a_database_that_is_down_is_told_in_one_sentence(environment: dict[str, str]) -> None:
    away = environment | {"JAEGO_DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    assert "does not answer" in refused(jaego(away, "nightly", "--quiet"), 1)


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


@pytest.mark.parametrize("command", ["up", "demo"])
def test_a_port_in_use_is_told_before_any_work(
    environment: dict[str, str], engine: Engine, busy_port: int, command: str
) -> None:
    assert f"Port {busy_port} on 127.0.0.1 is in use" in refused(
        jaego(environment, command, "--port", str(busy_port)), 1
    )
    assert not (Path(environment["JAEGO_HOME"]) / "demo.json").exists()


def test_the_demo_leaves_a_database_with_other_data_alone(environment: dict[str, str], engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("insert into raw.products (sku, name, currency, row_hash) values ('A', 'A', 'KRW', :hash)"),
            {"hash": b"0" * 32},
        )
    assert "holds 1 products that are not the demo's" in refused(jaego(environment, "demo", "--no-serve"), 2)
    assert not (Path(environment["JAEGO_HOME"]) / "world").exists()


def test_the_sign_in_is_made_once_and_readable_by_its_owner_alone(engine: Engine, tmp_path: Path) -> None:
    first = ensure_sign_in(tmp_path, engine)
    assert ensure_sign_in(tmp_path, engine) == first
    assert (tmp_path / "demo-sign-in.txt").stat().st_mode & 0o777 == 0o600
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.users")) == 3
        able = "select count(*) from app.users where email like 'manager@%' and approval_limit = 3000000"
        assert connection.scalar(text(able)) == 1, "the demo's manager can approve"
        changes = "select count(*) from audit.audit_logs where details::text like '%approval_limit%'"
        assert connection.scalar(text(changes)) == 1, "once, and on the record"


@pytest.fixture
def running(environment: dict[str, str]) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    port = free_port()
    command = [sys.executable, "-P", "-m", "cli", "up", "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as up:
        assert up.stdout is not None
        assert up.stdout.readline() == f"Jaego is up: http://localhost:{port}\n"
        yield up, port
        up.kill()


def children(process: "subprocess.Popen[str]") -> list[int]:
    listed = subprocess.run(
        ["ps", "-o", "pid=", "--ppid", str(process.pid)], capture_output=True, text=True, check=True
    )
    return [int(pid) for pid in listed.stdout.split()]


def all_gone(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_up_serves_and_one_signal_stops_all_of_it(running: tuple["subprocess.Popen[str]", int]) -> None:
    up, port = running
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=10) as answer:
        assert answer.status == 200
    parts = children(up)
    assert len(parts) == 2
    up.send_signal(signal.SIGINT)
    assert up.wait(60) == 0
    assert all_gone(parts)


def test_up_stops_when_a_part_dies(running: tuple["subprocess.Popen[str]", int]) -> None:
    up, _ = running
    parts = children(up)
    os.kill(parts[0], signal.SIGKILL)
    assert up.wait(60) == 1
    assert up.stderr is not None
    assert "exited unexpectedly (exit code -9), so the rest was stopped" in up.stderr.read()
    deadline = time.monotonic() + 10
    while not all_gone(parts):
        assert time.monotonic() < deadline
        time.sleep(0.1)


WORLD = ("--skus", "12", "--days", "200", "--seed", "3", "--end", "2024-06-30", "--dirty", "0")


def test_a_night_is_published_and_counted(environment: dict[str, str], engine: Engine) -> None:
    folder = Path(environment["JAEGO_HOME"]) / "world"
    for command in (("generate", *WORLD, "--out", str(folder), "--quiet"), ("import", str(folder), "--quiet")):
        result = jaego(environment, *command)
        assert result.returncode == 0, result.stderr
    result = jaego(environment, "nightly", "--date", "2024-06-30", "--json", "--quiet")
    assert (result.returncode, result.stderr) == (0, "")
    told = json.loads(result.stdout)
    with engine.connect() as connection:
        served = connection.scalar(text("select run_id from jobs.published_run"))
        forecasts = connection.scalar(text("select count(distinct sku) from ai.current_prediction_totals"))
        steps = connection.scalars(text("select name from jobs.pipeline_step order by position")).all()
    assert (told["run_id"], told["status"], told["published"]) == (served, "SUCCEEDED", True)
    assert [step["name"] for step in told["steps"]] == steps
    assert forecasts == told["counts"]["forecast.skus"] > 0
    assert (folder.parent / "runs" / str(served)).is_dir()


def test_up_points_to_the_link_for_the_first_administrator_while_there_are_no_users(
    running: tuple["subprocess.Popen[str]", int], environment: dict[str, str]
) -> None:
    up, port = running
    file = Path(environment["JAEGO_HOME"]) / "first-administrator.txt"
    assert up.stdout is not None
    assert up.stdout.readline() == (
        f"Open the link in {file} to create the first administrator (valid for 24 hours, once).\n"
    )
    assert file.stat().st_mode & 0o777 == 0o600
    assert re.fullmatch(rf"http://localhost:{port}/welcome#code=jgw_[\w-]{{43}}\n", file.read_text())


def test_the_link_is_shown_in_a_terminal_and_kept_nowhere(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    shown = welcome(engine, tmp_path, "http://localhost:8000")
    assert shown is not None
    assert re.search(r"^  http://localhost:8000/welcome#code=jgw_[\w-]{43}$", shown, re.MULTILINE)
    assert list(tmp_path.iterdir()) == []
    ensure_sign_in(tmp_path, engine)
    assert welcome(engine, tmp_path, "http://localhost:8000") is None
