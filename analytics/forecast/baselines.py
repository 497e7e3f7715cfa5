"""The methods that a team can take off the shelf: what every forecast of ours has to beat, and what serves else."""

import warnings

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.forecast.panel import Index, Panel

WEEK = 7
BASELINES = ("SeasonalNaive", "SeasonalWindowAverage", "SES", "ADIDA", "IMAPA", "CrostonSBA", "TSB")
FALLBACK = "TSB"
SMOOTHING = 0.1


def baseline_paths(panel: Panel, horizon: int, names: tuple[str, ...] = BASELINES) -> pd.DataFrame:
    """Forecast every SKU of the panel with the named baselines.

    Returns:
        One row per SKU and day 1 … horizon after the panel's last day: unique_id (int64), step (int64, 1-based),
        and a column of units (float64, ≥ 0) per name. A baseline that a series is too short for is
        the mean of the days that there are.

    Source:
        StatsForecast; Croston (1972), Syntetos and Boylan (2005), Teunter, Syntetos and Babai (2011),
        Nikolopoulos et al. (2011, ADIDA), Petropoulos and Kourentzes (2015, IMAPA).
    """
    from statsforecast import StatsForecast

    lengths = panel.days - panel.first
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, lengths),
            "ds": np.concatenate([np.arange(first, panel.days) for first in panel.first]) + 1,
            "y": np.concatenate([row[first:] for row, first in zip(panel.demand, panel.first, strict=True)]),
        }
    )
    with warnings.catch_warnings():
        # a series shorter than a week: what the library leaves open is filled with the mean below
        warnings.filterwarnings("ignore", message="Historical data .* is shorter than season_length")
        found = StatsForecast(models=_models(names), freq=1, n_jobs=1).forecast(df=frame, h=horizon)
    means = np.repeat(
        panel.window("demand", np.arange(len(panel.ids)), panel.first - 1, _last(panel)) / lengths, horizon
    )
    columns = {name: np.maximum(np.where(np.isfinite(found[name]), found[name], means), 0.0) for name in names}
    return pd.DataFrame(
        {"unique_id": found["unique_id"].astype("int64"), "step": found["ds"].astype("int64") - panel.days, **columns}
    )


def seasonal_naive_total(panel: Panel, rows: Index, origins: Index, horizons: Index) -> NDArray[np.float64]:
    """The total that repeating the last week would give, for any past origin."""
    week = panel.window("demand", rows, origins - WEEK, origins)
    rest = panel.window("demand", rows, origins - WEEK, origins - WEEK + horizons % WEEK)
    return week * (horizons // WEEK) + rest


def _last(panel: Panel) -> Index:
    return np.full(len(panel.ids), panel.days - 1)


def _models(names: tuple[str, ...]) -> list[object]:
    from statsforecast import models

    known = {
        "SeasonalNaive": models.SeasonalNaive(WEEK, alias="SeasonalNaive"),
        "SeasonalWindowAverage": models.SeasonalWindowAverage(WEEK, window_size=4, alias="SeasonalWindowAverage"),
        "SES": models.SimpleExponentialSmoothingOptimized(alias="SES"),
        "ADIDA": models.ADIDA(alias="ADIDA"),
        "IMAPA": models.IMAPA(alias="IMAPA"),
        "CrostonSBA": models.CrostonSBA(alias="CrostonSBA"),
        "TSB": models.TSB(SMOOTHING, SMOOTHING, alias="TSB"),
    }
    return [known[name] for name in names]
