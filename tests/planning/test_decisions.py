"""What users decide is known to the next nightly run: arrivals as lead times, dismissals, orders made meanwhile."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, TypeVar

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from analytics.world.service import generate
from domain.identity.caller import Caller
from domain.purchasing import decisions, receipts, service
from domain.purchasing.drafts import LineInput
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from domain.replenishment.service import dismiss
from kit.clock import utc_now
from kit.progress import silent
from tests.factories.callers import caller
from tests.factories.people import create_user
from tests.planning.test_nightly import Shop, open_shop

END = date(2026, 6, 30)
FIRST = END - timedelta(days=40)
ResultT = TypeVar("ResultT")


@dataclass(frozen=True)
class Desk:
    """A shop with a buyer and an administrator."""

    shop: Shop
    buyer: Caller
    admin: Caller

    def act(self, who: Caller, at: datetime, verb: Callable[..., ResultT], *given: object, **more: object) -> ResultT:
        """One step, as the API takes it."""
        with Session(self.shop.engine) as session, session.begin():
            return verb(session, replace(who, now=at), *given, **more)

    def one(self, query: str, **values: object) -> Any:
        with self.shop.engine.connect() as connection:
            return connection.execute(text(query), values).one()


@pytest.fixture(scope="module")
def desk(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """After the night of `FIRST`, forty days before the data's end."""
    world = tmp_path_factory.mktemp("world") / "files"
    generate(world, skus=12, days=120, seed=5, end=END, dirty=0.0, report=silent)
    (world / "purchase_history.csv.gz").unlink()  # so that all deliveries are those of this test
    for shop in open_shop(module_database_url, tmp_path_factory.mktemp("home"), world):
        with shop.engine.begin() as connection:
            people = [caller(create_user(connection, role), role) for role in ("OPERATOR", "ADMIN")]
        shop.night(FIRST)
        yield Desk(shop, *people)


def noon(day: date) -> datetime:
    """In Seoul."""
    return datetime.combine(day, time(3), UTC)


CHOSEN = """select r.run_id, r.product_id, r.lead_time_days, p.sku, s.code, s.lead_time_days as stated, r.quantity
    from ai.recommendations r join jobs.published_run using (run_id) join raw.products p on p.id = r.product_id
    join raw.suppliers s on s.id = p.supplier_id where {} order by p.id limit 1"""
OPEN = "r.quantity > 0 and r.status = 'OPEN' and r.unit_cost is not null and r.currency = s.currency"
STATUS = "select status from ai.recommendations join jobs.published_run using (run_id) where product_id = :id"


def test_a_dismissed_recommendation_stays_dismissed_in_the_next_night(desk: Desk) -> None:
    chosen = desk.one(CHOSEN.format(OPEN))
    with Session(desk.shop.engine) as session, session.begin():
        dismiss(session, desk.buyer, chosen.run_id, chosen.product_id, reason="Enough.")
    others = desk.one(
        "select count(*) from ai.recommendations join jobs.published_run using (run_id) where status = 'OPEN'"
    )
    again = desk.shop.night(FIRST)
    assert again.run_id != chosen.run_id
    assert desk.one(STATUS, id=chosen.product_id).status == "DISMISSED"
    assert (
        desk.one("select count(*) from ai.recommendations join jobs.published_run using (run_id) where status = 'OPEN'")
        == others
    )


def test_what_was_ordered_after_the_data_ended_is_not_recommended_again(desk: Desk) -> None:
    chosen = desk.one(CHOSEN.format(OPEN))
    order_ids = desk.act(desk.buyer, utc_now(), create_from_recommendations, [Choice(chosen.run_id, chosen.product_id)])
    desk.shop.night(FIRST)
    assert desk.one(STATUS, id=chosen.product_id).status == "ORDERED"
    desk.act(desk.buyer, utc_now(), decisions.submit, order_ids[0], 1)
    desk.act(desk.admin, utc_now(), decisions.reject, order_ids[0], 2, "Too expensive.")
    desk.shop.night(FIRST)
    assert desk.one(STATUS, id=chosen.product_id).status == "OPEN"


def test_late_partial_receipts_become_the_lead_time_of_the_next_recommendation(desk: Desk) -> None:
    """Two parts, 20 and 25 days after the approval, are the company's only ones: the mean is theirs, 22.5 days."""
    chosen = desk.one(CHOSEN.format("s.lead_time_days between 1 and 15 and r.lead_time_days = s.lead_time_days"))
    approved_on = FIRST + timedelta(days=1)
    line = LineInput(chosen.sku, 10, Decimal("1000.00"))
    order_id = desk.act(desk.buyer, noon(approved_on), service.create_order, chosen.code, [line])
    desk.act(desk.buyer, noon(approved_on), decisions.submit, order_id, 1)
    desk.act(desk.admin, noon(approved_on), decisions.approve, order_id, 2)
    for version, days, units in ((3, 20, 4), (4, 25, 6)):
        at = noon(approved_on + timedelta(days=days))
        arrived = [receipts.Arrival(1, units)]
        desk.act(desk.buyer, at, receipts.receive, order_id, version, arrived, warehouse_code="MAIN")
    moved = desk.one(
        "select sum(quantity) from raw.inventory_movements where note = (select order_no from"
        " app.purchase_orders where id = :id)",
        id=order_id,
    )
    assert moved == (10,)

    desk.shop.night(approved_on + timedelta(days=24))
    measured = "select receipts, mean_days from mart.supplier_lead_times join jobs.published_run using (run_id)"
    measured += " where product_id = :id"
    assert desk.one(measured, id=chosen.product_id) == (1, 20)

    desk.shop.night(END)
    assert desk.one(measured, id=chosen.product_id) == (2, 22.5)
    after = desk.one(CHOSEN.format(f"p.id = {chosen.product_id}"))
    assert after.stated == chosen.lead_time_days
    assert after.lead_time_days == 22.5
