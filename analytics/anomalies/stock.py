"""Stock that has run out, that is negative on record, that is far too much, or that a campaign outruns."""

import numpy as np

from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal
from analytics.anomalies.panel import CAMPAIGN_AHEAD_DAYS, AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats
from analytics.core.calendar import WEEK_DAYS
from analytics.core.distribution import variance

ENOUGH_FOR_MOST = 1.645  # standard deviations above the mean: enough in 95 of 100 cases
STILL_TOO_MUCH = 0.8  # of the bound: below it stock is ordinary again, so that it can't flicker around the bound


def is_wanted(rate: Floats, panel: AnomalyPanel, settings: AnomalySettings) -> Bools:
    """Enough is expected of the SKU for its stock to matter, and it is on sale."""
    return np.asarray((rate * WEEK_DAYS >= settings.stockout_min_weekly_units) & ~panel.is_discontinued)


def stockout(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """No stock at the end of a day on which demand is expected; at stake is the demand of one lead time."""
    rate = rate_of(expected)
    lead_time = np.broadcast_to(panel.lead_time[:, None], rate.shape)
    return Signal(
        anomaly_type="STOCKOUT",
        holds=panel.on_hand <= 0,
        observed=panel.on_hand,
        expected=rate,
        units_at_stake=rate * lead_time,
        is_relevant=is_wanted(rate, panel, settings),
        details={"lead_time_days": lead_time, "is_against_forecast": expected.is_forecast},
    )


def negative_stock(panel: AnomalyPanel, _: Expectation, __: AnomalySettings) -> Signal:
    """Less than nothing on hand: oversold, or booked wrongly."""
    return Signal(
        anomaly_type="NEGATIVE_STOCK",
        holds=panel.on_hand < 0,
        observed=panel.on_hand,
        expected=np.zeros_like(panel.on_hand),
        units_at_stake=-panel.on_hand,
        is_relevant=panel.on_hand < 0,
    )


def overstock(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """More on hand than lead time and `overstock_cover_days` need in 95 of 100 cases; money is at unit cost."""
    rate = rate_of(expected)
    days = panel.lead_time[:, None] + settings.overstock_cover_days
    mean = rate * days
    need = mean + ENOUGH_FOR_MOST * np.sqrt(
        variance(mean, np.nan_to_num(expected.variance_ratio), np.nan_to_num(expected.noise_share))
    )
    is_judged = (
        trailing_sum(np.ones_like(rate) * ~np.isnan(panel.sold), panel.days.size) > settings.minimum_history_days
    )
    money = np.maximum(panel.on_hand - need, 0) * panel.unit_cost[:, None]
    holds = _held(is_judged & (panel.on_hand > need), panel.on_hand > STILL_TOO_MUCH * need)
    is_dear = np.isnan(money) | (money >= settings.overstock_money_share * panel.turnover)
    return Signal(
        anomaly_type="OVERSTOCK",
        holds=holds,
        observed=panel.on_hand,
        expected=need,
        units_at_stake=panel.on_hand - need,
        is_relevant=is_dear & (panel.on_hand - need >= settings.minimum_units),
        money=np.where(panel.on_hand > need, money, 0.0),
        details={"units_a_day": rate, "cover_days": panel.on_hand / np.where(rate > 0, rate, np.nan)},
    )


def campaign_without_stock(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """A promotion or advertising, today or within a week, for which stock is short even of ordinary demand."""
    rate = rate_of(expected)
    need = rate * panel.campaign_days
    return Signal(
        anomaly_type="CAMPAIGN_WITHOUT_STOCK",
        holds=(panel.campaign_days > 0) & (panel.on_hand < need),
        observed=panel.on_hand,
        expected=need,
        units_at_stake=need - np.maximum(panel.on_hand, 0),
        is_relevant=is_wanted(rate, panel, settings),
        details={
            "campaign_days": panel.campaign_days,
            "days_looked_ahead": np.full_like(rate, CAMPAIGN_AHEAD_DAYS),
            "is_against_forecast": expected.is_forecast,
        },
    )


def _held(rises: Bools, stays: Bools) -> Bools:
    """A condition that begins where it rises and lasts for as long as it stays."""
    held = np.zeros_like(rises)
    state = np.zeros(len(rises), dtype=np.bool_)
    for day in range(rises.shape[1]):
        state = rises[:, day] | (state & stays[:, day])
        held[:, day] = state
    return held
