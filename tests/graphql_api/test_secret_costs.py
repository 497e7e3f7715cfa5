"""Whoever may not see costs and lead times meets them nowhere: by no field, answer, file or message.

The shop's costs and lead times are numbers that nothing else in it is. Whole multiples of a cost count as the cost: an
amount divided by a quantity tells it.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import python_calamine
from sqlalchemy.orm import Session

from domain.identity.principal import Principal
from domain.notifications.outbox import emit
from domain.notifications.service import Terms
from domain.purchasing import decisions, service
from domain.purchasing.drafts import LineInput
from domain.purchasing.rules import Deed
from graphql_api.node import global_id
from graphql_api.schema import schema
from jobs.channels.logfile import LogChannel
from jobs.relay import Relay
from kit.clock import utc_now
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, user
from tests.graphql_api.walk import Walk

COSTS = {"A": Decimal("8123.57"), "B": Decimal("7411.93")}
LEAD_TIMES = (Decimal("23.71"), Decimal("3.19"), Decimal(197), Decimal("19.83"))
MINIMUM = Decimal("912345.67")
NUMBER = re.compile(r"(?<![\w.-])\d[\d,]*(?:\.\d+)?(?![\w-])")
ROLES = {"OPERATOR": "operator", "ADMIN": "admin"}
ARGUMENTS = {
    "first": "3",
    "code": '"A"',
    "from": '"2026-03-01"',
    "to": '"2026-03-31"',
    "id": f'"{global_id("PurchaseOrder", 1)}"',
}


def secrets_in(shown: str) -> list[str]:
    """Numbers of a text that are a cost, an amount of whole units at a cost, a supplier's minimum or a lead time."""
    found = []
    for number in NUMBER.findall(shown):
        value = Decimal(number.replace(",", ""))
        amounts = any(value and value % cost == 0 for cost in COSTS.values())
        if amounts or value in (MINIMUM, *LEAD_TIMES) or value in MIXED:
            found.append(number)
    return found


MIXED = {a * COSTS["A"] + b * COSTS["B"] for a in range(1, 100) for b in range(1, 100)}


class Desk:
    """A shop with secrets, its API and people."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.operator, self.admin = (api.token(user(api.engine, role)) for role in ROLES)
        with api.engine.begin() as connection:
            supplier = create_supplier(
                connection, code="S", name="North", lead_time_days=197, min_order_value=MINIMUM, order_cycle_days=197
            )
            run_id = published.create_run(connection)
            published.create_step(connection, run_id, 0)
            self.products = [self._product(connection, run_id, supplier, sku) for sku in COSTS]
        self.run_id = run_id

    def _product(self, connection: Any, run_id: int, supplier: int, sku: str) -> int:
        product = create_product(connection, sku=sku, name=f"Goods {sku}", supplier_id=supplier, unit_cost=COSTS[sku])
        published.create_overview(connection, run_id, product)
        published.create_forecast(connection, run_id, product)
        published.create_features(
            connection, run_id, product, lead_time_stated_days=197, lead_time_mean_days=23.71, lead_time_sd_days=3.19
        )
        values = {"unit_cost": COSTS[sku], "lead_time_days": 23.71, "overstock_value": COSTS[sku] * 5}
        published.create_recommendation(connection, run_id, product, supplier_id=supplier, service_level=0.9, **values)
        published.create_day(connection, run_id, product, published.AS_OF - timedelta(days=2))
        known = {"lead_time_days": 23.71, "added_days": 19.83, "units": 6}
        for kind, money in (("OVERSTOCK", COSTS[sku] * 7), ("LEAD_TIME_SLIP", COSTS[sku]), ("SALES_SPIKE", 70_000)):
            seen = {"observed": 23.71, "expected": 19.83} if kind == "LEAD_TIME_SLIP" else {}
            published.create_anomaly(
                connection, run_id, product, anomaly_type=kind, money_at_stake=money, details=known, **seen
            )
        return product

    def deed(self, who: str) -> Deed:
        number = 1 if who == "operator" else 2
        return Deed(
            Principal(number, f"{who}@shop.example", who.upper(), None), utc_now(), "KRW", self.api.services.zone
        )

    def admins_order(self) -> int:
        """An order that an administrator made and submitted, at costs of the catalog and a typed one."""
        lines = [LineInput("A", 12), LineInput("B", 12, COSTS["B"])]
        with Session(self.api.engine) as session, session.begin():
            order_id = service.create_order(session, self.deed("admin"), "S", lines)
            decisions.submit(session, self.deed("admin"), order_id, 1)
            return order_id

    def admin_does(self, verb: Callable[..., None], version: int, *given: str) -> None:
        """Let the administrator decide on the operator's order."""
        with Session(self.api.engine) as session, session.begin():
            verb(session, self.deed("admin"), 2, version, *given)

    def ask(self, query: str, **variables: Any) -> str:
        return str(self.api.post(query, self.operator, **variables))


@pytest.fixture
def desk(api: Api) -> Desk:
    return Desk(api)


@pytest.fixture
def walk() -> Walk:
    return Walk(schema._schema, ARGUMENTS)


def test_the_numbers_are_found_where_they_are_shown(desk: Desk) -> None:
    desk.admins_order()
    query = '{ purchaseOrders(first: 1) { nodes { totalAmount items { unitCost } } } sku(code: "A") { unitCost } }'
    answer = str(desk.api.data(query, desk.admin))
    assert secrets_in(answer) == ["186426.00", "8123.57", "7411.93", "8123.57"]
    assert secrets_in("Overdue: 97,482.84 KRW, 24.0 days, 8123.5 won, 2026-03-23") == ["97,482.84"]


def test_no_question_of_an_operator_is_answered_with_a_secret(desk: Desk, walk: Walk) -> None:
    desk.admins_order()
    relay_all(desk)
    asked = 0
    root = schema._schema.query_type
    assert root is not None
    for query in walk.questions(root):
        answer = desk.ask(query)
        assert "BAD_REQUEST" not in answer, (query, answer)
        assert "LIMIT" not in answer, (query, answer)
        assert "INTERNAL" not in answer, (query, answer)
        assert secrets_in(answer) == [], (query, answer)
        asked += 1
    assert asked > 200
    streamed = schema._schema.subscription_type
    assert streamed is not None
    assert {kind.name for field in streamed.fields.values() for kind in walk.kinds(field.type)} == {
        "Notification",
        "PipelineRun",
    }, "what streams send is of types that questions give too"


def changes(desk: Desk) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each change that an operator may make, in an order in which all succeed, and its input."""
    mine, others = (global_id("PurchaseOrder", number) for number in (2, 1))
    version = "expectedVersion"
    yield "createPurchaseOrder", {"supplier": "S", "lines": [{"sku": "A", "quantity": 3}, {"sku": "B", "quantity": 4}]}
    yield "updatePurchaseOrder", {"id": mine, version: 1, "note": "Soon."}
    yield "updatePurchaseOrder", {"id": others, version: 2, "note": "Soon, please."}
    yield "updatePurchaseOrder", {"id": others, version: 3, "lines": [{"sku": "B", "quantity": 9}]}
    yield "updatePurchaseOrder", {"id": mine, version: 2, "lines": [{"sku": "A", "quantity": 9}]}
    yield "commentOnPurchaseOrder", {"id": others, "body": "Thanks."}
    yield "submitPurchaseOrder", {"id": mine, version: 3}
    desk.admin_does(decisions.reject, 4, "Too much.")
    yield "reopenPurchaseOrder", {"id": mine, version: 5}
    yield "submitPurchaseOrder", {"id": mine, version: 6}
    desk.admin_does(decisions.approve, 7)
    yield (
        "receivePurchaseOrder",
        {"id": mine, version: 8, "warehouseCode": "MAIN", "lines": [{"lineNo": 1, "quantity": 2}]},
    )
    yield "completePurchaseOrder", {"id": mine, version: 9, "reason": "No more will come."}
    recommended = [global_id("Recommendation", f"{desk.run_id}.{product}") for product in desk.products]
    yield "dismissRecommendation", {"id": recommended[1], "reason": "Not now."}
    yield "createPurchaseOrdersFromRecommendations", {"recommendations": [{"id": recommended[0], "quantity": 8}]}


def test_no_answer_of_a_change_and_no_message_of_it_shows_a_secret(desk: Desk, walk: Walk) -> None:
    desk.admins_order()
    mutation = schema._schema.mutation_type
    assert mutation is not None
    for name, given in changes(desk):
        field = mutation.fields[name]
        kind = str(field.args["input"].type)
        answer = desk.ask(
            f"mutation ($input: {kind}) {{ {name}(input: $input) {walk.answer(field.type)} }}", input=given
        )
        assert f"'__typename': '{name[0].upper()}{name[1:]}Success'" in answer, (name, answer)
        assert secrets_in(answer) == [], (name, answer)
    told = relay_all(desk)
    assert len(told) > 4
    assert secrets_in("\n".join(told)) == []
    for answer in files_of(desk):
        assert secrets_in(answer) == [], answer
    shown = desk.api.data("{ purchaseOrders(first: 9) { nodes { totalAmount } } }", desk.admin)
    assert len(secrets_in(str(shown))) == 3, "the secrets are there for those who may see them"


def relay_all(desk: Desk) -> list[str]:
    """What letters and Slack tell others than the administrator, of all events and of some more about orders."""
    told = {"purchase_order_id": 1, "order_no": "PO-1", "supplier": "North", "created_by": 1, "currency": "KRW"}
    more = {"total_amount": str(COSTS["A"] * 12), "expected_on": "2026-03-01", "reason": "No.", "actor_id": 9}
    with Session(desk.api.engine) as session, session.begin():
        for kind in ("SUBMITTED", "APPROVED", "REJECTED", "OVERDUE"):
            emit(session, f"PURCHASE_ORDER_{kind}", told | more)
    log = desk.api.services.home / "notifications.log"
    channels = {name: LogChannel(name, log) for name in ("EMAIL", "SLACK")}
    relay = Relay(desk.api.engine, channels, Terms("08:00", desk.api.services.zone), 30)
    while relay.relay_one():
        pass
    for name in channels:
        while relay.send_one(name):
            pass
    entries = [json.loads(line) for line in log.read_text("utf-8").splitlines()]
    assert any(secrets_in(entry["text"]) for entry in entries if entry["recipient"] == "admin@shop.example")
    return [f"{entry['title']} {entry['text']}" for entry in entries if entry["recipient"] != "admin@shop.example"]


def files_of(desk: Desk) -> Iterator[str]:
    """Every file that an operator may fetch, as text."""
    headers = {"Authorization": f"Bearer {desk.operator}"}
    for number in (1, 2, 3):
        path = f"/purchase-orders/{global_id('PurchaseOrder', number)}"
        yield desk.api.send("GET", f"{path}.csv", headers=headers).text
        yield cells(desk.api.send("GET", f"{path}.xlsx", headers=headers))
    yield cells(desk.api.send("GET", "/skus.xlsx", headers=headers))


def cells(answer: httpx.Response) -> str:
    """The cells of a workbook, one a line."""
    assert answer.status_code == 200, answer.text
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )
