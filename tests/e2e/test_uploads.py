"""From an empty shop to its first forecast: five raw exports, uploaded and imported in the browser alone."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from kit.clock import utc_now
from kit.database import make_engine
from kit.postgres import libpq_url
from tests.e2e.conftest import COMMAND, ROOT, add_people, served
from tests.e2e.visitor import Stand, Visitor
from tests.factories.exports import FILE_PASSWORD, SKUS, write_exports
from tests.servers import fresh_database

LINES = 2_000
WAIT_MS = 180_000
IMPORTS = "{ imports(first: 10) { nodes { fileName state refusedRows files { tableName rowsLoaded rowsRejected } } } }"


class Person:
    """Someone at the page, whose steps are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.steps = page, 0

    def click(self, role: str, name: str) -> None:
        """Click a control."""
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]
        self.steps += 1

    def upload(self, path: Path) -> None:
        """Choose a file by the button."""
        with self.page.expect_file_chooser() as chooser:
            self.click("button", "Choose files")
        chooser.value.set_files(path)
        self.page.wait_for_url("**/imports/*")
        self.steps += 1

    def import_file(self, path: Path) -> None:
        """Upload a file, answer what it asks, and import it."""
        self.upload(path)
        password, start = (
            self.page.get_by_label("Password of the file"),
            self.page.get_by_role("button", name="Import", exact=True),
        )
        expect(password.or_(start)).to_be_visible(timeout=WAIT_MS)
        if password.is_visible():
            password.fill(FILE_PASSWORD)
            self.steps += 1
            self.click("button", "Apply and check again")
        expect(start).to_be_visible(timeout=WAIT_MS)
        self.click("button", "Import")
        expect(self.page.get_by_role("heading", name="What comes next")).to_be_visible(timeout=WAIT_MS)


@pytest.fixture(scope="module")
def empty(server_url: URL, tmp_path_factory: pytest.TempPathFactory, run_folder: Path) -> Iterator[Stand]:
    """A served instance with people and a worker, and nothing else."""
    home = run_folder / f"home-{tmp_path_factory.mktemp('uploads').name}-{os.getpid()}"
    home.mkdir()
    with fresh_database(server_url) as url:
        engine = make_engine(url)
        with Session(engine) as session, session.begin():
            add_people(session)
        engine.dispose()
        with served(home, libpq_url(url)) as address, working(home, libpq_url(url)):
            yield Stand(address, url, home, SKUS[0])


@contextmanager
def working(home: Path, database: str) -> Iterator[None]:
    """A worker over a home and a database."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    environment |= {"JAEGO_HOME": str(home), "PYTHONPATH": str(ROOT), "JAEGO_DATABASE_URL": database}
    with (home / "worker.log").open("w") as log:
        worker = subprocess.Popen([*COMMAND, "worker"], env=environment, stderr=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait(timeout=60)


def test_five_raw_exports_become_a_forecast_in_the_browser(
    browser: Browser, empty: Stand, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yesterday = utc_now().date() - timedelta(days=1)
    files = write_exports(tmp_path, LINES, yesterday)
    with Visitor(browser, empty) as visitor:
        person, began = Person(visitor.sign_in("manager", "/imports").page), time.monotonic()
        for number, path in enumerate(files):
            if number:
                person.click("link", "Upload another file")
            person.import_file(path)
        loaded = {each["fileName"]: each for each in visitor.ask("manager", IMPORTS)["imports"]["nodes"]}
        assert {name: each["state"] for name, each in loaded.items()} == {path.name: "DONE" for path in files}
        lines = {
            name: sum(batch["rowsLoaded"] for batch in each["files"] if batch["tableName"] == "order_items")
            for name, each in loaded.items()
        }
        assert lines == {path.name: LINES for path in files}
        assert [each["refusedRows"] for each in loaded.values()] == [0] * len(files)
        assert visitor.settle().axe() == []
        person.click("button", "Run now")
        person.click("button", "Start")
        expect(person.page.get_by_role("link", name="See the forecasts")).to_be_visible(timeout=WAIT_MS)
        person.click("link", "See the forecasts")
        person.page.get_by_role("link", name=SKUS[0]).first.click()
        person.steps += 1
        expect(person.page.get_by_role("heading", name="Forecast").first).to_be_visible()
        seconds = time.monotonic() - began
    with capsys.disabled():  # the figures that this is about
        sys.stdout.write(
            f"\nfive exports of {LINES:,} lines to a forecast: {person.steps} steps, {seconds:.0f} seconds\n"
        )
