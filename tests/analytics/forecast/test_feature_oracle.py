"""Every feature a second time: day by day in plain Python, from what its name says, on random histories."""

import math
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from statistics import quantiles

import numpy as np
import pytest

from analytics.forecast.features import NAMES, features
from analytics.forecast.panel import AHEAD_DAYS, DemandPanel, Market

START, DAYS, YEAR_DAYS = date(2023, 3, 1), 620, 364
UNKNOWN = math.nan


def random_panel(seed: int) -> DemandPanel:
    """Four SKUs: of the first day on, of day 300 on, one that seldom sells, one that sold once, long ago."""
    rng = np.random.default_rng(seed)
    first = np.array([0, 300, 10, 5])
    alive = np.arange(DAYS)[None, :] >= first[:, None]
    demand = rng.poisson([[6.0], [3.0], [0.05], [0.0]], (4, DAYS)) * alive.astype(float)
    demand[3, 5] = 2.0
    days = (4, DAYS)
    return DemandPanel(
        ids=np.arange(1, 5),
        start=START,
        demand=demand,
        first=first,
        price=rng.choice([8.0, 10.0, 12.0], days),
        discount=np.where(rng.random((4, DAYS + AHEAD_DAYS)) < 0.2, 0.25, 0.0),
        stockout=(rng.random(days) < 0.1).astype(float),
        ads=rng.uniform(0, 50, days) * (rng.random(days) < 0.5),
        returns=rng.poisson(0.3, days).astype(float),
        orders=np.minimum(demand, rng.poisson(2.0, days)),
        similar_skus=rng.gamma(2.0, 3.0, days),
        market=Market(
            rng.gamma(5.0, 20.0, DAYS), (np.random.default_rng(7).random(DAYS + AHEAD_DAYS) < 0.05).astype(float)
        ),
    )


class Oracle:
    """One SKU as of one day; `last` is the column of the last known day."""

    def __init__(self, panel: DemandPanel, row: int, last: int, horizon: int) -> None:
        self.panel, self.row, self.last, self.horizon = panel, row, last, horizon
        self.age = last - int(panel.first[row]) + 1
        level = [self.total(panel.demand, days) / min(max(self.age, 14), days) for days in (91, 28)]
        self.scale = max(sum(level) / 2, 1 / 91)

    def days(self, matrix: np.ndarray, count: int, *, back: int = 0) -> list[float]:
        """Values of `count` days that end `back` days before the last known day, those before the data left out."""
        values = matrix[self.row] if matrix.ndim > 1 else matrix
        end = self.last - back
        return [float(values[day]) for day in range(end - count + 1, end + 1) if 0 <= day < len(values)]

    def total(self, matrix: np.ndarray, count: int, *, back: int = 0) -> float:
        return sum(self.days(matrix, count, back=back))

    def ahead(self, matrix: np.ndarray) -> list[float]:
        return self.days(matrix, self.horizon, back=-self.horizon)

    def all(self) -> dict[str, float]:
        return dict(
            [*self.recent(), *self.weeks(), *self.orders(), *self.season(), *self.ratios(), *self.offer()],
            horizon_days=self.horizon,
        )

    def recent(self) -> Iterator[tuple[str, float]]:
        demand = self.panel.demand
        yield "age_days", self.age
        yield "log_scale", math.log(self.scale)
        for days in (1, 3, 7, 14, 28, 56, 91, 182, 364):
            known = min(self.age, days)
            mean = self.total(demand, days) / known
            yield f"rolling_mean_{days}", mean / self.scale
            yield f"sales_share_{days}", sum(units > 0 for units in self.days(demand, days)) / known
            square = sum(units**2 for units in self.days(demand, days)) / known
            yield f"rolling_cv_{days}", math.sqrt(max(square - mean**2, 0)) / max(mean, 1e-3)
        history = self.days(demand, self.last + 1)
        sold = [day for day, units in enumerate(history) if units > 0]
        yield "days_since_sale", self.last - sold[-1] if sold else 999
        own = history[int(self.panel.first[self.row]) :]
        for decay in (0.02, 0.05, 0.1, 0.2, 0.4):
            yield f"exponentially_weighted_mean_{decay}", smoothed(own, decay) / self.scale
        size = 0.0
        for units in filter(None, history):
            size = 0.9 * size + 0.1 * units if size else units
        occurrence = smoothed([float(units > 0) for units in own], 0.05)
        yield "size", size / self.scale
        yield "occurrence", occurrence
        yield "tsb", size * occurrence / self.scale

    def weeks(self) -> Iterator[tuple[str, float]]:
        demand = self.panel.demand
        lived = min(self.age // 7, 13)
        week = [self.total(demand, 7, back=7 * number) / 7 / self.scale for number in range(lived)]
        yield "week_median_4", quantile(week[:4], 0.5)
        yield "week_median_8", quantile(week[:8], 0.5)
        for name, level in (("low", 0.25), ("median", 0.5), ("high", 0.75), ("max", 1.0)):
            yield f"week_{name}_13", quantile(week, level)
        for days in (28, 91):
            yield f"rolling_max_{days}", max(self.days(demand, days)) / self.scale

    def orders(self) -> Iterator[tuple[str, float]]:
        orders = self.panel.orders
        size = (self.total(self.panel.demand, 91) + 1) / (self.total(orders, 91) + 1)
        for days in (7, 14, 28, 56, 91):
            yield f"orders_{days}", self.total(orders, days) / min(self.age, days) * size / self.scale
        yield "order_size", size / self.scale
        yield "order_count_28", self.total(orders, 28)

    def last_year(self, before: int, after: int, since: int) -> float:
        """Units a day from `before` days before the same day last year to `after` days after it."""
        if self.last - YEAR_DAYS - since < self.panel.first[self.row]:
            return UNKNOWN
        return self.total(self.panel.demand, before + after, back=YEAR_DAYS - after) / (before + after)

    def season(self) -> Iterator[tuple[str, float]]:
        same, level = self.last_year(0, self.horizon, 0), self.last_year(28, 0, 28)
        wide, quarter = self.last_year(14, self.horizon + 14, 14), self.last_year(91, 0, 91)
        yield "last_year", same / self.scale
        yield "last_year_level", level / self.scale
        yield "last_year_ratio", (same + 0.02) / (level + 0.02)
        yield "last_year_wide", wide / self.scale
        yield "last_year_wide_ratio", (wide + 0.02) / (quarter + 0.02)
        angle = 2 * math.pi * (START + timedelta(days=self.last + self.horizon // 2)).timetuple().tm_yday / 365.25
        for times in (1, 2):
            yield f"year_sin_{times}", math.sin(times * angle)
            yield f"year_cos_{times}", math.cos(times * angle)
        yield "weekday", (START + timedelta(days=self.last)).weekday()
        yield "holiday_days", sum(self.ahead(self.panel.market.holiday))

    def ratios(self) -> Iterator[tuple[str, float]]:
        for name, values in (("market", self.panel.market.total), ("similar", self.panel.similar_skus)):
            week, month, quarter = (self.total(values, days) / days for days in (7, 28, 91))
            yield f"{name}_week_ratio", ratio(week, month)
            yield f"{name}_month_ratio", ratio(month, quarter)
            then = self.total(values, 28, back=YEAR_DAYS) / 28
            ahead = self.total(values, self.horizon, back=YEAR_DAYS - self.horizon) / self.horizon
            yield f"{name}_last_year_ratio", ratio(ahead, then) if self.last >= YEAR_DAYS + 28 else UNKNOWN

    def offer(self) -> Iterator[tuple[str, float]]:
        panel = self.panel
        price, before = panel.price[self.row, self.last], panel.price[self.row, max(self.last - 28, 0)]
        yield "log_price", math.log(price)
        yield "price_change", price / before
        yield "discount_28", self.total(panel.discount, 28) / 28
        yield "promotion_share_28", sum(rate > 0 for rate in self.days(panel.discount, 28)) / 28
        yield "promotion_share", sum(rate > 0 for rate in self.ahead(panel.discount)) / self.horizon
        yield "discount_ahead", sum(self.ahead(panel.discount)) / self.horizon
        for days in (28, 91):
            yield f"stockout_share_{days}", self.total(panel.stockout, days) / days
        for days in (7, 28):
            yield f"ads_{days}", math.log1p(self.total(panel.ads, days) / days / self.scale)
        yield "return_rate_91", ratio(self.total(panel.returns, 91), self.total(panel.demand, 91))


def smoothed(values: Sequence[float], decay: float) -> float:
    """Exponentially weighted mean, the newest value with weight 1."""
    weights = [(1 - decay) ** back for back in reversed(range(len(values)))]
    return sum(weight * value for weight, value in zip(weights, values, strict=True)) / sum(weights)


def quantile(values: Sequence[float], level: float) -> float:
    if len(values) < 2:
        return values[0] if values else UNKNOWN
    if level == 1.0:
        return max(values)
    return quantiles(values, n=4, method="inclusive")[int(level * 4) - 1]


def ratio(top: float, bottom: float) -> float:
    return top / bottom if bottom > 0 else UNKNOWN


@pytest.mark.parametrize("seed", range(2))
def test_every_feature_is_what_its_name_says(seed: int) -> None:
    panel = random_panel(seed)
    rng = np.random.default_rng(100 + seed)
    borders = [0, 6, 7, 13, 27, 28, 90, 91, 363, 364, 391, 392, 455, DAYS - 1]
    lasts = np.array(borders + rng.integers(0, DAYS, 8).tolist())
    triples = [(row, last, horizon) for row in range(4) for last in lasts for horizon in (7, 30)]
    rows, origins, horizons = np.array([triple for triple in triples if triple[1] >= panel.first[triple[0]]]).T
    frame, scale = features(panel, rows, origins, horizons)
    for number, triple in enumerate(zip(rows.tolist(), origins.tolist(), horizons.tolist(), strict=True)):
        oracle = Oracle(panel, *triple)
        wanted = oracle.all()
        assert scale[number] == pytest.approx(oracle.scale)
        found = frame.iloc[number].to_dict()
        assert found == pytest.approx({name: wanted[name] for name in NAMES}, rel=1e-4, abs=1e-5, nan_ok=True), triple
