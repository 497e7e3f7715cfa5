"""Deciding against a recommendation: with a reason, once, on the record, and no order is made of it."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.replenishment.service import carry_decisions
from kit.clock import utc_now
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api

DISMISS = """mutation ($input: DismissRecommendationInput!) { dismissRecommendation(input: $input) { __typename
    ... on UserError { code message } ... on ValidationFailed { fieldErrors { field } }
    ... on Recommendation { status dismissedAt dismissalReason sku { code } } } }"""
LIST = "{ recommendations(first: 10) { nodes { id status dismissalReason sku { code } } } }"
ORDER = """mutation ($input: CreatePurchaseOrdersFromRecommendationsInput!) {
    createPurchaseOrdersFromRecommendations(input: $input) {
        __typename ... on RecommendationsRefused { refusals { sku code } } } }"""


@pytest.fixture
def products(api: Api) -> dict[str, int]:
    with api.engine.begin() as connection:
        supplier = create_supplier(connection, code="S")
        found = {sku: create_product(connection, sku=sku, supplier_id=supplier) for sku in ("A", "B", "C", "D")}
        run_id = published.create_run(connection)
        for sku, product in found.items():
            quantity = 0 if sku == "D" else 60
            published.create_recommendation(connection, run_id, product, supplier_id=supplier, quantity=quantity)
    return found


def ids(api: Api, token: str) -> dict[str, str]:
    return {node["sku"]["code"]: node["id"] for node in api.data(LIST, token)["recommendations"]["nodes"]}


def dismiss(api: Api, token: str, id_: str, reason: str = "The season is over.", **more: Any) -> dict[str, Any]:
    given = {"id": id_, "reason": reason, **more}
    found: dict[str, Any] = api.data(DISMISS, token, input=given)["dismissRecommendation"]
    return found


def audited(api: Api) -> list[tuple[str, str, Any]]:
    query = "select action, outcome, details ->> 'reason' from audit.audit_logs where action like 'DISMISS%'"
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.usefixtures("products")
def test_a_dismissal_is_kept_with_its_reason_and_audited(api: Api, operator: str) -> None:
    found = dismiss(api, operator, ids(api, operator)["A"])
    assert found["__typename"] == "Recommendation"
    assert (found["status"], found["dismissalReason"]) == ("DISMISSED", "The season is over.")
    assert found["dismissedAt"] is not None
    assert audited(api) == [("DISMISS_RECOMMENDATION", "DONE", "The season is over.")]
    nodes = api.data(LIST, operator)["recommendations"]["nodes"]
    statuses = {node["sku"]["code"]: (node["status"], node["dismissalReason"]) for node in nodes}
    assert statuses["A"] == ("DISMISSED", "The season is over.")
    assert statuses["B"] == ("OPEN", None)


@pytest.mark.usefixtures("products")
def test_no_order_is_made_of_a_dismissed_one(api: Api, operator: str) -> None:
    chosen = ids(api, operator)
    dismiss(api, operator, chosen["A"])
    given = {"recommendations": [{"id": chosen["A"]}, {"id": chosen["B"]}]}
    found = api.data(ORDER, operator, input=given)["createPurchaseOrdersFromRecommendations"]
    assert found["refusals"] == [{"sku": "A", "code": "DISMISSED"}]


@pytest.mark.usefixtures("products")
def test_a_repetition_with_its_key_is_answered_and_has_no_second_effect(api: Api, operator: str) -> None:
    chosen = ids(api, operator)
    first = dismiss(api, operator, chosen["A"], idempotencyKey="k")
    assert dismiss(api, operator, chosen["A"], idempotencyKey="k") == first
    assert dismiss(api, operator, chosen["B"], idempotencyKey="k")["code"] == "IDEMPOTENCY_CONFLICT"
    assert dismiss(api, operator, chosen["A"])["code"] == "DISMISSED"
    assert len(audited(api)) == 1


def test_what_can_not_be_dismissed_is_told(api: Api, operator: str, products: dict[str, int]) -> None:
    chosen = ids(api, operator)
    assert dismiss(api, operator, chosen["D"])["code"] == "NOTHING_TO_ORDER"
    for reason in ("", "  ", "x" * 2001):
        refusal = dismiss(api, operator, chosen["A"], reason)
        assert refusal["fieldErrors"] == [{"field": "reason"}]
    with api.engine.begin() as connection:
        connection.execute(text("update ai.recommendations set status = 'ORDERED'"))
    assert dismiss(api, operator, chosen["A"])["code"] == "ORDERED"
    with api.engine.begin() as connection:
        published.serve_run(connection, published.create_run(connection, attempt=2, publish=False))
    assert dismiss(api, operator, chosen["B"])["code"] == "OUTDATED"
    assert audited(api) == []
    assert len(products) == 4


def test_nobody_dismisses_without_signing_in(api: Api, operator: str, products: dict[str, int]) -> None:
    chosen = ids(api, operator)
    code, _ = api.refusal(DISMISS, None, input={"id": chosen["A"], "reason": "No."})
    assert code == "UNAUTHENTICATED"
    assert len(products) == 4


def test_a_later_run_carries_decisions_until_the_need_changes(
    api: Api, operator: str, products: dict[str, int]
) -> None:
    chosen = ids(api, operator)
    for sku in ("A", "B"):
        dismiss(api, operator, chosen[sku], "Not this month.")
    now = utc_now()
    with api.engine.begin() as connection:
        later = published.create_run(connection, published.AS_OF + timedelta(days=1), publish=False)
        supplier = connection.execute(text("select id from raw.suppliers")).scalar_one()
        for sku, quantity in (("A", 75), ("B", 76), ("C", 60), ("D", 60)):
            published.create_recommendation(connection, later, products[sku], supplier_id=supplier, quantity=quantity)
        published.serve_run(connection, later)
    with Session(api.engine) as session, session.begin():
        carried = carry_decisions(session, later, now)
    assert carried == {"ordered": 0, "dismissed": 1}
    nodes = api.data(LIST, operator)["recommendations"]["nodes"]
    assert {node["sku"]["code"]: (node["status"], node["dismissalReason"]) for node in nodes} == {
        "A": ("DISMISSED", "Not this month."),
        "B": ("OPEN", None),
        "C": ("OPEN", None),
        "D": ("OPEN", None),
    }
