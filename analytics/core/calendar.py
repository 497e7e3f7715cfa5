"""The days that forecasts, plans and detectors share."""

WEEK_DAYS = 7
YEAR_DAYS = 364  # whole weeks, so that weekdays match
HORIZONS = (7, 14, 30)  # days of the totals that are published
CALIBRATED_HORIZONS = (*HORIZONS, 60)  # orders are planned further ahead than is published
DORMANT_DAYS = 182  # a SKU that has not sold for so long
