"""Measures by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.core.metrics import empirical_quantiles, interval_measures, pinball, point_measures


def test_wape_rmse_and_bias() -> None:
    found = point_measures(np.array([10.0, 0.0, 30.0]), np.array([13.0, 1.0, 26.0]))
    assert found["wape"] == pytest.approx(8 / 40)
    assert found["rmse"] == pytest.approx(np.sqrt(26 / 3))
    assert found["bias"] == pytest.approx(0.0)


def test_pinball_coverage_and_crossings() -> None:
    quantiles = {"p10": np.array([1.0, 5.0]), "p50": np.array([2.0, 4.0]), "p90": np.array([3.0, 6.0])}
    found = interval_measures(np.array([4.0, 5.0]), quantiles)
    # p10: .1*3 + 0; p50: .5*2 + .5*1; p90: .9*1 + .1*1 -> sums 0.3, 1.5, 1.0, mean of three 2.8/3, per unit /9
    assert found["pinball"] == pytest.approx((0.3 + 1.5 + 1.0) / 3 / 9)
    assert found["coverage"] == pytest.approx(0.5)
    assert found["crossings"] == 1


def test_empirical_quantiles_shift_by_past_errors_of_the_class() -> None:
    past = pd.DataFrame({"demand_class": ["A"] * 101 + ["B"], "error": [*np.linspace(-1, 1, 101), 5.0]})
    found = empirical_quantiles(np.array([10.0, 1.0]), np.array([2.0, 4.0]), np.array(["A", "A"]), past)
    np.testing.assert_allclose(found["p90"], [10 + 0.8 * 2, 1 + 0.8 * 4])
    np.testing.assert_allclose(found["p10"], [10 - 0.8 * 2, 0.0])


@pytest.mark.filterwarnings("ignore:invalid escape sequence")  # in the docstrings of utilsforecast
def test_losses_are_those_of_utilsforecast() -> None:
    from utilsforecast import losses

    draws = np.random.default_rng(5)
    actual, forecast = draws.poisson(4.0, 50).astype(float), draws.uniform(0.0, 9.0, 50)
    frame = pd.DataFrame({"unique_id": 1, "y": actual, "made": forecast})
    found = point_measures(actual, forecast)
    assert found["rmse"] == pytest.approx(losses.rmse(frame, ["made"])["made"].item())
    assert found["wape"] == pytest.approx(losses.nd(frame, ["made"])["made"].item())
    loss = losses.quantile_loss(frame, {"made": "made"}, 0.9)["made"].item()
    assert pinball(actual, forecast, 0.9).mean() == pytest.approx(loss)
