"""What is planted to be found again: spikes, drops, return surges, wrong prices, oversold stock, slipping suppliers."""

from dataclasses import dataclass

import numpy as np

from analytics.world.catalog import Catalog
from analytics.world.parameters import Floats, Ints, Parameters

# SKU-days per planted anomaly of a type, its shortest and longest length in days, its weakest and strongest factor.
TYPES: dict[str, tuple[int, tuple[int, int], tuple[float, float]]] = {
    "SALES_SPIKE": (4_000, (1, 2), (5.0, 9.0)),
    "SALES_DROP": (8_000, (7, 14), (0.02, 0.15)),
    "RETURN_SURGE": (8_000, (10, 18), (0.35, 0.6)),
    "PRICE_ANOMALY": (20_000, (1, 1), (0.1, 0.1)),
    "NEGATIVE_STOCK": (10_000, (6, 12), (1.0, 1.0)),
    "CANCELLED_BULK_ORDER": (20_000, (1, 1), (20.0, 60.0)),
}
FIRST_DAY = 28
LAST_DAYS = 7
SHARE_IN_LAST_DAYS = 0.1
FEWEST_UNITS_A_DAY = 1.0
FEWEST_CANDIDATES = 5
DAYS_APART = 28
SUPPLIERS_A_SLIP, DAYS_A_SLIP, SLIP_FACTOR = 8, 60, 1.9


@dataclass(frozen=True)
class Planted:
    """One entry per planted anomaly of a SKU; days are indices, both included.

    `factor` multiplies demand (spike, drop), the price (price anomaly) or the usual day's units (cancelled bulk
    order); it is the return rate of a surge; without meaning for stock sold below zero.
    """

    kind: list[str]
    sku: Ints
    first: Ints
    last: Ints
    factor: Floats

    def of(self, kind: str) -> "Planted":
        """Those of one type."""
        pick = np.array([one == kind for one in self.kind], dtype=np.bool_)
        return Planted([kind] * int(pick.sum()), self.sku[pick], self.first[pick], self.last[pick], self.factor[pick])


@dataclass(frozen=True)
class Slips:
    """Suppliers whose deliveries slip: from day `first` to `last` (order day), lead times take `SLIP_FACTOR`."""

    supplier: Ints
    first: Ints
    last: Ints


def make_planted(parameters: Parameters, catalog: Catalog) -> Planted:
    """Draw the anomalies on SKUs that sell enough to show them; no two on one SKU within four weeks.

    One in ten begins in the last week, so that the newest day has something to tell.
    """
    rng = parameters.stream("planted")
    candidates = np.flatnonzero(catalog.rate >= FEWEST_UNITS_A_DAY)
    if len(candidates) < FEWEST_CANDIDATES:
        candidates = np.argsort(-catalog.rate, kind="stable")[:FEWEST_CANDIDATES]
    taken: dict[int, list[tuple[int, int]]] = {}
    rows: list[tuple[str, int, int, int, float]] = []
    for kind, (sku_days, lengths, factors) in TYPES.items():
        count = max(2, round(parameters.skus * parameters.days / sku_days))
        recent = max(1, round(count * SHARE_IN_LAST_DAYS))
        for number in range(count):
            length = int(rng.integers(lengths[0], lengths[1] + 1))
            first = _first_day(rng, parameters.days, is_recent=number < recent)
            last = min(first + length - 1, parameters.days - 1)
            sku, factor = int(rng.choice(candidates)), float(rng.uniform(*factors))
            near = any(first <= b + DAYS_APART and a - DAYS_APART <= last for a, b in taken.get(sku, []))
            is_settled = catalog.launched[sku] + FIRST_DAY <= first and last <= catalog.ended[sku]
            if is_settled and not near:
                taken.setdefault(sku, []).append((first, last))
                rows.append((kind, sku, first, last, factor))
    return Planted(
        kind=[row[0] for row in rows],
        sku=np.array([row[1] for row in rows], dtype=np.int64),
        first=np.array([row[2] for row in rows], dtype=np.int64),
        last=np.array([row[3] for row in rows], dtype=np.int64),
        factor=np.array([row[4] for row in rows], dtype=np.float64),
    )


def _first_day(rng: np.random.Generator, days: int, *, is_recent: bool) -> int:
    if is_recent:
        return int(rng.integers(days - LAST_DAYS, days))
    return int(rng.integers(min(FIRST_DAY, days - LAST_DAYS - 1), days - LAST_DAYS))


def make_slips(parameters: Parameters, suppliers: int) -> Slips:
    """Draw the suppliers that slip; each slips once."""
    rng = parameters.stream("slips")
    supplier = np.sort(rng.permutation(suppliers)[: max(1, suppliers // SUPPLIERS_A_SLIP)])
    first = rng.integers(0, max(1, parameters.days - DAYS_A_SLIP), len(supplier))
    return Slips(supplier, first, np.minimum(first + DAYS_A_SLIP - 1, parameters.days - 1))
