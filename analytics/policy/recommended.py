"""The product's own policy: what `recommend` would have ordered on each evening from what was known by then."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from analytics.core.arrays import Floats, Ints, take
from analytics.forecast.service import DemandAhead
from analytics.policy.simulation import Evening
from analytics.replenishment.economy import Economy
from analytics.replenishment.order_up_to import Situation, order_up_to_level
from analytics.replenishment.outlook import Inbound, expected
from analytics.replenishment.paths import Cycle
from analytics.replenishment.quantity import Limits, economic, orderable
from analytics.replenishment.sku_error_scale import HORIZON, error_ratio, scale_spread


@dataclass(frozen=True)
class FixedTerms:
    """What does not change from day to day, one entry per SKU.

    Args:
        lead, lead_sd, review: days.
        bounds: supplier's terms.
        economy: money at stake.
        set_level: service level as set; NaN where the profit-optimal one is wanted.
        fallback_level: where costs are not known.
        data_uncertainty: what uncertain data widen the spread by.
        errors: squared forecast errors over predicted variance before the simulation, summed; and their number.
    """

    lead: Floats
    lead_sd: Floats
    review: Floats
    bounds: Limits
    economy: Economy
    set_level: Floats
    fallback_level: Floats
    data_uncertainty: Floats
    errors: tuple[Floats, Floats]


@dataclass
class Expectation:
    """What was expected of the orders so far, summed per SKU: units demanded and lost until the order after each."""

    demand: Floats
    lost: Floats


@dataclass
class Recommended:
    """The product's policy as one variant.

    Args:
        fixed_terms: what does not change.
        forecasts: by simulated day (-1: the evening before the first), as made at its end; the latest one is used.
        counted_from: simulated day from which on expectations are summed.
    """

    fixed_terms: FixedTerms
    forecasts: Mapping[int, DemandAhead]
    counted_from: int
    expectation: Expectation = field(init=False)

    def __post_init__(self) -> None:
        """Begin with nothing expected."""
        nothing = np.zeros(len(self.fixed_terms.lead))
        self.expectation = Expectation(nothing, nothing.copy())

    @property
    def variants(self) -> int:
        """One."""
        return 1

    def order(self, evening: Evening) -> Floats:
        """What would be recommended."""
        rows = np.flatnonzero(evening.is_review)
        fixed_terms = take(self.fixed_terms, rows)
        made = max(day for day in self.forecasts if day <= evening.day)
        ahead = self._calibrated(made, evening, rows)
        found = order_up_to_level(
            Situation(
                ahead=expected(ahead.path[:, evening.day - made :]),
                cycle=Cycle(fixed_terms.lead, fixed_terms.lead_sd, fixed_terms.review),
                available=evening.on_hand[0, rows],
                inbound=_inbound(evening, rows, fixed_terms.lead),
                spread=ahead.spread,
                data_uncertainty=fixed_terms.data_uncertainty,
                economy=fixed_terms.economy,
                set_level=fixed_terms.set_level,
                fallback_level=fixed_terms.fallback_level,
            ),
            fixed_terms.bounds,
        )
        units = orderable(economic(np.maximum(found.need, 0), found.lot), fixed_terms.bounds)
        arrival = evening.day + 1 + np.ceil(fixed_terms.lead)
        is_counted = arrival >= self.counted_from
        self.expectation.demand[rows] += np.where(is_counted, found.paths.mean.mean(axis=1), 0)
        self.expectation.lost[rows] += np.where(is_counted, found.paths.shortage(units), 0)
        ordered = np.zeros_like(evening.on_hand)
        ordered[0, rows] = units
        return ordered

    def _calibrated(self, made: int, evening: Evening, rows: Ints) -> DemandAhead:
        """The forecast with its spread scaled by the errors of forecasts that have come due by this evening."""
        squares, number = (part[rows].copy() for part in self.fixed_terms.errors)
        begin = evening.known.shape[1] - evening.day - 1  # column of simulated day 0
        for day, past in self.forecasts.items():
            due = begin + day + 1 + HORIZON
            if due <= evening.known.shape[1]:
                actual = evening.known[rows, begin + day + 1 : due].sum(axis=1)
                mean = past.path[rows, :HORIZON].sum(axis=1)
                squares += error_ratio(actual, mean, take(past.spread, rows))
                number += 1
        ahead = take(self.forecasts[made], rows)
        return replace(ahead, spread=scale_spread(ahead.spread, squares, number))


def _inbound(evening: Evening, rows: Ints, lead: Floats) -> Inbound:
    """Own open orders, due a lead time after they were placed and no sooner than tomorrow; and those announced."""
    own, placed_on = np.nonzero(evening.placed[0, rows])
    due = np.maximum(placed_on + 1 + np.ceil(lead[own]) - evening.day, 1.0)
    other, announced_for = np.nonzero(evening.announced[rows])
    units = np.concatenate([evening.placed[0, rows][own, placed_on], evening.announced[rows][other, announced_for]])
    return Inbound(
        np.concatenate([own, other]),
        np.concatenate([due, announced_for + 1.0]),
        units.astype(np.float64),
        np.zeros(len(rows), dtype=np.bool_),
    )
