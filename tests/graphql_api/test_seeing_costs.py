"""The permission to see costs: given by an administrator, on the record, counted at once, for programs too."""

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from planning import budget, what_if  # noqa: F401  # a server has imported them before the first question
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, user

GIVE = """mutation ($id: ID!, $v: Int!, $may: Boolean!) {
  updateUser(input: {id: $id, expectedVersion: $v, maySeeCosts: $may}) {
    __typename ... on User { seesCosts maySeeCosts version } } }"""
ME = "{ me { id seesCosts } }"
COSTS = {
    "sku": '{ sku(code: "A") { unitCost recommendation { unitCost cost serviceLevel overstockValue } } }',
    "dashboard": "{ dashboard { toOrder { cost } } }",
    "budgetPlan": '{ budgetPlan(input: {budget: "1000"}) { spent } }',
    "whatIf": '{ whatIf(input: {sku: "A"}) { quantityDifference } }',
}
TERMS = '{ sku(code: "A") { supplier { leadTimeDays } features { leadTimeMeanDays } recommendation { leadTimeDays } } }'


@pytest.fixture
def admin(api: Api) -> str:
    """A token of an administrator; there is an operator, and a SKU of a published run."""
    token = api.token(user(api.engine, "ADMIN"))
    user(api.engine, "OPERATOR")
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
        product = create_product(
            connection, sku="A", unit_cost=Decimal("700.50"), supplier_id=create_supplier(connection, lead_time_days=9)
        )
        published.create_overview(connection, run_id, product)
        published.create_features(connection, run_id, product)
        published.create_recommendation(connection, run_id, product)
    return token


def codes(answer: dict[str, Any]) -> set[str]:
    return {error["extensions"]["code"] for error in answer.get("errors", [])}


def test_an_operator_sees_costs_from_the_request_on_at_which_it_is_allowed(api: Api, admin: str) -> None:
    operator = api.token("operator@shop.example")
    me = api.data(ME, operator)["me"]
    assert me["seesCosts"] is False
    for query in COSTS.values():
        assert codes(api.post(query, operator)) == {"FORBIDDEN"}
    given = api.data(GIVE, admin, id=me["id"], v=1, may=True)["updateUser"]
    assert given == {"__typename": "User", "seesCosts": True, "maySeeCosts": True, "version": 2}
    assert api.data(ME, operator)["me"]["seesCosts"] is True
    for name, query in COSTS.items():
        assert "FORBIDDEN" not in codes(api.post(query, operator)), name
    found = api.data(COSTS["sku"], operator)["sku"]
    assert (found["unitCost"], found["recommendation"]["cost"]) == ("700.50", "72030.00")
    assert codes(api.post(TERMS, operator)) == {"FORBIDDEN"}, "terms of suppliers are another thing"
    api.data(GIVE, admin, id=me["id"], v=2, may=False)
    assert codes(api.post(COSTS["sku"], operator)) == {"FORBIDDEN"}


def test_the_change_is_on_the_record_and_for_administrators_alone(api: Api, admin: str) -> None:
    operator, manager = api.token("operator@shop.example"), api.token(user(api.engine, "MANAGER"))
    me = api.data(ME, operator)["me"]["id"]
    for token in (operator, manager):
        assert api.refusal(GIVE, token, id=me, v=1, may=True)[0] == "FORBIDDEN"
    assert api.data(ME, manager)["me"]["seesCosts"] is True
    api.data(GIVE, admin, id=me, v=1, may=True)
    with api.engine.connect() as connection:
        query = "select details from audit.audit_logs where action = 'UPDATE_USER' and outcome = 'DONE'"
        details = connection.execute(text(query)).scalar_one()
    assert details == {"before": {"may_see_costs": False}, "after": {"may_see_costs": True}}


def test_a_program_sees_what_its_owner_sees_now(api: Api, admin: str) -> None:
    operator = api.token("operator@shop.example")
    query = """mutation { createApiToken(input: {name: "feed", scopes: [READ]}) {
        ... on NewApiToken { text } } }"""
    program = api.data(query, operator)["createApiToken"]["text"]
    me = api.data(ME, operator)["me"]["id"]
    assert codes(api.post(COSTS["sku"], program)) == {"FORBIDDEN"}
    api.data(GIVE, admin, id=me, v=1, may=True)
    assert api.data(COSTS["sku"], program)["sku"]["unitCost"] == "700.50"
    api.data(GIVE, admin, id=me, v=2, may=False)
    assert codes(api.post(COSTS["sku"], program)) == {"FORBIDDEN"}


def test_the_refusal_names_the_permission(api: Api, admin: str) -> None:
    operator = api.token("operator@shop.example")
    assert api.refusal('{ sku(code: "A") { unitCost } }', operator) == (
        "FORBIDDEN",
        "unitCost needs the permission SEE_COSTS.",
    )
