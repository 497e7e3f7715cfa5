"""Weights of a combination, learnt from outcomes that we chose."""

import numpy as np
import pytest

from analytics.forecast.combine import combined, learn_weights, weights_of

COUNT = 4_000
ONE_SEGMENT = np.full(COUNT, "SMOOTH/7")


def forecasts(quality: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Outcomes, boosters that err by 10, and two baselines that err by `quality`, independently."""
    rng = np.random.default_rng(1)
    total = rng.uniform(50, 150, COUNT)
    boosted = total + rng.normal(0, 10, COUNT)
    others = np.stack([total + rng.normal(0, quality, COUNT) for _ in range(2)], axis=1)
    return total, boosted, others


def learnt(quality: float) -> float:
    total, boosted, others = forecasts(quality)
    found = learn_weights(total, boosted, others, ONE_SEGMENT, power=2, importance=np.ones(COUNT))
    return sum(found["SMOOTH/7"])


def test_useless_baselines_lose_weight_and_good_ones_gain_it() -> None:
    assert learnt(quality=200.0) == 0.0
    assert learnt(quality=11.0) > 0.3


def test_baselines_that_err_as_the_boosters_do_share_with_them_what_the_grid_allows() -> None:
    # three independent errors of one size: the best weights are a third each, two thirds beyond the grid's half
    assert learnt(quality=10.0) == pytest.approx(0.5)


def test_too_few_outcomes_take_the_weights_of_all() -> None:
    total, boosted, others = forecasts(5.0)
    segments = ONE_SEGMENT.copy()
    segments[:100] = "NEW/7"
    found = learn_weights(total, boosted, others, segments, power=1, importance=np.ones(COUNT))
    assert set(found) == {"ALL", "SMOOTH/7"}
    assert weights_of(found, np.array(["NEW/7"])).tolist() == [list(found["ALL"])]


def test_a_combination_is_the_weighted_mean() -> None:
    mixed = combined(np.array([10.0]), np.array([[20.0, 40.0]]), np.array([[0.1, 0.2]]))
    assert mixed.tolist() == pytest.approx([0.7 * 10 + 0.1 * 20 + 0.2 * 40])
