"""A whole day of a shop, from the risk in the morning to the stock after the next nightly run, by its users."""

import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import Row, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from analytics.world.service import generate
from domain.ingestion.service import import_files
from jobs.run_kinds import nightly
from kit.clock import business_day, utc_now
from kit.database import make_engine
from kit.postgres import libpq_url
from kit.progress import silent
from kit.settings import Settings
from tests.e2e.conftest import COMMAND, ROOT, add_people, served
from tests.e2e.visitor import Stand, Visitor
from tests.factories.secrets import PASSWORD
from tests.servers import planted

REASON = "Ordered twice by mistake"
AT_RISK = """
    select
        overview.sku, product.name, supplier.name as supplier, overview.on_hand, recommendation.quantity,
        product.unit_cost
    from mart.current_sku_overview as overview
    join raw.products as product on product.id = overview.product_id
    join raw.suppliers as supplier on supplier.id = product.supplier_id
    join jobs.published_run as published on true
    join ai.recommendations as recommendation
        on recommendation.run_id = published.run_id and recommendation.product_id = product.id
    where recommendation.status = 'OPEN' and recommendation.quantity > 1 and overview.trust_grade <> 'D'
        and overview.on_order = 0 and overview.on_hand is not null
    order by overview.stockout_probability_14 desc, overview.sku
"""

EMPTY_A_SHELF = """
    update raw.inventory set on_hand = 1, reserved = 0, in_transit = 0
    where snapshot_at = (select max(snapshot_at) from raw.inventory) and product_id = (
        select item.product_id
        from raw.order_items as item join raw.orders as sale on sale.id = item.order_id
        where sale.ordered_at >= (select max(snapshot_at) from raw.inventory) - interval '28 days'
            and item.product_id not in (
                select product_id from raw.purchase_history where received_quantity < quantity and closed_on is null
            )
        group by item.product_id order by sum(item.quantity) desc, item.product_id limit 1
    )
"""
"""What sells best and is not on order is almost sold out, so that it is the first risk whatever day it is."""


@dataclass(frozen=True)
class Shop:
    """A served shop, whose last night was of yesterday, and two SKUs that are to be ordered at different suppliers.

    Their rows are sku, name, supplier, on_hand, quantity (recommended) and unit_cost.
    """

    stand: Stand
    risky: Row
    other: Row


def settings_of(home: Path, url: URL) -> Settings:
    return Settings(home=home, database_url=libpq_url(url), workers=1, _env_file=None)


def plant(end: date, url: URL, home: Path) -> None:
    """Import a world that ends on this day, empty a shelf, run the night and add people."""

    engine, settings = make_engine(url), settings_of(home, url)
    generate(home / "world", skus=30, days=200, seed=5, end=end, dirty=0.0, report=silent)
    import_files(
        engine,
        [home / "world"],
        profile="canonical",
        timezone=settings.zone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=silent,
    )
    with engine.begin() as connection:
        assert connection.execute(text(EMPTY_A_SHELF)).rowcount == 1
    nightly(settings, engine, end, "COMMAND", silent)
    with Session(engine) as session, session.begin():
        add_people(session)
    engine.dispose()


@pytest.fixture(scope="module")
def shop(server_url: URL, run_folder: Path) -> Iterator[Shop]:
    if not (ROOT / "frontend" / "dist" / "index.html").is_file():
        pytest.fail("the pages are not built; run: make build")
    zone = Settings(_env_file=None).zone
    end = business_day(utc_now(), zone) - timedelta(days=1)
    with planted(server_url, run_folder, f"whole_day_{end:%Y%m%d}", partial(plant, end)) as (url, home):
        engine = create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(text(AT_RISK)).all()
        engine.dispose()
        other = next(row for row in rows if row.supplier != rows[0].supplier)
        with served(home, libpq_url(url)) as address:
            yield Shop(Stand(address, url, home, rows[0].sku), rows[0], other)


def figure(page: Page, label: str, part: Literal["value", "note"] = "value") -> Locator:
    """The value of a figure of a page, or the note below it."""
    found = page.locator("[class*=_figure_]").filter(has=page.get_by_text(label, exact=True))
    return found.locator(f"[class*=_{part}_]")


def choose(page: Page, box: str, typed: str, option: str) -> None:
    """Type into a choice and take an option."""
    page.get_by_role("combobox", name=box).fill(typed)
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text=option).click()


def sign_in(visitor: Visitor, name: str) -> Page:
    """Sign in through the form."""
    page = visitor.open("/").page
    page.get_by_label("E-mail").fill(f"{name}@shop.example")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    return page


def order_at_the_workbench(visitor: Visitor, risky: Row) -> str:
    """From the dashboard's first risk to a draft of what is recommended; the draft's number."""
    page = sign_in(visitor, "operator")
    row = page.get_by_role("region", name="Look at these first").get_by_role("row").filter(has_text=risky.sku)
    expect(row.get_by_role("cell").nth(4)).to_have_text(f"{risky.on_hand:,}")
    expect(row.get_by_role("cell").nth(7)).to_have_text(f"{risky.quantity:,}")
    row.get_by_role("link").click()
    expect(page.get_by_role("heading", name=risky.name)).to_be_visible()
    expect(figure(page, "Available stock", "note")).to_contain_text(f"{risky.on_hand:,} on hand")
    expect(figure(page, "On order")).to_have_text("0")
    expect(figure(page, "Still to order")).to_have_text(f"{risky.quantity:,}")
    expect(page.get_by_role("spinbutton", name="Units to order")).to_have_value(f"{risky.quantity}")
    page.get_by_role("button", name="Create draft").click()
    made = page.get_by_role("link", name=re.compile(r"^Draft PO-\d+ was created$"))
    expect(made).to_be_visible()
    number = made.inner_text().split()[1]
    expect(page.get_by_text(f"Already on order: {number} {risky.quantity:,}")).to_be_visible()
    expect(figure(page, "Still to order")).to_have_text("0")
    expect(figure(page, "On order")).to_have_text(f"{risky.quantity:,}")
    return number


def order_a_recommendation(visitor: Visitor, other: Row) -> str:
    """A draft of a recommendation; its number."""
    page = visitor.open("/recommendations").page
    page.get_by_role("article", name=other.name).get_by_role("checkbox").check()
    page.get_by_role("button", name="Create orders").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("spinbutton")).to_have_value(f"{other.quantity}")
    dialog.get_by_role("button", name="Create orders: 1").click()
    expect(dialog.get_by_text("Purchase orders created: 1")).to_be_visible()
    number = dialog.get_by_role("link").inner_text()
    dialog.get_by_role("button", name="Close").last.click()
    return number


def order_by_mistake(visitor: Visitor, risky: Row) -> str:
    """A second draft of units that are on order already, written although the form asks; its number."""
    page = visitor.open("/purchase-orders/new").page
    choose(page, "Supplier", risky.supplier, risky.supplier)
    choose(page, "Add a product by code or name", risky.sku, risky.sku)
    page.get_by_role("spinbutton", name=f"Units of {risky.name}").fill(f"{risky.quantity}")
    page.get_by_role("button", name="Save draft").click()
    question = page.get_by_role("dialog").filter(has_text="Order these lines anyway?")
    expect(question.get_by_role("listitem")).to_contain_text(
        [f"{risky.quantity:,} units: other orders are open, 0 remain"]
    )
    question.get_by_role("button", name="Order anyway").click()
    heading = page.get_by_role("heading", name=re.compile(r"^PO-\d+$"))
    expect(heading).to_be_visible()
    return heading.inner_text()


def cancel(visitor: Visitor, number: str) -> None:
    """Cancel an order, with a reason."""
    page = visitor.open("/purchase-orders").page
    row_of(page, number).get_by_role("link", name=number).click()
    page.get_by_role("button", name="Cancel order").click()
    dialog = page.get_by_role("dialog")
    confirm = dialog.get_by_role("button", name="Cancel order")
    expect(confirm).to_be_disabled()
    dialog.get_by_label("Reason").fill(REASON)
    confirm.click()
    told = page.get_by_role("alert").filter(has_text="Cancelled by operator")
    expect(told).to_contain_text(REASON)
    expect(page.get_by_role("button", name="Submit for approval")).to_have_count(0)
    visitor.open("/purchase-orders?state=CANCELLED")
    expect(page.get_by_role("link", name=re.compile("^PO-"))).to_have_text([number])


def row_of(page: Page, number: str) -> Locator:
    return page.get_by_role("row").filter(has=page.get_by_role("link", name=number))


def select(page: Page, numbers: list[str]) -> Locator:
    """Select orders of the list; the bar of what can be done with them."""
    for number in numbers:
        page.get_by_role("checkbox", name=f"Select {number}").check()
    return page.get_by_role("region", name="Chosen orders")


def edit(visitor: Visitor, number: str, note: str) -> None:
    """Change the note of an order that waits for its approval."""
    page = visitor.open("/purchase-orders").page
    row_of(page, number).get_by_role("link", name=number).click()
    page.get_by_role("button", name="Edit").click()
    page.get_by_label("Note").fill(note)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text(note)).to_be_visible()
    expect(page.get_by_text("Draft", exact=True).first).to_be_visible()


def receive(page: Page, units: int | None) -> None:
    """Record an arrival of so many units, or of all that are open."""
    page.get_by_role("button", name="Record arrival").click()
    dialog = page.get_by_role("dialog")
    if units is not None:
        dialog.get_by_role("spinbutton").fill(f"{units}")
    dialog.get_by_role("combobox", name="Warehouse").click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").filter(has_text="MAIN").click()
    dialog.get_by_role("button", name="Record").click()
    expect(dialog).to_have_count(0)


def run_night(stand: Stand) -> None:
    """Run the night of today, as an operator of the server would."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    environment |= {"JAEGO_HOME": str(stand.home), "JAEGO_DATABASE_URL": str(libpq_url(stand.database))}
    environment |= {"PYTHONPATH": str(ROOT)}
    today = business_day(utc_now(), Settings(_env_file=None).zone)
    arguments = [*COMMAND, "nightly", "--date", f"{today}", "--quiet"]
    done = subprocess.run(arguments, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def submit(operator: Visitor, numbers: list[str], cancelled: str) -> None:
    """Submit what can be submitted of the chosen orders."""
    page = operator.open("/purchase-orders").page
    bar = select(page, [*numbers, cancelled])
    expect(bar).to_contain_text(f"{len(numbers) + 1} orders chosen")
    bar.get_by_role("button", name=f"Submit {len(numbers)} orders").click()
    expect(page.get_by_text(f"{len(numbers)} orders await approval.")).to_be_visible()
    for number in numbers:
        expect(row_of(page, number)).to_contain_text("Awaiting approval")
    expect(row_of(page, cancelled)).to_contain_text("Cancelled")


def approve(manager: Visitor, operator: Visitor, amounts: dict[str, Decimal]) -> None:
    """Approve two orders at once, of which the second is changed meanwhile: each has an outcome of its own."""
    page = sign_in(manager, "manager")
    manager.open("/purchase-orders?state=PENDING")
    for number, amount in amounts.items():
        expect(row_of(page, number)).to_contain_text(f"₩{amount:,.0f}")
    select(page, list(amounts)).get_by_role("button", name="Approve 2 orders").click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text(f"₩{sum(amounts.values()):,.0f} in all")
    first, changed = amounts
    edit(operator, changed, "Deliver in the morning")
    question.get_by_role("button", name="Approve").click()
    expect(page.get_by_text("1 order is approved.")).to_be_visible()
    refused = page.get_by_role("alert").filter(has_text="1 order was not changed")
    expect(refused.get_by_role("listitem")).to_have_text(re.compile(f"^{changed}: This was changed by someone else"))
    manager.open("/purchase-orders")
    expect(row_of(page, first)).to_contain_text("Approved")
    expect(row_of(page, changed)).to_contain_text("Draft")


def receive_all(operator: Visitor, number: str, units: int) -> None:
    """Record the arrival of a part, then of the rest; the order is completed by the last unit."""
    page = operator.open("/purchase-orders").page
    row_of(page, number).get_by_role("link", name=number).click()
    part = units // 2
    receive(page, part)
    expect(page.get_by_text(f"{part:,} of {units:,} units")).to_be_visible()
    expect(page.get_by_text("Approved", exact=True).first).to_be_visible()
    receive(page, None)
    expect(page.get_by_text(f"{units:,} of {units:,} units")).to_be_visible()
    expect(page.get_by_text("Completed", exact=True).nth(1)).to_be_visible()  # the first one names the stage
    expect(page.get_by_role("button", name="Record arrival")).to_have_count(0)
    expect(page.get_by_role("button", name="Complete order")).to_have_count(0)


def see(visitor: Visitor, row: Row, *, on_hand: int, on_order: int, received: int = 0) -> None:
    """Read a SKU's stock from its page."""
    page = visitor.open(f"/skus/{row.sku}").page
    expect(figure(page, "Available stock", "note")).to_contain_text(f"{on_hand:,} on hand")
    expect(figure(page, "On order")).to_have_text(f"{on_order:,}")
    note = page.get_by_text("received since")
    if received:
        expect(note).to_contain_text(f"{received:,} received since")
    else:
        expect(note).to_have_count(0)


def test_a_day_from_the_risk_to_the_stock_after_the_next_night(browser: Browser, shop: Shop) -> None:
    risky, other = shop.risky, shop.other
    with Visitor(browser, shop.stand) as operator, Visitor(browser, shop.stand) as manager:
        first = order_at_the_workbench(operator, risky)
        second = order_a_recommendation(operator, other)
        wrong = order_by_mistake(operator, risky)
        see(operator, risky, on_hand=risky.on_hand, on_order=2 * risky.quantity)
        cancel(operator, wrong)
        see(operator, risky, on_hand=risky.on_hand, on_order=risky.quantity)
        submit(operator, [first, second], wrong)
        amounts = {number: row.quantity * row.unit_cost for number, row in ((first, risky), (second, other))}
        approve(manager, operator, amounts)
        receive_all(operator, first, risky.quantity)
        see(operator, risky, on_hand=risky.on_hand, on_order=0, received=risky.quantity)
        expect(figure(operator.page, "Still to order")).to_have_text("0")
        page = operator.open("/recommendations").page
        expect(page.get_by_role("article").first).to_be_visible()
        for row in (risky, other):
            expect(page.get_by_role("article", name=row.name)).to_have_count(0)
        run_night(shop.stand)
        see(operator, risky, on_hand=risky.on_hand + risky.quantity, on_order=0)
        see(operator, other, on_hand=other.on_hand, on_order=other.quantity)
