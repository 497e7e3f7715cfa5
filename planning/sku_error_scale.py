"""The spread that a night plans with: the class's, scaled by how far each SKU's own forecasts have been off."""

from datetime import date

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.core.arrays import take
from analytics.core.distribution import Spread
from analytics.forecast.scoring import BACKTEST
from analytics.forecast.training import LIGHTGBM
from analytics.replenishment.inputs import floats
from analytics.replenishment.sku_error_scale import HORIZON, error_ratio, scale_spread
from planning.frames import read

LOOK_BACK_DAYS = 182
KEY = ["unique_id", "origin_date", "source"]


def scaled_spread(
    warehouse: DuckDBPyConnection, spread: pd.DataFrame, backtest: pd.DataFrame, scores: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Scale the spread of each SKU.

    Args:
        warehouse: with the errors that earlier runs recorded.
        spread: unique_id, v, c.
        backtest: held-out accuracy of a model trained this night; else empty.
        scores: totals that came due this night. Both are recorded by this night, so that the same night again finds
            them in the warehouse and scales alike.
        as_of: the run's date; forecasts that were not due by then are left out.
    """
    known = read(warehouse, "select product_id as unique_id, origin_date, source, actual, bias from raw_sku_errors")
    fresh = [_fresh(backtest.assign(source=BACKTEST)) if len(backtest) else backtest, _fresh(scores)]
    errors = pd.concat([known, *(part for part in fresh if len(part))], ignore_index=True)
    errors = errors.assign(origin_date=pd.to_datetime(errors["origin_date"])).drop_duplicates(KEY)
    age = (pd.Timestamp(as_of) - errors["origin_date"]).dt.days
    errors = errors[(age >= HORIZON) & (age < LOOK_BACK_DAYS)]
    ids = pd.Index(spread["unique_id"])
    rows = ids.get_indexer(pd.Index(errors["unique_id"]))
    errors, rows = errors[rows >= 0], rows[rows >= 0]
    actual, by_class = floats(errors["actual"]), Spread(floats(spread["v"]), floats(spread["c"]))
    found = error_ratio(actual, np.maximum(actual + floats(errors["bias"]), 0), take(by_class, rows))
    error_ratios = np.bincount(rows, found, len(ids)).astype(np.float64)
    scaled = scale_spread(by_class, error_ratios, np.bincount(rows, minlength=len(ids)))
    return spread.assign(v=scaled.variance_ratio, c=scaled.noise_share)


def _fresh(frame: pd.DataFrame) -> pd.DataFrame:
    """The rows that the next nightly run will find recorded, as it will find them."""
    if frame.empty:
        return frame
    days = pd.to_datetime(frame["origin_date"])
    is_weekly = (frame["source"] == BACKTEST) | (days.dt.isocalendar().day == 1)
    chosen = frame[(frame["horizon_days"] == HORIZON) & (frame["model"] == LIGHTGBM) & is_weekly]
    return chosen[[*KEY, "actual", "bias"]]
