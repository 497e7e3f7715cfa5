import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.core.distribution import cdf, expected_excess, quantile, sf, variance


def test_variance_adds_noise_and_common_error() -> None:
    assert variance(10.0, 1.5, 0.2) == pytest.approx(1.5 * 10 + (0.2 * 10) ** 2)


def test_negative_binomial_by_hand() -> None:
    # mean 2, variance 4: size 2, p 1/2; P(0) = 1/4, P(1) = 2 * 1/4 * 1/2 = 1/4, P(2) = 3 * 1/4 * 1/4 = 3/16
    assert cdf([0, 1, 2], 2.0, 4.0) == pytest.approx([1 / 4, 1 / 2, 11 / 16])
    assert sf([-1, 0, 1, 2], 2.0, 4.0) == pytest.approx([1, 3 / 4, 1 / 2, 5 / 16])
    assert quantile([0.2, 0.3, 0.6], 2.0, 4.0).tolist() == [0, 1, 2]
    # E[(D - 1)+] = 2 - P(D > 0) = 2 - 3/4
    assert expected_excess([0, 1], 2.0, 4.0) == pytest.approx([2, 5 / 4])


@pytest.mark.parametrize("spread", [2.0, 1.0, 0.0])
def test_poisson_where_variance_does_not_exceed_the_mean(spread: float) -> None:
    assert cdf([0, 1], 2.0, spread) == pytest.approx([np.exp(-2), 3 * np.exp(-2)])
    assert quantile(0.5, 2.0, spread) == 2
    assert expected_excess(1, 2.0, spread) == pytest.approx(2 - (1 - np.exp(-2)))


def test_no_demand_needs_no_stock() -> None:
    assert quantile(0.999, 0.0, 0.0) == 0
    assert cdf(0, 0.0, 0.0) == 1
    assert sf(0, 0.0, 0.0) == 0
    assert expected_excess(0, 0.0, 0.0) == 0


def test_far_tail_is_not_rounded_to_zero() -> None:
    assert sf(100, 10.0, 10.0) == pytest.approx(stats.poisson.sf(100, 10), rel=1e-9)
    assert 0 < sf(400, 10.0, 25.0) < 1e-60


@settings(max_examples=200, deadline=None)
@given(
    mean=st.floats(0.001, 500),
    v=st.floats(0.3, 8),
    c=st.floats(0, 1.5),
    level=st.floats(0.01, 0.999),
)
def test_quantile_is_the_smallest_sufficient_level(mean: float, v: float, c: float, level: float) -> None:
    spread = variance(mean, v, c)
    found = quantile(level, mean, spread)
    assert cdf(found, mean, spread) >= level - 1e-9
    assert cdf(found - 1, mean, spread) < level + 1e-9


@settings(max_examples=100, deadline=None)
@given(mean=st.floats(0.01, 60), v=st.floats(0.5, 5), c=st.floats(0, 0.8), stock=st.integers(0, 80))
def test_expected_excess_is_the_sum_over_the_tail(mean: float, v: float, c: float, stock: int) -> None:
    spread = float(variance(mean, v, c))
    if spread > mean * (1 + 1e-6):
        size = mean**2 / (spread - mean)
        probability = stats.nbinom(size, size / (size + mean)).pmf
    else:
        probability = stats.poisson(mean).pmf
    units = np.arange(stock, 6000)
    assert expected_excess(stock, mean, spread) == pytest.approx(
        float(np.sum((units - stock) * probability(units))), abs=1e-6, rel=1e-5
    )


@settings(max_examples=300, deadline=None)
@given(
    mean=st.floats(0, 200), more=st.floats(0, 50), v=st.floats(1, 6), c=st.floats(0, 1.2), level=st.floats(0.5, 0.999)
)
def test_more_demand_never_needs_a_lower_level(mean: float, more: float, v: float, c: float, level: float) -> None:
    before = quantile(level, mean, variance(mean, v, c))
    assert quantile(level, mean + more, variance(mean + more, v, c)) >= before
