"""`whatIf`, `budgetPlan` and `policyBacktest`: answered from a real night, for managers, with nothing written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from analytics.world.service import generate
from kit.progress import silent
from tests.graphql_api.conftest import Api, serving, user
from tests.planning.test_nightly import Shop, open_shop

END = date(2026, 6, 30)
ORDER = """quantity orderUpTo serviceLevel leadTimeDays stockoutProbability orderBy expectedArrival depletionDate
  forecast { horizonDays units } waterfall { key units } assumptions"""
WHAT_IF = f"""query ($input: WhatIfInput!) {{ whatIf(input: $input) {{ sku asOf quantityDifference
  stored {{ {ORDER} }} changed {{ {ORDER} }} }} }}"""
BUDGET = """query ($input: BudgetPlanInput!) { budgetPlan(input: $input) { asOf currency spent recommendedCost
  expectedProfit fullProfit boughtLines reducedLines omittedLines totalLines unpricedLines
  leftOut(first: 9) { sku recommended reason }
  lines(first: 100) { sku name recommended quantity cost expectedProfit returnOnCost isCut
    recommendation { id quantity unitCost supplier { code name } sku { code name } } } } }"""
BACKTEST = """{ policyBacktest { finishedAt periodStart periodEnd currency
  policies { policy parameters serviceLevel plannedServiceLevel demandUnits lostUnits orderCount lostMargin
    meanStockValue holdingCost orderingCost totalCost totalCostLow totalCostHigh costRatio costRatioLow costRatioHigh }
  worseSkus(first: 5) { sku name extraCost serviceLevel competitorServiceLevel } } }"""


@dataclass(frozen=True)
class Desk:
    """The API after one night, and tokens."""

    api: Api
    shop: Shop
    manager: str
    operator: str

    def ask(self, query: str, **given: object) -> Any:
        return self.api.data(query, self.manager, input=given)


@pytest.fixture(scope="module")
def desk(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    world, home = tmp_path_factory.mktemp("world") / "files", tmp_path_factory.mktemp("home")
    generate(world, skus=30, days=120, seed=5, end=END, dirty=0.0, report=silent)
    for shop in open_shop(module_database_url, home, world):
        shop.night(END)
        with serving(module_database_url, shop.engine, home) as api:
            tokens = [api.token(user(shop.engine, role)) for role in ("MANAGER", "OPERATOR")]
            yield Desk(api, shop, *tokens)


@pytest.fixture(scope="module")
def recommended(desk: Desk) -> pd.DataFrame:
    """Recommended quantity, cost and the price paid last, one row per SKU to order."""
    return desk.shop.rows(
        """select p.sku, r.quantity, r.unit_cost, last.price from ai.recommendations as r
           join raw.products as p on p.id = r.product_id
           join lateral (
             select i.unit_price - i.discount_amount / i.quantity as price from raw.order_items as i
             join raw.orders as o on o.id = i.order_id
             where i.product_id = p.id and o.status <> 'CANCELLED' order by o.ordered_at desc limit 1
           ) as last on true where r.quantity > 0"""
    )


@pytest.fixture(scope="module")
def orders(recommended: pd.DataFrame) -> dict[str, Any]:
    """Recommended quantity and cost by SKU that earns anything."""
    earning = recommended[recommended["price"] > recommended["unit_cost"]]
    return {row.sku: (int(row.quantity), Decimal(row.unit_cost)) for row in earning.itertuples()}


def test_nothing_is_answered_before_the_first_run(api: Api) -> None:
    manager = api.token(user(api.engine, "MANAGER"))
    for query, given in ((WHAT_IF, {"sku": "A"}), (BUDGET, {"budget": "1"})):
        assert api.refusal(query, manager, input=given) == (
            "BAD_USER_INPUT",
            "No run is published yet; start one first.",
        )
    assert api.data(BACKTEST, manager) == {"policyBacktest": None}


def test_operators_and_strangers_are_refused(desk: Desk) -> None:
    for query, given in ((WHAT_IF, {"sku": "A"}), (BUDGET, {"budget": "1"}), (BACKTEST, None)):
        assert desk.api.refusal(query, None, input=given)[0] == "UNAUTHENTICATED"
        assert desk.api.refusal(query, desk.operator, input=given)[0] == "FORBIDDEN"


def test_the_empty_what_if_is_the_stored_recommendation(desk: Desk, orders: dict[str, Any]) -> None:
    sku, (quantity, _) = next(iter(orders.items()))
    found = desk.ask(WHAT_IF, sku=sku)["whatIf"]
    assert found["stored"] == found["changed"]
    assert (found["stored"]["quantity"], found["quantityDifference"], found["asOf"]) == (quantity, 0, str(END))
    assert sum(term["units"] for term in found["stored"]["waterfall"]) == quantity
    assert [row["horizonDays"] for row in found["stored"]["forecast"]] == [7, 14, 30]
    assert len(desk.api.statements) <= 8


def test_what_if_answers_every_kind_of_change(desk: Desk, orders: dict[str, Any]) -> None:
    sku, (quantity, cost) = max(orders.items(), key=lambda item: item[1][0])
    promotion = {"startsOn": "2026-07-05", "endsOn": "2026-07-11", "discountRate": 0.3}
    found = desk.ask(
        WHAT_IF, sku=sku, leadTimeDays=30, serviceLevel=0.99, price="1000", promotion=promotion, delayDays=2
    )["whatIf"]
    assert found["changed"]["leadTimeDays"] == 32
    assert found["changed"]["serviceLevel"] == 0.99
    assert found["quantityDifference"] == found["changed"]["quantity"] - quantity
    assert desk.ask(WHAT_IF, sku=sku, budget=str(cost / 2))["whatIf"]["changed"]["quantity"] == 0


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"sku": "NONE"}, "has no SKU NONE"),
        ({"sku": "NONE", "serviceLevel": 1}, "serviceLevel 1 is refused: it must be between 0.01 and 0.999"),
        ({"sku": "NONE", "delayDays": -1}, "delayDays -1 is refused"),
    ],
)
def test_wrong_what_ifs_are_refused(desk: Desk, given: dict[str, Any], words: str) -> None:
    code, message = desk.api.refusal(WHAT_IF, desk.manager, input=given)
    assert code == "BAD_USER_INPUT"
    assert words in message


def test_a_budget_buys_all_or_what_earns_most(desk: Desk, orders: dict[str, Any], recommended: pd.DataFrame) -> None:
    whole = desk.ask(BUDGET, budget="1000000000")["budgetPlan"]
    assert {line["sku"]: line["quantity"] for line in whole["lines"]} == {s: q for s, (q, _) in orders.items()}
    assert whole["spent"] == whole["recommendedCost"] == str(sum(q * c for q, c in orders.values()))
    assert (whole["boughtLines"], whole["totalLines"], whole["currency"]) == (len(orders), len(orders), "KRW")
    assert whole["unpricedLines"] == len(recommended) - len(orders) == 1
    (left,) = recommended[~recommended["sku"].isin(list(orders))].itertuples()
    # sold at a tenth of its price by mistake
    assert whole["leftOut"] == [{"sku": left.sku, "recommended": left.quantity, "reason": "NO_GAIN"}]
    names = {row.sku: row.name for row in desk.shop.rows("select sku, name from raw.products").itertuples()}
    assert {line["sku"]: line["name"] for line in whole["lines"]} == {sku: names[sku] for sku in orders}
    assert {line["recommendation"]["sku"]["code"]: line["recommendation"]["quantity"] for line in whole["lines"]} == {
        sku: quantity for sku, (quantity, _) in orders.items()
    }
    half = str((Decimal(whole["spent"]) / 2).quantize(Decimal("0.01")))
    plan = desk.ask(BUDGET, budget=half)["budgetPlan"]
    assert Decimal(plan["spent"]) == sum(Decimal(line["cost"]) for line in plan["lines"]) <= Decimal(half)
    assert 0 < Decimal(plan["expectedProfit"]) < Decimal(whole["expectedProfit"]) == Decimal(plan["fullProfit"])
    lines = plan["lines"]
    assert plan["boughtLines"] == sum(not line["isCut"] for line in lines)
    assert plan["reducedLines"] == sum(0 < line["quantity"] < line["recommended"] for line in lines)
    assert plan["omittedLines"] == sum(line["quantity"] == 0 for line in lines) > 0
    bought = [line for line in lines if line["quantity"] > 0]
    assert bought
    for line in bought:
        assert line["returnOnCost"] == pytest.approx(float(line["expectedProfit"]) / float(line["cost"]), abs=1e-4)
    returns = [line["returnOnCost"] for line in plan["lines"]]
    assert returns == sorted(returns, reverse=True)
    assert len(desk.api.statements) <= 8


def test_a_budget_is_for_the_suppliers_and_the_currency_asked_for(desk: Desk, orders: dict[str, Any]) -> None:
    assert desk.ask(BUDGET, budget="1000", currency="USD")["budgetPlan"]["totalLines"] == 0
    assert desk.ask(BUDGET, budget="1000", suppliers=["NONE"])["budgetPlan"]["totalLines"] == 0
    query = """select s.code, count(*) as lines from ai.recommendations as r join raw.suppliers as s
               on s.id = r.supplier_id where r.quantity > 0 group by s.code"""
    for row in desk.shop.rows(query).itertuples():
        plan = desk.ask(BUDGET, budget="1000", suppliers=[row.code])["budgetPlan"]
        assert plan["totalLines"] + plan["unpricedLines"] == row.lines
    assert len(orders) > 2


def test_what_is_ordered_or_dismissed_takes_no_part_in_the_budget(desk: Desk, orders: dict[str, Any]) -> None:
    sku = next(iter(orders))
    change = """update ai.recommendations set status = '{}' where product_id = (
                select id from raw.products where sku = '{}')"""
    with desk.shop.engine.begin() as connection:
        connection.execute(text(change.format("ORDERED", sku)))
    lines = desk.ask(BUDGET, budget="1000000000")["budgetPlan"]["lines"]
    with desk.shop.engine.begin() as connection:
        connection.execute(text(change.format("OPEN", sku)))
    assert {line["sku"] for line in lines} == orders.keys() - {sku}


def test_wrong_budgets_are_refused(desk: Desk) -> None:
    assert "The budget -1 is refused" in desk.api.refusal(BUDGET, desk.manager, input={"budget": "-1"})[1]
    lines = "query { budgetPlan(input: {budget: 5}) { lines(first: 10, offset: -1) { sku } } }"
    assert "offset is below 0" in desk.api.refusal(lines, desk.manager)[1]


def test_the_newest_policy_backtest_is_told(desk: Desk) -> None:
    run = """insert into jobs.pipeline_run (kind, logical_date, attempt, trigger, status, started_at, finished_at)
             values ('POLICY_BACKTEST', '2026-06-30', 1, 'COMMAND', 'SUCCEEDED', now(), now()) returning id"""
    row = """insert into ai.policy_backtests (run_id, id, policy, parameters, period_start, period_end, product_id,
               service_level, planned_service_level, demand_units, lost_units, order_count, total_cost, cost_ratio)
             values (:run, :id, :policy, '', '2026-01-01', '2026-06-30', :product, :level, :planned, 100, 2, 7, :cost,
               :ratio)"""
    with desk.shop.engine.begin() as connection:
        number = connection.scalar(text(run))
        product = connection.scalar(text("select min(id) from raw.products"))
        rows = [
            ("RECOMMENDED", None, 0.98, 0.99, 80, None),
            ("MIN_MAX", None, 0.97, None, 100, 0.8),
            ("DAYS_OF_COVER", None, 0.96, None, 110, 0.73),
            ("RECOMMENDED", product, 0.9, None, 12, None),
            ("MIN_MAX", product, 0.95, None, 9, None),
            ("DAYS_OF_COVER", product, 0.95, None, 20, None),
        ]
        names = ("policy", "product", "level", "planned", "cost", "ratio")
        for at, values in enumerate(rows, 1):
            connection.execute(text(row), {"run": number, "id": at, **dict(zip(names, values, strict=True))})
    found = desk.api.data(BACKTEST, desk.manager)["policyBacktest"]
    assert [(row["policy"], row["totalCost"], row["costRatio"]) for row in found["policies"]] == [
        ("RECOMMENDED", "80.00", None),
        ("MIN_MAX", "100.00", 0.8),
        ("DAYS_OF_COVER", "110.00", 0.73),
    ]
    assert found["policies"][0]["plannedServiceLevel"] == 0.99
    (worse,) = found["worseSkus"]  # more expensive than the cheaper competing policy, not than the other one
    named = desk.shop.rows(f"select name from raw.products where sku = '{worse['sku']}'")
    assert [worse["name"]] == [row.name for row in named.itertuples()]
    assert (worse["extraCost"], worse["serviceLevel"], worse["competitorServiceLevel"]) == ("3.00", 0.9, 0.95)
    assert len(desk.api.statements) <= 8
