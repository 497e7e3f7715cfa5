"""Demand classes by how often and how unevenly a SKU sells, from the panel alone, for any past day."""

import numpy as np

from analytics.core.arrays import Floats, Ints, Labels
from analytics.core.calendar import DORMANT_DAYS, YEAR_DAYS
from analytics.forecast.panel import DemandPanel

ADI_CUT = 1.32
CV2_CUT = 0.49
NEW_DAYS = 28
MIN_SALES_DAYS = 2


def demand_class(panel: DemandPanel, rows: Ints, origins: Ints) -> Labels:
    """SMOOTH, INTERMITTENT, ERRATIC, LUMPY, NEW or DORMANT, from the last year up to each origin.

    Source:
        Syntetos, Boylan, Croston (2005), On the categorization of demand patterns, J. Oper. Res. Soc. 56:
        ADI cut-off 1.32, CV² cut-off 0.49. The interval is counted in weeks where rows stand for weeks.
    """
    age = np.clip(origins - panel.first[rows] + 1, 1, YEAR_DAYS)
    since = origins - age
    units = panel.window("demand", rows, since, origins)
    sales_days = panel.window("sales_days", rows, since, origins)
    mean_size = units / np.maximum(sales_days, 1)
    variance = panel.window("square", rows, since, origins) / np.maximum(sales_days, 1) - mean_size**2
    cv2 = variance / np.maximum(mean_size, 1e-9) ** 2
    periods = age / panel.market.interval_days
    frequent = periods / np.maximum(sales_days, 1e-9) < ADI_CUT
    even = cv2 < CV2_CUT
    label = np.where(frequent, np.where(even, "SMOOTH", "ERRATIC"), np.where(even, "INTERMITTENT", "LUMPY"))
    label = np.where((sales_days < MIN_SALES_DAYS) | (age < NEW_DAYS), "NEW", label)
    last = panel.last_sale[rows, origins]
    return np.where((last < 0) | (origins - last >= DORMANT_DAYS), "DORMANT", label)


def size_ratio(panel: DemandPanel, rows: Ints, origins: Ints) -> Floats:
    """Squared over plain units of a sales day in the last year: the variance a unit of mean brings when orders are big.

    A compound Poisson total with mean m and order size Z has variance m·E[Z²]/E[Z]. Three sales of one unit are
    added, so that a SKU with hardly any sales is taken for one that sells singles.
    """
    squares = panel.window("square", rows, origins - YEAR_DAYS, origins)
    units = panel.window("demand", rows, origins - YEAR_DAYS, origins)
    return np.asarray((squares + 3.0) / (units + 3.0))
