"""The products: what they cost, how fast they sell, when they live, and what replaces them."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from analytics.world.categories import CATEGORIES, values
from analytics.world.names import brand_names, product_names
from analytics.world.parameters import Bools, Floats, Ints, Parameters
from analytics.world.suppliers import Suppliers

MEDIAN_RATE, RATE_SPREAD = 0.55, 1.55
MIN_PRICE, MAX_PRICE = 3_000, 150_000
MIN_MARGIN, MAX_MARGIN = 0.28, 0.58
LAUNCHED_SHARE, ENDED_SHARE, LUMPY_SHARE = 0.2, 0.1, 0.15
PACKS = (1, 1, 2, 5, 6, 10, 12, 20, 24)
SUBSTITUTES_IN_A_GROUP = 3
NEVER = 1_000_000


@dataclass(frozen=True)
class Catalog:
    """One entry per SKU. Day indices count from the world's first day; `ended` is NEVER while it is sold.

    `rate` is units a day before seasons; `dispersion` the shape of the gamma that makes days uneven (small is
    lumpy); `substitute` the SKU that some customers take instead (itself: none); `successor` is -1 for none.
    """

    sku: list[str]
    name: list[str]
    brand: list[str]
    category: Ints
    supplier: Ints
    price: Ints
    cost: Ints
    moq: Ints
    pack: Ints
    most: Ints
    rate: Floats
    dispersion: Floats
    elasticity: Floats
    trend: Floats
    season_strength: Floats
    launched: Ints
    ended: Ints
    successor: Ints
    substitute: Ints
    return_rate: Floats

    def __len__(self) -> int:
        """How many there are."""
        return len(self.sku)

    def is_alive(self, day: int) -> Bools:
        """Which SKUs are sold on the day."""
        return np.asarray((self.launched <= day) & (day <= self.ended))


def make_catalog(parameters: Parameters, suppliers: Suppliers) -> Catalog:
    """Draw the products."""
    rng, count = parameters.stream("catalog"), parameters.skus
    category = rng.choice(len(CATEGORIES), count, p=_shares())
    rate = _rates(rng, count)
    launched, ended, successor = _lives(rng, category, parameters.days)
    has = successor >= 0
    rate[successor[has]] = rate[has] * rng.uniform(0.8, 1.3, int(has.sum()))
    price = _prices(rng, category)
    pack, moq, most = _order_sizes(rng, rate)
    brand = np.array(brand_names(max(4, count // 10), parameters.seed))[rng.integers(0, max(4, count // 10), count)]
    return Catalog(
        sku=[f"{CATEGORIES[c].prefix}-{number:05d}" for number, c in enumerate(category.tolist(), 1)],
        name=product_names(category, brand.tolist(), parameters.seed),
        brand=brand.tolist(),
        category=category,
        supplier=rng.integers(0, len(suppliers), count),
        price=price,
        cost=(price * (1 - rng.uniform(MIN_MARGIN, MAX_MARGIN, count)) / 10).round().astype(np.int64) * 10,
        moq=moq,
        pack=pack,
        most=most,
        rate=rate,
        dispersion=np.where(rng.random(count) < LUMPY_SHARE, rng.uniform(0.2, 0.5, count), rng.uniform(2, 12, count)),
        elasticity=values("elasticity", category) * rng.uniform(0.75, 1.25, count),
        trend=np.clip(rng.normal(0.03, 0.2, count), -0.5, 0.6),
        season_strength=rng.uniform(0.5, 1.4, count),
        launched=launched,
        ended=ended,
        successor=successor,
        substitute=_substitutes(rng, category),
        return_rate=np.clip(values("return_rate", category) * rng.lognormal(0, 0.35, count), 0, 0.3),
    )


def _shares() -> Floats:
    shares = np.array([category.share for category in CATEGORIES])
    return np.asarray(shares / shares.sum())


def _rates(rng: np.random.Generator, count: int) -> Floats:
    """Lognormal at evenly spread quantiles, so that small worlds have the same heavy tail as large ones."""
    normal = NormalDist()
    z = np.array([normal.inv_cdf((rank + 0.5) / count) for rank in range(count)])
    return np.asarray(MEDIAN_RATE * np.exp(RATE_SPREAD * rng.permutation(z)))


def _prices(rng: np.random.Generator, category: Ints) -> Ints:
    price = values("price", category) * np.exp(values("price_spread", category) * rng.normal(size=len(category)))
    # Most shops let prices end in 900.
    charming = np.where(rng.random(len(category)) < 0.6, np.round(price / 1000) * 1000 - 100, np.round(price, -2))  # noqa: PLR2004
    return np.clip(charming, MIN_PRICE, MAX_PRICE).astype(np.int64)


def _order_sizes(rng: np.random.Generator, rate: Floats) -> tuple[Ints, Ints, Ints]:
    """Pack size, minimum and maximum (0: none) of an order; slow items come in small packs."""
    count = len(rate)
    pack = np.minimum(rng.choice(PACKS, count), np.maximum(1, np.floor(rate * 10))).astype(np.int64)
    moq = pack * rng.choice((1, 1, 2, 3), count)
    capped = rng.random(count) < 0.25  # noqa: PLR2004
    most = moq + pack * np.ceil(rate * 60 / pack).astype(np.int64)
    return pack, moq, np.where(capped, most, 0)


def _lives(rng: np.random.Generator, category: Ints, days: int) -> tuple[Ints, Ints, Ints]:
    """First and last day of each SKU, and its successor: a launch of its category shortly before the end."""
    count = len(category)
    order = rng.permutation(count)
    fresh = order[: int(count * LAUNCHED_SHARE)]
    old = order[len(fresh) : len(fresh) + int(count * ENDED_SHARE)]
    launched = -rng.integers(30, 1500, count)
    launched[fresh] = rng.integers(days // 10, max(days // 10 + 1, days - 20), len(fresh))
    ended = np.full(count, NEVER)
    ended[old] = rng.integers(days // 4, days - 1, len(old))
    successor = np.full(count, -1)
    heirs = {index: [sku for sku in fresh.tolist() if category[sku] == index] for index in range(len(CATEGORIES))}
    for sku in old[: (len(old) + 1) // 2].tolist():
        if heirs[int(category[sku])]:
            successor[sku] = heirs[int(category[sku])].pop()
            ended[sku] = min(launched[successor[sku]] + 14, days - 2)
    return launched, ended, successor


def _substitutes(rng: np.random.Generator, category: Ints) -> Ints:
    """Rings of up to three SKUs of one category; the next in the ring is the substitute."""
    substitute = np.arange(len(category))
    for index in range(len(CATEGORIES)):
        members = rng.permutation(np.flatnonzero(category == index))
        for first in range(0, len(members), SUBSTITUTES_IN_A_GROUP):
            ring = members[first : first + SUBSTITUTES_IN_A_GROUP]
            substitute[ring] = np.roll(ring, -1)
    return substitute
