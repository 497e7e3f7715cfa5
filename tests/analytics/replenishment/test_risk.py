from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.replenishment.inputs import Policy
from analytics.replenishment.paths import PATHS
from analytics.replenishment.risk import stockout_risks
from analytics.replenishment.service import recommend

from .worlds import AS_OF, joined, make_inputs


def risk(days: int, **case: Any) -> pd.Series:
    return stockout_risks(make_inputs(**case), AS_OF, Policy(), [days])[days].iloc[0]


@pytest.mark.parametrize("days", [7, 14, 30])
def test_without_arrivals_the_probability_is_the_distributions_own(days: int) -> None:
    found = risk(days, on_hand=23, reserved=3)
    mean = 2.0 * days
    assert found["probability"] == pytest.approx(stats.poisson.sf(20, mean))
    units = np.arange(21, 400)
    assert found["lost_units"] == pytest.approx(((units - 20) * stats.poisson.pmf(units, mean)).sum())


def test_an_arrival_does_not_make_good_for_what_was_lost_before_it() -> None:
    """Ten in stock, demand of two a day, a hundred on the tenth day: the week before it decides."""
    found = risk(14, on_hand=10, inbound=[(date(2026, 2, 10), 100)])
    before = stats.poisson.sf(10, 2.0 * 9)
    assert found["probability"] == pytest.approx(before, abs=1 / PATHS)
    lost = stats.poisson.expect(lambda units: np.maximum(units - 10, 0), (18.0,))
    assert found["lost_units"] == pytest.approx(lost, rel=0.02)
    counted_at_once = stats.poisson.sf(110, 2.0 * 14)
    assert counted_at_once < 1e-6


def test_arrivals_in_several_waves_agree_with_a_simulation() -> None:
    case = {"rate": 3.0, "on_hand": 12, "v": 2.5, "c": 0.3}
    arrivals = [(date(2026, 2, 4), 8), (date(2026, 2, 9), 15), (date(2026, 2, 20), 60)]
    found = risk(14, inbound=arrivals, **case)
    rng = np.random.default_rng(61)
    runs = 40_000
    sigma = np.sqrt(np.log1p(0.3**2))
    common = np.exp(sigma * rng.standard_normal(runs) - sigma**2 / 2)
    stock, lost = np.full(runs, 12.0), np.zeros(runs)
    for day in range(1, 15):
        stock += {4: 8, 9: 15}.get(day, 0)
        demand = rng.negative_binomial(3.0 * common / 1.5, 1 / 2.5)
        lost += np.maximum(demand - stock, 0)
        stock = np.maximum(stock - demand, 0)
    assert found["probability"] == pytest.approx((lost > 0).mean(), abs=0.03)
    assert found["lost_units"] == pytest.approx(lost.mean(), rel=0.1)


def test_doubtful_data_widen_the_risk_and_unknown_stock_has_none() -> None:
    sure, doubtful = (risk(14, on_hand=40, interval_factor=factor)["probability"] for factor in (1.0, 1.5))
    mean = 28.0
    size = mean / (1.5**2 - 1)
    assert doubtful == pytest.approx(stats.nbinom.sf(40, size, size / (size + mean)))
    assert doubtful > 2 * sure
    assert risk(14, on_hand=None).isna()[["probability", "lost_units"]].all()


def test_longer_horizons_are_never_safer() -> None:
    chances = [
        risk(days, rate=1.7, on_hand=25, inbound=[(date(2026, 2, 20), 9)])["probability"] for days in (7, 14, 30)
    ]
    assert chances == sorted(chances)


def test_the_risk_until_the_next_order_is_that_of_the_recommendation() -> None:
    """Lead time three days, review seven: tomorrow's order and the next one arrive within ten days."""
    inputs = make_inputs(on_hand=18, inbound=[(date(2026, 2, 3), 4)], rate=2.5)
    ten = stockout_risks(inputs, AS_OF, Policy(), [10])[10]["probability"][0]
    assert ten == pytest.approx(recommend(inputs, AS_OF, Policy())["stockout_probability"][0], abs=2 / PATHS)


def test_doubt_is_a_term_of_the_waterfall_and_never_lowers_the_order() -> None:
    plain = recommend(make_inputs(v=2.0, c=0.2), AS_OF, Policy()).iloc[0]
    uncertain = recommend(make_inputs(v=2.0, c=0.2, interval_factor=1.5), AS_OF, Policy()).iloc[0]
    terms = {term["key"]: term["units"] for term in uncertain["waterfall"]}
    assert terms["DATA_DOUBT"] == uncertain["quantity"] - plain["quantity"] > 0
    wide = recommend(make_inputs(v=4.5, c=0.3), AS_OF, Policy()).iloc[0]
    assert uncertain["quantity"] == wide["quantity"]
    assert "DATA_DOUBT" not in {term["key"] for term in plain["waterfall"]}
    low = {"v": 9.0, "c": 1.0, "service_level": 0.5, "rate": 0.3}
    rare, uncertain = (
        recommend(make_inputs(interval_factor=factor, **low), AS_OF, Policy())["quantity"][0] for factor in (1.0, 1.5)
    )
    assert uncertain >= rare


def test_doubt_of_one_sku_leaves_the_others_alone() -> None:
    def with_id(number: int, **case: Any) -> Any:
        inputs = make_inputs(**case)
        names = ("terms", "positions", "inbound", "path", "spread")
        parts = {name: getattr(inputs, name).assign(unique_id=number) for name in names}
        return type(inputs)(**parts)

    arrivals = [(date(2026, 2, 5), 6)]
    cases = [{"rate": 1.0}, {"rate": 2.0, "inbound": arrivals, "interval_factor": 1.25}, {"rate": 3.0}]
    together = joined(*(with_id(number, v=2.0, **case) for number, case in enumerate(cases, 1)))
    quantities = recommend(together, AS_OF, Policy())["quantity"].tolist()
    alone = [recommend(make_inputs(v=2.0, **case), AS_OF, Policy())["quantity"][0] for case in cases]
    assert quantities == alone


def test_no_more_is_ordered_than_sells_before_it_expires() -> None:
    """Two a day that keep twelve days after their arrival in three: 30 sold by then, of which ten are there."""
    found = recommend(make_inputs(on_hand=10, shelf_life_days=12, review_days=60), AS_OF, Policy()).iloc[0]
    terms = {term["key"]: term["units"] for term in found["waterfall"]}
    assert found["quantity"] == 20
    assert terms["SHELF_LIFE"] < 0
    assert "MAY_EXPIRE" not in found["assumptions"]
    packed = recommend(make_inputs(on_hand=10, shelf_life_days=12, review_days=60, moq=48), AS_OF, Policy()).iloc[0]
    assert (packed["quantity"], packed["assumptions"]) == (48, ["FORECAST_EXTENDED", "MAY_EXPIRE"])
    keeps = recommend(make_inputs(on_hand=10, review_days=60), AS_OF, Policy()).iloc[0]
    assert keeps["quantity"] > 100
