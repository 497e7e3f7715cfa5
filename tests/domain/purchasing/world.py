"""A small purchasing world: people, a supplier and SKUs, and the services called as the edge calls them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.identity.models import User, UserRole
from domain.purchasing import decisions, receipts, service
from domain.purchasing.drafts import LineInput
from tests.factories.callers import caller
from tests.factories.raw import create_product, create_supplier

SEOUL = ZoneInfo("Asia/Seoul")
NOW = datetime(2026, 5, 4, 3, tzinfo=UTC)
LIMIT = Decimal("100000.00")
ResultT = TypeVar("ResultT")


@dataclass
class World:
    """Ids of the people and things in it."""

    engine: Engine
    people: dict[str, Caller] = field(default_factory=dict)
    now: datetime = NOW

    def caller(self, who: str) -> Caller:
        return replace(self.people[who], now=self.now)

    def run(self, act: Callable[[Session], ResultT]) -> ResultT:
        """One unit of work."""
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            return act(session)

    def create(self, who: str, quantity: int = 10, cost: str = "1000.00", sku: str = "A") -> int:
        line = LineInput(sku, quantity, Decimal(cost))
        return self.run(lambda s: service.create_order(s, self.caller(who), "S", [line]))

    def update(self, who: str, order_id: int, version: int, **change: object) -> None:
        self.run(lambda s: service.update_order(s, self.caller(who), order_id, version, service.Change(**change)))  # type: ignore[arg-type]

    def submit(self, who: str, order_id: int, version: int) -> None:
        self.run(lambda s: decisions.submit(s, self.caller(who), order_id, version))

    def approve(self, who: str, order_id: int, version: int) -> None:
        self.run(lambda s: decisions.approve(s, self.caller(who), order_id, version))

    def receive(self, who: str, order_id: int, version: int, *lines: tuple[int, int], at: str = "MAIN") -> None:
        arrivals = [receipts.Arrival(*line) for line in lines]
        self.run(lambda s: receipts.receive(s, self.caller(who), order_id, version, arrivals, warehouse_code=at))

    def cancel(self, who: str, order_id: int, version: int, reason: str = "A mistake.") -> None:
        self.run(lambda s: decisions.cancel(s, self.caller(who), order_id, version, reason))

    def pending(self, who: str = "op", quantity: int = 10) -> int:
        """A submitted order, at version 2."""
        order_id = self.create(who, quantity)
        self.submit(who, order_id, 1)
        return order_id

    def approved(self, who: str = "op", by: str = "boss", quantity: int = 10) -> int:
        """An approved order, at version 3."""
        order_id = self.pending(who, quantity)
        self.approve(by, order_id, 2)
        return order_id

    def reading(self) -> Connection:
        """A connection for single queries: each is a transaction by itself, in one round trip."""
        return self.engine.connect().execution_options(isolation_level="AUTOCOMMIT")

    def one(self, query: str, **values: object) -> object:
        with self.reading() as connection:
            return connection.execute(text(query), values).scalar_one()

    def order(self, order_id: int) -> dict[str, object]:
        with self.reading() as connection:
            query = text("select * from app.purchase_orders where id = :id")
            return dict(connection.execute(query, {"id": order_id}).mappings().one())

    def trace(self) -> tuple[object, ...]:
        """Everything that an operation could leave behind, but for the audit log."""
        tables = ("purchase_orders", "purchase_order_items", "purchase_order_receipts", "purchase_order_events")
        names = [*(f"app.{table}" for table in tables), "app.comments", "app.outbox", "raw.inventory_movements"]
        query = "select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {} t"
        return tuple(self.one(query.format(name)) for name in names)


def make_world(engine: Engine) -> World:
    world = World(engine)
    people = (
        ("op", "OPERATOR", None),
        ("op2", "OPERATOR", None),
        ("manager", "MANAGER", LIMIT),
        ("boss", "MANAGER", LIMIT * 10),
        ("limitless", "MANAGER", None),
        ("admin", "ADMIN", None),
    )
    with Session(engine) as session, session.begin():
        for name, role, limit in people:
            email = f"{name}@shop.example"
            user = User(email=email, display_name=name, password_hash="x", approval_limit=limit)
            session.add(user)
            session.flush()
            session.add(UserRole(user_id=user.id, role_code=role))
            where = {"request_id": "test", "address": "127.0.0.1"}
            world.people[name] = caller(user.id, role, email, now=NOW, approval_limit=limit, **where)
    with engine.begin() as connection:
        supplier = create_supplier(connection, code="S", lead_time_days=7)
        for sku in ("A", "B", "C"):
            create_product(connection, sku=sku, supplier_id=supplier, unit_cost=Decimal("1000.00"))
        create_product(connection, sku="OTHER", supplier_id=create_supplier(connection, code="T"))
        create_supplier(connection, code="USD", currency="USD")
        create_product(connection, sku="D")
    return world


def over(world: World, **changes: object) -> World:
    """The same world with other settings."""
    return replace(world, **changes)  # type: ignore[arg-type]
