"""A peer to compare with where it happens to be installed: mlforecast's LightGBM, as its documentation sets it up."""

import importlib.util
import warnings

import numpy as np
import pandas as pd

from analytics.forecast.panel import DemandPanel

NAME = "mlforecast LightGBM"
LAGS = (1, 7, 14, 28)
ROUNDS = 200
MIN_DAYS = 90  # fewer leave it no row whose lags are known


def is_installed() -> bool:
    """Whether mlforecast can be imported; it is not a dependency of the product."""
    return importlib.util.find_spec("mlforecast") is not None


def peer_paths(panel: DemandPanel, horizon: int, threads: int, seed: int) -> pd.DataFrame:
    """Forecast every SKU with one recursive LightGBM on lags, rolling means and calendar features.

    Returns:
        unique_id, step (1 … horizon), and a column named NAME in units (≥ 0).
    """
    import lightgbm as lgb
    from mlforecast import MLForecast
    from mlforecast.lag_transforms import ExponentiallyWeightedMean, RollingMean

    lengths = panel.days - panel.first
    days = pd.date_range(panel.start, periods=panel.days).to_numpy()
    frame = pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, lengths),
            "ds": np.concatenate([days[first:] for first in panel.first]),
            "y": np.concatenate([row[first:] for row, first in zip(panel.demand, panel.first, strict=True)]),
        }
    )
    booster = lgb.LGBMRegressor(n_estimators=ROUNDS, num_threads=threads, random_state=seed, verbosity=-1)
    model = MLForecast(
        models={NAME: booster},
        freq="D",
        lags=list(LAGS),
        lag_transforms={
            1: [RollingMean(7), RollingMean(28), RollingMean(91, min_samples=7), ExponentiallyWeightedMean(0.1)]
        },
        date_features=["dayofweek", "month", "dayofyear"],
        num_threads=threads,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # series too short for the lags have no forecast; the caller knows
        model.fit(frame, static_features=[])
        made = model.predict(horizon)
    step = (made["ds"] - days[-1]).dt.days
    return pd.DataFrame(
        {"unique_id": made["unique_id"].astype("int64"), "step": step, NAME: np.maximum(made[NAME].to_numpy(), 0.0)}
    )
