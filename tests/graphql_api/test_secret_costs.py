"""Users who may not see costs and lead times find them nowhere: by no field, answer, event, file or message.

The shop's costs and lead times are numbers that nothing else in it is. Whole multiples of a cost count as the cost: an
amount divided by a quantity discloses it.
"""

import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest
import python_calamine
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from domain.alerts.service import notify_run_finished
from domain.identity.caller import Caller
from domain.notifications.service import Terms
from domain.outbox.service import publish_event
from domain.published.models import DemandCorrection
from domain.purchasing import decisions, service
from domain.purchasing.drafts import LineInput
from graphql_api.node import global_id
from graphql_api.schema import schema
from jobs.channels.logfile import LogChannel
from jobs.outbox_relay import Relay
from kit.clock import utc_now
from tests.factories import published
from tests.factories.callers import caller
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.answers import input_of, is_refused
from tests.graphql_api.conftest import Api, user
from tests.graphql_api.streams import Served
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
    "page": "SKUS",
    "language": "KO",
    "id": f'"{global_id("PurchaseOrder", 1)}"',
}

OF_ONESELF = {
    "login": "takes a password and gives a session",
    "refreshSession": "exchanges a session's secret",
    "logout": "ends sessions and gives nothing",
    "changePassword": "takes passwords and gives one's own address",
    "checkWelcomeLink": "says whether a link is valid, while there are no users",
    "createFirstAdministrator": "takes a password and gives a session, while there are no users",
}
"""Changes that an operator may make and that are not called here, and why their answers can hold no cost."""


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
        taken_out = {"layer": "OUTLIER", "days": 4, "units": 6.5, "is_applied": True}
        connection.execute(insert(DemandCorrection).values(run_id=run_id, product_id=product, **taken_out))
        return product

    def caller(self, who: str) -> Caller:
        number = 1 if who == "operator" else 2
        return caller(number, who.upper(), f"{who}@shop.example")

    def admins_order(self) -> int:
        """An order that an administrator made and submitted, at costs of the catalog and a typed one."""
        lines = [LineInput("A", 12), LineInput("B", 12, COSTS["B"])]
        with Session(self.api.engine) as session, session.begin():
            order_id = service.create_order(session, self.caller("admin"), "S", lines)
            decisions.submit(session, self.caller("admin"), order_id, 1)
            return order_id

    def admin_does(self, verb: Callable[..., None], version: int, *given: str) -> None:
        """Let the administrator decide on the operator's order."""
        with Session(self.api.engine) as session, session.begin():
            verb(session, self.caller("admin"), 2, version, *given)

    def admins_bulk_approval(self, orders: list[dict[str, Any]]) -> None:
        """Let the administrator approve orders together."""
        query = """mutation ($orders: [PurchaseOrderAtVersionInput!]!) { approvePurchaseOrders(input: {orders: $orders})
            { ... on PurchaseOrderOutcomes { outcomes { code } } } }"""
        outcomes = self.api.data(query, self.admin, orders=orders)["approvePurchaseOrders"]["outcomes"]
        assert outcomes == [{"code": None}] * len(orders)

    def alerts(self) -> list[tuple[str, int]]:
        """The id and version of each alert."""
        found = self.api.data("{ anomalies(first: 9) { nodes { id version } } }", self.admin)["anomalies"]["nodes"]
        return [(alert["id"], alert["version"]) for alert in found]

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


def order_changes(desk: Desk) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each change of orders that an operator may make, in an order in which all succeed, and its input."""
    mine, others, third, fourth = (global_id("PurchaseOrder", number) for number in (2, 1, 3, 4))
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
    yield "createPurchaseOrder", {"supplier": "S", "lines": [{"sku": "B", "quantity": 7}]}
    yield "submitPurchaseOrders", {"orders": [{"id": third, version: 1}, {"id": fourth, version: 9}]}
    yield "cancelPurchaseOrder", {"id": third, version: 2, "reason": "Ordered twice."}
    yield "submitPurchaseOrders", {"orders": [{"id": fourth, version: 1}]}
    desk.admins_bulk_approval([{"id": fourth, version: 2}])


def other_changes(desk: Desk) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each other change that an operator may make, in an order in which all succeed, and its input."""
    version, today = "expectedVersion", utc_now().astimezone(desk.api.services.zone).date()
    days = {"startsOn": str(today), "endsOn": str(today + timedelta(days=6))}
    yield "overrideForecast", {"sku": "A", **days, "mode": "FACTOR", "value": 1.5, "reason": "EVENT"}
    yield "clearForecastOverride", {"id": global_id("ForecastOverride", 1), version: 1}
    yield "refuseDemandCorrection", {"sku": "A", "layer": "OUTLIER"}
    yield "acceptDemandCorrection", {"sku": "A", "layer": "OUTLIER", version: 1}
    alerts = desk.alerts()
    assert len(alerts) == 6
    for alert, read in alerts:
        yield "acknowledgeAnomaly", {"id": alert, version: read}
        yield "snoozeAnomaly", {"id": alert, version: read + 1, "until": str(today + timedelta(days=3))}
        yield "rateAnomaly", {"id": alert, version: read + 2, "feedback": "USEFUL"}
        yield "resolveAnomaly", {"id": alert, version: read + 3}
    yield "commentOnSku", {"sku": "A", "body": "Sells well."}
    yield "chooseLanguage", {"locale": "en"}
    yield "createApiToken", {"name": "feed", "scopes": ["READ"]}
    yield "revokeApiToken", {"id": global_id("ApiToken", 1)}
    wish = {"eventType": "RUN_PUBLISHED", "channel": "IN_APP", "isEnabled": True}
    yield "updateNotificationSettings", {"settings": [wish]}
    yield "sendTestNotification", {"channel": "IN_APP"}
    yield "markNotificationsRead", {}
    yield "createSavedView", {"page": "SKUS", "name": "Mine", "parameters": [{"name": "risk", "values": ["HIGH"]}]}
    yield "updateSavedView", {"id": global_id("SavedView", 1), "isShared": True}
    yield "deleteSavedView", {"id": global_id("SavedView", 1)}
    yield "setListColumns", {"page": "SKUS", "hiddenColumns": ["abc"]}


def change(desk: Desk, walk: Walk, name: str, given: dict[str, Any]) -> str:
    """The whole answer of an operator's change."""
    mutation = schema._schema.mutation_type
    assert mutation is not None
    answer = walk.answer(mutation.fields[name].type)
    return desk.ask(f"mutation ($input: {input_of(name)}) {{ {name}(input: $input) {answer} }}", input=given)


def test_no_answer_of_a_change_and_no_message_of_it_shows_a_secret(desk: Desk, walk: Walk) -> None:
    desk.admins_order()
    called = set()
    for changes in (order_changes, other_changes):
        for name, given in changes(desk):
            answer = change(desk, walk, name, given)
            outcome = re.search(rf"'{name}': {{'__typename': '(\w+)'", answer)
            assert outcome is not None, (name, answer)
            assert not is_refused(outcome[1]), (name, answer)
            assert secrets_in(answer) == [], (name, answer)
            called.add(name)
    open_to_operators = {name for root, name in walk.readable if root == "Mutation"}
    assert called == open_to_operators - OF_ONESELF.keys(), "each change is called, or is exempt for a reason"
    assert OF_ONESELF.keys() <= open_to_operators
    told = relay_all(desk)
    assert len(told) > 4
    assert secrets_in("\n".join(told)) == []
    for answer in files_of(desk):
        assert secrets_in(answer) == [], answer
    shown = desk.api.data("{ purchaseOrders(first: 9) { nodes { totalAmount } } }", desk.admin)
    assert len(secrets_in(str(shown))) == 4, "the secrets are there for those who may see them"


def test_no_refusal_of_a_change_shows_a_secret(desk: Desk, walk: Walk) -> None:
    order = {"id": global_id("PurchaseOrder", desk.admins_order()), "expectedVersion": 2}
    with desk.api.engine.begin() as connection:
        connection.execute(text("update raw.products set list_price = 9000, shelf_life_days = 10"))
    losing = {"supplier": "S", "lines": [{"sku": "A", "quantity": 5000}]}  # none of them sells while it keeps
    for name, given, refusal in (
        ("createPurchaseOrder", losing, "ConfirmationRequired"),
        ("updatePurchaseOrder", order | {"lines": losing["lines"]}, "ConfirmationRequired"),
        ("submitPurchaseOrders", {"orders": [order]}, "ILLEGAL_STATE"),
        ("cancelPurchaseOrder", order | {"reason": "Not needed."}, "ActionRefused"),
        ("approvePurchaseOrder", order, "FORBIDDEN"),
        ("approvePurchaseOrders", {"orders": [order]}, "FORBIDDEN"),
    ):
        answer = change(desk, walk, name, given)
        assert refusal in answer, (name, answer)
        assert secrets_in(answer) == [], (name, answer)


def test_each_change_that_is_not_for_operators_is_refused_whatever_it_would_answer(desk: Desk, walk: Walk) -> None:
    desk.admins_order()
    mutation = schema._schema.mutation_type
    assert mutation is not None
    others = [name for name in mutation.fields if ("Mutation", name) not in walk.readable]
    assert {"approvePurchaseOrders", "updatePlanningSettings", "createUser"} < set(others)
    for name in others:
        answer = change(desk, walk, name, walk.placeholder(mutation.fields[name].args["input"].type))
        assert "'code': 'FORBIDDEN'" in answer, (name, answer)
        assert secrets_in(answer) == [], (name, answer)


def test_no_event_of_a_stream_shows_a_secret(desk: Desk, walk: Walk, served: Served) -> None:
    desk.admins_order()
    events = {"notificationReceived": notifications, "pipelineRunProgress": progress}
    streams = schema._schema.subscription_type
    assert streams is not None
    assert events.keys() == streams.fields.keys(), "each stream is listened to"
    with ExitStack() as stack:
        opened = {}
        for name in events:
            query = f"subscription {{ {name} {walk.answer(streams.fields[name].type)} }}"
            opened[name] = stack.enter_context(served.stream(query, desk.operator))
        served.wait_for(len(opened))
        for name, cause in events.items():
            for _ in range(cause(desk)):
                kind, answer = opened[name].next()
                assert kind == "next", (name, answer)
                assert "errors" not in answer, (name, answer)
                assert secrets_in(str(answer)) == [], (name, answer)


def notifications(desk: Desk) -> int:
    """Notify the operator of everything that concerns them; how many notifications they get."""
    relay_all(desk)
    got = desk.api.data("{ notifications(first: 50) { nodes { eventType } } }", desk.operator)["notifications"]["nodes"]
    kinds = {"APPROVED", "REJECTED", "CANCELLED", "OVERDUE", "DETECTED"}
    assert {notified["eventType"].rpartition("_")[2] for notified in got} == kinds
    return len(got)


def progress(desk: Desk) -> int:
    """Let the newest run change; how many of its states are sent."""
    with desk.api.engine.begin() as connection:
        connection.execute(text("update jobs.pipeline_run set step = 'marts'"))
    return 2


def relay_all(desk: Desk) -> list[str]:
    """What e-mails and Slack show others than the administrator, of all events and of some more about orders."""
    told = {"purchase_order_id": 1, "order_no": "PO-1", "supplier": "North", "created_by": 1, "currency": "KRW"}
    more = {"total_amount": str(COSTS["A"] * 12), "expected_on": "2026-03-01", "reason": "No.", "actor_id": 9}
    more |= {"submitted_by": 1, "approved_by": 2}
    with Session(desk.api.engine) as session, session.begin():
        for kind in ("SUBMITTED", "APPROVED", "REJECTED", "CANCELLED", "OVERDUE"):
            publish_event(session, f"PURCHASE_ORDER_{kind}", told | more)
        assert "ANOMALY_DETECTED" in notify_run_finished(session, desk.run_id)
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
    orders = [global_id("PurchaseOrder", number) for number in (1, 2, 3, 4)]
    together = "&".join(f"id={order}" for order in orders)
    yield desk.api.send("GET", f"/purchase-orders.csv?{together}", headers=headers).text
    yield cells(desk.api.send("GET", f"/purchase-orders.xlsx?{together}", headers=headers))
    for order in orders:
        path = f"/purchase-orders/{order}"
        yield desk.api.send("GET", f"{path}.csv", headers=headers).text
        yield cells(desk.api.send("GET", f"{path}.xlsx", headers=headers))
    yield cells(desk.api.send("GET", "/skus.xlsx", headers=headers))
    for name in ("skus", "forecasts", "recommendations"):
        answer = desk.api.send("GET", f"/export/{name}.ndjson", headers=headers)
        assert answer.status_code == 200, answer.text
        yield answer.text


def cells(answer: httpx.Response) -> str:
    """The cells of a workbook, one a line."""
    assert answer.status_code == 200, answer.text
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content))
    return "\n".join(
        str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row
    )
