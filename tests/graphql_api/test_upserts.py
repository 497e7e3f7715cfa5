"""Orders, products and stock that programs send: an outcome for each row, the same rules as for files."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.graphql_api.conftest import Api, user

RESULT = """{ __typename ... on UserError { code message } ... on Upserted {
  rows { row line tableName key outcome reason column message isWaiting } removed unknownStatuses { name count }
  batches { id fileName profile tableName status rowsIn rowsLoaded rowsUnchanged rowsRejected } } }"""
ORDERS = f"mutation ($input: UpsertOrdersInput!) {{ upsertOrders(input: $input) {RESULT} }}"
PRODUCTS = f"mutation ($input: UpsertProductsInput!) {{ upsertProducts(input: $input) {RESULT} }}"
INVENTORY = f"mutation ($input: UpsertInventoryInput!) {{ upsertInventory(input: $input) {RESULT} }}"
TOKEN = """mutation ($scopes: [Scope!]!) { createApiToken(input: {name: "erp", scopes: $scopes}) {
  ... on NewApiToken { text } } }"""
AT = "2026-03-01T09:30:00+09:00"


def line(sku: str, quantity: int = 2, price: str = "12900", **more: Any) -> dict[str, Any]:
    return {"sku": sku, "quantity": quantity, "unitPrice": price, **more}


def order(number: str, *lines: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"orderNo": number, "orderedAt": AT, "lines": list(lines), **more}


def send(api: Api, token: str, query: str, **given: Any) -> dict[str, Any]:
    (found,) = api.data(query, token, input=given).values()
    assert found["__typename"] == "Upserted", found
    return dict(found)


def outcomes(found: dict[str, Any]) -> list[tuple[Any, ...]]:
    return [(row["row"], row["line"], row["key"], row["outcome"], row["reason"]) for row in found["rows"]]


def stored(api: Api, query: str) -> list[tuple[Any, ...]]:
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


LINES = """select o.order_no, i.line_no, p.sku, i.quantity, i.unit_price::text, i.discount_amount::text, o.currency
  from raw.order_items i join raw.orders o on o.id = i.order_id join raw.products p on p.id = i.product_id
  order by 1, 2"""


@pytest.fixture
def teas(api: Api, manager: str) -> Api:
    send(api, manager, PRODUCTS, products=[{"sku": "TEA-1", "name": "녹차"}, {"sku": "TEA-2"}])
    return api


def test_products_are_loaded_changed_and_left_alone_by_their_code(api: Api, manager: str) -> None:
    products = [{"sku": "TEA-1", "name": "녹차", "unitCost": "1250.50", "moq": 12}, {"sku": "TEA-2"}]
    first = send(api, manager, PRODUCTS, products=products)
    assert outcomes(first) == [(0, None, "TEA-1", "LOADED", None), (1, None, "TEA-2", "LOADED", None)]
    (batch,) = first["batches"]
    assert {key: batch[key] for key in batch if key != "id"} == {
        "fileName": "API",
        "profile": "canonical",
        "tableName": "products",
        "status": "LOADED",
        "rowsIn": 2,
        "rowsLoaded": 2,
        "rowsUnchanged": 0,
        "rowsRejected": 0,
    }
    again = send(api, manager, PRODUCTS, products=products)
    assert [row["outcome"] for row in again["rows"]] == ["UNCHANGED", "UNCHANGED"]
    changed = send(api, manager, PRODUCTS, products=[{"sku": "TEA-1", "name": "홍차"}, {"sku": "TEA-2"}])
    assert [row["outcome"] for row in changed["rows"]] == ["LOADED", "UNCHANGED"]
    assert stored(api, "select sku, name, unit_cost, moq, currency from raw.products order by sku") == [
        ("TEA-1", "홍차", None, None, "KRW"),
        ("TEA-2", "TEA-2", None, None, "KRW"),
    ]


def test_a_refused_row_keeps_no_other_out(api: Api, manager: str) -> None:
    products = [
        {"sku": "A", "moq": 0},
        {"sku": "B"},
        {"sku": "B", "name": "Other"},
        {"sku": "B"},
        {"sku": "C", "supplier": "NOBODY"},
        {"sku": " "},
        {"sku": "D", "launchedOn": "2026-03-02", "discontinuedOn": "2026-03-01"},
    ]
    found = send(api, manager, PRODUCTS, products=products)
    by_row = [(row["outcome"], row["reason"], row["column"], row["isWaiting"]) for row in found["rows"]]
    assert by_row[0] == ("REFUSED", "OUT_OF_RANGE", "moq", False)
    assert found["rows"][0]["message"].startswith("moq is '0', which is outside what is taken: a whole number")
    assert sorted(row[:2] for row in by_row[1:4]) in (
        [("LOADED", None), ("REFUSED", "DUPLICATE_KEY"), ("UNCHANGED", None)],
        [("LOADED", None), ("REFUSED", "DUPLICATE_KEY"), ("REFUSED", "DUPLICATE_KEY")],
    )
    assert by_row[4] == ("REFUSED", "UNKNOWN_REFERENCE", "supplier", True)
    assert found["rows"][4]["message"] == "supplier 'NOBODY' is not known; import it first or in the same run."
    assert by_row[5] == ("REFUSED", "MISSING_VALUE", "sku", False)
    assert by_row[6] == ("REFUSED", "BROKEN_RULE", None, False)
    assert stored(api, "select sku from raw.products") == [("B",)]
    (batch,) = found["batches"]
    assert batch["rowsIn"] == batch["rowsLoaded"] + batch["rowsUnchanged"] + batch["rowsRejected"] == 7
    again = send(api, manager, PRODUCTS, products=products)
    assert [row["message"] for row in again["rows"]][4:] == [row["message"] for row in found["rows"]][4:]


def test_orders_carry_their_lines(teas: Api, manager: str) -> None:
    orders = [
        order("A-1", line("TEA-1"), line("TEA-2", 1, "500.50", discountAmount="0.50")),
        order("A-2", line("TEA-1", lineNo=7), currency="usd", status="cancelled"),
        order("A-3"),
    ]
    found = send(teas, manager, ORDERS, orders=orders)
    assert outcomes(found) == [
        (0, None, "A-1", "LOADED", None),
        (0, 0, "A-1", "LOADED", None),
        (0, 1, "A-1", "LOADED", None),
        (1, None, "A-2", "LOADED", None),
        (1, 0, "A-2 / 7", "LOADED", None),
        (2, None, "A-3", "LOADED", None),
    ]
    assert [batch["tableName"] for batch in found["batches"]] == ["orders", "order_items"]
    assert stored(teas, LINES) == [
        ("A-1", 1, "TEA-1", 2, "12900.00", "0.00", "KRW"),
        ("A-1", 2, "TEA-2", 1, "500.50", "0.50", "KRW"),
        ("A-2", 7, "TEA-1", 2, "12900.00", "0.00", "USD"),
    ]
    kept = stored(
        teas, "select order_no, status, ordered_at::text, cancelled_at = ordered_at from raw.orders order by 1"
    )
    assert [row[:2] for row in kept] == [("A-1", "PLACED"), ("A-2", "CANCELLED"), ("A-3", "PLACED")]
    assert {row["outcome"] for row in send(teas, manager, ORDERS, orders=orders)["rows"]} == {"UNCHANGED"}


def test_lines_of_an_unknown_sku_wait_and_are_loaded_with_it(teas: Api, manager: str) -> None:
    found = send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-1"), line("TEA-9"), line("TEA-2", 1, "-1"))])
    assert outcomes(found)[1:] == [
        (0, 0, "A-1", "LOADED", None),
        (0, 1, "A-1", "REFUSED", "UNKNOWN_REFERENCE"),
        (0, 2, "A-1", "REFUSED", "OUT_OF_RANGE"),
    ]
    assert [row["isWaiting"] for row in found["rows"]] == [False, False, True, False]
    levels = [{"sku": "TEA-9", "snapshotAt": AT, "onHand": 5}]
    assert outcomes(send(teas, manager, INVENTORY, levels=levels)) == [
        (0, None, f"TEA-9 / {AT}", "REFUSED", "UNKNOWN_REFERENCE")
    ]
    send(teas, manager, PRODUCTS, products=[{"sku": "TEA-9"}])
    assert [(row[1], row[2]) for row in stored(teas, LINES)] == [(1, "TEA-1"), (2, "TEA-9")]
    assert stored(teas, "select warehouse_code, on_hand from raw.inventory") == [("MAIN", 5)]
    assert stored(teas, "select reason from raw.rejected_rows where resolved_at is null") == [("OUT_OF_RANGE",)]


def test_lines_that_a_complete_order_leaves_out_count_no_more(teas: Api, manager: str) -> None:
    send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-1"), line("TEA-2")), order("A-2", line("TEA-1"))])
    found = send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-2"))])
    assert (found["removed"], {row["outcome"] for row in found["rows"]}) == (0, {"UNCHANGED"})
    found = send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-2"))], isComplete=True)
    assert (found["removed"], {row["outcome"] for row in found["rows"]}) == (1, {"UNCHANGED"})
    query = """select o.order_no, p.sku, r.quantity from raw.order_returns r
      join raw.order_items i on i.id = r.order_item_id join raw.orders o on o.id = i.order_id
      join raw.products p on p.id = i.product_id"""
    assert stored(teas, query) == [("A-1", "TEA-1", 2)]
    named_again = send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-1"), line("TEA-2"))])
    assert [row["outcome"] for row in named_again["rows"]] == ["UNCHANGED", "LOADED", "UNCHANGED"]
    assert stored(teas, query) == [("A-1", "TEA-1", 0)]


def test_the_whole_stock_of_a_warehouse_leaves_the_rest_without_any(teas: Api, manager: str) -> None:
    level = {"snapshotAt": AT, "onHand": 5}
    send(teas, manager, INVENTORY, levels=[{"sku": "TEA-1", **level}, {"sku": "TEA-2", **level}])
    later = {"sku": "TEA-1", "snapshotAt": "2026-03-02T09:30:00+09:00", "onHand": 4}
    found = send(teas, manager, INVENTORY, levels=[later], isComplete=True)
    assert found["removed"] == 1
    query = """select distinct on (p.sku) p.sku, i.on_hand from raw.inventory i
      join raw.products p on p.id = i.product_id order by p.sku, i.snapshot_at desc"""
    assert stored(teas, query) == [("TEA-1", 4), ("TEA-2", 0)]


def test_credit_notes_and_empty_lines_have_outcomes_of_their_own(teas: Api, manager: str) -> None:
    sale = order("A-1", line("TEA-1", 5, lineNo=1), line("TEA-2", lineNo=2))
    send(teas, manager, ORDERS, orders=[sale])
    notes = order("A-1", line("TEA-1", -2, lineNo=3), line("TEA-2", 0, lineNo=2), line("TEA-1", 0, lineNo=9))
    found = send(teas, manager, ORDERS, orders=[notes, order("A-9", line("TEA-1", -1))])
    assert [(row["outcome"], row["reason"], row["isWaiting"]) for row in found["rows"]] == [
        ("UNCHANGED", None, False),
        ("LOADED", None, False),
        ("LOADED", None, False),
        ("UNCHANGED", None, False),
        ("LOADED", None, False),
        ("REFUSED", "UNMATCHED_RETURN", True),
    ]
    assert found["rows"][5]["message"].startswith("No earlier line of this order")
    batch = found["batches"][1]
    assert (batch["rowsLoaded"], batch["rowsUnchanged"], batch["rowsRejected"]) == (2, 1, 1)
    again = send(teas, manager, ORDERS, orders=[order("A-9", line("TEA-1", -1))])
    assert again["rows"][1]["message"] == found["rows"][5]["message"]


def test_words_of_marketplaces_are_statuses_and_unknown_ones_are_reported(teas: Api, manager: str) -> None:
    orders = [
        order("A-1", status="배송완료"),
        order("A-2", line("TEA-1", status="주문취소"), status="무엇인가"),
    ]
    found = send(teas, manager, ORDERS, orders=orders)
    assert found["unknownStatuses"] == [{"name": "무엇인가", "count": 1}]
    assert stored(teas, "select order_no, status from raw.orders order by 1") == [
        ("A-1", "DELIVERED"),
        ("A-2", "PLACED"),
    ]
    assert stored(teas, "select kind, quantity from raw.order_returns") == [("CANCELLATION", 2)]


def test_a_product_says_whether_it_is_stocked(api: Api, manager: str) -> None:
    products = [{"sku": "GIFT-WRAP", "isStocked": False}, {"sku": "TEA-1", "barcode": "8801234567893"}]
    send(api, manager, PRODUCTS, products=products)
    query = "select sku, is_stocked, barcode from raw.products order by sku"
    assert stored(api, query) == [("GIFT-WRAP", False, None), ("TEA-1", True, "8801234567893")]


def test_stock_is_known_by_sku_warehouse_and_instant(teas: Api, manager: str) -> None:
    level = {"sku": "TEA-1", "warehouse": "SEOUL", "snapshotAt": AT, "onHand": -3, "reserved": 1}
    assert outcomes(send(teas, manager, INVENTORY, levels=[level]))[0][3] == "LOADED"
    found = send(
        teas, manager, INVENTORY, levels=[level | {"onHand": 4}, level | {"snapshotAt": "2026-03-01T00:30:01Z"}]
    )
    assert [row["outcome"] for row in found["rows"]] == ["LOADED", "LOADED"]
    query = "select warehouse_code, snapshot_at at time zone 'UTC', on_hand, reserved, in_transit from raw.inventory"
    rows = stored(teas, f"{query} order by 2")
    assert [(row[0], str(row[1]), *row[2:]) for row in rows] == [
        ("SEOUL", "2026-03-01 00:30:00", 4, 1, 0),
        ("SEOUL", "2026-03-01 00:30:01", -3, 1, 0),
    ]


def test_a_key_sent_again_answers_as_the_first_time_and_loads_nothing(teas: Api, manager: str) -> None:
    given: dict[str, Any] = {"orders": [order("A-1", line("TEA-1"), line("NO"))], "idempotencyKey": "one"}
    first = send(teas, manager, ORDERS, **given)
    with teas.engine.begin() as connection:
        connection.execute(text("update raw.order_items set quantity = 9"))
    assert send(teas, manager, ORDERS, **given) == first
    assert stored(teas, LINES)[0][3] == 9
    assert len(stored(teas, "select 1 from raw.import_batches")) == 3
    given["orders"] = [order("A-2")]
    assert teas.data(ORDERS, manager, input=given)["upsertOrders"]["code"] == "IDEMPOTENCY_CONFLICT"


def test_each_call_is_on_the_record_as_one_import_a_table(teas: Api, manager: str) -> None:
    send(teas, manager, ORDERS, orders=[order("A-1", line("TEA-1"), line("NO"))])
    entries = stored(
        teas,
        "select actor_label, subject_type, details from audit.audit_logs where action = 'IMPORT' order by sequence",
    )
    assert [(row[0], row[1], row[2]["table"]) for row in entries] == [
        ("manager@shop.example", "import_batch", table) for table in ("products", "orders", "order_items")
    ]
    assert entries[2][2] == {
        "file": "API",
        "table": "order_items",
        "status": "LOADED",
        "rows_in": 2,
        "loaded": 1,
        "unchanged": 0,
        "rejected": 1,
    }


def test_more_than_a_call_may_hold_is_refused_whole(teas: Api, manager: str) -> None:
    products = [{"sku": f"P-{number}"} for number in range(1_001)]
    code, message = teas.refusal(PRODUCTS, manager, input={"products": products})
    assert (code, message) == (
        "LIMIT_EXCEEDED",
        "The request has 1,001 products; at most 1,000 are allowed. Send them in several.",
    )
    lines = [line("TEA-1")] * 5_001
    assert teas.refusal(ORDERS, manager, input={"orders": [order("A-1", *lines)]})[0] == "LIMIT_EXCEEDED"
    assert stored(teas, "select count(*) from raw.orders") == [(0,)]


def test_a_thousand_orders_with_lines_fit_into_one_request(teas: Api, manager: str) -> None:
    orders = [order(f"A-{number}", line("TEA-1"), line("TEA-2")) for number in range(1_000)]
    assert len(json.dumps(orders)) > 100_000
    found = send(teas, manager, ORDERS, orders=orders)
    assert [row["outcome"] for row in found["rows"]] == ["LOADED"] * 3_000
    assert stored(teas, "select count(*) from raw.order_items") == [(2_000,)]


def roles(api: Api) -> Iterator[tuple[str, str]]:
    yield "OPERATOR", api.token(user(api.engine, "OPERATOR"))
    yield "ADMIN", api.token(user(api.engine, "ADMIN"))


def test_it_is_for_managers_and_for_tokens_with_the_scope_import(api: Api, manager: str) -> None:
    query, given = PRODUCTS, {"products": [{"sku": "A"}]}
    tokens = dict(roles(api))
    assert api.refusal(query, tokens["OPERATOR"], input=given)[0] == "FORBIDDEN"
    assert send(api, tokens["ADMIN"], query, **given)["rows"][0]["outcome"] == "LOADED"
    writes, imports = (
        api.data(TOKEN, manager, scopes=scopes)["createApiToken"]["text"] for scopes in (["READ", "WRITE"], ["IMPORT"])
    )
    assert api.refusal(query, writes, input=given) == (
        "FORBIDDEN",
        "upsertProducts needs an API token with the scope IMPORT.",
    )
    assert send(api, imports, query, **given)["rows"][0]["outcome"] == "UNCHANGED"
    assert api.refusal("{ me { id } }", imports)[0] == "FORBIDDEN"
    with api.engine.begin() as connection:
        connection.execute(text("update app.user_roles set role_code = 'OPERATOR'"))
    assert api.refusal(query, imports, input=given)[0] == "FORBIDDEN"


def test_only_those_who_import_send_large_bodies(api: Api, manager: str, operator: str) -> None:
    def status(token: str, size: int) -> int:
        body = json.dumps({"query": "{ me { id } }", "extensions": {"a": "x" * size}})
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        return api.send("POST", "/graphql", content=body, headers=headers).status_code

    assert (status(manager, 1_900_000), status(manager, 2_000_000), status(operator, 100_000)) == (200, 413, 413)
