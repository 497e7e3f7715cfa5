"""A night on demand, from the button to its end, and pages that stay whole in Korean whatever the server says."""

import re
import threading
from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import Engine, text

from jobs.requested import answering
from jobs.run import RunContext, RunResult, Step, run_steps
from kit.clock import utc_now
from kit.database import make_engine
from kit.errors import InputError
from tests.e2e.pages import PAGES, ConsolePage
from tests.e2e.visitor import Stand, Visitor

WAIT_MS = 30_000
REFUSED = "There are no orders on or before the date."
ENGLISH_SENTENCES = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isShown = node.parentElement.checkVisibility() && !node.parentElement.closest('script, style');
    const isEnglish = /(?:[A-Za-z][a-z'\\u2019]+,? ){3}[A-Za-z][a-z'\\u2019]+/.test(node.textContent);
    if (isShown && isEnglish) found.push(node.textContent);
  }
  return found;
}
"""
"""Four plain English words in a row, wherever they stand; codes and names of goods are none."""
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
        steps = [Step("extract", self._pause), Step("marts", self._refuse)]
        return run_steps(
            self.engine,
            kind="NIGHTLY",
            logical_date=logical_date,
            trigger=trigger,
            home=self.stand.home,
            steps=steps,
            report=lambda *_: None,
        )

    def _pause(self, context: RunContext) -> dict[str, int]:
        context.warn("CHECK", "stg_orders, 3 rows: A cancelled order says when it was cancelled.", rows=3)
        assert self.may_go_on.wait(WAIT_MS / 1000)
        return {"rows": 7}

    def _refuse(self, _context: RunContext) -> dict[str, int]:
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
    with answering(worker.engine, {"NIGHTLY": worker.night}, ZoneInfo("Asia/Seoul"), utc_now):
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
def test_no_korean_page_shows_an_english_sentence(browser: Browser, stand: Stand) -> None:
    people = {shown.person for shown in PAGES}
    found: dict[str, list[str]] = {}
    for person in sorted(people):
        with Visitor(browser, stand, language="ko") as visitor:
            if person:
                visitor.sign_in(person)
            for shown in filter(lambda shown: shown.person == person, PAGES):
                found |= _sentences(visitor, shown)
    assert {name: texts for name, texts in found.items() if texts} == {}


def _sentences(visitor: Visitor, shown: ConsolePage) -> dict[str, list[str]]:
    if shown.name == "not-found":
        visitor.awaits("404")
    visitor.open(shown.path.format(sku=visitor.stand.sku))
    return {shown.name: visitor.page.evaluate(ENGLISH_SENTENCES)}
