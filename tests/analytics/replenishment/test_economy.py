"""The profit-optimal service level, the economic order, minimum order values and a SKU's own errors, by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.core.distribution import Spread
from analytics.replenishment.budget_plan import left_out, plan_budget
from analytics.replenishment.economy import Economy
from analytics.replenishment.inputs import Policy
from analytics.replenishment.service import recommend
from analytics.replenishment.sku_error_scale import error_ratio, scale_spread

from .worlds import AS_OF, joined, make_inputs


def costs(margin: float, holding: float, ordering: float) -> Economy:
    return Economy(np.array([margin]), np.array([holding]), np.array([ordering]))


def test_the_paying_level_weighs_margin_against_holding() -> None:
    # a unit held for 20 days costs 1, a lost one 9: one cycle in ten may run out
    assert costs(9, 0.05, 0).profit_optimal_level(np.array([20.0])) == pytest.approx(0.9)
    assert costs(9, 0.05, 0).profit_optimal_level(np.array([0.001])) == 0.995
    assert costs(0.001, 5, 0).profit_optimal_level(np.array([20.0])) == 0.5
    for unknown in (
        costs(np.nan, 0.05, 0),
        costs(9, np.nan, 0),
        costs(0, 0.05, 0),
        costs(-0.5, 0.05, 0),
        costs(9, 0, 0),
    ):
        assert np.isnan(unknown.profit_optimal_level(np.array([20.0])))


def test_the_economic_order_by_hand() -> None:
    # sqrt(2 * 100 * 2 / 0.04) = 100 units
    assert costs(9, 0.04, 100).lot(np.array([2.0])) == 100
    assert costs(9, 0.04, 0).lot(np.array([2.0])) == 0
    assert costs(9, np.nan, 100).lot(np.array([2.0])) == 0
    assert costs(9, 0.04, 1).lot(np.array([2.0])) == 10
    assert [costs(9, 0.04, order).lot(np.array([2.0]))[0] for order in (1.0941, 1.1046)] == [10, 11]  # 10.46 and 10.51
    for without in (costs(9, 0.04, -0.5), costs(9, 0, 100), costs(9, -0.5, 100)):
        assert without.lot(np.array([2.0])) == 0
    assert costs(9, 1e-9, 100).lot(np.array([2.0])) == 2 * 182  # no more than half a year sells


def test_a_sku_without_a_level_of_its_own_gets_the_one_that_pays() -> None:
    # unit cost 2.5 a quarter a year, seven days: 0.012; margin 4 - 2.5
    terms = {"is_service_level_set": False, "review_days": 70, "price": 3.0}
    profit_optimal = recommend(make_inputs(**terms), AS_OF, Policy()).iloc[0]
    assert profit_optimal["service_level"] == pytest.approx(0.5 / (0.5 + 0.25 * 2.5 / 365 * 70))
    fixed = recommend(make_inputs(**terms), AS_OF, Policy(is_profit_optimal=False)).iloc[0]
    assert fixed["service_level"] == 0.95
    unknown = recommend(make_inputs(**terms | {"price": None}), AS_OF, Policy()).iloc[0]
    assert unknown["service_level"] == 0.95


def pair(**terms: object) -> pd.DataFrame:
    """SKU 7 needs 20 units of 2.5 (50 in all), SKU 8 of the same supplier 3 units."""
    second = make_inputs(rate=0.2, **terms)
    for frame in (second.terms, second.positions, second.inbound, second.path, second.spread):
        frame["unique_id"] = 8
    return recommend(joined(make_inputs(**terms), second), AS_OF, Policy()).set_index("unique_id")


def term(row: "pd.Series[object]", key: str) -> int:
    return {str(entry["key"]): int(entry["units"]) for entry in row["waterfall"]}.get(key, 0)  # type: ignore[attr-defined]


def test_lines_are_raised_to_the_suppliers_least_value_where_cover_is_shortest() -> None:
    alone, raised = pair(), pair(min_order_value=100.0)
    assert (alone["quantity"] * 2.5).sum() < 100
    added = raised["quantity"] - alone["quantity"]
    assert 100 <= (raised["quantity"] * 2.5).sum() < 105
    assert {sku: term(raised.loc[sku], "SUPPLIER_MINIMUM") for sku in (7, 8)} == added.to_dict()
    cover = raised["quantity"] / [2.0, 0.2]
    assert added[7] > 0
    assert cover[7] <= cover[8] + 5  # the fast seller is raised first


def test_lines_wait_where_the_least_value_would_last_too_long() -> None:
    waiting = pair(min_order_value=2_000.0)  # 800 units at 2.2 a day last a year
    assert waiting["quantity"].tolist() == [0, 0]
    assert all(keys == ["BELOW_SUPPLIER_MINIMUM"] for keys in waiting["assumptions"])
    assert all(sum(int(entry["units"]) for entry in terms) == 0 for terms in waiting["waterfall"])


def test_orders_wait_out_closures_and_order_days() -> None:
    # closed from Sunday 1 to Tuesday 10 February: the order leaves on the 11th and comes on the 14th
    closed = recommend(make_inputs(closures=["2026-02-01/2026-02-10"]), AS_OF, Policy()).iloc[0]
    assert closed["order_by"] == pd.Timestamp("2026-02-11")
    # ten days later: 13 days until the arrival, 7 after it
    assert term(closed, "EXPECTED_DEMAND") == 40
    wednesdays = recommend(make_inputs(order_weekdays=[3]), AS_OF, Policy()).iloc[0]
    # leaves on the 4th (3 days on), comes 3 days later, the next one a week later
    assert term(wednesdays, "EXPECTED_DEMAND") == 2 * (3 + 3 + 7)
    assert wednesdays["order_by"] == pd.Timestamp(date(2026, 2, 4))


def test_the_error_ratio_is_about_one_where_all_is_well_and_bounded() -> None:
    one = np.ones(1)
    assert error_ratio(np.array([13.0]), np.array([10.0]), Spread(4 * one, 0 * one)) == pytest.approx(9 / 40)
    poisson_at_least = error_ratio(np.array([13.0]), np.array([10.0]), Spread(0.1 * one, 0 * one))
    assert poisson_at_least == pytest.approx(9 / 10)
    assert error_ratio(np.array([0.0]), np.array([0.1]), Spread(one, 0 * one)) == pytest.approx(0.01 / 0.1)
    assert error_ratio(np.array([1e6]), np.array([10.0]), Spread(one, 0 * one)) == 9


def test_own_errors_scale_the_spread_in_proportion_and_shrunk() -> None:
    spread = Spread(np.array([2.0, 2.0]), np.array([0.3, 0.3]))
    found = scale_spread(spread, np.array([0.0, 4 * 16.0]), np.array([0.0, 16.0]))
    assert found.variance_ratio.tolist() == [2.0, 2.0 * 80 / 32]
    assert found.noise_share.tolist() == pytest.approx([0.3, 0.3 * (80 / 32) ** 0.5])


def test_a_cost_in_another_currency_gives_no_margin_and_the_set_service_level() -> None:
    inputs = make_inputs(price=20000.0, unit_cost=12.0, currency="USD", sales_currency="KRW", service_level=0.9)
    (row,) = recommend(inputs, AS_OF, Policy()).to_dict("records")
    assert row["assumptions"] == ["CURRENCY_MIXED"]
    assert row["service_level"] == 0.9
    plan = plan_budget(inputs, pd.Series([row["quantity"]], index=[7]), AS_OF, Policy(), 1e9)
    assert plan.empty


@pytest.mark.parametrize(
    ("terms", "reason"),
    [
        ({"unit_cost": None}, "COST_UNKNOWN"),
        ({"unit_cost": 12.0, "currency": "USD", "sales_currency": "KRW"}, "CURRENCY_MIXED"),
        ({"unit_cost": 12.0, "price": None, "list_price": None}, "PRICE_UNKNOWN"),
        ({"unit_cost": 12.0, "price": 12.0}, "NO_GAIN"),
        ({"unit_cost": 12.0, "price": 12.1}, None),
    ],
)
def test_a_line_that_no_budget_is_spent_on_has_a_reason(terms: dict[str, object], reason: str | None) -> None:
    inputs, quantity = make_inputs(**{"price": 20000.0, **terms}), pd.Series([3, 0], index=[7, 8])
    rows = left_out(inputs, quantity, Policy()).to_dict("records")
    assert rows == ([] if reason is None else [{"unique_id": 7, "recommended": 3, "reason": reason}])
    assert plan_budget(inputs, quantity, AS_OF, Policy(), 1e9).empty is (reason is not None)
