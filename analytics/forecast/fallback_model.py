"""Where the model loses to a simple method on a SKU's own past, the simple method forecasts it."""

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Ints
from analytics.forecast.baselines import seasonal_naive_total
from analytics.forecast.panel import DemandPanel
from analytics.forecast.sample import Rows

SEASONAL_NAIVE = "SEASONAL_NAIVE"
MIN_SALES_DAYS = 100
MIN_OUTCOMES = 12
MARGIN = 0.5
LEVELS = {"TSB": "tsb", "SMOOTHING": "exponentially_weighted_mean_0.05"}


def fallback_totals(name: str, panel: DemandPanel, rows: Rows) -> Floats:
    """Totals by the simple method, units, shape (n,)."""
    if name == SEASONAL_NAIVE:
        return seasonal_naive_total(panel, rows.rows, rows.origins, rows.horizons)
    return np.asarray(rows.features[LEVELS[name]].to_numpy(np.float64) * rows.unit)


def choose_fallback_models(panel: DemandPanel, held_out: Rows, median: Floats) -> dict[str, str]:
    """SKU id → the simple method that was nearer on held-out origins, by half of the error at least.

    Only SKUs with a hundred sales days and a dozen outcomes are judged: with fewer, chance decides who wins. Errors
    are per horizon day, so that the long horizons do not decide alone.
    """
    errors = {
        name: np.abs(fallback_totals(name, panel, held_out) - held_out.total) / held_out.horizons
        for name in (SEASONAL_NAIVE, *LEVELS)
    }
    frame = pd.DataFrame({"model": np.abs(median - held_out.total) / held_out.horizons, **errors})
    sums = frame.groupby(held_out.rows).agg("sum")
    judged = _is_judged(panel, sums.index.to_numpy(np.int64), held_out)
    best = sums[list(errors)].idxmin(axis=1)
    wins = judged & (sums[list(errors)].min(axis=1) < MARGIN * sums["model"]).to_numpy()
    return {str(panel.ids[row]): str(best.loc[row]) for row in sums.index[wins]}


def _is_judged(panel: DemandPanel, rows: Ints, held_out: Rows) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    sales_days = panel.sums["sales_days"][rows, int(held_out.origins.min()) + 1]
    outcomes = np.bincount(held_out.rows, minlength=len(panel.ids))[rows]
    return np.asarray((sales_days >= MIN_SALES_DAYS) & (outcomes >= MIN_OUTCOMES))
