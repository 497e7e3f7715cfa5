"""Stock that has run out, or that the books put below zero."""

import numpy as np

from analytics.anomalies.expectation import Expectation
from analytics.anomalies.findings import Signal
from analytics.anomalies.panel import Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings

WEEK = 7


def stockout(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """No stock at the end of a day on which demand is expected; at stake is the demand of one lead time."""
    rate = trailing_sum(np.nan_to_num(expected.mean), WEEK) / WEEK  # a whole week, free of the weekday
    is_wanted = (rate * WEEK >= settings.stockout_least_weekly_units) & ~panel.is_discontinued
    lead_time = np.broadcast_to(panel.lead_time[:, None], rate.shape)
    return Signal(
        anomaly_type="STOCKOUT",
        holds=panel.on_hand <= 0,
        observed=panel.on_hand,
        expected=rate,
        units_at_stake=rate * lead_time,
        is_relevant=is_wanted,
        details={"lead_time_days": lead_time, "is_against_forecast": expected.is_forecast},
    )


def negative_stock(panel: Panel, _: Expectation, __: AnomalySettings) -> Signal:
    """Less than nothing on hand: oversold, or booked wrongly."""
    return Signal(
        anomaly_type="NEGATIVE_STOCK",
        holds=panel.on_hand < 0,
        observed=panel.on_hand,
        expected=np.zeros_like(panel.on_hand),
        units_at_stake=-panel.on_hand,
        is_relevant=panel.on_hand < 0,
    )
