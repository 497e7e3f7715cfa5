"""Daily demand of many SKUs as matrices, with the running sums that make features of any past day cheap."""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from analytics.core.arrays import Floats, Ints
from analytics.core.calendar import WEEK_DAYS, YEAR_DAYS
from analytics.forecast.groups import Groups, similar_skus

DECAYS = (0.02, 0.05, 0.1, 0.2, 0.4)
AHEAD_DAYS = 60
WEEKLY_SHARE = 0.95
MIN_WEEKS = 8
PEAK_DAYS = (28, 91)
SIZE_DECAY = 0.1
OCCURRENCE_DECAY = 0.05


@dataclass(frozen=True)
class Market:
    """What all SKUs together did, so that a shard knows the season of the whole.

    Args:
        total: demand units of all SKUs per day, shape (days,).
        holiday: 1.0 on public holidays, shape (days + AHEAD_DAYS,).
    """

    total: Floats
    holiday: Floats

    @cached_property
    def interval_days(self) -> int:
        """7 where one weekday carries nearly all demand, so that a row stands for a week; else 1."""
        recent = self.total[-YEAR_DAYS:]
        weeks = np.pad(recent, (-len(recent) % WEEK_DAYS, 0)).reshape(-1, WEEK_DAYS)
        top = weeks.sum(axis=0).argmax()
        is_weekly = weeks[:, top].sum() >= WEEKLY_SHARE * recent.sum()
        return WEEK_DAYS if is_weekly and np.count_nonzero(weeks[:, top]) >= MIN_WEEKS else 1


@dataclass(frozen=True)
class DemandPanel:
    """Demand of a shard of SKUs from `start` to the origin day, one row per SKU, one column per day.

    Args:
        ids: SKU ids, ascending, shape (skus,).
        start: day of column 0.
        demand: units per day, zero before the first day, shape (skus, days).
        first: column of the SKU's first activity, shape (skus,).
        price: paid price per unit, carried forward, NaN when never known.
        discount: discount rate 0..1 per day, with AHEAD_DAYS known-ahead columns after the origin.
        stockout: 1.0 on days that ended without stock.
        ads: advertising spend per day, currency.
        returns: returned units per day.
        orders: number of orders per day: ten customers of one unit say more than one customer of ten.
        similar_skus: demand of similar SKUs per day, in a unit of its own (see `groups`); only its ratios count.
    """

    ids: Ints
    start: date
    demand: Floats
    first: Ints
    price: Floats
    discount: Floats
    stockout: Floats
    ads: Floats
    returns: Floats
    orders: Floats
    similar_skus: Floats
    market: Market = field(repr=False)

    @property
    def days(self) -> int:
        """Number of known days; the last column is the origin."""
        return int(self.demand.shape[1])

    @cached_property
    def sums(self) -> dict[str, Floats]:
        """Running sums with a leading zero column, so that a window is a difference of two columns."""
        return {
            "demand": _running(self.demand),
            "square": _running(self.demand**2),
            "sales_days": _running((self.demand > 0).astype(np.float64)),
            "stockout": _running(self.stockout),
            "ads": _running(self.ads),
            "returns": _running(self.returns),
            "orders": _running(self.orders),
            "similar_skus": _running(self.similar_skus),
            "discount": _running(self.discount),
            "promotion": _running((self.discount > 0).astype(np.float64)),
        }

    @cached_property
    def market_sums(self) -> dict[str, Floats]:
        """Running sums of the market's demand and holidays."""
        return {
            "demand": _running(self.market.total[None, :])[0],
            "holiday": _running(self.market.holiday[None, :])[0],
        }

    @cached_property
    def peaks(self) -> dict[int, Floats]:
        """The biggest day among the last n days up to each day, per n in PEAK_DAYS."""
        return {
            days: maximum_filter1d(self.demand, days, axis=1, mode="constant", origin=days - days // 2 - 1)
            for days in PEAK_DAYS
        }

    @cached_property
    def levels(self) -> dict[str, NDArray[np.float32]]:
        """Causal exponential filters of demand, one matrix per decay: what simple smoothing would say each day."""
        demand = self._by_day("demand")
        return {f"{decay}": _smooth(demand, self.first, decay) for decay in DECAYS}

    @cached_property
    def size(self) -> NDArray[np.float32]:
        """Smoothed units of a day with sales (Croston's demand size)."""
        return _smooth_sizes(self.demand, SIZE_DECAY)

    @cached_property
    def occurrence(self) -> NDArray[np.float32]:
        """Smoothed probability of a day with sales (the other half of Teunter-Syntetos-Babai)."""
        return _smooth(self._by_day("sales_days"), self.first, OCCURRENCE_DECAY)

    @cached_property
    def last_sale(self) -> Ints:
        """Column of the last sale up to each day, -1 before any."""
        columns = np.arange(self.days)
        return np.maximum.accumulate(np.where(self.demand > 0, columns, -1), axis=1)

    def window(self, name: str, rows: Ints, after: Ints, until: Ints) -> Floats:
        """Sum of a quantity over the days `after`+1 … `until`, clipped to the known columns."""
        sums = self.sums[name]
        return np.asarray(sums[rows, _clip(until, sums.shape[1])] - sums[rows, _clip(after, sums.shape[1])])

    def market_window(self, name: str, after: Ints, until: Ints) -> Floats:
        """Sum of a market quantity over the days `after`+1 … `until`, clipped to the known columns."""
        sums = self.market_sums[name]
        return np.asarray(sums[_clip(until, len(sums))] - sums[_clip(after, len(sums))])

    def _by_day(self, name: str) -> Floats:
        """A quantity per day; a week's row counts a seventh on its day and on the six after it."""
        sums, width = self.sums[name], self.market.interval_days
        before = np.maximum(np.arange(1, sums.shape[1]) - width, 0)
        return (sums[:, 1:] - sums[:, before]) / width

    def until(self, column: int) -> "DemandPanel":
        """The panel as it was on an earlier day: SKUs that had begun by then, and nothing that came after it."""
        rows = np.flatnonzero(self.first <= column)
        days = column + 1
        return DemandPanel(
            ids=self.ids[rows],
            start=self.start,
            demand=self.demand[rows, :days],
            first=self.first[rows],
            price=self.price[rows, :days],
            discount=self.discount[rows, : days + AHEAD_DAYS],
            stockout=self.stockout[rows, :days],
            ads=self.ads[rows, :days],
            returns=self.returns[rows, :days],
            orders=self.orders[rows, :days],
            similar_skus=self.similar_skus[rows, :days],
            market=Market(self.market.total[:days], self.market.holiday[: days + AHEAD_DAYS]),
        )

    def day(self, column: int) -> date:
        """The calendar day of a column."""
        return (pd.Timestamp(self.start) + pd.Timedelta(days=column)).date()


def build_panel(
    demand: pd.DataFrame, ahead: pd.DataFrame, market: Market, start: date, end: date, *, groups: Groups | None = None
) -> DemandPanel:
    """Lay the long frame of a shard out as matrices.

    Args:
        demand: one row per SKU and day from its first activity to `end`: unique_id, ds, y, is_stockout,
            discount_rate, paid_price, ad_spend, returned_units, order_count.
        ahead: what is known of the days after `end`: unique_id, ds, discount_rate.
        market: totals over all SKUs on the same days.
        start: day of the first column.
        end: the origin, the last day whose demand is known.
        groups: what similar SKUs are; None takes the market instead of similar SKUs.
    """
    ids = np.sort(demand["unique_id"].unique().astype(np.int64))
    days = (end - start).days + 1
    rows = np.searchsorted(ids, demand["unique_id"].to_numpy(np.int64))
    columns = (demand["ds"] - pd.Timestamp(start)).dt.days.to_numpy(np.int64)

    def lay(name: str, fill: float = 0.0, width: int = days) -> Floats:
        matrix = np.full((len(ids), width), fill)
        matrix[rows, columns] = demand[name].astype("float64").fillna(fill).to_numpy()
        return matrix

    first = np.full(len(ids), days, dtype=np.int64)
    np.minimum.at(first, rows, columns)
    discount = lay("discount_rate", width=days + AHEAD_DAYS)
    known = ahead[ahead["unique_id"].isin(ids)]
    later = (known["ds"] - pd.Timestamp(start)).dt.days.to_numpy(np.int64)
    inside = (later >= days) & (later < days + AHEAD_DAYS)
    discount[np.searchsorted(ids, known["unique_id"].to_numpy(np.int64)[inside]), later[inside]] = (
        known["discount_rate"].astype("float64").fillna(0.0).to_numpy()[inside]
    )
    return DemandPanel(
        ids=ids,
        start=start,
        demand=lay("y"),
        first=first,
        price=_carry(lay("paid_price", np.nan)),
        discount=discount,
        stockout=lay("is_stockout"),
        ads=lay("ad_spend"),
        returns=lay("returned_units"),
        orders=lay("order_count"),
        similar_skus=similar_skus(ids, groups, market.total[:days]),
        market=market,
    )


def _running(matrix: Floats) -> Floats:
    return np.concatenate([np.zeros((matrix.shape[0], 1)), np.cumsum(matrix, axis=1)], axis=1)


def _clip(column: Ints, width: int) -> Ints:
    return np.clip(column + 1, 0, width - 1)


def _carry(matrix: Floats) -> Floats:
    columns = np.where(np.isfinite(matrix), np.arange(matrix.shape[1]), 0)
    return np.take_along_axis(matrix, np.maximum.accumulate(columns, axis=1), axis=1)


def _smooth(matrix: Floats, first: Ints, decay: float) -> NDArray[np.float32]:
    """Exponential smoothing from each row's first day, unbiased at the start (weights are normalised)."""
    smoothed = np.zeros(matrix.shape, dtype=np.float32)
    level = np.zeros(matrix.shape[0])
    weight = np.zeros(matrix.shape[0])
    for column in range(matrix.shape[1]):
        alive = column >= first
        level = np.where(alive, (1 - decay) * level + decay * matrix[:, column], 0.0)
        weight = np.where(alive, (1 - decay) * weight + decay, 0.0)
        smoothed[:, column] = level / np.maximum(weight, 1e-9)
    return smoothed


def _smooth_sizes(matrix: Floats, decay: float) -> NDArray[np.float32]:
    smoothed = np.zeros(matrix.shape, dtype=np.float32)
    size = np.zeros(matrix.shape[0])
    for column in range(matrix.shape[1]):
        units = matrix[:, column]
        size = np.where(units > 0, np.where(size > 0, (1 - decay) * size + decay * units, units), size)
        smoothed[:, column] = size
    return smoothed
