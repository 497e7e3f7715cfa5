"""The spread that a short history shows, against worlds whose spread we know."""

from dataclasses import replace

import numpy as np
import pytest

from analytics.forecast.history_spread import history_spread
from analytics.forecast.service import forecast
from tests.analytics.forecast.planted import panel_of

SKUS, DAYS = 60, 100
NONE = np.full(SKUS, -1)


def test_poisson_sales_have_poisson_noise_and_the_error_of_a_smoothed_level() -> None:
    units = np.random.default_rng(1).poisson(5.0, (SKUS, DAYS)).astype(float)
    found = history_spread(panel_of(units), NONE)
    assert found.noise.mean() == pytest.approx(1.0, abs=0.1)
    assert np.median(found.error) == pytest.approx(np.sqrt(1 / (5 * 19)), rel=0.25)


def test_noise_is_the_variance_of_days_over_their_mean() -> None:
    units = 4.0 * np.random.default_rng(2).poisson(1.25, (SKUS, DAYS))
    assert history_spread(panel_of(units), NONE).noise.mean() == pytest.approx(4.0, rel=0.1)


def test_a_level_that_drifts_is_less_certain() -> None:
    rng = np.random.default_rng(3)
    level = 50 * np.exp(np.cumsum(rng.normal(0, 0.08, (SKUS, DAYS)), axis=1))
    drifting = history_spread(panel_of(rng.poisson(level).astype(float)), NONE)
    steady = history_spread(panel_of(rng.poisson(50, (SKUS, DAYS)).astype(float)), NONE)
    assert np.median(drifting.error) > 3 * np.median(steady.error)


def test_a_sku_with_little_history_borrows_from_its_category() -> None:
    rng = np.random.default_rng(4)
    units = np.concatenate([rng.poisson(5.0, (30, DAYS)), 6 * rng.poisson(5 / 6, (30, DAYS))]).astype(float)
    units[[29, 59], :-5] = 0.0
    panel = panel_of(units)
    first = panel.first.copy()
    first[[29, 59]] = DAYS - 5
    found = history_spread(replace(panel, first=first), np.repeat([0, 1], 30))
    assert found.noise[59] > 2 * found.noise[29]


@pytest.mark.parametrize("rate", [0.2, 5.0, 80.0])
def test_four_in_five_totals_lie_within_the_bounds_without_a_model(rate: float) -> None:
    rng = np.random.default_rng(5)
    units = rng.poisson(rate, (300, DAYS + 30)).astype(float)
    panel = panel_of(units[:, :DAYS])
    totals = forecast(panel, None, panel.day(DAYS - 1), {}).totals
    month = totals[totals["horizon_days"] == 30].set_index("unique_id").sort_index()
    actual = units[:, DAYS:].sum(axis=1)
    inside = ((actual >= month["p10"]) & (actual <= month["p90"])).mean()
    assert 0.75 <= inside <= 0.95
    width = ((month["p90"] - month["p10"]) / month["mean"]).median()
    perfect = 2.56 * np.sqrt(1 / (rate * 30) + 1 / (rate * 19))
    assert width < 1.4 * perfect


def test_a_shop_without_sales_has_a_spread() -> None:
    found = history_spread(panel_of(np.zeros((2, 10))), np.array([-1, 0]))
    assert np.isfinite(found.noise).all()
    assert np.isfinite(found.error).all()
