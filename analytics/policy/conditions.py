"""What a simulation over a shop's own past takes place under, from its demand, terms and stock at the first day."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats, Ints
from analytics.policy.simulation import Conditions
from analytics.replenishment.calendar import allowed_weekdays, open_days
from analytics.replenishment.inputs import TERMS, Policy, aligned, floats
from analytics.replenishment.lead_time import Times, times
from analytics.replenishment.outlook import inbound_units

COVER_OF_UNKNOWN_STOCK_DAYS = 14
RATE_DAYS = 56


@dataclass(frozen=True)
class Past:
    """What is simulated.

    Args:
        ids: SKUs, ascending.
        demand: what customers wanted, SKU x day, whole units; the last columns are simulated.
        observed: the same as the buyer could estimate it.
        as_of: the evening before the first simulated day.
        days: simulated days, at the end of `demand`.
        terms, positions, inbound: as known at `as_of`, see `ReplenishmentInputs`.
    """

    ids: pd.Index
    demand: Floats
    observed: Floats
    as_of: date
    days: int
    terms: pd.DataFrame
    positions: pd.DataFrame
    inbound: pd.DataFrame


def conditions(past: Past, policy: Policy, warm_up: int, seed: int) -> tuple[Conditions, Times]:
    """Draw delivery times and lay out review days; the same seed gives the same simulation for every policy.

    Delivery times are gamma with each SKU's measured mean and spread. Where the stock at the first day is not known,
    all policies begin with the average demand of lead time, review time and two weeks.
    """
    terms = aligned(past.terms, "terms", TERMS, past.ids)
    known = times(terms, policy)
    start = past.demand.shape[1] - past.days
    lead_days = draw_lead_days(known.lead, known.lead_sd, past.days, seed)
    positions = aligned(past.positions, "positions", ("on_hand", "reserved"), past.ids)
    on_hand = floats(positions["on_hand"]) - np.nan_to_num(floats(positions["reserved"]))
    return Conditions(
        demand=past.demand,
        observed=past.observed,
        lead_days=lead_days,
        is_review=review_days(past.as_of, past.days, terms, known.review),
        on_hand=np.maximum(np.where(np.isnan(on_hand), usual_stock(past, known), on_hand), 0),
        inbound=inbound_units(past.inbound, past.ids, known.lead, past.as_of).arriving(past.days),
        start=start,
        warm_up=warm_up,
    ), known


def usual_stock(past: Past, known: Times) -> Floats:
    """Average demand of lead time, review time and two weeks, whole units."""
    start = past.demand.shape[1] - past.days
    rate = past.observed[:, max(start - RATE_DAYS, 0) : start].mean(axis=1)
    return np.asarray(np.ceil(rate * (known.protection + COVER_OF_UNKNOWN_STOCK_DAYS)))


def draw_lead_days(mean: Floats, sd: Floats, days: int, seed: int) -> Ints:
    """Delivery times of orders placed on each day, SKU x day, whole days; certain where sd is 0."""
    draws = np.random.default_rng(seed)
    shape = (np.maximum(mean, 1e-9) / np.maximum(sd, 1e-9)) ** 2
    shape = np.minimum(shape, 1e12)[:, None]
    drawn = draws.standard_gamma(np.broadcast_to(shape, (len(mean), days))) * (mean[:, None] / shape)
    return np.asarray(np.rint(np.where(sd[:, None] > 0, drawn, mean[:, None])).astype(np.int64))


def review_days(as_of: date, days: int, terms: pd.DataFrame, review: Floats) -> Bools:
    """Evenings on which each SKU can be ordered: on the supplier's days, a review time or more after the last one."""
    evenings = np.datetime64(as_of, "D") + np.arange(1, days + 1)
    # An order of the evening reaches the supplier the next day.
    is_open = open_days(evenings + 1, allowed_weekdays(terms["order_weekdays"]), terms["closures"])
    found = np.zeros((len(terms), days), dtype=np.bool_)
    last = np.full(len(terms), -np.inf)
    for day in range(days):
        found[:, day] = is_open[:, day] & (day - last >= review)
        last = np.where(found[:, day], day, last)
    return found
