"""Takes the pictures of `docs/images`: a planted shop after some nights, driven by its people; `make images`.

The shop, its seed, its days and what people do are always the same; what depends on the clock ("5 minutes ago") is not.
"""

import re
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from analytics.world.service import generate
from cli.database import open_engine
from domain.forecasting.override_rules import Override
from domain.forecasting.planner_service import override_forecast
from domain.identity.caller import Caller
from domain.ingestion.service import import_files
from jobs.run_kinds import nightly, policy_backtest
from kit.settings import Settings, ensure_secret_key, load_settings
from tests.e2e.conftest import ARGUMENTS, END, RISKIEST_SKU, add_people, find_browser, served
from tests.e2e.visitor import NARROW, ROOT, Language, Stand, Theme, Visitor
from tests.factories.callers import caller

FOLDER = ROOT / "docs" / "images"
SIZE = (1200, 750)
WHAT_IF_HEIGHT = 640
SKUS, DAYS, SEED = 120, 560, 7
NIGHTS = (44, 30, 14, 0)  # days before the end: forecasts of the first ones have come due by the last
MAX_BYTES = 150 * 1024
PATIENCE_MS = 90_000
PNG_HEAD = 8
NEVER_STALE = {"JAEGO_DATA_LATE_AFTER_DAYS": "365", "JAEGO_DATA_STALE_AFTER_DAYS": "366"}
PLANS = (("PROMOTION", 1.4), ("EVENT", 1.2), ("COMPETITION", 0.8), ("JUDGEMENT", 0.9))


def main(home: Path) -> None:
    """Prepare the shop in a folder, unless it is there already, and take all pictures."""
    settings = ensure_secret_key(load_settings(home=home, workers=1))
    with open_engine(settings) as engine:
        if not (home / "prepared").exists():
            prepare(settings, engine)
            (home / "prepared").touch()
        with engine.connect() as connection:
            sku = str(connection.scalar(text(RISKIEST_SKU)))
        with served(home, None, **NEVER_STALE) as address, chromium() as browser:
            take_all(browser, Stand(address, engine.url, home, sku))
    for picture in sorted(FOLDER.glob("*.png")):
        size = picture.stat().st_size
        sys.stdout.write(f"{picture.relative_to(ROOT)}: {size / 1024:.0f} KiB\n")
        if size > MAX_BYTES:
            sys.exit(f"{picture.name} is larger than {MAX_BYTES // 1024} KiB; show less.")


def prepare(settings: Settings, engine: Engine) -> None:
    """A shop whose nights have been scored, with overrides that are over and a policy backtest."""
    world = settings.home / "world"
    generate(world, skus=SKUS, days=DAYS, seed=SEED, end=END, dirty=0.0005, report=tell)
    import_files(
        engine,
        [world],
        profile="canonical",
        timezone=settings.zone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=tell,
    )
    with Session(engine) as session, session.begin():
        planner = caller(add_people(session)["operator"])
        plan_ahead(session, planner)
    for back in NIGHTS:
        nightly(settings, engine, END - timedelta(days=back), "COMMAND", tell)
    policy_backtest(settings, engine, END, "COMMAND", tell)


def plan_ahead(session: Session, planner: Caller) -> None:
    """Overrides for the fortnight after the first night."""
    first = END - timedelta(days=NIGHTS[0])
    days = (first + timedelta(days=1), first + timedelta(days=14))
    skus = session.scalars(text("select sku from raw.products where discontinued_on is null order by sku limit 12"))
    for at, sku in enumerate(skus):
        reason, factor = PLANS[at % len(PLANS)]
        override_forecast(session, planner, sku, Override(*days, "FACTOR", factor, reason, days[1]), today=first)


def tell(*_: object) -> None:
    """Progress is not shown."""


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that takes the pictures."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser(), args=ARGUMENTS)
        yield browser
        browser.close()


def take_all(browser: Browser, stand: Stand) -> None:
    """Every picture, in the order in which a buyer comes by the pages."""

    def visit(person: str, path: str, *, language: Language = "en", theme: Theme = "light") -> Visitor:
        visitor = Visitor(browser, stand, language=language, theme=theme, size=SIZE)
        visitor.context.set_default_timeout(PATIENCE_MS)
        return visitor.sign_in(person, path) if person else visitor.open(path)

    pages = {
        "dashboard": ("manager", "/"),
        "skus": ("manager", "/skus"),
        "anomalies": ("manager", "/anomalies?severity=CRITICAL"),
        "recommendations": ("manager", "/recommendations"),
        "budget": ("manager", "/recommendations/budget?budget=6000000"),
        "forecast-accuracy": ("manager", "/forecast-accuracy?horizon=14"),
        "policy-backtest": ("manager", "/policy-backtest"),
    }
    with visit("manager", "/recommendations/budget") as visitor:
        visitor.awaits(".")  # on a busy machine a server's first plan may come too late: it loads the solver
    with visit("", "/sign-in", language="ko") as visitor:
        take(visitor, "sign-in-ko")
    for name, (person, path) in pages.items():
        with visit(person, path) as visitor:
            take(visitor, name)
    with visit("manager", "/", language="ko", theme="dark") as visitor:
        take(visitor, "dashboard-ko-dark")
    with visit("manager", f"/skus/{stand.sku}") as visitor:
        take(visitor, "sku-workbench")
        try_lead_time(visitor)
        take(visitor, "what-if")
    with Visitor(browser, stand, language="ko", size=NARROW) as visitor:
        visitor.context.set_default_timeout(PATIENCE_MS)
        take(visitor.sign_in("manager", f"/skus/{stand.sku}"), "sku-workbench-ko-narrow")
    with visit("operator", "/recommendations") as operator, visit("manager", "/") as manager:
        order(operator, manager)


def take(visitor: Visitor, name: str) -> None:
    """Take a picture once the page is at rest."""
    path = FOLDER / f"{name}.png"
    visitor.settle().picture(path)
    path.write_bytes(packed(path.read_bytes()))


def packed(picture: bytes) -> bytes:
    """The same PNG, its pixels compressed as far as zlib goes; browsers stop early."""
    pixels, chunks, at = b"", [], PNG_HEAD
    while at < len(picture):
        length = int.from_bytes(picture[at : at + 4], "big")
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        pixels += body if kind == b"IDAT" else b""
        chunks += [(kind, body)] if kind != b"IDAT" else []
        at += length + 12
    chunks.insert(-1, (b"IDAT", zlib.compress(zlib.decompress(pixels), 9)))
    written = [
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big") for kind, body in chunks
    ]
    return picture[:PNG_HEAD] + b"".join(written)


def try_lead_time(visitor: Visitor) -> None:
    """Ask what a lead time of three weeks more would mean."""
    page = visitor.page
    page.set_viewport_size({"width": SIZE[0], "height": WHAT_IF_HEIGHT})
    slider = page.get_by_role("slider", name="Lead time")
    for _ in range(21):
        slider.press("ArrowRight")
    visitor.settle()
    page.get_by_role("heading", name="What if").evaluate("heading => heading.scrollIntoView({ block: 'start' })")


def order(operator: Visitor, manager: Visitor) -> None:
    """An order from its recommendations to the first goods: made, submitted, approved by another, received in part."""
    page = operator.page
    if page.get_by_role("article").count() == 0:
        return  # the shop was prepared before, and this has been done in it
    for card in page.get_by_role("article").all()[:4]:
        card.get_by_role("checkbox").check()
    page.get_by_role("button", name="Create orders").click()
    take(operator, "make-orders")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name=re.compile("^Create orders")).click()
    expect(dialog.get_by_text("Purchase orders created")).to_be_visible()
    path = str(dialog.get_by_role("link").first.get_attribute("href"))
    operator.open(path)
    page.get_by_role("button", name="Submit for approval").click()
    expect(page.get_by_text("The order awaits approval.")).to_be_visible()
    approve(manager.open(path).page)
    operator.open(path)
    page.get_by_role("button", name="Record arrival").click()
    page.get_by_role("dialog").get_by_role("spinbutton").first.fill("1")
    page.get_by_role("dialog").get_by_role("combobox", name="Warehouse").click()
    page.locator(".ant-select-dropdown:visible .ant-select-item-option").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Record").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    take(operator.open(path), "purchase-order")


def approve(page: Page) -> None:
    """Approve the order in view."""
    page.get_by_role("button", name="Approve", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="Approve", exact=True).click()
    expect(page.get_by_text("The order is approved.")).to_be_visible()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(Path(sys.argv[1]).resolve())
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(Path(folder))
