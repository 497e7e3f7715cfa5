"""The console in a real browser, on a real server, over the published run of a small planted world."""

import os
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Playwright, expect, sync_playwright
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from analytics.world.service import generate
from domain.identity.caller import command_line
from domain.identity.service import UserChange, choose_language, create_user, update_user
from domain.ingestion.service import import_files
from jobs.run_kinds import nightly
from kit.database import make_engine
from kit.postgres import libpq_url
from kit.progress import silent
from kit.settings import Settings
from tests.e2e.visitor import PATIENCE_MS, Stand, Visitor
from tests.factories.secrets import PASSWORD
from tests.ports import free_port
from tests.servers import planted

ROOT = Path(__file__).resolve().parents[2]
END = date(2026, 6, 30)
PEOPLE = {"operator": "OPERATOR", "manager": "MANAGER", "deputy": "MANAGER", "admin": "ADMIN"}
LIMIT = Decimal(50_000_000)
COMMAND = [sys.executable, "-c", "from cli.main import run; run()"]
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BAD_ORDERS = "order_no,ordered_at,customer_ref\nLATE-1,2026-06-31 10:00:00,C0044354\nLATE-2,,C0000160\n"
RISKIEST_SKU = """
    select sku from mart.current_sku_overview order by money_at_risk desc nulls last, sku limit 1
"""
expect.set_options(timeout=PATIENCE_MS)
RUNNING: list[tuple[Playwright, Browser]] = []
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> str:
    """The browser to drive: JAEGO_BROWSER, or a Chromium or Chrome on PATH."""
    found = os.environ.get("JAEGO_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.fail(
            "no Chromium or Chrome was found; install one (Debian: apt-get install chromium fonts-noto-cjk)"
            " or name it by JAEGO_BROWSER"
        )
    return found


@pytest.fixture(scope="session")
def stand(server_url: URL, run_folder: Path) -> Iterator[Stand]:
    """A served instance with a world, one night and a person of each role; planted once, a copy for each worker.

    It is changed only by what tests do.
    """
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        pytest.fail("the pages are not built; run: make build")
    with planted(server_url, run_folder, "console", _fill) as (url, home):
        engine = make_engine(url)
        with engine.connect() as connection:
            sku = str(connection.scalar(text(RISKIEST_SKU)))
        engine.dispose()
        with served(home, libpq_url(url)) as address:
            yield Stand(address, url, home, sku)


@contextmanager
def served(home: Path, database: str | None, **settings: str) -> Iterator[str]:
    """A server over a home and a database (None: the home's embedded one), with settings of its own; its address."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    environment |= {"JAEGO_HOME": str(home), "PYTHONPATH": str(ROOT), **settings}
    environment |= {} if database is None else {"JAEGO_DATABASE_URL": database}
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _fill(url: URL, home: Path) -> None:
    engine = make_engine(url)
    settings = Settings(home=home, database_url=libpq_url(url), workers=1, _env_file=None)
    generate(home / "world", skus=60, days=420, seed=11, end=END, dirty=0.0, report=silent)
    (home / "late").mkdir()
    (home / "late" / "orders.csv").write_text(BAD_ORDERS, "utf-8")
    for folder in ("world", "late"):
        import_files(
            engine,
            [home / folder],
            profile="canonical",
            timezone=settings.zone,
            currency=settings.currency,
            cancellation_hours=settings.cancellation_hours,
            assume={},
            report=silent,
        )
    nightly(settings, engine, END, "COMMAND", silent)
    with Session(engine) as session, session.begin():
        add_people(session)
    engine.dispose()


def add_people(session: Session) -> dict[str, int]:
    """A person of each role and a second manager; their numbers by name."""
    numbers = {}
    for name, role in PEOPLE.items():
        user = create_user(session, f"{name}@shop.example", role, PASSWORD)
        choose_language(session, command_line(), user.id, "en")
        numbers[name] = user.id
        if role == "MANAGER":
            change = UserChange(frozenset({"approval_limit"}), approval_limit=LIMIT)
            update_user(session, command_line(), user.id, change)
    return numbers


def _wait(address: str) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(address, timeout=10).close()
        except OSError:  # refused, or too busy to answer in time
            time.sleep(0.25)
        else:
            return
    pytest.fail("the server did not start within a minute")


@pytest.fixture(scope="module")
def browser() -> Browser:
    """One browser for as long as a worker's tests are of this folder."""
    if not RUNNING:
        playwright = sync_playwright().start()
        RUNNING.append((playwright, playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)))
    return RUNNING[0][1]


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> Iterator[None]:
    """Stop the browser after the last test here: its event loop must have ended before other tests start theirs."""
    yield
    if RUNNING and (nextitem is None or not nextitem.path.is_relative_to(ROOT / "tests" / "e2e")):
        playwright, browser = RUNNING.pop()
        browser.close()
        playwright.stop()


@pytest.fixture
def visitor(browser: Browser, stand: Stand) -> Iterator[Visitor]:
    """A person at a wide window, in English and light, not signed in."""
    with Visitor(browser, stand) as visitor:
        yield visitor
