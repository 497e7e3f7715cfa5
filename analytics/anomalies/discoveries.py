"""Control of the false discovery rate."""

import numpy as np

from analytics.core.arrays import Floats


def adjusted_p_values(p_values: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p-values within each column; NaN (not tested) stays NaN and does not count.

    A rule that alerts where the adjusted value is <= q keeps the expected share of false alerts of a column <= q, for
    tests that are independent or positively dependent.

    Args:
        p_values: tests x families (SKU x day).

    Source:
        Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, JRSS B 57(1), 289-300; adjusted
        values as in Yekutieli and Benjamini (1999), equation 3.
    """
    tested = (~np.isnan(p_values)).sum(axis=0)
    order = np.argsort(p_values, axis=0)  # NaN sorts to the end
    ranks = np.arange(1, len(p_values) + 1)[:, None]
    raised = np.take_along_axis(p_values, order, axis=0) * tested / ranks
    smallest_above = np.fmin.accumulate(raised[::-1], axis=0)[::-1]
    adjusted = np.empty_like(p_values)
    np.put_along_axis(adjusted, order, np.minimum(smallest_above, 1.0), axis=0)
    return np.where(np.isnan(p_values), np.nan, adjusted)
