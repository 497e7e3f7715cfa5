"""The distribution of the total over any number of days, from 1 to 60."""

import numpy as np
import pandas as pd

from analytics.core import distribution
from analytics.core.arrays import Floats
from analytics.core.distribution import QUANTILES
from analytics.forecast.service import Forecast


def totals_over(made: Forecast, days: int) -> pd.DataFrame:
    """Mean and quantiles of the total over the next `days` days.

    The mean is the path's sum. Between two breakpoints (7, 14, 30 and 60 days, calibrated each) a quantile goes from
    one to the next in step with the mean; before the first it is that of a negative binomial with the SKU's spread,
    times what calibration made of it at the first. At a breakpoint its own value comes out, so totals grow with `days`
    and quantiles never cross.

    Args:
        made: a forecast; its outlook reaches 60 days.
        days: 1 … 60.

    Returns:
        unique_id, horizon_days, mean, p10, p50, p90; one row per SKU.

    Raises:
        ValueError: `days` is outside 1 … 60.
    """
    skus = made.spread["unique_id"].to_numpy()
    sums = np.cumsum(made.outlook["mean"].to_numpy(np.float64).reshape(len(skus), -1), axis=1)
    if not 1 <= days <= sums.shape[1]:
        raise ValueError(f"A total over {days} days is not forecast; ask for 1 to {sums.shape[1]} days.")
    breakpoints = np.sort(made.breakpoints["horizon_days"].unique())
    levels = {name: made.breakpoints[name].to_numpy(np.float64).reshape(len(skus), -1) for name in QUANTILES}
    if days < breakpoints[0]:
        found = _before_first(
            made, sums[:, : breakpoints[0]], {name: level[:, 0] for name, level in levels.items()}, days
        )
    else:
        after = int(np.searchsorted(breakpoints, days))
        before = max(after - 1, 0)
        low, high = sums[:, breakpoints[before] - 1], sums[:, breakpoints[after] - 1]
        gap = high - low
        share = np.divide(sums[:, days - 1] - low, gap, out=np.ones(len(skus)), where=gap > 0)
        found = {name: (1 - share) * level[:, before] + share * level[:, after] for name, level in levels.items()}
    return pd.DataFrame({"unique_id": skus, "horizon_days": days, "mean": sums[:, days - 1], **found})


def _before_first(made: Forecast, sums: Floats, first: dict[str, Floats], days: int) -> dict[str, Floats]:
    spread = distribution.Spread(*(made.spread[name].to_numpy(np.float64) for name in ("v", "c")))
    columns = np.c_[sums[:, :days], sums[:, -1]]
    variance = spread.variance(columns)
    found = {}
    for name, alpha in QUANTILES.items():
        raw = np.maximum.accumulate(distribution.quantile(alpha, columns, variance), axis=1)
        factor = np.divide(first[name], raw[:, -1], out=np.ones(len(raw)), where=raw[:, -1] > 0)
        found[name] = np.minimum(raw[:, days - 1] * factor, first[name])
    ordered = np.maximum.accumulate(np.stack(list(found.values())), axis=0)
    return {name: np.minimum(values, first[name]) for name, values in zip(found, ordered, strict=True)}
