"""Purchase orders through the API: people of every role, a supplier, SKUs and a published run."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.people import create_user
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.answers import input_of
from tests.graphql_api.conftest import Api

FIELDS = """id orderNo state version currency totalAmount isSplitSuspect createdBy approvedBy allowedActions
  items { lineNo quantity receivedQuantity unitCost amount sku { code } }"""
OUTCOME = "__typename ... on UserError { code message } ... on ValidationFailed { fieldErrors { field message } }"
STALE = "... on VersionConflict { version state }"
PEOPLE = {
    "op": ("OPERATOR", None),
    "op2": ("OPERATOR", None),
    "manager": ("MANAGER", Decimal(100_000)),
    "admin": ("ADMIN", None),
}


@dataclass
class Desk:
    """The API, a token of each person, and the ids of what is there."""

    api: Api
    tokens: dict[str, str]
    run_id: int
    products: dict[str, int]

    def ask(self, who: str, query: str, **variables: Any) -> Any:
        return self.api.data(query, self.tokens[who], **variables)

    def do(self, who: str, verb: str, fields: str = FIELDS, **given: Any) -> dict[str, Any]:
        """Call a mutation on one order; its outcome."""
        query = f"""mutation ($input: {input_of(verb)}) {{ {verb}(input: $input) {{
            {OUTCOME} {"" if verb == "createPurchaseOrder" else STALE} ... on PurchaseOrder {{ {fields} }} }} }}"""
        found: dict[str, Any] = self.ask(who, query, input=given)[verb]
        return found

    def order(self, who: str, verb: str, **given: Any) -> dict[str, Any]:
        """Call a mutation that must succeed; the order."""
        found = self.do(who, verb, **given)
        assert found.pop("__typename") == "PurchaseOrder", found
        return found

    def draft(self, who: str = "op", quantity: int = 10) -> dict[str, Any]:
        lines = [{"sku": "A", "quantity": quantity, "unitCost": "1000"}]
        return self.order(who, "createPurchaseOrder", supplier="S", lines=lines)

    def pending(self, who: str = "op", quantity: int = 10) -> dict[str, Any]:
        order = self.draft(who, quantity)
        return self.order(who, "submitPurchaseOrder", id=order["id"], expectedVersion=1)

    def approved(self, who: str = "op", quantity: int = 10) -> dict[str, Any]:
        order = self.pending(who, quantity)
        return self.order("manager", "approvePurchaseOrder", id=order["id"], expectedVersion=2)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.api.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def desk(api: Api) -> Desk:
    """A database of the test's own."""
    with api.engine.begin() as connection:
        for name, (role, limit) in PEOPLE.items():
            create_user(connection, role, name, approval_limit=limit)
        supplier = create_supplier(connection, code="S", name="Supplier", lead_time_days=7)
        other = create_supplier(connection, code="T", currency="USD")
        run_id = published.create_run(connection)
        products = {
            sku: create_product(
                connection,
                sku=sku,
                supplier_id=supplier if currency == "KRW" else other,
                unit_cost=Decimal(1000),
                currency=currency,
            )
            for sku, currency in (("A", "KRW"), ("B", "KRW"), ("C", "USD"), ("D", "USD"))
        }
    tokens = {name: api.token(f"{name}@shop.example") for name in PEOPLE}
    return Desk(api, tokens, run_id, products)
