"""Same day, same numbers: wherever a SKU's figures are read, they are equal, orders of this very day included."""

import io
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import python_calamine
from sqlalchemy.engine import URL

from analytics.world.service import generate
from kit.progress import silent
from tests.graphql_api.conftest import serving, user
from tests.graphql_api.test_what_if_and_budget import Desk
from tests.planning.test_nightly import open_shop

END = date(2026, 6, 30)
SKUS = 100
FIGURES = """code onHand receivedSince onOrder stockoutRisk lifecycle expectedDemand14 depletionDate
  moneyAtRisk currency recommendedQuantity supplier { code } openOrders { orderNo openUnits }"""
MADE = "id quantity orderedSince remaining status cost unitCost waterfall { key units }"
ONE = f"query ($code: String!) {{ sku(code: $code) {{ {FIGURES} recommendation {{ {MADE} }} }} }}"
LISTS = f"""{{
  skus(first: 100) {{ nodes {{ {FIGURES} recommendation {{ {MADE} }} }} }}
  recommendations(first: 100) {{ nodes {{ {MADE} sku {{ {FIGURES} }} }} }}
  dashboard {{ risks {{ risk skus }} toOrder {{ currency orders cost }} money {{ currency moneyAtRisk }} }}
  stockoutRiskTop(first: 100) {{ {FIGURES} }} }}"""
BUDGET = """query ($input: BudgetPlanInput!) { budgetPlan(input: $input) { recommendedCost
  lines(first: 100) { sku recommended quantity cost recommendation { id remaining } } } }"""
WHAT_IF = """query ($input: WhatIfInput!) { whatIf(input: $input) { orderedSince
  stored { quantity remaining waterfall { key units } } changed { remaining } } }"""
CREATE = """mutation ($input: CreatePurchaseOrderInput!) { createPurchaseOrder(input: $input) { __typename
  ... on ConfirmationRequired { warnings { sku code quantity } }
  ... on PurchaseOrder { id orderNo items { quantity } } } }"""
ORDER = """mutation ($input: CreatePurchaseOrdersFromRecommendationsInput!) {
  createPurchaseOrdersFromRecommendations(input: $input) { ... on UserError { message }
    ... on ConfirmationRequired { warnings { sku code quantity } }
    ... on PurchaseOrders {
      purchaseOrders { items { quantity sku { code } } } } } }"""


def ordered_by_hand(desk: Desk, sku: dict[str, Any], units: int) -> None:
    """Order, whatever minimum and pack are."""
    given = {"supplier": sku["supplier"]["code"], "lines": [{"sku": sku["code"], "quantity": units}]}
    made = desk.ask(CREATE, **given)["createPurchaseOrder"]
    if made["__typename"] == "ConfirmationRequired":
        made = desk.ask(CREATE, **given, confirmed=made["warnings"])["createPurchaseOrder"]
    assert made["__typename"] == "PurchaseOrder"


@pytest.fixture(scope="module")
def desk(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """After a night; of the SKUs to order every third was ordered by hand since, in part or wholly."""
    world, home = tmp_path_factory.mktemp("world") / "files", tmp_path_factory.mktemp("home")
    generate(world, skus=SKUS, days=100, seed=5, end=END, dirty=0.0, report=silent)
    for shop in open_shop(module_database_url, home, world):
        shop.night(END)
        with serving(module_database_url, shop.engine, home) as api:
            tokens = [api.token(user(shop.engine, role)) for role in ("MANAGER", "OPERATOR")]
            desk = Desk(api, shop, *tokens)
            nodes = api.data(LISTS, desk.manager)["skus"]["nodes"]
            due = [sku for sku in nodes if sku["recommendedQuantity"] and sku["supplier"]]
            for number, sku in enumerate(due[::3]):
                recommended = sku["recommendedQuantity"]
                ordered_by_hand(desk, sku, recommended if number % 2 else max(recommended // 2, 1))
            yield desk


def seen(desk: Desk) -> dict[str, dict[str, Any]]:
    """Each SKU as its own page asks for it, in a random order."""
    codes = [
        sku["code"] for sku in desk.api.data("{ skus(first: 100) { nodes { code } } }", desk.manager)["skus"]["nodes"]
    ]
    random.Random(1).shuffle(codes)
    return {code: desk.api.data(ONE, desk.manager, code=code)["sku"] for code in codes}


@pytest.fixture(scope="module")
def alone(desk: Desk) -> dict[str, dict[str, Any]]:
    """The SKUs by code, before the last test orders the rest."""
    return seen(desk)


def test_a_hundred_skus_have_the_same_figures_everywhere(desk: Desk, alone: dict[str, dict[str, Any]]) -> None:
    lists = desk.api.data(LISTS, desk.manager)
    assert len(alone) == SKUS
    assert {node["code"]: node for node in lists["skus"]["nodes"]} == alone
    made = {node.pop("sku")["code"]: node for node in lists["recommendations"]["nodes"]}
    assert made == {code: sku["recommendation"] for code, sku in alone.items() if sku["recommendation"]}
    for top in lists["stockoutRiskTop"]:
        assert top == {name: alone[top["code"]][name] for name in top}
    for sku in alone.values():
        found = sku["recommendation"]
        if found is None:
            continue
        assert sku["recommendedQuantity"] == found["remaining"] == max(found["quantity"] - found["orderedSince"], 0)
        assert sum(term["units"] for term in found["waterfall"]) == found["quantity"]
        assert sku["onOrder"] >= sum(line["openUnits"] for line in sku["openOrders"])
    since = [sku["recommendation"] for sku in alone.values() if (sku["recommendation"] or {}).get("orderedSince")]
    assert {row["status"] for row in since} == {"OPEN", "ORDERED"}
    assert all((row["remaining"] == 0) == (row["status"] == "ORDERED") for row in since)


def test_the_dashboard_counts_what_the_lists_show(desk: Desk, alone: dict[str, dict[str, Any]]) -> None:
    board = desk.api.data(LISTS, desk.manager)["dashboard"]
    assert {row["risk"]: row["skus"] for row in board["risks"]} == Counter(s["stockoutRisk"] for s in alone.values())
    found = [sku["recommendation"] for sku in alone.values() if sku["recommendation"]]
    to_order = [row for row in found if row["status"] == "OPEN" and row["quantity"] > 0]
    (sums,) = board["toOrder"]
    assert sums["orders"] == len(to_order)
    assert Decimal(sums["cost"]) == sum((Decimal(row["cost"]) for row in to_order if row["cost"]), Decimal(0))
    at_risk = sum((Decimal(sku["moneyAtRisk"]) for sku in alone.values() if sku["moneyAtRisk"]), Decimal(0))
    assert Decimal(board["money"][0]["moneyAtRisk"]) == at_risk


def test_only_skus_that_are_expected_to_sell_are_at_risk(alone: dict[str, dict[str, Any]]) -> None:
    at_risk = [sku for sku in alone.values() if sku["stockoutRisk"] in ("STOCKED_OUT", "HIGH", "MEDIUM")]
    assert at_risk
    assert all(sku["expectedDemand14"] >= 0.05 for sku in at_risk)
    assert all(sku["depletionDate"] is None for sku in at_risk if sku["stockoutRisk"] == "STOCKED_OUT")


def test_the_workbook_has_the_figures_of_the_list(desk: Desk, alone: dict[str, dict[str, Any]]) -> None:
    headers = {"Authorization": f"Bearer {desk.manager}"}
    answer = desk.api.send("GET", "/skus.xlsx?language=en", headers=headers)
    heads, *rows = (
        python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )
    names = {
        "On hand": "onHand",
        "On order": "onOrder",
        "Received since run": "receivedSince",
        "Recommended": "recommendedQuantity",
    }
    for row in (dict(zip(heads, row, strict=True)) for row in rows):
        sku = alone[row["SKU code"]]
        assert {head: row[head] for head in names} == {
            head: "" if sku[name] is None else sku[name] for head, name in names.items()
        }
    assert len(rows) == SKUS


def test_the_budget_buys_what_remains(desk: Desk, alone: dict[str, dict[str, Any]]) -> None:
    lines = desk.ask(BUDGET, budget="1000000000000")["budgetPlan"]["lines"]
    assert lines
    for line in lines:
        found = alone[line["sku"]]["recommendation"]
        assert line["recommended"] == line["quantity"] == found["remaining"] == line["recommendation"]["remaining"]
        assert Decimal(line["cost"]) == Decimal(found["cost"])
        assert found["status"] == "OPEN"
    assert any(alone[line["sku"]]["recommendation"]["orderedSince"] for line in lines)


def test_the_what_if_starts_from_what_remains(desk: Desk, alone: dict[str, dict[str, Any]]) -> None:
    found = [(code, sku["recommendation"]) for code, sku in alone.items() if sku["recommendation"]]
    for code, made in sorted(found, key=lambda item: -item[1]["orderedSince"])[:8]:
        plan = desk.ask(WHAT_IF, sku=code)["whatIf"]
        assert plan["orderedSince"] == made["orderedSince"]
        assert plan["stored"]["remaining"] == plan["changed"]["remaining"] == made["remaining"]
        assert (plan["stored"]["quantity"], plan["stored"]["waterfall"]) == (made["quantity"], made["waterfall"])


def test_an_order_takes_what_remains_and_nothing_remains_then(desk: Desk) -> None:
    chosen = {
        code: sku["recommendation"]
        for code, sku in seen(desk).items()
        if sku["supplier"]
        and (made := sku["recommendation"])
        and made["status"] == "OPEN"
        and made["remaining"]
        and made["cost"]
    }
    choices = [{"id": made["id"], "isChecked": True} for made in chosen.values()]
    answer = desk.ask(ORDER, recommendations=choices)["createPurchaseOrdersFromRecommendations"]
    if confirmed := answer.get("warnings"):  # what remains of a recommendation may be below the minimum
        again = desk.ask(ORDER, recommendations=choices, confirmed=confirmed)
        answer = again["createPurchaseOrdersFromRecommendations"]
    items = [item for order in answer["purchaseOrders"] for item in order["items"]]
    assert {item["sku"]["code"]: item["quantity"] for item in items} == {
        code: made["remaining"] for code, made in chosen.items()
    }
    after = seen(desk)
    for code in chosen:
        assert (after[code]["recommendedQuantity"], after[code]["recommendation"]["status"]) == (0, "ORDERED")
