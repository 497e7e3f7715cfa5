"""What buyers run in spreadsheets: min/max on a moving average, and days of cover; one variant a parameter set."""

from dataclasses import dataclass
from itertools import product

import numpy as np

from analytics.core.arrays import Floats
from analytics.policy.simulation import Evening
from analytics.replenishment.quantity import Limits, orderable

WINDOWS = (28, 91)
SAFETY_DAYS = (0.0, 4.0, 8.0, 14.0, 21.0, 28.0, 42.0)
COVER_DAYS = (0.0, 7.0, 14.0, 28.0, 42.0, 60.0, 90.0)


@dataclass(frozen=True)
class CoverRule:
    """Order when the position is down to a least cover, up to a greatest one.

    Args:
        window: days of the moving average.
        safety_days: least position beyond lead and review time, in days of average demand.
        cover_days: what is ordered beyond that; None orders up to the least position at every review.
    """

    window: int
    safety_days: float
    cover_days: float | None

    def __str__(self) -> str:
        safety = f"average of {self.window} days, {self.safety_days:g} days beyond lead and review time"
        return safety if self.cover_days is None else f"{safety}, {self.cover_days:g} days an order"


def min_max() -> tuple[CoverRule, ...]:
    """The grid that min/max is tuned on."""
    return tuple(CoverRule(*values) for values in product(WINDOWS, SAFETY_DAYS, COVER_DAYS))


def days_of_cover() -> tuple[CoverRule, ...]:
    """The grid that days of cover is tuned on."""
    beyond = sorted({a + b for a, b in product(SAFETY_DAYS, (0.0, 7.0, 28.0))})
    return tuple(CoverRule(window, days, None) for window, days in product(WINDOWS, beyond))


class CoverPolicy:
    """Habits side by side as a policy."""

    def __init__(self, rules: tuple[CoverRule, ...], lead: Floats, review: Floats, bounds: Limits) -> None:
        self._variants = rules
        self._safety = np.array([rule.safety_days for rule in rules])[:, None]
        self._cover = np.array([rule.cover_days or 0.0 for rule in rules])[:, None]
        self._protection = lead + review
        self._bounds = bounds

    @property
    def variants(self) -> int:
        """One a habit."""
        return len(self._variants)

    def order(self, evening: Evening) -> Floats:
        """Up to the greatest position, where the least one is reached."""
        windows = {rule.window for rule in self._variants}
        averages = {window: evening.known[:, -window:].mean(axis=1) for window in windows}
        rate = np.stack([averages[rule.window] for rule in self._variants])
        least = np.ceil(rate * (self._protection + self._safety))
        most = np.ceil(rate * (self._protection + self._safety + self._cover))
        position = evening.on_hand + evening.on_order
        need = np.where(position <= least, most - position, 0.0)
        return orderable(need, self._bounds)
