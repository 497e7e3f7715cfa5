"""The expected demand of every SKU and day, with each influence planted and known."""

from dataclasses import dataclass

import numpy as np

from analytics.world.calendar import Calendar
from analytics.world.catalog import MAX_PRICE, MIN_PRICE, NEVER, Catalog
from analytics.world.categories import CATEGORIES, weekday_factors, yearly_factors
from analytics.world.marketing import DIP, DIP_DAYS, MAX_UPLIFT, VISIBILITY, Ads, Promotions
from analytics.world.parameters import Bools, Floats, Ints, Parameters
from analytics.world.planting import Planted

PAYDAY_FACTOR, HOLIDAY_FACTOR = 1.06, 0.7
LAUNCH_DAYS, LAUNCH_GAP = 30, 0.75
FADING_DAYS, FADED = 60, 0.5
WEEKLY_MEMORY, CATEGORY_SHOCK, SKU_SHOCK = 0.8, 0.06, 0.12
PRICE_CHANGES, PRICE_SHOCK = 3, 0.08
MIN_MARGIN, MAX_MARGIN = 0.25, 0.6
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Demand:
    """Arrays of shape (days, SKUs).

    `expected` units a day (float32; 0 where the SKU is not sold), list `price` in won (int32), `discount` rate of
    the deepest promotion (float32). `changes` are the planted changes of list prices: SKU, day, new price;
    `newest_price` is the list price on a SKU's last day, untouched by mistaken prices.
    """

    expected: Floats
    price: Ints
    discount: Floats
    newest_price: Ints
    changes: tuple[Ints, Ints, Ints]

    def discount_units(self, day: Ints, sku: Ints) -> Ints:
        """Won off a unit, in tens, for each pair of day and SKU."""
        off = self.price[day, sku].astype(np.float64) * self.discount[day, sku]
        return np.asarray((off / 10).round().astype(np.int64) * 10)


def make_demand(
    parameters: Parameters,
    calendar: Calendar,
    catalog: Catalog,
    *,
    promotions: Promotions,
    ads: Ads,
    planted: Planted,
) -> Demand:
    """Put the expected demand together, factor by factor."""
    days, skus = parameters.days, len(catalog)
    price, changes = _list_prices(parameters, catalog)
    discount, dip = _promotion_days(promotions, days, skus)
    expected = np.tile(catalog.rate.astype(np.float32), (days, 1))
    expected *= _season(calendar, catalog, days)
    expected *= _wandering(parameters, catalog)
    expected *= _life(catalog, days)
    expected *= (price / catalog.price.astype(np.float32)) ** -catalog.elasticity.astype(np.float32)
    _add_promotions(expected, discount, dip, catalog)
    _add_ads(expected, ads)
    newest_price = price[np.minimum(catalog.ended, days - 1), np.arange(skus)].copy()
    mistaken = _add_planted(expected, price, catalog, planted)
    return Demand(expected, price, np.where(mistaken, 0, discount), newest_price, changes)


def _season(calendar: Calendar, catalog: Catalog, days: int) -> Floats:
    """Weekday, year, paydays and public holidays."""
    common = np.where(calendar.is_payday, PAYDAY_FACTOR, 1.0) * np.where(calendar.is_holiday, HOLIDAY_FACTOR, 1.0)
    week = weekday_factors()[:, calendar.weekday[:days]] * common[:days]
    year = yearly_factors(calendar.day_of_year[:days])
    factor = np.empty((days, len(catalog)), dtype=np.float32)
    for index in range(len(CATEGORIES)):
        members = np.flatnonzero(catalog.category == index)
        strength = catalog.season_strength[members][None, :]
        factor[:, members] = week[index][:, None] * year[index][:, None] ** strength
    return factor


def _wandering(parameters: Parameters, catalog: Catalog) -> Floats:
    """Trend, and levels that wander from week to week (AR(1) in logs) by category and by SKU."""
    rng = parameters.stream("wandering")
    weeks = -(-parameters.days // DAYS_A_WEEK)
    noise = SKU_SHOCK * rng.standard_normal((weeks, len(catalog)), dtype=np.float32)
    noise += (CATEGORY_SHOCK * rng.standard_normal((weeks, len(CATEGORIES)), dtype=np.float32))[:, catalog.category]
    for week in range(1, weeks):
        noise[week] += WEEKLY_MEMORY * noise[week - 1]
    level = np.repeat(np.exp(noise), DAYS_A_WEEK, axis=0)[: parameters.days]
    years = (np.arange(parameters.days, dtype=np.float32) - parameters.days / 2) / 365
    return np.asarray(level * np.exp(years[:, None] * catalog.trend.astype(np.float32)[None, :]))


def _life(catalog: Catalog, days: int) -> Floats:
    """0 outside a SKU's life; demand builds up after a launch and fades before an end."""
    day = np.arange(days, dtype=np.float32)[:, None]
    age = day - catalog.launched[None, :]
    factor = 1 - LAUNCH_GAP * np.exp(-np.maximum(age, 0) / LAUNCH_DAYS)
    left = np.where(catalog.ended == NEVER, np.float32(1e6), catalog.ended - day)
    factor *= np.clip(FADED + (1 - FADED) * left / FADING_DAYS, FADED, 1)
    factor[(age < 0) | (left < 0)] = 0
    return np.asarray(factor, dtype=np.float32)


def _list_prices(parameters: Parameters, catalog: Catalog) -> tuple[Ints, tuple[Ints, Ints, Ints]]:
    """The list price day by day, with up to three changes a SKU."""
    rng, days, skus = parameters.stream("prices"), parameters.days, len(catalog)
    price = np.tile(catalog.price.astype(np.int32), (days, 1))
    when = np.sort(rng.integers(days // 10, days * 2, (PRICE_CHANGES, skus)), axis=0)
    factor = np.exp(rng.normal(0.01, PRICE_SHOCK, (PRICE_CHANGES, skus)))
    current = catalog.price.copy()
    rows: list[tuple[Ints, Ints, Ints]] = []
    for change in range(PRICE_CHANGES):
        least, most = catalog.cost / (1 - MIN_MARGIN) / 100, catalog.cost / (1 - MAX_MARGIN) / 100
        new = np.clip((current * factor[change] / 100).round(), np.ceil(least), np.floor(most)).astype(np.int64) * 100
        new = np.clip(new, MIN_PRICE, MAX_PRICE)
        later = np.arange(days)[:, None] >= when[change][None, :]
        price = np.where(later, new[None, :].astype(np.int32), price)
        seen = np.flatnonzero((when[change] < days) & (new != current) & (when[change] > catalog.launched))
        seen = seen[when[change][seen] <= catalog.ended[seen]]
        rows.append((seen, when[change][seen], new[seen]))
        current = new
    sku, day, value = (np.concatenate(column) for column in zip(*rows, strict=True))
    return price, (sku, day, value)


def _promotion_days(promotions: Promotions, days: int, skus: int) -> tuple[Floats, Bools]:
    """The deepest discount per day and SKU, and the days just after a promotion."""
    discount, dip = np.zeros((days, skus), dtype=np.float32), np.zeros((days, skus), dtype=np.bool_)
    for index in range(len(promotions.starts)):
        members = promotions.pair_sku[promotions.pair_promotion == index]
        first, last = int(promotions.starts[index]), int(promotions.ends[index])
        block = discount[first : last + 1, members]
        discount[first : last + 1, members] = np.maximum(block, promotions.rate[index])
        dip[last + 1 : last + 1 + DIP_DAYS, members] = True
    return discount, dip & (discount == 0)


def _add_promotions(expected: Floats, discount: Floats, dip: Bools, catalog: Catalog) -> None:
    day, sku = np.nonzero(discount)
    factor = VISIBILITY * (1 - discount[day, sku]) ** -catalog.elasticity[sku]
    expected[day, sku] *= np.minimum(factor, MAX_UPLIFT).astype(np.float32)
    expected[dip] *= np.float32(DIP)


def _add_ads(expected: Floats, ads: Ads) -> None:
    """Lifts of campaigns that overlap multiply."""
    np.multiply.at(
        expected, (ads.spend_day, ads.pair_sku[ads.spend_pair]), ads.pair_lift[ads.spend_pair].astype(np.float32)
    )


def _add_planted(expected: Floats, price: Ints, catalog: Catalog, planted: Planted) -> Bools:
    """Plant demand shocks and mistaken prices; returns where the price is mistaken (promotions don't stack on it)."""
    mistaken = np.zeros(price.shape, dtype=np.bool_)
    rows = zip(planted.kind, planted.sku, planted.first, planted.last, planted.factor, strict=True)
    for kind, sku, first, last, factor in rows:
        span = slice(first, last + 1)
        if kind in {"SALES_SPIKE", "SALES_DROP"}:
            expected[span, sku] *= factor
        elif kind == "PRICE_ANOMALY":
            price[span, sku] = np.maximum(100, (price[span, sku] * factor).round(-2)).astype(np.int32)
            mistaken[span, sku] = True
            expected[span, sku] *= min(MAX_UPLIFT, factor ** -catalog.elasticity[sku])
    return mistaken
