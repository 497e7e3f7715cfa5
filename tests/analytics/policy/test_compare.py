import numpy as np
import pandas as pd
import pytest

from analytics.policy.compare import Comparison, PolicyResult, frame, priced, ratio_interval, sum_interval
from analytics.policy.competing_policies import CoverPolicy, CoverRule
from analytics.policy.conditions import draw_lead_days
from analytics.policy.prepare import round_units
from analytics.policy.simulation import simulate
from analytics.replenishment.economy import Economy

from .test_simulation import SKUS, make_conditions, make_limits


def made_up(policy: str, *, lost: float, total: float) -> PolicyResult:
    part = np.full(4, total / 12)
    return PolicyResult(
        policy=policy,
        parameters="" if policy == "RECOMMENDED" else "tuned",
        demand=np.full(4, 10.0),
        lost=np.full(4, lost),
        orders=np.full(4, 3.0),
        stock_value=np.full(4, 50.0),
        holding_cost=part,
        lost_margin=part,
        ordering_cost=part,
    )


def test_a_walk_is_priced_by_hand() -> None:
    conditions = make_conditions(3)
    ledger = simulate(
        conditions, CoverPolicy((CoverRule(28, 4.0, 14.0),), np.full(SKUS, 6.0), np.full(SKUS, 4.0), make_limits())
    )
    economy = Economy(np.full(SKUS, 5.0), np.full(SKUS, 0.1), np.full(SKUS, 7.0))
    found = priced("MIN_MAX", "x", ledger, 0, (economy, np.full(SKUS, 20.0)))
    closing = ledger.closing[0, :, 10:].astype(float)
    np.testing.assert_allclose(found.holding_cost, closing.sum(axis=1) * 0.1)
    np.testing.assert_allclose(found.stock_value, closing.mean(axis=1) * 20)
    np.testing.assert_allclose(found.ordering_cost, (ledger.ordered[0, :, 10:] > 0).sum(axis=1) * 7)
    np.testing.assert_allclose(found.lost_margin, ledger.lost[0] * 5)
    assert found.fill_rate == pytest.approx(1 - ledger.lost[0].sum() / ledger.demand[0].sum())


def test_the_frame_tells_totals_ratios_and_skus() -> None:
    recommended, near, far = (
        made_up("RECOMMENDED", lost=1, total=80),
        made_up("MIN_MAX", lost=2, total=100),
        made_up("DAYS_OF_COVER", lost=3, total=160),
    )
    comparison = Comparison(recommended, (near, far), expected_fill_rate=0.95, days=182)
    assert comparison.best_competing_policy is near
    found = frame(comparison, pd.Index([3, 5, 8, 9]), seed=1)
    totals = found[found["unique_id"].isna()].set_index("policy")
    assert totals["total_cost"].round(6).to_dict() == {"RECOMMENDED": 80, "MIN_MAX": 100, "DAYS_OF_COVER": 160}
    assert totals["cost_ratio"].round(6).dropna().to_dict() == {"MIN_MAX": 0.8, "DAYS_OF_COVER": 0.5}
    assert totals["service_level"].round(6).tolist() == [0.9, 0.8, 0.7]
    assert totals["planned_service_level"].dropna().to_dict() == {"RECOMMENDED": 0.95}
    assert len(found) == 3 + 3 * 4
    assert found["id"].is_unique
    by_sku = found.dropna(subset=["unique_id"])
    assert by_sku.groupby("policy")["total_cost"].sum().round(6).to_dict() == totals["total_cost"].round(6).to_dict()


def test_intervals_hold_the_value_and_widen_with_uneven_skus() -> None:
    even, uneven = np.full(200, 3.0), np.zeros(200)
    uneven[:4] = 150.0
    low, high = sum_interval(even, 1)
    assert low == high == 600
    low, high = sum_interval(uneven, 1)
    assert low < 600 < high
    assert ratio_interval(even, 2 * even, 1) == pytest.approx((0.5, 0.5))


def test_fractions_of_demand_keep_their_running_total() -> None:
    demand = np.random.default_rng(1).uniform(0, 1, (5, 300))
    units = round_units(demand)
    assert (units == np.floor(units)).all()
    assert (units >= 0).all()
    assert np.abs(units.cumsum(axis=1) - demand.cumsum(axis=1)).max() <= 0.5 + 1e-9


def test_delivery_times_have_their_mean_and_spread_and_repeat_with_the_seed() -> None:
    drawn = draw_lead_days(np.array([10.0, 3.0]), np.array([4.0, 0.0]), 4_000, seed=2)
    assert drawn[0].mean() == pytest.approx(10, rel=0.03)
    assert drawn[0].std() == pytest.approx(4, rel=0.05)
    assert set(drawn[1]) == {3}
    np.testing.assert_array_equal(drawn, draw_lead_days(np.array([10.0, 3.0]), np.array([4.0, 0.0]), 4_000, seed=2))
