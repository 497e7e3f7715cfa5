"""Many orders submitted and approved in one request: each by itself, with an outcome of its own."""

from typing import Any

from tests.graphql_api.purchasing.conftest import Desk

OUTCOMES = """... on UserError { code } ... on ValidationFailed { fieldErrors { field } }
  ... on PurchaseOrderOutcomes { outcomes { id code message purchaseOrder { orderNo state version approvedBy } } }"""


def each(desk: Desk, who: str, verb: str, *orders: tuple[str, int], key: str | None = None) -> Any:
    query = f"mutation ($input: PurchaseOrdersInput!) {{ {verb}(input: $input) {{ {OUTCOMES} }} }}"
    given = [{"id": order_id, "expectedVersion": version} for order_id, version in orders]
    return desk.ask(who, query, input={"orders": given, "idempotencyKey": key})[verb]


def codes(found: Any) -> list[str | None]:
    return [outcome["code"] for outcome in found["outcomes"]]


def test_drafts_are_submitted_and_approved_together(desk: Desk) -> None:
    orders = [desk.draft(quantity=number)["id"] for number in (1, 2, 3)]
    submitted = each(desk, "op", "submitPurchaseOrders", *((order, 1) for order in orders))
    assert [outcome["purchaseOrder"]["state"] for outcome in submitted["outcomes"]] == ["PENDING"] * 3
    approved = each(desk, "manager", "approvePurchaseOrders", *((order, 2) for order in orders))
    assert codes(approved) == [None] * 3
    assert {outcome["purchaseOrder"]["approvedBy"] for outcome in approved["outcomes"]} == {"manager"}
    assert [outcome["id"] for outcome in approved["outcomes"]] == orders
    assert desk.rows("select count(*) from app.outbox") == [(6,)]


def test_a_refused_order_leaves_the_others_approved(desk: Desk) -> None:
    fine, expensive = desk.pending(quantity=1)["id"], desk.pending(quantity=101)["id"]
    own, draft, stale = desk.pending("manager", 1)["id"], desk.draft(quantity=1)["id"], desk.pending(quantity=2)["id"]
    chosen = ((fine, 2), (expensive, 2), (own, 2), (draft, 1), (stale, 1), ("UHVyY2hhc2VPcmRlcjo5OTk5", 1))
    found = each(desk, "manager", "approvePurchaseOrders", *chosen)
    assert codes(found) == [None, "OVER_LIMIT", "FOUR_EYES", "ILLEGAL_STATE", "VERSION_CONFLICT", "NOT_FOUND"]
    assert [outcome["purchaseOrder"] is None for outcome in found["outcomes"]] == [False, *[True] * 5]
    refused = "select count(*) from audit.audit_logs where action = 'APPROVE_PURCHASE_ORDER' and outcome = 'REFUSED'"
    assert desk.rows(refused) == [(3,)]


def test_the_same_request_again_has_no_second_effect(desk: Desk) -> None:
    orders = [(desk.draft(quantity=number)["id"], 1) for number in (1, 2)]
    first = each(desk, "op", "submitPurchaseOrders", *orders, key="k")
    assert each(desk, "op", "submitPurchaseOrders", *orders, key="k") == first
    assert desk.rows("select count(*) from app.outbox") == [(2,)]


def test_none_too_many_and_twice_are_refused(desk: Desk) -> None:
    order = (desk.draft()["id"], 1)
    for chosen in ((), (order, order), (order,) * 51):
        found = each(desk, "op", "submitPurchaseOrders", *chosen)
        assert found["fieldErrors"] == [{"field": "orders"}]
    assert desk.rows("select count(*) from app.outbox") == [(0,)]


def test_an_operator_approves_nothing(desk: Desk) -> None:
    query = "mutation ($input: PurchaseOrdersInput!) { approvePurchaseOrders(input: $input) { __typename } }"
    given = {"orders": [{"id": desk.pending()["id"], "expectedVersion": 2}]}
    assert desk.api.refusal(query, desk.tokens["op"], input=given)[0] == "FORBIDDEN"
