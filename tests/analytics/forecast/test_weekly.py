"""Demand that comes as one row a week: every step uses weeks then."""

import numpy as np
import pytest

from analytics.forecast.baselines import BASELINES, baseline_paths, seasonal_naive_total
from analytics.forecast.demand_class import demand_class
from analytics.forecast.panel import DemandPanel
from analytics.forecast.service import forecast
from analytics.forecast.training import train
from tests.analytics.forecast.conftest import QUICK
from tests.analytics.forecast.planted import panel_of, poisson_world

WEEKS = 104
LEVELS = np.exp(np.linspace(np.log(8), np.log(90), 100))  # units a week


def weekly_panel(days_after: int, levels: np.ndarray = LEVELS, seed: int = 7) -> DemandPanel:
    """Steady Poisson demand a week, all of it on Mondays; the last day is `days_after` the last Monday."""
    days = 7 * (WEEKS - 1) + 1 + days_after
    units = np.zeros((len(levels), days))
    units[:, ::7] = np.random.default_rng(seed).poisson(levels[:, None], (len(levels), WEEKS))
    return panel_of(units)


def test_weekly_rows_are_told_from_daily_ones() -> None:
    assert weekly_panel(3).market.interval_days == 7
    units, _, _ = poisson_world(20, 120, seed=1)
    assert panel_of(units).market.interval_days == 1
    assert panel_of(np.zeros((2, 100))).market.interval_days == 1
    assert weekly_panel(0).until(7 * 7 - 1).market.interval_days == 1  # seven weeks may be chance


def test_a_row_each_week_is_smooth_and_one_in_three_is_intermittent() -> None:
    units = np.zeros((2, 7 * 60))
    units[0, ::7], units[1, ::21] = 20.0, 20.0
    panel = panel_of(units)
    assert demand_class(panel, np.arange(2), np.full(2, panel.days - 1)).tolist() == ["SMOOTH", "INTERMITTENT"]


@pytest.mark.parametrize("days_after", [0, 2, 6])
def test_levels_do_not_hang_on_the_day_of_the_week(days_after: int) -> None:
    panel = panel_of(np.tile([14.0, 0, 0, 0, 0, 0, 0], WEEKS)[None, : 722 + days_after])
    last = panel.days - 1
    for name, level in panel.levels.items():
        assert level[0, last] == pytest.approx(2.0, rel=0.01), name
    assert panel.size[0, last] * panel.occurrence[0, last] == pytest.approx(2.0, rel=0.01)


@pytest.mark.parametrize("days_after", [0, 5])
def test_baselines_see_a_series_of_weeks(days_after: int) -> None:
    panel = weekly_panel(days_after)
    paths = baseline_paths(panel, 30)
    first = 7 - days_after  # the next Monday
    for name in BASELINES:
        path = paths[name].to_numpy().reshape(-1, 30)
        assert np.flatnonzero(path.sum(axis=0)).tolist() == list(range(first - 1, 30, 7))
        assert path.sum() == pytest.approx(LEVELS.sum() * len(range(first, 31, 7)), rel=0.1), name
    naive = paths["SeasonalNaive"].to_numpy().reshape(-1, 30)
    every, ends = np.arange(len(LEVELS)), np.full(len(LEVELS), panel.days - 1)
    assert naive.sum(axis=1) == pytest.approx(seasonal_naive_total(panel, every, ends, np.full(len(LEVELS), 30)))
    mean = panel.demand[:, ::7][:, -4:].mean(axis=1)
    assert paths["SeasonalWindowAverage"].to_numpy().reshape(-1, 30)[:, first - 1] == pytest.approx(mean)


@pytest.mark.parametrize("days_after", [0, 5])  # four Mondays in the 30 days that follow, or five
def test_totals_count_the_rows_that_fall_into_the_horizon(days_after: int) -> None:
    panel = weekly_panel(days_after)
    model, _ = train(panel, QUICK)
    assert model is not None
    made = forecast(panel, model, panel.day(panel.days - 1), {})
    for days in (7, 14, 30):
        mean = made.totals.loc[made.totals["horizon_days"] == days, "mean"]
        rows = len(range(7 - days_after, days + 1, 7))
        assert mean.sum() == pytest.approx(rows * LEVELS.sum(), rel=0.05), days
    by_day = made.path.groupby("target_date")["forecast_qty"].sum()
    assert all((units > 0) == (day.dayofweek == 0) for day, units in by_day.items())


def test_intervals_of_weekly_totals_cover() -> None:
    units = np.zeros((len(LEVELS), 7 * WEEKS))
    units[:, ::7] = np.random.default_rng(3).negative_binomial(4, 4 / (4 + LEVELS[:, None]), (len(LEVELS), WEEKS))
    origin = units.shape[1] - 1 - 30
    past = panel_of(units).until(origin)
    model, _ = train(past, QUICK)
    totals = forecast(past, model, past.day(origin), {}).totals
    for days in (7, 14, 30):
        part = totals[totals["horizon_days"] == days]
        actual = units[:, origin + 1 : origin + 1 + days].sum(axis=1)
        covered = ((part["p10"].to_numpy() <= actual) & (actual <= part["p90"].to_numpy())).mean()
        assert 0.65 <= covered <= 0.92, days
