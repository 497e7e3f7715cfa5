"""How good totals were: the field's measures over many SKUs, and the empirical quantiles of a point forecast.

`utilsforecast.losses` has the same per series. Here totals of many SKUs are pooled, and the demand that an error is
compared with is at least one unit, so that a segment without sales has a measure.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Labels
from analytics.core.distribution import QUANTILES


def units_of(actual: Floats) -> float:
    """Demand that errors are taken in relation to, one unit at least."""
    return max(float(actual.sum()), 1.0)


def wape(actual: Floats, forecast: Floats) -> float:
    """Weighted absolute percentage error: Σ|error| / Σ actual."""
    return float(np.abs(forecast - actual).sum() / units_of(actual))


def pinball(actual: Floats, quantile: Floats, level: float) -> Floats:
    """Quantile loss of each outcome."""
    return np.asarray(np.maximum(level * (actual - quantile), (level - 1) * (actual - quantile)))


def mean_pinball(actual: Floats, quantiles: Mapping[str, Floats]) -> Floats:
    """Mean of each outcome's losses of p10, p50 and p90."""
    return np.asarray(np.mean([pinball(actual, quantiles[name], level) for name, level in QUANTILES.items()], axis=0))


def point_measures(actual: Floats, forecast: Floats) -> dict[str, float]:
    """WAPE (Σ|error| / Σ actual), RMSE in units, and bias (Σ error / Σ actual) of a point forecast."""
    error = forecast - actual
    return {
        "wape": wape(actual, forecast),
        "rmse": float(np.sqrt((error**2).mean())),
        "bias": float(error.sum() / units_of(actual)),
    }


def interval_measures(actual: Floats, quantiles: Mapping[str, Floats]) -> dict[str, float]:
    """Pinball loss (mean over p10, p50, p90, per unit of demand), coverage of [p10, p90] and crossings."""
    loss = np.mean([float(pinball(actual, quantiles[name], level).mean()) for name, level in QUANTILES.items()])
    low, middle, high = (quantiles[name] for name in QUANTILES)
    return {
        "pinball": float(loss * len(actual) / units_of(actual)),
        "coverage": float(((actual >= low) & (actual <= high)).mean()),
        "crossings": float(((low > middle) | (middle > high)).sum()),
    }


def empirical_quantiles(forecast: Floats, unit: Floats, classes: Labels, past: pd.DataFrame) -> dict[str, Floats]:
    """Quantiles of a point forecast from how it erred before, in multiples of the SKU's level, per demand class.

    Args:
        forecast: totals, units, shape (n,).
        unit: the SKU's level over the horizon, units, shape (n,).
        classes: demand class of each SKU, shape (n,).
        past: an earlier origin's outcomes: demand_class, error (actual - forecast, in multiples of the level then).
    """
    found = {}
    for name, alpha in QUANTILES.items():
        of_all = past["error"].quantile(alpha)
        by_class = past.groupby("demand_class")["error"].quantile(alpha).to_dict()
        shift = np.array([by_class.get(label, of_all) for label in classes])
        found[name] = np.maximum(forecast + shift * unit, 0.0)
    return found
