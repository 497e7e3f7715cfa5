"""Suppliers: what they say about their lead times, how they really deliver, and on what terms."""

from dataclasses import dataclass

import numpy as np

from analytics.world.calendar import Calendar, closed_days, closures
from analytics.world.names import supplier_names
from analytics.world.parameters import Bools, Floats, Ints, Parameters

SKUS_A_SUPPLIER = 12
FEWEST_SUPPLIERS, MAX_SUPPLIERS = 3, 400
STATED_LEAD_TIMES = (2, 3, 4, 5, 7, 7, 10, 14, 14, 21, 30, 45)
WEEKDAY_SETS = ((0, 1, 2, 3, 4), (0, 2, 4), (1, 3), (0, 3), (2,))
MINIMUM_VALUES = (0, 0, 100_000, 300_000, 500_000)
LATE_SHARE = 0.3


@dataclass(frozen=True)
class Suppliers:
    """One entry per supplier.

    `stated_days` is the lead time on paper; a delivery really takes `stated_days * bias * exp(spread * normal)`
    calendar days and waits through closures. `partial_share` is the share of deliveries that come in two parts.
    `weekdays` (Monday = 0) are the days it takes orders; `is_closed` is an array (suppliers, calendar days).
    """

    code: list[str]
    name: list[str]
    stated_days: Ints
    bias: Floats
    spread: Floats
    partial_share: Floats
    weekdays: list[tuple[int, ...]]
    cycle_days: Ints
    min_order_value: Ints
    periods: list[str]
    is_closed: Bools

    def __len__(self) -> int:
        """How many there are."""
        return len(self.code)


def make_suppliers(parameters: Parameters, calendar: Calendar) -> Suppliers:
    """Draw the suppliers."""
    count = int(np.clip(parameters.skus // SKUS_A_SUPPLIER, FEWEST_SUPPLIERS, MAX_SUPPLIERS))
    rng = parameters.stream("suppliers")
    is_late = rng.random(count) < LATE_SHARE
    periods = [closures(calendar, bool(rests)) for rests in rng.random(count) < 0.4]  # noqa: PLR2004
    weekdays: list[tuple[int, ...]] = [WEEKDAY_SETS[i] for i in rng.integers(0, len(WEEKDAY_SETS), count)]
    return Suppliers(
        code=[f"SUP-{number:03d}" for number in range(1, count + 1)],
        name=supplier_names(count, parameters.seed),
        stated_days=rng.choice(STATED_LEAD_TIMES, count),
        bias=np.where(is_late, rng.uniform(1.2, 1.6, count), rng.uniform(0.95, 1.08, count)),
        spread=np.where(is_late, rng.uniform(0.25, 0.45, count), rng.uniform(0.06, 0.18, count)),
        partial_share=np.where(is_late, 0.2, 0.06),
        weekdays=weekdays,
        cycle_days=np.where([len(days) == 1 for days in weekdays], 14, 7),
        min_order_value=rng.choice(MINIMUM_VALUES, count),
        periods=[";".join(f"{first}/{last}" for first, last in these) for these in periods],
        is_closed=np.stack([closed_days(calendar, these) for these in periods]),
    )
