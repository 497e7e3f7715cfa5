import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from analytics.anomalies.discoveries import adjusted_p_values
from analytics.anomalies.dispersion import SHAPES, Total, relative_variance, shape_weights, tail
from analytics.anomalies.expectation import column_median, expectation
from analytics.anomalies.findings import begins
from analytics.anomalies.panel import panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.distribution import sf

from .worlds import AS_OF, LENGTH, make_inputs


def test_adjusted_p_values_by_hand() -> None:
    # sorted 0.005 0.01 0.03 0.04, times 4 over the rank: 0.02 0.02 0.04 0.04
    column = np.array([0.01, 0.04, np.nan, 0.03, 0.005])
    other = np.array([np.nan, 0.9, 0.6, np.nan, np.nan])  # 0.6 * 2 / 1 is above 0.9
    adjusted = adjusted_p_values(np.column_stack([column, other]))
    assert adjusted[:, 0] == pytest.approx([0.02, 0.04, np.nan, 0.04, 0.02], nan_ok=True)
    assert adjusted[:, 1] == pytest.approx([np.nan, 0.9, 0.9, np.nan, np.nan], nan_ok=True)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusted_p_values_agree_with_scipy(p_values: list[float]) -> None:
    adjusted = adjusted_p_values(np.array(p_values)[:, None])[:, 0]
    assert adjusted == pytest.approx(stats.false_discovery_control(p_values, method="bh"))


def test_no_tests_no_discoveries() -> None:
    assert adjusted_p_values(np.empty((0, 3))).shape == (0, 3)
    assert np.isnan(adjusted_p_values(np.full((2, 1), np.nan))).all()


def test_trailing_sum_by_hand() -> None:
    values = np.array([[1.0, 2, 3, 4, 5]])
    assert trailing_sum(values, 2).tolist() == [[1, 3, 5, 7, 9]]
    assert trailing_sum(values, 2, lag=1).tolist() == [[0, 1, 3, 5, 7]]
    assert trailing_sum(values, 2, lag=9).tolist() == [[0, 0, 0, 0, 0]]


def test_a_condition_begins_once() -> None:
    holds = np.array([[0, 1, 1, 0, 1, 0, 0, 1]], dtype=bool)
    assert np.flatnonzero(begins(holds, 1)[0]).tolist() == [1, 4, 7]
    assert np.flatnonzero(begins(holds, 2)[0]).tolist() == [1, 7]
    assert np.flatnonzero(begins(holds, 3)[0]).tolist() == [1]


def test_median_of_columns() -> None:
    values = np.array([[1.0, 1, np.nan], [3, np.nan, np.nan], [2, 5, np.nan]])
    assert column_median(values, default=7.0).tolist() == [2, 3, 7]
    assert column_median(np.empty((0, 2)), default=7.0).tolist() == [7, 7]


def expected_of(sold: np.ndarray, **more: object):  # noqa: ANN201
    recent = panel(make_inputs(sold, **more), AS_OF, AnomalySettings())  # type: ignore[arg-type]
    return expectation(recent, AnomalySettings())


KNOWN_DAYS = LENGTH - 8  # up to eight days before
WEIGHTS = 0.5 ** (np.arange(KNOWN_DAYS) / 21)  # newest first


def test_trailing_level_by_hand() -> None:
    expected = expected_of(np.full((1, LENGTH), 4))
    assert expected.mean[0, -1] == pytest.approx(4 + 0.5 / WEIGHTS.sum())
    noise = 1 + expected.mean[0, -1] * relative_variance(expected.shapes)[0]
    assert expected.variance_ratio[0, -1] == pytest.approx(noise)
    assert expected.noise_share[0, -1] == pytest.approx(np.sqrt(noise / (4 * WEIGHTS.sum() + 0.5) + 0.2**2))
    assert not expected.is_forecast.any()
    assert expected.is_testable[0, -1]


def test_newer_days_weigh_more_and_an_event_counts_as_five_times_its_level() -> None:
    sold = np.full((1, LENGTH), 4)
    sold[0, : -8 - 21] = 2
    level = expected_of(sold).mean[0, -1]
    newer = WEIGHTS[:21].sum()
    assert level == pytest.approx((4 * newer + 2 * WEIGHTS[21:].sum() + 0.5) / WEIGHTS.sum())
    plain, spiked = np.full((1, LENGTH), 4), np.full((1, LENGTH), 4)
    spiked[0, -10] = 4000
    added = expected_of(spiked).mean[0, -1] - expected_of(plain).mean[0, -1]
    usual = expected_of(plain).mean[0, -2]
    assert added == pytest.approx((5 * usual + 5 - 4) * WEIGHTS[1] / WEIGHTS.sum(), rel=1e-3)


def test_trailing_level_follows_the_weekday_and_ignores_the_last_week() -> None:
    week = np.array([7, 0, 7, 7, 7, 7, 7] * 19)[:LENGTH]  # one weekday is closed
    sold = np.array([week, 2 * week])
    expected = expected_of(sold)
    changed = sold.copy()
    changed[:, -8:] = 1000
    again = expected_of(changed)
    for offset in range(1, 8):
        assert expected.mean[0, -offset] == pytest.approx(7 if week[-offset] else 0.3, rel=0.06)
    assert again.mean[:, -1] == pytest.approx(expected.mean[:, -1])


def test_unevenness_is_the_skus_own_and_what_is_usual_where_little_is_known() -> None:
    rng = np.random.default_rng(41)
    calm = rng.poisson(20.0, (20, 400))
    uneven = rng.poisson(20.0 * rng.gamma(0.5, 2.0, 400))  # relative variance of the rate: 2
    rare = np.zeros(400, dtype=int)
    rare[-40] = 1
    expected = expected_of(np.vstack([calm, uneven, rare]))
    own = (expected.variance_ratio[:, -1] - 1) / expected.mean[:, -1]
    assert own[:20].max() < 0.06
    assert own[20] == pytest.approx(2, rel=0.3)
    assert 0 <= own[21] < 0.5  # one sale shows little: mostly the usual


def test_weights_of_shapes_follow_the_likelihood() -> None:
    rng = np.random.default_rng(43)
    mean = rng.uniform(1, 30, (1, 100))
    units = rng.poisson(mean * rng.gamma(2.0, 0.5, mean.shape))
    is_known = rng.random(mean.shape) < 0.8
    doubted = 1 / (1 / SHAPES[:, None] + 0.3**2)
    own = stats.nbinom.pmf(units[is_known], doubted, doubted / (doubted + mean[is_known]))
    odd = stats.nbinom.pmf(units[is_known], 1, 1 / (1 + 5 * mean[is_known] + 5))
    likelihood = np.log(0.995 * own + 0.005 * odd).sum(axis=1)
    weights = shape_weights(units.astype(float), mean, is_known, 0.3)[0]
    usual = np.full(len(SHAPES), 1 / len(SHAPES))
    for _ in range(9):
        joint = np.exp(likelihood - likelihood.max()) * usual
        by_hand = joint / joint.sum()
        usual = (by_hand + 0.5 / len(SHAPES)) / 1.5
    assert weights == pytest.approx(by_hand, abs=1e-9)
    assert relative_variance(weights[None])[0] == pytest.approx(0.5, rel=0.5)


def test_a_day_far_from_all_that_is_expected_has_no_infinite_logarithm() -> None:
    units = np.zeros((1, 60))
    units[0, 30] = 50_000.0
    weights = shape_weights(units, np.full_like(units, 0.01), np.ones_like(units, dtype=bool), 0.3)
    assert weights.sum() == pytest.approx(1)


def test_days_out_of_the_ordinary_leave_the_unevenness_of_the_others() -> None:
    units = np.random.default_rng(44).poisson(10.0, (1, 180)).astype(float)
    mean, is_known = np.full_like(units, 10.0), np.ones_like(units, dtype=bool)
    usual = relative_variance(shape_weights(units, mean, is_known, 0.2))[0]
    units[0, 50] = 80
    assert relative_variance(shape_weights(units, mean, is_known, 0.2))[0] < 1.5 * usual
    assert usual < 0.02  # the error of the mean, 0.04, is none of their own


def test_a_tail_is_averaged_over_the_shapes() -> None:
    weights = np.zeros((1, len(SHAPES)))
    weights[0, [2, 9]] = 0.25, 0.75
    total = Total(np.array([10.0]), np.array([60.0]), np.array([2.0]))
    chances = []
    for shape in SHAPES[[2, 9]]:
        size = 100 / (60 / shape + 4)
        chances.append(stats.nbinom.sf(24, size, size / (size + 10)))
    assert tail(sf, np.array([24.0]), total, weights)[0] == pytest.approx(0.25 * chances[0] + 0.75 * chances[1])


def test_a_week_before_does_not_change_the_spread() -> None:
    sold = np.random.default_rng(42).poisson(5.0, (5, LENGTH))
    changed = sold.copy()
    changed[:, -7:] = 500
    assert expected_of(sold).variance_ratio[:, -1] == pytest.approx(expected_of(changed).variance_ratio[:, -1])


def test_advertised_days_are_tested_with_more_doubt_and_odd_prices_are_not() -> None:
    sold, ads, paid = np.full((1, LENGTH), 9), np.zeros((1, LENGTH)), np.full((1, LENGTH), 10.0)
    ads[0, -1], paid[0, -2] = 3.0, 5.0
    expected = expected_of(sold, ads=ads, paid=paid)
    assert expected.noise_share[0, -1] == pytest.approx(np.sqrt(expected.noise_share[0, -3] ** 2 + 0.6**2), rel=1e-3)
    assert expected.noise_share_below[0, -1] == pytest.approx(
        expected.noise_share[0, -3], rel=1e-2
    )  # advertising takes nothing away
    assert expected.is_testable[0, -3:].tolist() == [True, False, True]


def test_promotion_and_stockout_days_do_not_make_the_level() -> None:
    sold = np.full((1, LENGTH), 4)
    promotion = np.zeros((1, LENGTH), dtype=bool)
    on_hand = np.full((1, LENGTH), 9)
    promotion[0, -30:-20] = True
    sold[0, -30:-20] = 50
    on_hand[0, -40:-35] = 0
    sold[0, -40:-35] = 0
    expected = expected_of(sold, promotion=promotion, on_hand=on_hand)
    weights = WEIGHTS.copy()
    weights[12:22], weights[27:32] = 0, 0  # the ninth day from the end weighs most
    assert expected.mean[0, -1] == pytest.approx(4 + 0.5 / weights.sum())
    assert not expected.is_testable[0, -25]
    assert expected.is_testable_below[0, -25]


def test_a_young_sku_is_not_tested_without_a_forecast() -> None:
    assert not expected_of(np.full((1, 34), 4)).is_testable.any()
    assert expected_of(np.full((1, 35), 4)).is_testable[0].nonzero()[0].tolist() == []
    assert expected_of(np.full((1, 36), 4)).is_testable[0, -1]
    assert expected_of(np.full((1, 34), 4), forecast=4.0).is_testable[0, -28:].all()
