"""An order's way through the API, and every refusal as a typed outcome that leaves an audit entry at most."""

import asyncio
from collections import Counter
from typing import Any

import pytest

from tests.graphql_api.answers import input_of
from tests.graphql_api.purchasing.conftest import OUTCOME, Desk

EVERYTHING = """query ($id: ID!) { purchaseOrder(id: $id) { orderNo state version currency totalAmount expectedOn note
  isSplitSuspect createdBy submittedBy approvedBy rejectedBy rejectionReason supplier { code }
  items { lineNo quantity receivedQuantity unitCost amount waterfall { key units }
    receipts { quantity warehouseCode } sku { code } }
  timeline { kind version fromState toState actor details { name value } }
  comments { body author } allowedActions } }"""


def walk(desk: Desk) -> dict[str, Any]:
    """Take an order all the way, with a partial receipt; the order at the end."""
    order = desk.draft()
    assert order["allowedActions"] == ["UPDATE", "SUBMIT", "CANCEL", "COMMENT"]
    assert (order["state"], order["version"], order["totalAmount"], order["currency"]) == (
        "DRAFT",
        1,
        "10000.00",
        "KRW",
    )
    which = {"id": order["id"]}
    desk.order("op", "submitPurchaseOrder", **which, expectedVersion=1)
    desk.order("manager", "commentOnPurchaseOrder", **which, body="Why so many?")
    assert desk.ask("manager", EVERYTHING, **which)["purchaseOrder"]["allowedActions"] == [
        "UPDATE",
        "APPROVE",
        "REJECT",
        "CANCEL",
        "COMMENT",
    ]
    approved = desk.order("manager", "approvePurchaseOrder", **which, expectedVersion=2)
    assert (approved["state"], approved["approvedBy"]) == ("APPROVED", "manager")
    arrived = [{"lineNo": 1, "quantity": 4}]
    desk.order("op2", "receivePurchaseOrder", **which, expectedVersion=3, lines=arrived, warehouseCode="MAIN")
    refused = desk.do("op", "completePurchaseOrder", **which, expectedVersion=4)
    assert refused["fieldErrors"][0]["field"] == "reason"
    desk.order("op", "completePurchaseOrder", **which, expectedVersion=4, reason="The rest is sold out.")
    found: dict[str, Any] = desk.ask("op", EVERYTHING, **which)["purchaseOrder"]
    return found


def test_an_order_goes_from_draft_to_completed(desk: Desk) -> None:
    found = walk(desk)
    assert found["state"] == "COMPLETED"
    assert found["allowedActions"] == ["COMMENT"]
    assert found["items"] == [
        {
            "lineNo": 1,
            "quantity": 10,
            "receivedQuantity": 4,
            "unitCost": "1000.00",
            "amount": "10000.00",
            "waterfall": None,
            "receipts": [{"quantity": 4, "warehouseCode": "MAIN"}],
            "sku": {"code": "A"},
        }
    ]
    steps = [(step["kind"], step["version"], step["actor"]) for step in found["timeline"]]
    assert steps == [
        ("CREATED", 1, "op"),
        ("SUBMITTED", 2, "op"),
        ("APPROVED", 3, "manager"),
        ("RECEIVED", 4, "op2"),
        ("COMPLETED", 5, "op"),
    ]
    assert found["comments"] == [{"body": "Why so many?", "author": "manager"}]


def test_the_way_leaves_movements_audit_entries_and_events(desk: Desk) -> None:
    found = walk(desk)
    movement = "select quantity, reason, warehouse_code, note from raw.inventory_movements"
    assert desk.rows(movement) == [(4, "RECEIPT", "MAIN", found["orderNo"])]
    audited = (
        "select action, outcome, actor_label from audit.audit_logs where subject_type = 'PurchaseOrder' order by 1"
    )
    assert desk.rows(audited) == [
        ("APPROVE_PURCHASE_ORDER", "DONE", "manager@shop.example"),
        ("COMMENT_PURCHASE_ORDER", "DONE", "manager@shop.example"),
        ("COMPLETE_PURCHASE_ORDER", "DONE", "op@shop.example"),
        ("CREATE_PURCHASE_ORDER", "DONE", "op@shop.example"),
        ("RECEIVE_PURCHASE_ORDER", "DONE", "op2@shop.example"),
        ("SUBMIT_PURCHASE_ORDER", "DONE", "op@shop.example"),
    ]
    told = [row[0] for row in desk.rows("select event_type from app.outbox order by id")]
    assert told == ["PURCHASE_ORDER_SUBMITTED", "PURCHASE_ORDER_APPROVED"]


def test_a_rejected_order_is_reopened_and_edited(desk: Desk) -> None:
    order = desk.pending()
    rejected = desk.order("manager", "rejectPurchaseOrder", id=order["id"], expectedVersion=2, reason="Too many")
    assert rejected["state"] == "REJECTED"
    desk.order("op", "reopenPurchaseOrder", id=order["id"], expectedVersion=3)
    lines = [{"sku": "A", "quantity": 5}, {"sku": "B", "quantity": 1, "unitCost": "2.50"}]
    edited = desk.order("op", "updatePurchaseOrder", id=order["id"], expectedVersion=4, lines=lines, note="Fewer")
    assert (edited["totalAmount"], edited["version"], len(edited["items"])) == ("5002.50", 5, 2)
    cleared = desk.order("op", "updatePurchaseOrder", id=order["id"], expectedVersion=5, note=None)
    assert cleared["version"] == 6
    same = desk.order("op2", "updatePurchaseOrder", id=order["id"], expectedVersion=6, lines=lines)
    assert same["version"] == 6


def trace(desk: Desk) -> list[list[tuple[Any, ...]]]:
    tables = ("app.purchase_orders", "app.purchase_order_items", "app.purchase_order_events", "app.outbox")
    tables += ("app.comments", "raw.inventory_movements", "jobs.idempotency_keys")
    return [desk.rows(f"select t::text from {table} t order by 1") for table in tables]


REFUSALS = [
    ("op2", "approvePurchaseOrder", 10, None),
    ("manager", "approvePurchaseOrder", 101, "OVER_LIMIT"),
    ("op", "completePurchaseOrder", 10, "ILLEGAL_STATE"),
    ("op", "submitPurchaseOrder", 10, "ILLEGAL_STATE"),
]


@pytest.mark.parametrize(("who", "verb", "quantity", "code"), REFUSALS)
def test_a_refusal_leaves_an_audit_entry_only(desk: Desk, who: str, verb: str, quantity: int, code: str | None) -> None:
    order = desk.pending(quantity=quantity)
    before, entries = trace(desk), len(desk.rows("select 1 from audit.audit_logs"))
    if code is None:
        query = f"mutation ($input: {input_of(verb)}) {{ {verb}(input: $input) {{ __typename }} }}"
        given = {"id": order["id"], "expectedVersion": 2}
        assert desk.api.refusal(query, desk.tokens[who], input=given)[0] == "FORBIDDEN"
    else:
        outcome = desk.do(who, verb, id=order["id"], expectedVersion=2, idempotencyKey="k")
        assert (outcome["__typename"], outcome["code"]) == ("ActionRefused", code)
    assert trace(desk) == before
    added = desk.rows("select outcome, actor_label from audit.audit_logs order by sequence")[entries:]
    assert added == [("REFUSED", f"{who}@shop.example")]


@pytest.mark.parametrize("who", ["manager", "admin"])
@pytest.mark.parametrize("verb", ["approvePurchaseOrder", "rejectPurchaseOrder"])
def test_nobody_decides_on_an_order_of_their_own(desk: Desk, who: str, verb: str) -> None:
    order = desk.pending(who)
    more = {"reason": "mine"} if verb.startswith("reject") else {}
    outcome = desk.do(who, verb, id=order["id"], expectedVersion=2, **more)
    assert (outcome["__typename"], outcome["code"]) == ("ActionRefused", "FOUR_EYES")
    refused = "select action, subject_id, details->>'reason' from audit.audit_logs where outcome = 'REFUSED'"
    ((action, subject, reason),) = desk.rows(refused)
    assert (action, reason) == (f"{verb.removesuffix('PurchaseOrder').upper()}_PURCHASE_ORDER", "FOUR_EYES")
    assert subject is not None


def test_whoever_last_edited_a_submission_is_bound_too(desk: Desk) -> None:
    order = desk.draft()
    lines = [{"sku": "A", "quantity": 11}]
    desk.order("manager", "updatePurchaseOrder", id=order["id"], expectedVersion=1, lines=lines)
    desk.order("op", "submitPurchaseOrder", id=order["id"], expectedVersion=2)
    outcome = desk.do("manager", "approvePurchaseOrder", id=order["id"], expectedVersion=3)
    assert outcome["code"] == "FOUR_EYES"
    assert desk.do("admin", "approvePurchaseOrder", id=order["id"], expectedVersion=3)["version"] == 4


def test_an_edit_voids_the_submission(desk: Desk) -> None:
    order = desk.pending()
    lines = [{"sku": "A", "quantity": 99}]
    edited = desk.order("op", "updatePurchaseOrder", id=order["id"], expectedVersion=2, lines=lines)
    assert (edited["state"], edited["totalAmount"]) == ("DRAFT", "99000.00")
    outcome = desk.do("manager", "approvePurchaseOrder", id=order["id"], expectedVersion=2)
    assert outcome["__typename"] == "VersionConflict"
    assert (outcome["version"], outcome["state"]) == (3, "DRAFT")


def test_a_hundred_approvals_through_the_api_have_one_winner(desk: Desk) -> None:
    order = desk.pending()
    query = (
        f"""mutation ($id: ID!) {{ approvePurchaseOrder(input: {{id: $id, expectedVersion: 2}}) {{ {OUTCOME} }} }}"""
    )
    body = {"query": query, "variables": {"id": order["id"]}}

    async def all_at_once() -> list[Any]:
        headers = [{"Authorization": f"Bearer {desk.tokens[who]}"} for who in ("manager", "admin")]
        sent = [desk.api._send("POST", "/graphql", json=body, headers=headers[n % 2]) for n in range(100)]
        return [answer.json()["data"]["approvePurchaseOrder"]["__typename"] for answer in await asyncio.gather(*sent)]

    outcomes = Counter(desk.api.run(all_at_once()))
    assert outcomes == {"PurchaseOrder": 1, "VersionConflict": 99}


def test_one_key_has_one_effect(desk: Desk) -> None:
    given = {"supplier": "S", "lines": [{"sku": "A", "quantity": 3}], "idempotencyKey": "key-1"}
    first = desk.order("op", "createPurchaseOrder", **given)
    assert desk.order("op", "createPurchaseOrder", **given) == first
    other = desk.do("op", "createPurchaseOrder", **{**given, "lines": [{"sku": "A", "quantity": 4}]})
    assert (other["__typename"], other["code"]) == ("IdempotencyConflict", "IDEMPOTENCY_CONFLICT")
    assert desk.do("op2", "createPurchaseOrder", **given)["__typename"] == "PurchaseOrder"
    assert len(desk.rows("select 1 from app.purchase_orders")) == 2
    long = desk.do("op", "createPurchaseOrder", **{**given, "idempotencyKey": "x" * 201})
    assert long["fieldErrors"][0]["field"] == "idempotencyKey"


def test_fifty_equal_requests_at_once_have_one_effect_and_equal_answers(desk: Desk) -> None:
    query = f"""mutation {{ createPurchaseOrder(input: {{supplier: "S", lines: [{{sku: "A", quantity: 3}}],
      idempotencyKey: "k"}}) {{ {OUTCOME}
      ... on PurchaseOrder {{ orderNo version }} }} }}"""
    headers = {"Authorization": f"Bearer {desk.tokens['op']}"}

    async def all_at_once() -> list[Any]:
        sent = [desk.api._send("POST", "/graphql", json={"query": query}, headers=headers) for _ in range(50)]
        return [answer.json() for answer in await asyncio.gather(*sent)]

    answers = desk.api.run(all_at_once())
    assert answers == [answers[0]] * 50
    assert answers[0]["data"]["createPurchaseOrder"]["__typename"] == "PurchaseOrder"
    assert len(desk.rows("select 1 from app.purchase_orders")) == 1
    assert len(desk.rows("select 1 from audit.audit_logs where action = 'CREATE_PURCHASE_ORDER'")) == 1


BAD = [
    ({"supplier": "?"}, "supplier"),
    ({"lines": []}, "lines"),
    ({"lines": [{"sku": "?", "quantity": 1}]}, "lines.0.sku"),
    ({"lines": [{"sku": "A", "quantity": 0}]}, "lines.0.quantity"),
    ({"lines": [{"sku": "A", "quantity": 1, "unitCost": "-1"}]}, "lines.0.unitCost"),
    ({"lines": [{"sku": "A", "quantity": 1, "unitCost": "0.001"}]}, "lines.0.unitCost"),
    ({"lines": [{"sku": "A", "quantity": 10_000_000, "unitCost": "999999999999"}]}, "lines"),
    ({"lines": [{"sku": "A", "quantity": 1}, {"sku": "A", "quantity": 1}]}, "lines.1.sku"),
    ({"lines": [{"sku": "C", "quantity": 1}]}, "lines.0.sku"),
    ({"expectedOn": "2020-01-01"}, "expectedOn"),
    ({"note": "x" * 2001}, "note"),
    ({"lines": [{"sku": "A", "quantity": 1}] * 201}, "lines"),
]


@pytest.mark.parametrize(("change", "field"), BAD)
def test_bad_input_is_refused_by_field(desk: Desk, change: dict[str, Any], field: str) -> None:
    given = {"supplier": "S", "lines": [{"sku": "A", "quantity": 3}], **change}
    outcome = desk.do("op", "createPurchaseOrder", **given)
    assert outcome["__typename"] == "ValidationFailed"
    assert field in [error["field"] for error in outcome["fieldErrors"]]
    assert desk.rows("select 1 from app.purchase_orders") == []


@pytest.mark.parametrize(
    ("lines", "field"),
    [
        ([], "lines"),
        ([{"lineNo": 2, "quantity": 1}], "lines.0.lineNo"),
        ([{"lineNo": 1, "quantity": 11}], "lines.0.quantity"),
        ([{"lineNo": 1, "quantity": 0}], "lines.0.quantity"),
        ([{"lineNo": 1, "quantity": 1}, {"lineNo": 1, "quantity": 1}], "lines.1.lineNo"),
    ],
)
def test_what_did_not_arrive_is_not_received(desk: Desk, lines: list[dict[str, int]], field: str) -> None:
    order = desk.approved()
    given = {"id": order["id"], "expectedVersion": 3, "lines": lines, "warehouseCode": "MAIN"}
    outcome = desk.do("op", "receivePurchaseOrder", **given)
    assert [error["field"] for error in outcome["fieldErrors"]] == [field]
    assert desk.rows("select 1 from raw.inventory_movements") == []


@pytest.mark.parametrize("at", ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_arrivals_lie_between_approval_and_now(desk: Desk, at: str) -> None:
    order = desk.approved()
    given = {"id": order["id"], "expectedVersion": 3, "lines": [{"lineNo": 1, "quantity": 1}], "warehouseCode": "MAIN"}
    outcome = desk.do("op", "receivePurchaseOrder", **given, receivedAt=at)
    assert outcome["fieldErrors"][0]["field"] == "receivedAt"


def test_unknown_ids_are_not_found(desk: Desk) -> None:
    order = desk.draft()
    gone = "UHVyY2hhc2VPcmRlcjo5OTk"
    assert desk.do("op", "submitPurchaseOrder", id=gone, expectedVersion=1)["__typename"] == "NotFound"
    assert desk.ask("op", "query ($id: ID!) { purchaseOrder(id: $id) { id } }", id=gone) == {"purchaseOrder": None}
    node = desk.ask("op", "query ($id: ID!) { node(id: $id) { id ... on PurchaseOrder { state } } }", id=order["id"])
    assert node == {"node": {"id": order["id"], "state": "DRAFT"}}


def test_a_split_order_is_flagged(desk: Desk) -> None:
    first, second = desk.draft("op", 60), desk.draft("op2", 60)
    assert (first["isSplitSuspect"], second["isSplitSuspect"]) == (False, True)
    query = "{ purchaseOrders(first: 5, filter: {isSplitSuspect: true}) { nodes { id } } }"
    flagged = desk.ask("manager", query)["purchaseOrders"]["nodes"]
    assert {node["id"] for node in flagged} == {first["id"], second["id"]}


def test_the_flag_of_a_split_order_is_shown_only_with_its_amounts(desk: Desk) -> None:
    """It distinguishes amounts below an approval limit from those above."""
    desk.draft("op", 60)
    desk.draft("op2", 60)
    shown = {
        who: [
            node["isSplitSuspect"]
            for node in desk.ask(who, "{ purchaseOrders(first: 2) { nodes { isSplitSuspect } } }")["purchaseOrders"][
                "nodes"
            ]
        ]
        for who in ("op", "op2", "manager")
    }
    assert shown == {"op": [None, True], "op2": [True, None], "manager": [True, True]}
    query = "{ purchaseOrders(first: 5, filter: {isSplitSuspect: %s}) { totalCount } }"
    for value in ("true", "false"):
        assert desk.api.refusal(query % value, desk.tokens["op"])[0] == "FORBIDDEN"


def test_orders_are_found_page_by_page(desk: Desk) -> None:
    numbers = [desk.draft(who)["orderNo"] for who in ("op", "op2", "op")]
    desk.pending("op2")
    query = """query ($after: String, $filter: PurchaseOrderFilterInput) {
      purchaseOrders(first: 2, after: $after, filter: $filter) { totalCount nodes { orderNo }
      pageInfo { hasNextPage endCursor } } }"""
    only = {"state": ["DRAFT"]}
    page = desk.ask("op", query, filter=only)["purchaseOrders"]
    assert (page["totalCount"], [n["orderNo"] for n in page["nodes"]]) == (3, numbers[:0:-1])
    rest = desk.ask("op", query, filter=only, after=page["pageInfo"]["endCursor"])["purchaseOrders"]
    assert ([n["orderNo"] for n in rest["nodes"]], rest["pageInfo"]["hasNextPage"]) == (numbers[:1], False)
    for condition, count in (
        ({"isMine": True}, 2),
        ({"supplier": ["S"]}, 4),
        ({"supplier": ["T"]}, 0),
        ({"sku": ["A"]}, 4),
        ({"sku": ["B"]}, 0),
        ({"search": numbers[0].lower()}, 1),
        ({"state": ["PENDING"]}, 1),
    ):
        assert desk.ask("op", query, filter=condition)["purchaseOrders"]["totalCount"] == count, condition


def test_the_audit_log_is_read_by_managers(desk: Desk) -> None:
    order = desk.pending()
    query = """query ($filter: AuditLogFilterInput) { auditLogs(first: 10, filter: $filter) { totalCount
      nodes { sequence action outcome actor address subjectType requestId details { name value } } } }"""
    assert desk.api.refusal(query, desk.tokens["op"])[0] == "FORBIDDEN"
    only = {"subjectType": "PurchaseOrder", "action": ["SUBMIT_PURCHASE_ORDER"], "actor": "op@shop.example"}
    found = desk.ask("manager", query, filter=only)["auditLogs"]
    assert found["totalCount"] == 1
    (entry,) = found["nodes"]
    assert {"name": "order_no", "value": order["orderNo"]} in entry["details"]
    assert entry["address"] == "127.0.0.1"
    assert len(entry["requestId"]) == 32
    assert desk.ask("manager", query, filter={"until": "2020-01-01T00:00:00Z"})["auditLogs"]["totalCount"] == 0
    denied = desk.ask("manager", query, filter={"outcome": ["REFUSED"]})["auditLogs"]["nodes"]
    assert [(entry["action"], entry["actor"]) for entry in denied] == [("ACCESS", "op@shop.example")]


def test_an_order_is_cancelled_with_a_reason(desk: Desk) -> None:
    order, fields = desk.approved(), "state cancelledBy cancellationReason allowedActions"
    given = {"id": order["id"], "expectedVersion": 3, "reason": "Out of production"}
    refused = desk.do("op", "cancelPurchaseOrder", **given)
    assert (refused["__typename"], refused["code"]) == ("ActionRefused", "ROLE_TOO_LOW")
    cancelled = desk.order("manager", "cancelPurchaseOrder", fields=fields, **given)
    assert cancelled == {
        "state": "CANCELLED",
        "cancelledBy": "manager",
        "cancellationReason": "Out of production",
        "allowedActions": ["COMMENT"],
    }
    found = desk.do("manager", "cancelPurchaseOrder", id=desk.draft()["id"], expectedVersion=1, reason=" ")
    assert found["fieldErrors"][0]["field"] == "reason"
    assert desk.ask("op", "{ purchaseOrders(first: 5, filter: {state: [CANCELLED]}) { totalCount } }") == {
        "purchaseOrders": {"totalCount": 1}
    }


def test_goods_are_not_received_into_a_mistyped_warehouse(desk: Desk) -> None:
    assert desk.ask("op", "{ company { warehouses } }")["company"]["warehouses"] == []
    order = desk.approved()
    given = {"id": order["id"], "lines": [{"lineNo": 1, "quantity": 1}]}
    desk.order("op", "receivePurchaseOrder", **given, expectedVersion=3, warehouseCode="MAIN")
    refused = desk.do("op", "receivePurchaseOrder", **given, expectedVersion=4, warehouseCode="NO-SUCH-WAREHOUSE")
    assert [error["field"] for error in refused["fieldErrors"]] == ["warehouseCode"]
    assert "Choose one of MAIN" in refused["fieldErrors"][0]["message"]
    assert desk.ask("op", "{ company { warehouses } }")["company"]["warehouses"] == ["MAIN"]
