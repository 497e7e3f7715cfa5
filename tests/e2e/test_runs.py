"""A night on demand, from the button to its end, and pages that stay whole in Korean whatever the server says."""

import re
import threading
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, text

from jobs.requested_runs import requested_runs
from jobs.run import RunResult, RunSpec, run_steps
from kit.clock import utc_now
from kit.database import make_engine
from kit.errors import InputError
from kit.progress import silent
from planning.steps import Done, Run, RunWarning
from tests.e2e.pages import PAGES
from tests.e2e.visitor import Stand, Visitor
from tests.e2e.words import english_sentences_in
from tests.factories.runs import Step, in_turn

WAIT_MS = 30_000
REFUSED = "There are no orders on or before the date."
ABOUT_NIGHTS = ("dashboard", "notifications", "notification-deliveries", "runs", "audit")
DELIVERY = """
with inserted as (
    insert into app.outbox (event_type, payload, relayed_at)
    values ('RUN_PUBLISHED', '{"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-06-30"}', now())
    returning event_id, event_type, payload
), noticed as (
    insert into app.notifications (event_id, recipient_id, event_type, payload)
    select event_id, users.id, event_type, payload from inserted, app.users where email = 'manager@shop.example'
    returning id, event_id, recipient_id
)
insert into app.notification_deliveries (event_id, notification_id, recipient_id, channel, status, attempts, error)
select event_id, id, recipient_id, 'EMAIL', 'FAILED', 1, 'The receiver can''t be reached: connection refused'
from noticed
"""


class Worker:
    """A worker whose night pauses in its first step and is refused in the second."""

    def __init__(self, engine: Engine, stand: Stand) -> None:
        self.engine, self.stand = engine, stand
        self.may_go_on = threading.Event()

    def night(self, logical_date: date, trigger: str) -> RunResult:
        work = in_turn(Step("extract", self._pause), Step("marts", self._refuse))
        return run_steps(self.engine, RunSpec("NIGHTLY", logical_date, trigger, self.stand.home), work, silent)

    def _pause(self, _: Run) -> Done[None]:
        sentence = "stg_orders, 3 rows: A cancelled order says when it was cancelled."
        assert self.may_go_on.wait(WAIT_MS / 1000)
        return Done(None, {"rows": 7}, [RunWarning("CHECK", sentence, {"rows": 3})])

    def _refuse(self, _: Run) -> dict[str, int]:
        raise InputError(REFUSED)


@pytest.fixture(scope="module")
def worker(stand: Stand) -> Iterator[Worker]:
    engine = make_engine(stand.database)
    yield Worker(engine, stand)
    engine.dispose()


def test_a_night_is_started_watched_and_told_of_when_it_fails(visitor: Visitor, worker: Worker) -> None:
    page = visitor.sign_in("manager", "/runs").page
    page.get_by_role("button", name="Run now").click()
    page.get_by_role("tooltip").get_by_role("button", name="Start").click()
    expect(page.get_by_text("Waiting for a worker")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_role("button", name="Run under way")).to_be_disabled()
    with requested_runs(worker.engine, {"NIGHTLY": worker.night}, ZoneInfo("Asia/Seoul"), utc_now):
        expect(page.get_by_text("0 of 8 steps done · now: Extract")).to_be_visible(timeout=WAIT_MS)
        assert visitor.axe() == []
        worker.may_go_on.set()
        expect(page.get_by_text("Required data is missing or unusable.")).to_be_visible(timeout=WAIT_MS)
    expect(page.get_by_text(REFUSED)).to_be_hidden()
    page.get_by_text("Server message", exact=True).first.click()
    expect(page.get_by_text(REFUSED)).to_be_visible()
    expect(page.get_by_role("button", name="Run now")).to_be_enabled()
    streams = [sent for sent in visitor.operations if "subscription RunProgress" in sent["query"]]
    assert len(streams) == 1  # one stream reported it all


def test_operators_watch_and_start_nothing(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand) as operator:
        page = operator.sign_in("operator", "/runs").page
        expect(page.get_by_role("heading", name=re.compile("Nightly run")).first).to_be_visible()
        expect(page.get_by_role("button", name="Run now")).to_have_count(0)


@pytest.fixture(scope="module")
def english(worker: Worker) -> None:
    """English texts of the server are on several pages: a refused run, its warning, a failed delivery."""
    with worker.engine.begin() as connection:
        connection.execute(text(DELIVERY))
    worker.may_go_on.set()
    with pytest.raises(InputError):
        worker.night(date(2026, 6, 29), "COMMAND")


@pytest.mark.usefixtures("english")
def test_no_korean_page_about_a_failed_night_shows_an_english_sentence(browser: Browser, stand: Stand) -> None:
    """Without failures every page is checked in `test_every_page`."""
    found: dict[str, list[str]] = {}
    with Visitor(browser, stand, language="ko") as visitor:
        visitor.sign_in("manager")
        for shown in filter(lambda shown: shown.name in ABOUT_NIGHTS, PAGES):
            visitor.open(shown.path)
            found[shown.name] = english_sentences_in(visitor.page)
    assert found == {name: [] for name in ABOUT_NIGHTS}
