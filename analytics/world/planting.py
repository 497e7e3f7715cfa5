"""What is planted to be found again: spikes, drops, return surges, wrong prices, oversold stock, slipping suppliers."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy import stats

from analytics.world.catalog import Catalog
from analytics.world.parameters import Floats, Ints, Parameters

# SKU-days per planted anomaly of a type, its shortest and longest length in days, its weakest and strongest factor;
# a spike's is of what the SKU sells on the best day of a usual year: less than that comes by chance.
TYPES: dict[str, tuple[int, tuple[int, int], tuple[float, float]]] = {
    "SALES_SPIKE": (4_000, (1, 2), (2.0, 3.0)),
    "SALES_DROP": (8_000, (7, 14), (0.02, 0.15)),
    "RETURN_SURGE": (8_000, (10, 18), (0.35, 0.6)),
    "PRICE_ANOMALY": (20_000, (1, 1), (0.1, 0.1)),
    "NEGATIVE_STOCK": (20_000, (20, 40), (2.0, 4.0)),
    "CANCELLED_BULK_ORDER": (20_000, (1, 1), (20.0, 60.0)),
}
BEST_DAY = 1 - 1 / 365
FIRST_DAY = 28
LAST_DAYS = 7
SHARE_IN_LAST_DAYS = 0.1
FEWEST_UNITS_A_DAY, MIN_DISPERSION = 2.0, 1.0
FEWEST_CANDIDATES = 5
DAYS_APART, TRIES = 28, 20
# How long before a SKU is sold below zero its buyer begins to overlook it, the longest lead time included.
NEGLECTED_DAYS = 90
SUPPLIERS_A_SLIP, DAYS_A_SLIP, SLIP_FACTOR = 8, 60, 1.9


@dataclass(frozen=True)
class Planted:
    """One entry per planted anomaly of a SKU; days are indices, both included.

    `factor` multiplies demand (spike, drop), the price (price anomaly) or the usual day's units (cancelled bulk
    order); it is the return rate of a surge, and how many usual days' units may be sold without stock.
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


class _Row(NamedTuple):
    kind: str
    sku: int
    first: int
    last: int
    factor: float

    @property
    def since(self) -> int:
        """The first day that is not as usual."""
        return self.first - (NEGLECTED_DAYS if self.kind == "NEGATIVE_STOCK" else 0)


def make_planted(parameters: Parameters, catalog: Catalog) -> Planted:
    """Draw the anomalies on SKUs that sell enough to show them; no two on one SKU within four weeks.

    One in ten reaches into the last week, so that the newest day has something to report.
    """
    rng = parameters.stream("planted")
    candidates = np.flatnonzero((catalog.rate >= FEWEST_UNITS_A_DAY) & (catalog.dispersion >= MIN_DISPERSION))
    if len(candidates) < FEWEST_CANDIDATES:
        candidates = np.argsort(-catalog.rate, kind="stable")[:FEWEST_CANDIDATES]
    rows: list[_Row] = []
    by_sku: dict[int, list[_Row]] = {}
    for kind, (sku_days, _, _) in TYPES.items():
        count = max(2, round(parameters.skus * parameters.days / sku_days))
        recent = max(1, round(count * SHARE_IN_LAST_DAYS))
        for number in range(count):
            tries = (_draw_row(rng, parameters, kind, candidates, is_recent=number < recent) for _ in range(TRIES))
            fitting = next((row for row in tries if _fits(row, by_sku.get(row.sku, []), catalog)), None)
            if fitting is not None:
                rows.append(fitting)
                by_sku.setdefault(fitting.sku, []).append(fitting)
    return Planted(
        kind=[row.kind for row in rows],
        sku=np.array([row.sku for row in rows], dtype=np.int64),
        first=np.array([row.first for row in rows], dtype=np.int64),
        last=np.array([row.last for row in rows], dtype=np.int64),
        factor=np.array([row.factor * _unit(row, catalog) for row in rows], dtype=np.float64),
    )


def _unit(row: _Row, catalog: Catalog) -> float:
    """What a drawn factor is taken of, in usual days."""
    if row.kind != "SALES_SPIKE":
        return 1.0
    rate = catalog.rate[row.sku]
    return float(best_day(rate, catalog.dispersion[row.sku]) / rate)


def best_day(rate: Floats, shape: Floats) -> Floats:
    """What sells on one day of a year, by chance, at a usual rate and gamma shape; at least one unit."""
    return np.asarray(np.maximum(stats.nbinom.ppf(BEST_DAY, shape, shape / (shape + rate)), 1.0))


def _draw_row(
    rng: np.random.Generator, parameters: Parameters, kind: str, candidates: Ints, *, is_recent: bool
) -> _Row:
    _, lengths, factors = TYPES[kind]
    length = int(rng.integers(lengths[0], lengths[1] + 1))
    first = min(_first_day(rng, parameters.days, is_recent=is_recent), parameters.days - lengths[0])
    last = min(first + length - 1, parameters.days - 1)
    return _Row(kind, int(rng.choice(candidates)), first, last, float(rng.uniform(*factors)))


def _fits(row: _Row, others: list[_Row], catalog: Catalog) -> bool:
    """Whether the SKU is settled at that time, and nothing else is planted on it nearby."""
    if catalog.launched[row.sku] + FIRST_DAY > row.first or row.last > catalog.ended[row.sku]:
        return False
    return all(row.since > other.last + DAYS_APART or other.since - DAYS_APART > row.last for other in others)


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
