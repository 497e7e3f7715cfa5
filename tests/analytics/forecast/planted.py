"""Panels with demand that we planted, so that tests know what is true."""

from datetime import date

import numpy as np
import pandas as pd

from analytics.forecast.panel import AHEAD_DAYS, DemandPanel, Market, build_panel

START = date(2024, 1, 1)  # a Monday
WEEKDAY = np.array([1.4, 1.2, 1.0, 1.0, 1.2, 0.8, 0.4])
PROMOTION_LIFT = 3.0
PROMOTION_RATE = 0.3


def frame_of(units: np.ndarray, *, discount: np.ndarray | None = None) -> pd.DataFrame:
    """The long frame of a matrix SKU x day; SKU ids are 1, 2, …"""
    count, days = units.shape
    rates = np.zeros(units.shape) if discount is None else discount[:, :days]
    return pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(1, count + 1), days),
            "ds": np.tile(pd.date_range(START, periods=days), count),
            "y": units.ravel(),
            "paid_price": 10.0 * (1 - rates.ravel()),
            "ad_spend": 0.0,
            "is_stockout": False,
            "discount_rate": rates.ravel(),
            "returned_units": 0,
            "order_count": (units > 0).astype(int).ravel(),
        }
    )


def panel_of(units: np.ndarray, *, discount: np.ndarray | None = None) -> DemandPanel:
    """A panel of a matrix; `discount` may reach AHEAD_DAYS beyond it."""
    days = units.shape[1]
    ahead = pd.DataFrame({"unique_id": pd.Series(dtype="int64"), "ds": pd.Series(dtype="datetime64[ns]")})
    ahead["discount_rate"] = pd.Series(dtype="float64")
    if discount is not None:
        later = pd.date_range(START, periods=days + AHEAD_DAYS)[days:]
        ahead = pd.DataFrame(
            {
                "unique_id": np.repeat(np.arange(1, len(units) + 1), AHEAD_DAYS),
                "ds": np.tile(later, len(units)),
                "discount_rate": discount[:, days:].ravel(),
            }
        )
    market = Market(units.sum(axis=0), np.zeros(days + AHEAD_DAYS))
    end = (pd.Timestamp(START) + pd.Timedelta(days=days - 1)).date()
    return build_panel(frame_of(units, discount=discount), ahead, market, START, end)


def poisson_world(skus: int, days: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Units, expected units and discounts: a weekly profile, levels from 0.3 to 12 a day, a promotion now and then.

    The last two arrays reach AHEAD_DAYS beyond the first.
    """
    rng = np.random.default_rng(seed)
    whole = days + AHEAD_DAYS
    level = np.exp(rng.uniform(np.log(0.3), np.log(12), skus))[:, None]
    on_promotion = np.repeat(rng.random((skus, whole // 14 + 1)) < 0.12, 14, axis=1)[:, :whole]
    discount = np.where(on_promotion, PROMOTION_RATE, 0.0)
    expected = level * WEEKDAY[np.arange(whole) % 7] * np.where(on_promotion, PROMOTION_LIFT, 1.0)
    return rng.poisson(expected[:, :days]).astype(float), expected, discount
