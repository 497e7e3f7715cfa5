"""What people do with a published night, by the product's own services, at the time of that night.

Nothing to run: `bench/eight_weeks.py` and tests use it.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, insert, text
from sqlalchemy.orm import Session

from domain.anomalies.service import Look, rate
from domain.forecasting.override_rules import Override
from domain.forecasting.planner_service import override_forecast
from domain.identity.caller import Caller
from domain.identity.models import User, UserRole
from domain.purchasing import decisions, receipts
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from domain.purchasing.receipts import Arrival
from kit.clock import utc_now

ORDERABLE = """
    select made.run_id, made.product_id from ai.recommendations as made
    join jobs.published_run as published on published.run_id = made.run_id
    join raw.suppliers as supplier on supplier.id = made.supplier_id and supplier.deleted_at is null
    where made.quantity > 0 and made.status = 'OPEN' and made.unit_cost is not null
    and made.currency = supplier.currency
    order by made.quantity * made.unit_cost, made.product_id limit :most
"""
OPEN_LINES = """
    select orders.id, orders.version, item.line_no, item.quantity - item.received_quantity as units
    from app.purchase_orders as orders join app.purchase_order_items as item on item.purchase_order_id = orders.id
    where orders.state = 'APPROVED' and orders.approved_at < :before and item.quantity > item.received_quantity
    order by orders.id, item.line_no
"""
SELLING = """
    select product.sku from mart.sku_overview as seen
    join jobs.published_run as published on published.run_id = seen.run_id
    join raw.products as product on product.id = seen.product_id
    where product.discontinued_on is null and not exists (
        select from app.forecast_overrides as made where made.product_id = product.id and made.ends_on >= :today
    )
    order by product.id limit :most
"""
UNRATED = "select id, version from ai.anomaly_detections where feedback is null order by id limit :most"


@dataclass(frozen=True)
class Work:
    """How much of each was done."""

    orders: int
    receipts: int
    overrides: int
    ratings: int


class People:
    """A buyer and a manager, made once."""

    def __init__(self, engine: Engine, currency: str, zone: ZoneInfo) -> None:
        self._engine, self._currency, self._zone = engine, currency, zone
        self._buyer = self._hired("MANAGER", "buyer")
        self._manager = self._hired("MANAGER", "manager")

    def work(self, night: date, most: int) -> Work:
        """Order, receive, override and rate what the night published, on the morning after it.

        Args:
            night: the day that the published run knows last.
            most: of each.
        """
        morning = datetime.combine(night + timedelta(days=1), datetime.min.time(), self._zone) + timedelta(hours=9)
        received = self._receive(morning)
        return Work(self._order(morning, most), received, self._override(night, most), self._rate(night, morning, most))

    def _order(self, now: datetime, most: int) -> int:
        with Session(self._engine) as session, session.begin():
            chosen = session.execute(text(ORDERABLE), {"most": most}).all()
            choices = [Choice(row.run_id, row.product_id, is_checked=True, is_additional=True) for row in chosen]
            made = create_from_recommendations(session, self._caller(self._buyer, now), choices) if choices else []
        for order_id in made:
            with Session(self._engine) as session, session.begin():
                decisions.submit(session, self._caller(self._buyer, now), order_id, 1)
            with Session(self._engine) as session, session.begin():
                decisions.approve(session, self._caller(self._manager, now), order_id, 2)
        return len(made)

    def _receive(self, now: datetime) -> int:
        """Half of what is open on orders of the nights before; the rest comes later."""
        with Session(self._engine) as session:
            lines = session.execute(text(OPEN_LINES), {"before": now}).all()
        for order_id in sorted({line.id for line in lines}):
            of_order = [line for line in lines if line.id == order_id]
            arrivals = [Arrival(line.line_no, -(-line.units // 2)) for line in of_order]
            with Session(self._engine) as session, session.begin():
                receipts.receive(
                    session,
                    self._caller(self._buyer, now),
                    order_id,
                    of_order[0].version,
                    arrivals,
                    warehouse_code="MAIN",
                )
        return len(lines)

    def _override(self, night: date, most: int) -> int:
        today = night + timedelta(days=1)
        with Session(self._engine) as session, session.begin():
            skus = session.scalars(text(SELLING), {"today": today, "most": most}).all()
            for sku in skus:
                ends = today + timedelta(days=2)
                override = Override(today + timedelta(days=1), ends, "FACTOR", 1.5, "EVENT", ends)
                override_forecast(session, self._buyer, sku, override, today=today)
        return len(skus)

    def _rate(self, night: date, now: datetime, most: int) -> int:
        with Session(self._engine) as session, session.begin():
            found = session.execute(text(UNRATED), {"most": most}).all()
            for number, row in enumerate(found):
                look = Look(row.id, row.version, night)
                rate(session, self._caller(self._manager, now), look, is_useful=number % 3 > 0)
        return len(found)

    def _hired(self, role: str, name: str) -> Caller:
        email, limit = f"{name}@shop.example", Decimal(10**11)
        with Session(self._engine) as session, session.begin():
            values = {"email": email, "display_name": name, "password_hash": "none", "approval_limit": limit}
            user_id = session.execute(insert(User).values(**values).returning(User.id)).scalar_one()
            session.execute(insert(UserRole).values(user_id=user_id, role_code=role))
        return Caller(
            id=user_id,
            label=email,
            now=utc_now(),
            zone=self._zone,
            currency=self._currency,
            role=role,
            approval_limit=limit,
        )

    def _caller(self, who: Caller, now: datetime) -> Caller:
        return replace(who, now=now)
