"""Promotions, known ahead and planned beyond the end, and advertising."""

from dataclasses import dataclass

import numpy as np

from analytics.world.catalog import Catalog
from analytics.world.categories import CATEGORIES
from analytics.world.parameters import Floats, Ints, Parameters

KINDS = ("CATEGORY_SALE", "COUPON", "FLASH_SALE", "SEASON_SALE")
KIND_DAYS = (7, 10, 3, 14)
RATES = (0.10, 0.15, 0.20, 0.25, 0.30)
MEAN_GAP_DAYS = 8.0
DAYS_PLANNED_AHEAD = 45
# Being shown on the promotion page sells beyond what the price does; afterwards customers are stocked up for a while.
VISIBILITY, DIP, DIP_DAYS, MAX_UPLIFT = 1.15, 0.85, 4, 6.0
DAYS_A_CAMPAIGN = 14
AD_CHANNELS = ("search", "social", "display")
WON_PER_THOUSAND_IMPRESSIONS, CLICK_RATE = 4_000, 0.012


@dataclass(frozen=True)
class Promotions:
    """One entry per promotion (day indices; the last ones lie beyond the world's end); pairs link SKUs to them."""

    kind: Ints
    starts: Ints
    ends: Ints
    announced: Ints
    rate: Floats
    category: Ints
    pair_promotion: Ints
    pair_sku: Ints


@dataclass(frozen=True)
class Ads:
    """One entry per campaign; `pair_*` per campaign and SKU with its planted lift; `spend_*` per day as well."""

    channel: Ints
    starts: Ints
    ends: Ints
    budget: Ints
    pair_campaign: Ints
    pair_sku: Ints
    pair_lift: Floats
    spend_pair: Ints
    spend_day: Ints
    spend: Ints
    impressions: Ints
    clicks: Ints


def make_promotions(parameters: Parameters, catalog: Catalog) -> Promotions:
    """Draw the promotions; the last two are always planned beyond the end and already announced."""
    rng = parameters.stream("promotions")
    count = int((parameters.days + DAYS_PLANNED_AHEAD) / MEAN_GAP_DAYS)
    starts = np.sort(rng.integers(0, parameters.days + DAYS_PLANNED_AHEAD - 15, count))
    starts[-2:] = parameters.days + np.array([4, 16])
    kind = rng.integers(0, len(KINDS), count)
    announced = starts - rng.integers(14, 36, count)
    announced[-2:] = np.minimum(announced[-2:], parameters.days - 1)
    known = announced < parameters.days
    starts, kind, announced, count = starts[known], kind[known], announced[known], int(known.sum())
    category = rng.integers(0, len(CATEGORIES), count)
    members = [_members(rng, catalog, category[i], starts[i]) for i in range(count)]
    return Promotions(
        kind=kind,
        starts=starts,
        ends=starts + np.array(KIND_DAYS)[kind] - 1,
        announced=announced,
        rate=rng.choice(RATES, count),
        category=category,
        pair_promotion=np.repeat(np.arange(count), [len(skus) for skus in members]),
        pair_sku=np.concatenate(members),
    )


def _members(rng: np.random.Generator, catalog: Catalog, category: int, day: int) -> Ints:
    eligible = np.flatnonzero((catalog.category == category) & catalog.is_alive(day))
    if not len(eligible):
        eligible = np.flatnonzero(catalog.is_alive(day))
    size = int(np.ceil(len(eligible) * rng.uniform(0.2, 0.5)))
    return np.sort(rng.permutation(eligible)[:size])


def promotion_uplift(promotions: Promotions, catalog: Catalog) -> Floats:
    """The planted demand factor of every promotion and SKU, while no other promotion of the SKU is deeper."""
    rate = promotions.rate[promotions.pair_promotion]
    factor = VISIBILITY * (1 - rate) ** -catalog.elasticity[promotions.pair_sku]
    return np.asarray(np.minimum(factor, MAX_UPLIFT))


def make_ads(parameters: Parameters, catalog: Catalog) -> Ads:
    """Draw the campaigns and their daily spend up to the world's end."""
    rng = parameters.stream("ads")
    count = max(2, parameters.days // DAYS_A_CAMPAIGN)
    starts = np.sort(rng.integers(0, parameters.days - 7, count))
    ends = starts + rng.choice((13, 20, 27), count)
    chance = np.sqrt(catalog.rate)
    size = int(np.clip(len(catalog) * 0.03, 1, 2000))
    members = [np.sort(rng.choice(len(catalog), size, replace=False, p=chance / chance.sum())) for _ in range(count)]
    campaign, sku = np.repeat(np.arange(count), size), np.concatenate(members)
    daily = np.maximum(1_000, catalog.price[sku] * catalog.rate[sku] * rng.uniform(0.04, 0.2, len(sku)))
    lift = 1 + rng.uniform(0.1, 0.5, len(sku))
    pair, day = _running(starts[campaign], np.minimum(ends, parameters.days - 1)[campaign])
    alive = (catalog.launched[sku[pair]] <= day) & (day <= catalog.ended[sku[pair]])
    pair, day = pair[alive], day[alive]
    spend = (daily[pair] * rng.lognormal(0, 0.25, len(pair)) / 10).round().astype(np.int64) * 10
    impressions = (spend * 1000 / WON_PER_THOUSAND_IMPRESSIONS * rng.lognormal(0, 0.2, len(pair))).astype(np.int64)
    budget = np.bincount(campaign, daily, count) * (ends - starts + 1) * 1.2
    return Ads(
        channel=rng.integers(0, len(AD_CHANNELS), count),
        starts=starts,
        ends=ends,
        budget=(budget / 10_000).round().astype(np.int64) * 10_000,
        pair_campaign=campaign,
        pair_sku=sku,
        pair_lift=lift,
        spend_pair=pair,
        spend_day=day,
        spend=spend,
        impressions=impressions,
        clicks=rng.binomial(impressions, CLICK_RATE),
    )


def _running(first: Ints, last: Ints) -> tuple[Ints, Ints]:
    """Every (pair, day) from `first` to `last`, both included."""
    length = np.maximum(last - first + 1, 0)
    pair = np.repeat(np.arange(len(first)), length)
    within = np.arange(len(pair)) - np.repeat(np.cumsum(length) - length, length)
    return pair, first[pair] + within
