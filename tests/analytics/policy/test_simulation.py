from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.core.arrays import Floats
from analytics.core.distribution import Spread
from analytics.forecast.service import DemandAhead
from analytics.policy.competing_policies import CoverPolicy, CoverRule
from analytics.policy.recommended import FixedTerms, Recommended
from analytics.policy.simulation import Conditions, Evening, Policy, simulate
from analytics.replenishment.economy import Economy
from analytics.replenishment.quantity import Limits
from kit.errors import FaultError

SKUS, HISTORY, DAYS = 6, 60, 70


def make_conditions(seed: int) -> Conditions:
    rng = np.random.default_rng(seed)
    demand = rng.poisson(rng.uniform(0.1, 6, (SKUS, 1)), (SKUS, HISTORY + DAYS)).astype(float)
    inbound = np.zeros((SKUS, DAYS))
    inbound[rng.integers(0, SKUS, 3), rng.integers(0, 20, 3)] += rng.integers(1, 30, 3)
    return Conditions(
        demand=demand,
        observed=demand + rng.uniform(0, 1, demand.shape).round(2),
        lead_days=rng.integers(0, 12, (SKUS, DAYS)),
        is_review=rng.random((SKUS, DAYS)) < 0.3,
        on_hand=rng.integers(0, 40, SKUS).astype(float),
        inbound=inbound,
        start=HISTORY,
        warm_up=10,
    )


def make_limits() -> Limits:
    return Limits(
        moq=np.array([1.0, 1, 5, 6, 1, 2]),
        maximum=np.array([np.inf, 40, np.inf, 60, np.inf, np.inf]),
        pack=np.array([1.0, 2, 5, 6, 1, 1]),
        is_discontinued=np.zeros(SKUS, dtype=bool),
        sellable=np.full(SKUS, np.inf),
    )


def make_ours(seed: int, known: Floats) -> Recommended:
    """Forecasts are the average of what was known on the day that they were made."""
    rng = np.random.default_rng(seed)
    fixed_terms = FixedTerms(
        lead=rng.uniform(0, 12, SKUS),
        lead_sd=rng.uniform(0, 3, SKUS),
        review=np.full(SKUS, 4.0),
        bounds=make_limits(),
        economy=Economy(rng.uniform(1, 5, SKUS), rng.uniform(0.001, 0.02, SKUS), rng.uniform(0, 5, SKUS)),
        set_level=np.full(SKUS, np.nan),
        fallback_level=np.full(SKUS, 0.9),
        data_uncertainty=np.ones(SKUS),
        errors=(np.zeros(SKUS), np.zeros(SKUS)),
    )
    forecasts = {
        day: DemandAhead(
            np.tile(known[:, : HISTORY + day + 1].mean(axis=1, keepdims=True), (1, 60)),
            Spread(np.ones(SKUS), np.full(SKUS, 0.2)),
        )
        for day in range(-1, DAYS - 1, 7)
    }
    return Recommended(fixed_terms, forecasts, 10)


def make_policies(conditions: Conditions, seed: int) -> list[Policy]:
    rules = (CoverRule(28, 4.0, 14.0), CoverRule(7, 0.0, None))
    return [
        CoverPolicy(rules, np.full(SKUS, 6.0), np.full(SKUS, 4.0), make_limits()),
        make_ours(seed, conditions.observed),
    ]


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_stock_is_accounted_for_every_day(seed: int) -> None:
    conditions = make_conditions(seed)
    for policy in make_policies(conditions, seed):
        ledger = simulate(conditions, policy)
        before = np.concatenate(
            [np.broadcast_to(conditions.on_hand[:, None], (policy.variants, SKUS, 1)), ledger.closing[..., :-1]], axis=2
        )
        np.testing.assert_array_equal(before + ledger.received - ledger.sold, ledger.closing)
        priced = conditions.demand[:, HISTORY:]
        np.testing.assert_array_equal(ledger.sold, np.minimum(before + ledger.received, priced))
        assert (ledger.closing >= 0).all()
        for sku in range(SKUS):
            expected = np.tile(conditions.inbound[sku], (policy.variants, 1))
            for day in range(DAYS):
                arrival = day + 1 + conditions.lead_days[sku, day]
                if arrival < DAYS:
                    expected[:, arrival] += ledger.ordered[:, sku, day]
            np.testing.assert_array_equal(ledger.received[:, sku], expected)
        np.testing.assert_allclose(
            ledger.lost, (priced[:, 10:] - ledger.sold[..., 10:]).sum(axis=2), err_msg="lost is what was not sold"
        )


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31), st.integers(0, DAYS - 1))
def test_rewriting_the_future_never_changes_past_decisions(seed: int, day: int) -> None:
    conditions = make_conditions(seed)
    changed = np.random.default_rng(seed + 1).poisson(9, (SKUS, DAYS - day - 1))
    demand, observed = conditions.demand.copy(), conditions.observed.copy()
    demand[:, HISTORY + day + 1 :], observed[:, HISTORY + day + 1 :] = changed, changed
    rewritten = replace(conditions, demand=demand, observed=observed)
    pairs = zip(make_policies(conditions, seed), make_policies(rewritten, seed), strict=True)
    for policy, same in pairs:
        before, after = simulate(conditions, policy), simulate(rewritten, same)
        np.testing.assert_array_equal(before.ordered[..., : day + 1], after.ordered[..., : day + 1])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**31))
def test_every_order_keeps_to_the_suppliers_terms_and_days(seed: int) -> None:
    conditions, bounds = make_conditions(seed), make_limits()
    for policy in make_policies(conditions, seed):
        ordered = simulate(conditions, policy).ordered
        assert (ordered[:, ~conditions.is_review] == 0).all()
        assert (ordered % bounds.pack[:, None] == 0).all()
        assert (ordered <= bounds.maximum[:, None]).all()
        assert ((ordered == 0) | (ordered >= bounds.moq[:, None])).all()


class Everything:
    """Orders what it is given, whatever is known."""

    variants = 1

    def __init__(self, units: float) -> None:
        self._units = units

    def order(self, evening: Evening) -> Floats:
        """The same for every SKU."""
        return np.full_like(evening.on_hand, self._units)


def test_a_day_by_hand() -> None:
    conditions = Conditions(
        demand=np.array([[0.0, 3, 3, 3, 3]]),
        observed=np.zeros((1, 5)),
        lead_days=np.array([[1, 1, 1, 1]]),
        is_review=np.array([[True, False, False, False]]),
        on_hand=np.array([4.0]),
        inbound=np.array([[0.0, 1, 0, 0]]),
        start=1,
        warm_up=1,
    )
    ledger = simulate(conditions, Everything(5))
    assert ledger.received.tolist() == [[[0, 1, 5, 0]]]  # ordered on the evening of day 0, there on day 2
    assert ledger.sold.tolist() == [[[3, 2, 3, 2]]]
    assert ledger.closing.tolist() == [[[1, 0, 2, 0]]]
    assert (ledger.demand.item(), ledger.lost.item(), ledger.stock_days.item()) == (9, 2, 2)
    assert (ledger.orders.item(), ledger.days) == (0, 3)  # the one order lies in the warm-up


@pytest.mark.parametrize("units", [-1.0, 0.5, np.nan, np.inf])
def test_impossible_orders_are_refused(units: float) -> None:
    with pytest.raises(FaultError, match="negative, not whole or not finite"):
        simulate(make_conditions(1), Everything(units))
