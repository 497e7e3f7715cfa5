"""How long the console takes from a filter to its rows, in a real browser, with 50,000 SKUs in the database."""

import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.identity.caller import command_line
from domain.identity.service import choose_language, create_user
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
SKUS, ROUNDS = 50_000, 6
EMAIL, PASSWORD = "buyer@shop.example", "several words of a phrase"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
COMMAND = [sys.executable, "-c", "from cli.main import run; run()"]
RISKS = ("High", "Medium", "Low", "Stocked out")
SEARCHES = (
    "00123",
    "SKU-4",
    "product 7",
    "99",
    "31415",
    "product 27",
    "SKU-12",
    "duct 8",
    "271",
    "product 3001",
    "SKU-00",
    "5",
)
FILL = f"""
insert into raw.suppliers (code, name, currency)
select 'S' || n, 'supplier ' || n, 'KRW' from generate_series(1, 300) as n;
insert into raw.products (sku, name, category, currency, list_price, supplier_id)
select 'SKU-' || lpad(n::text, 5, '0'), 'product ' || n, 'category ' || n % 40, 'KRW', 1000 + n % 500,
       (select min(id) from raw.suppliers) + n % 300
from generate_series(1, {SKUS}) as n;
insert into jobs.pipeline_run (kind, logical_date, attempt, trigger, status, started_at, finished_at, published_at)
values ('NIGHTLY', current_date - 1, 1, 'COMMAND', 'SUCCEEDED', now(), now(), now());
insert into jobs.published_run (id, run_id, published_at) select 1, id, now() from jobs.pipeline_run;
insert into mart.sku_overview (run_id, product_id, as_of_date, on_hand, reserved, on_order,
    open_order_units, received_order_units, lifecycle, days_of_cover,
    depletion_date, stockout_risk, stockout_probability_7, stockout_probability_14, stockout_probability_30,
    forecast_7, forecast_14, forecast_30, revenue_28, units_28, money_at_risk, recommended_quantity,
    demand_class, abc, xyz, trust_grade)
select run.id, product.id, current_date - 1, n % 200, 0, 0, 0, 0, 'ACTIVE', n % 90, current_date + (n % 60)::int,
    (array['STOCKED_OUT', 'HIGH', 'MEDIUM', 'LOW', 'LOW', 'LOW', 'LOW'])[1 + n % 7],
    0.1, (n % 1000) / 1000.0, 0.5, n % 30, n % 60, n % 120, (n * 7919 % 100000) * 10, n % 300,
    n * 31 % 90000, n % 50,
    (array['SMOOTH', 'INTERMITTENT', 'ERRATIC', 'LUMPY'])[1 + n % 4], (array['A', 'B', 'C'])[1 + n % 3],
    (array['X', 'Y', 'Z'])[1 + n % 3], 'A'
from raw.products as product, jobs.pipeline_run as run, lateral (select product.id as n) as numbered;
analyze;
"""


@contextmanager
def served(url: URL, home: Path) -> Iterator[str]:
    """A server on the database; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"JAEGO_HOME": str(home), "JAEGO_DATABASE_URL": libpq_url(url), "PYTHONPATH": str(ROOT)}
    with (home / "server.log").open("w") as log:
        server = subprocess.Popen([*COMMAND, "serve", "--port", str(port)], env=environment, stderr=log, stdout=log)
        try:
            _wait(f"http://127.0.0.1:{port}/livez")
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait()


def _wait(address: str) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:  # not yet listening, or too busy to answer in time
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def _sign_in(page: Page, address: str) -> None:
    page.goto(f"{address}/skus")
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("tbody tr.ant-table-row").first.wait_for()


SHOWN = """
() => new Promise((resolve) => {
  const begun = performance.now();
  let hasAsked = false;
  const look = () => {
    const isBusy = document.querySelector('[aria-busy="true"]') !== null;
    hasAsked ||= isBusy;
    if (hasAsked && !isBusy) resolve(performance.now() - begun);
    else requestAnimationFrame(look);
  };
  look();
})
"""


def _measured(page: Page, act: str) -> float:
    """Milliseconds from an input in the page to the frame that shows its rows."""
    return float(page.evaluate(f"async () => {{ const shown = ({SHOWN})(); {act}; return shown; }}"))


def _searches(page: Page) -> list[float]:
    type_in = """
        const input = document.querySelector('[role=search] input');
        Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, TEXT);
        input.dispatchEvent(new Event('input', {bubbles: true}))"""
    return [_measured(page, type_in.replace("TEXT", repr(search))) for search in SEARCHES]


def _choices(page: Page) -> list[float]:
    found = []
    for _ in range(ROUNDS):
        # What a round has asked for is remembered by the page; the next round starts with an empty memory.
        page.reload()
        page.locator("tbody tr.ant-table-row").first.wait_for()
        for risk in RISKS:
            page.get_by_label("Risk", exact=True).click()
            option = f".ant-select-item-option[title='{risk}']"
            page.locator(option).wait_for()
            found.append(_measured(page, f'document.querySelector("{option}").click()'))
    return found


def main() -> None:
    """Fill a database, serve it, and measure in the browser."""
    binary = os.environ.get("JAEGO_BROWSER") or shutil.which("chromium") or shutil.which("google-chrome")
    home = Path(tempfile.mkdtemp())
    settings = Settings(home=home, database_url=None, _env_file=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(text(FILL))
        with Session(engine) as session, session.begin():
            user = create_user(session, EMAIL, "OPERATOR", PASSWORD)
            choose_language(session, command_line(), user.id, "en")
        engine.dispose()
        with served(url, home) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=binary, args=ARGUMENTS)
            page = browser.new_page(locale="en-US", reduced_motion="reduce")
            page.add_init_script("localStorage.setItem('jaego.language', 'en')")
            _sign_in(page, address)
            for name, times in (("choice of a risk", _choices(page)), ("search, its pause included", _searches(page))):
                middle, worst = statistics.median(times), max(times)
                print(f"{SKUS:,} SKUs, {name}: median {middle:.0f} ms, worst {worst:.0f} ms of {len(times)}")
            browser.close()
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
