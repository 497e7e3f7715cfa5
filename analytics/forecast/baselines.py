"""The methods that a team can take off the shelf: what every forecast of ours has to beat, and what serves else."""

import warnings

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Ints
from analytics.core.calendar import WEEK_DAYS
from analytics.forecast.panel import DemandPanel
from analytics.forecast.path import weekday_profile

BASELINES = ("SeasonalNaive", "SeasonalWindowAverage", "SES", "ADIDA", "IMAPA", "CrostonSBA", "TSB")
FALLBACK = "TSB"
SMOOTHING = 0.1


def baseline_paths(panel: DemandPanel, horizon: int, names: tuple[str, ...] = BASELINES) -> pd.DataFrame:
    """Forecast every SKU of the panel with the named baselines.

    Returns:
        One row per SKU and day 1 … horizon after the panel's last day: unique_id (int64), step (int64, 1-based),
        and a column of units (float64, ≥ 0) per name. A baseline that a series is too short for is
        the mean of the days that there are. Where rows stand for weeks, the methods see a series of weeks.

    Source:
        StatsForecast; Croston (1972), Syntetos and Boylan (2005), Teunter, Syntetos and Babai (2011),
        Nikolopoulos et al. (2011, ADIDA), Petropoulos and Kourentzes (2015, IMAPA).
    """
    from statsforecast import StatsForecast

    width = panel.market.interval_days
    demand, first = periods(panel, width)
    count = -(-horizon // width)
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, demand.shape[1] - first),
            "ds": np.concatenate([np.arange(begin, demand.shape[1]) for begin in first]) + 1,
            "y": np.concatenate([row[begin:] for row, begin in zip(demand, first, strict=True)]),
        }
    )
    with warnings.catch_warnings():
        # a series shorter than a week: what the library leaves open is filled with the mean below
        warnings.filterwarnings("ignore", message="Historical data .* is shorter than season_length")
        found = StatsForecast(models=_models(names, WEEK_DAYS // width), freq=1, n_jobs=1).forecast(df=frame, h=count)
    means = np.repeat(demand.sum(axis=1) / (demand.shape[1] - first), count)
    columns = {name: np.maximum(np.where(np.isfinite(found[name]), found[name], means), 0.0) for name in names}
    paths = {name: _by_day(panel, values.reshape(-1, count), horizon) for name, values in columns.items()}
    return pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, horizon),
            "step": np.tile(np.arange(1, horizon + 1), len(panel.ids)),
            **{name: path.ravel() for name, path in paths.items()},
        }
    )


def periods(panel: DemandPanel, width: int) -> tuple[Floats, Ints]:
    """Demand in periods of `width` days that end on the panel's last day, and the period of each SKU's first day."""
    before = -panel.days % width
    padded = np.pad(panel.demand, ((0, 0), (before, 0)))
    return padded.reshape(len(panel.ids), -1, width).sum(axis=2), (panel.first + before) // width


def _by_day(panel: DemandPanel, totals: Floats, horizon: int) -> Floats:
    """Totals of periods as units of each day; a week's by the weekdays on which the SKU's rows come."""
    if panel.market.interval_days == 1:
        return totals
    weekdays = (panel.days + np.arange(horizon)) % WEEK_DAYS
    return weekday_profile(panel)[:, weekdays] * np.repeat(totals, WEEK_DAYS, axis=1)[:, :horizon]


def seasonal_naive_total(panel: DemandPanel, rows: Ints, origins: Ints, horizons: Ints) -> Floats:
    """The total that repeating the last week would give, for any past origin."""
    week = panel.window("demand", rows, origins - WEEK_DAYS, origins)
    rest = panel.window("demand", rows, origins - WEEK_DAYS, origins - WEEK_DAYS + horizons % WEEK_DAYS)
    return week * (horizons // WEEK_DAYS) + rest


def _models(names: tuple[str, ...], season: int) -> list[object]:
    from statsforecast import models

    known = {
        "SeasonalNaive": models.SeasonalNaive(season, alias="SeasonalNaive"),
        "SeasonalWindowAverage": models.SeasonalWindowAverage(season, window_size=4, alias="SeasonalWindowAverage"),
        "SES": models.SimpleExponentialSmoothingOptimized(alias="SES"),
        "ADIDA": models.ADIDA(alias="ADIDA"),
        "IMAPA": models.IMAPA(alias="IMAPA"),
        "CrostonSBA": models.CrostonSBA(alias="CrostonSBA"),
        "TSB": models.TSB(SMOOTHING, SMOOTHING, alias="TSB"),
    }
    return [known[name] for name in names]
