"""Deliveries that take longer than they did."""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy import stats

from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal, discovered
from analytics.anomalies.panel import AnomalyPanel
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Dates, Floats
from analytics.replenishment.inputs import dates

PAST_DAYS = 365
MIN_RECENT, MIN_PAST = 3, 5
MIN_SPREAD_DAYS = 1.0  # arrivals are booked by the day
LOOKS_A_WEEK = 7  # every day may bring a delivery, and the first check that shows a slip reports it


def lead_time_slip(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """The deliveries of four weeks took longer than those of the year before: a one-sided t test by supplier.

    Compared are logarithms of the days: what delays a delivery stretches it, and a single late one must not hide the
    rest. It is reported once for a supplier, on the SKU that brings the most revenue; at stake is what all SKUs of the
    supplier are expected to sell in the days added.

    Source:
        Student's test with a pooled variance: Casella and Berger (2002), Statistical Inference, section 8.3.
    """
    shape = panel.sold.shape
    recent, past, p_value = (np.full(shape, np.nan) for _ in range(3))
    rate = rate_of(expected)
    revenue = rate * np.nan_to_num(panel.price)[:, None]
    added_units, added_money = np.zeros(shape), np.full(shape, np.nan)
    for supplier, orders in _orders(panel.deliveries).groupby("supplier_id"):
        members = np.flatnonzero((panel.supplier == supplier) & ~np.isnan(panel.sold[:, -1]))
        if not len(members):
            continue
        representative = members[np.argmax(revenue[members].mean(axis=1))]
        received, days = dates(orders["received_on"]), orders["days"].to_numpy(np.float64)
        for column in np.flatnonzero(panel.is_evaluated):
            now, before, chance = _compare(received, days, panel.days[column], settings)
            recent[representative, column], past[representative, column], p_value[representative, column] = (
                now,
                before,
                chance,
            )
            added_units[representative, column] = rate[members, column].sum() * max(now - before, 0)
            added_money[representative, column] = revenue[members, column].sum() * max(now - before, 0)
    is_tested = ~np.isnan(p_value)
    signal = Signal(
        anomaly_type="LEAD_TIME_SLIP",
        holds=is_tested,
        observed=recent,
        expected=past,
        units_at_stake=np.nan_to_num(added_units),
        is_relevant=is_tested,
        p_value=p_value,
        money=added_money,
        details={"added_days": recent - past},
    )
    found = discovered(signal, panel, settings, LOOKS_A_WEEK)
    return replace(found, holds=found.holds & _is_long(recent, past, settings))


def _orders(deliveries: pd.DataFrame) -> pd.DataFrame:
    """One row per order and day of arrival: the lines of an order arrive together and are not separate evidence."""
    return deliveries[["supplier_id", "ordered_on", "received_on", "days"]].dropna().drop_duplicates()


def _is_long(recent: Floats, past: Floats, settings: AnomalySettings) -> Bools:
    least = np.maximum(settings.slip_min_days, settings.slip_min_share * past)
    return np.asarray(recent - past >= least)


def _compare(
    received: Dates, days: Floats, today: np.datetime64, settings: AnomalySettings
) -> tuple[float, float, float]:
    """Mean days of recent and of past deliveries, and how probable so long ones are; NaN where there are too few."""
    since, earliest = today - settings.slip_days, today - settings.slip_days - PAST_DAYS
    now = days[(received > since) & (received <= today)]
    before = days[(received > earliest) & (received <= since)]
    if len(now) < MIN_RECENT or len(before) < MIN_PAST:
        return np.nan, np.nan, np.nan
    recent, past = np.log1p(now), np.log1p(before)
    freedom = len(now) + len(before) - 2
    squares = ((recent - recent.mean()) ** 2).sum() + ((past - past.mean()) ** 2).sum()
    spread = max(float(np.sqrt(squares / freedom)), MIN_SPREAD_DAYS / (1 + float(before.mean())))
    size = (recent.mean() - past.mean()) / (spread * np.sqrt(1 / len(now) + 1 / len(before)))
    return float(now.mean()), float(before.mean()), float(stats.t.sf(size, freedom))
