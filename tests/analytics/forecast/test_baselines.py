"""The baselines, and our own seasonal naive against the library's."""

from datetime import date

import numpy as np
import pytest

from analytics.forecast.baselines import BASELINES, baseline_paths, seasonal_naive_total
from analytics.forecast.training import baseline_accuracy
from tests.analytics.forecast.planted import panel_of, poisson_world


def test_every_baseline_forecasts_every_sku_and_day_without_gaps() -> None:
    units, _, _ = poisson_world(5, 90, seed=1)
    short = np.zeros((1, 90))
    short[0, -3:] = [2.0, 0.0, 4.0]
    paths = baseline_paths(panel_of(np.concatenate([units, short])), 14)
    assert len(paths) == 6 * 14
    assert paths["step"].tolist() == list(range(1, 15)) * 6
    values = paths[list(BASELINES)].to_numpy()
    assert np.isfinite(values).all()
    assert (values >= 0).all()


def test_seasonal_naive_repeats_the_last_week() -> None:
    panel = panel_of(np.arange(28, dtype=float)[None, :])
    total = seasonal_naive_total(panel, np.array([0, 0]), np.array([27, 27]), np.array([7, 10]))
    assert total.tolist() == [sum(range(21, 28)), sum(range(21, 28)) + 21 + 22 + 23]


def test_our_seasonal_naive_is_the_librarys() -> None:
    units, _, _ = poisson_world(8, 100, seed=3)
    panel = panel_of(units)
    library = baseline_paths(panel, 30)["SeasonalNaive"].to_numpy().reshape(8, 30)
    for horizon in (7, 14, 30):
        ours = seasonal_naive_total(panel, np.arange(8), np.full(8, 99), np.full(8, horizon))
        assert ours == pytest.approx(library[:, :horizon].sum(axis=1))


def test_a_series_of_three_days_gets_its_mean_where_a_method_can_say_nothing() -> None:
    short = np.zeros((1, 60))
    short[0, -3:] = [3.0, 0.0, 6.0]
    panel = panel_of(short)
    object.__setattr__(panel, "first", np.array([57]))
    paths = baseline_paths(panel, 14)
    assert paths["SeasonalNaive"].iloc[0] == pytest.approx(3.0)


def test_baselines_are_measured_on_what_followed_an_earlier_day_and_see_nothing_of_it() -> None:
    units, _, _ = poisson_world(6, 120, seed=4)
    rewritten = units.copy()
    rewritten[:, 90:] = 50.0
    before, after = (baseline_accuracy(panel_of(matrix), 89) for matrix in (units, rewritten))
    np.testing.assert_array_equal(before["forecast"], after["forecast"])
    weeks = after[(after["horizon_days"] == 7) & (after["model"] == "TSB")]
    assert weeks["actual"].tolist() == [350.0] * 6
    assert weeks["absolute_error"].to_numpy() == pytest.approx((350.0 - weeks["forecast"]).abs().to_numpy())
    naive = after[after["model"] == "SeasonalNaive"]
    assert naive["value_added"].eq(0).all()
    assert set(after["model"]) == set(BASELINES)
    assert set(after["origin_date"]) == {date(2024, 3, 30)}


def test_a_sku_that_had_not_begun_is_not_measured() -> None:
    panel = panel_of(np.concatenate([np.ones((2, 120)), np.zeros((1, 120))]))
    object.__setattr__(panel, "first", np.array([0, 0, 100]))
    assert set(baseline_accuracy(panel, 89)["unique_id"]) == {1, 2}
