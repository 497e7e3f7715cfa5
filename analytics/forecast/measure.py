"""How good totals were: the field's measures over many SKUs, and the empirical quantiles of a point forecast."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from analytics.forecast.model import QUANTILES

Column = NDArray[np.float64]


def point_measures(actual: Column, forecast: Column) -> dict[str, float]:
    """WAPE (Σ|error| / Σ actual), RMSE in units, and bias (Σ error / Σ actual) of a point forecast."""
    total = max(float(actual.sum()), 1.0)
    error = forecast - actual
    return {
        "wape": float(np.abs(error).sum() / total),
        "rmse": float(np.sqrt((error**2).mean())),
        "bias": float(error.sum() / total),
    }


def interval_measures(actual: Column, quantiles: Mapping[str, Column]) -> dict[str, float]:
    """Pinball loss (mean over p10, p50, p90, per unit of demand), coverage of [p10, p90] and crossings."""
    loss = np.mean([_pinball(actual, quantiles[name], alpha) for name, alpha in QUANTILES.items()])
    low, middle, high = (quantiles[name] for name in QUANTILES)
    return {
        "pinball": float(loss * len(actual) / max(float(actual.sum()), 1.0)),
        "coverage": float(((actual >= low) & (actual <= high)).mean()),
        "crossings": float(((low > middle) | (middle > high)).sum()),
    }


def empirical_quantiles(
    forecast: Column, unit: Column, classes: NDArray[np.str_], past: pd.DataFrame
) -> dict[str, Column]:
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


def _pinball(actual: Column, quantile: Column, alpha: float) -> float:
    return float(np.maximum(alpha * (actual - quantile), (alpha - 1) * (actual - quantile)).mean())
