"""Medians of goods that are sold in whole units are whole numbers."""

from collections.abc import Mapping

import numpy as np

from analytics.core.arrays import Bools, Floats
from analytics.forecast.panel import DemandPanel

TOLERANCE = 1e-6


def sold_in_whole_units(panel: DemandPanel) -> Bools:
    """Whether most of a SKU's days of demand are whole numbers, shape (skus,).

    Most, not all: on days without stock demand is estimated, and estimates have fractions.
    """
    some = panel.demand > 0
    is_whole = some & (np.abs(panel.demand - np.rint(panel.demand)) < TOLERANCE)
    return np.asarray(2 * is_whole.sum(axis=1) > some.sum(axis=1))


def round_medians(predicted: Mapping[str, Floats], is_whole: Bools) -> dict[str, Floats]:
    """Round p50 to the nearest whole number where `is_whole` says so; p10 and p90 give way where it passes them.

    A median of 0.3 units is never right: half of the outcomes are 0, or half are 1 and more.

    Args:
        predicted: at least p10, p50 and p90 in units, of one shape.
        is_whole: broadcast to that shape.
    """
    middle = np.where(is_whole, np.rint(predicted["p50"]), predicted["p50"])
    low, high = np.minimum(predicted["p10"], middle), np.maximum(predicted["p90"], middle)
    return {**predicted, "p10": low, "p50": middle, "p90": high}
