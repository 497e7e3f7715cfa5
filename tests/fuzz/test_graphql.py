"""Documents that nobody would write, by every role: refused or answered, never a fault, never a text of our insides.

JAEGO_FUZZ_CASES says how many for each role; `make fuzz` asks for 10,000.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from graphql import introspection_from_schema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.graphql import nodes
from sqlalchemy import text

from graphql_api.node import global_id
from graphql_api.schema import schema
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, Shop, shop

__all__ = ["shop"]

CASES = int(os.environ.get("JAEGO_FUZZ_CASES", "1000"))
ROLES = ("ANONYMOUS", "OPERATOR", "MANAGER", "ADMIN")
EXPECTED = {"BAD_REQUEST", "BAD_USER_INPUT", "LIMIT_EXCEEDED", "FORBIDDEN", "UNAUTHENTICATED"}
INSIDES = re.compile(r"Traceback|psycopg|sqlalchemy|asyncio|site-packages| object at 0x|\bselect\b.+\bfrom\b|/\w+\.py")
ENDS_SESSIONS = re.compile(r"\b(logout|changePassword|disableUser|updateUser|setUserRoles)\b")
OLD_ENOUGH = st.datetimes().map(lambda instant: nodes.String(instant.isoformat() + "Z"))

schemathesis.graphql.scalar("Decimal", st.decimals(places=2).map(lambda number: nodes.String(str(number))))
schemathesis.graphql.scalar("Date", st.dates().map(lambda day: nodes.String(day.isoformat())))
schemathesis.graphql.scalar("DateTime", OLD_ENOUGH)
schemathesis.graphql.scalar("Time", st.times().map(lambda moment: nodes.String(moment.isoformat("minutes"))))
DOCUMENTS = schemathesis.graphql.from_dict({"data": introspection_from_schema(schema._schema)}).as_strategy()


@pytest.fixture(scope="module")
def world(shop: Shop) -> Shop:
    """A published run of three SKUs with everything, and orders in each state that is open."""
    with shop.api.engine.begin() as connection:
        run_id = published.create_run(connection)
        published.create_step(connection, run_id, 1)
        supplier = create_supplier(connection)
        for _ in range(3):
            product = create_product(connection, supplier_id=supplier)
            published.create_overview(connection, run_id, product)
            published.create_total(connection, run_id, product, 7, 21.0)
            published.create_features(connection, run_id, product)
            published.create_recommendation(connection, run_id, product, supplier_id=supplier)
            published.create_anomaly(connection, run_id, product)
            published.create_day(connection, run_id, product, published.AS_OF)
    _make_orders(shop)
    return shop


def _make_orders(shop: Shop) -> None:
    """Ten drafts of the operator, some submitted, some approved by the administrator."""
    draft = """mutation { createPurchaseOrder(input: {
        supplier: "%s", lines: [{sku: "%s", quantity: 5, unitCost: "9"}]}) { __typename } }"""
    with shop.api.engine.connect() as connection:
        query = "select s.code, p.sku from raw.products as p join raw.suppliers as s on s.id = p.supplier_id limit 1"
        names = tuple(connection.execute(text(query)).one())
    for number in range(1, 11):
        (made,) = shop.api.data(draft % names, shop.operator).values()
        assert made["__typename"] == "PurchaseOrder"
        step = '{{ {verb}PurchaseOrder(input: {{id: "{id}", expectedVersion: {version}}}) {{ __typename }} }}'
        order = global_id("PurchaseOrder", number)
        if number > 3:
            shop.api.data("mutation " + step.format(verb="submit", id=order, version=1), shop.operator)
        if number > 6:
            shop.api.data("mutation " + step.format(verb="approve", id=order, version=2), shop.admin)


class Sender:
    """Asks as one role, signing in again whenever a document may have ended the session."""

    def __init__(self, api: Api, role: str) -> None:
        self.api = api
        self.role = role
        self.codes: Counter[str] = Counter()
        self._token: str | None = None

    def send(self, document: str) -> None:
        """Send a document; what comes back must be fit for a stranger's eyes."""
        if self.role != "ANONYMOUS" and self._token is None:
            self._token = self.api.token(f"{self.role.lower()}@shop.example")
        headers = {} if self._token is None else {"Authorization": f"Bearer {self._token}"}
        answer = self.api.send("POST", "/graphql", json={"query": document}, headers=headers)
        if ENDS_SESSIONS.search(document):
            self._token = None
        assert answer.status_code < 500, answer.text
        errors = answer.json().get("errors", [])
        for error in errors:
            assert error["extensions"]["code"] in EXPECTED, (document, error)
            assert INSIDES.search(error["message"]) is None, (document, error)
        self.codes.update({error["extensions"]["code"] for error in errors} or {"ANSWERED"})


def likely(document: str) -> str:
    """The document with numbers and ids that lead somewhere, in most places."""
    ids = [global_id("PurchaseOrder", number) for number in range(1, 11)]
    ids += [global_id(name, 1) for name in ("User", "Sku", "Anomaly", "ApiToken", "SavedView")]
    document = re.sub(r"\bfirst: -?(\d+)", lambda found: f"first: {int(found[1]) % 12}", document)
    document = re.sub(r"\bexpectedVersion: -?(\d+)", lambda found: f"expectedVersion: {int(found[1]) % 4}", document)
    return re.sub(r'\bid: "([^"\\]*)"', lambda found: f'id: "{ids[sum(map(ord, found[1])) % len(ids)]}"', document)


@pytest.fixture(scope="module")
def documents() -> list[str]:
    """What is asked: made once, since making a document takes longer than answering it, and sent by every role."""
    made: list[str] = []

    @settings(
        max_examples=CASES,
        deadline=None,
        database=None,
        derandomize="JAEGO_FUZZ_CASES" not in os.environ,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=DOCUMENTS)
    def make(case: schemathesis.Case) -> None:
        made.append(likely(str(case.body)))

    make()
    return made


@pytest.fixture
def sender(world: Shop, request: pytest.FixtureRequest) -> Iterator[Sender]:
    sender = Sender(world.api, request.param)
    yield sender
    print(f"\n{sender.role}: {dict(sender.codes)}")  # noqa: T201  # shown by `pytest -s`: what the documents led to


@pytest.mark.parametrize("sender", ROLES, indirect=True)
def test_no_document_shows_a_fault(sender: Sender, documents: list[str]) -> None:
    for document in documents:
        sender.send(document)
    assert sender.codes.total() >= CASES
    if sender.role != "ANONYMOUS":
        assert sender.codes["ANSWERED"] >= CASES / 20
