"""From what was known at the first day, and forecasts made along the way, to the policy that is simulated."""

import numpy as np
import pandas as pd

from analytics.core.arrays import Bools, Floats, take
from analytics.forecast.model import Model
from analytics.forecast.panel import DemandPanel
from analytics.forecast.service import DemandAhead, demand_ahead
from analytics.forecast.training import LIGHTGBM
from analytics.policy.conditions import Past
from analytics.policy.recommended import FixedTerms, Recommended
from analytics.replenishment.economy import economy, set_levels
from analytics.replenishment.inputs import Policy, aligned, currency_mixed, floats, planning_terms
from analytics.replenishment.lead_time import times
from analytics.replenishment.quantity import limits
from analytics.replenishment.sku_error_scale import HORIZON, error_ratio
from kit.progress import Progress

FORECAST_EVERY_DAYS = 7
SETTLED_DAYS = 28


def forecasts(
    panel: DemandPanel, model: Model | None, rows: np.ndarray, days: int, report: Progress
) -> dict[int, DemandAhead]:
    """Forecast weekly, each time from the panel as it was on that day.

    Args:
        panel: demand to the simulation's end; the model has seen nothing of the simulated days.
        model: trained before the simulation; None serves the fallback baseline.
        rows: rows of the panel that are simulated.
        days: simulated days.
        report: receives the forecasts made and to make.

    Returns:
        By simulated day, -1 the evening before the first.
    """
    found = {}
    every = range(-1, days - 1, FORECAST_EVERY_DAYS)
    for number, day in enumerate(every):
        column = panel.days - days + day
        past = panel.until(column)
        made = demand_ahead(past, model, past.day(column), {})
        place = np.searchsorted(past.ids, panel.ids[rows])
        found[day] = take(made, place)
        report("forecasts", number + 1, len(every))
    return found


def can_simulate(panel: DemandPanel, days: int, terms: pd.DataFrame) -> Bools:
    """SKUs of the panel on sale from four weeks before the simulation to its end, with cost and price known.

    Args:
        panel: demand to the simulation's end.
        days: simulated days.
        terms: as known on the evening before the simulation; a SKU whose end has come or is set is left out.
    """
    known = aligned(terms, "terms", ("unit_cost", "price", "list_price", "discontinued_on"), pd.Index(panel.ids))
    price = np.where(floats(known["price"]) > 0, floats(known["price"]), floats(known["list_price"]))
    is_priced = (floats(known["unit_cost"]) > 0) & (price > 0) & ~currency_mixed(terms, known.index)
    is_settled = panel.first <= panel.days - days - SETTLED_DAYS
    return np.asarray(is_settled & is_priced & known["discontinued_on"].isna().to_numpy())


def fixed_terms(past: Past, policy: Policy, errors: tuple[Floats, Floats]) -> FixedTerms:
    """The terms of the simulated SKUs as the product's policy sees them."""
    terms = planning_terms(past.terms, past.ids)
    known = times(terms, policy)
    return FixedTerms(
        lead=known.lead,
        lead_sd=known.lead_sd,
        review=known.review,
        bounds=limits(terms, np.zeros(len(past.ids), dtype=np.bool_), np.full(len(past.ids), np.inf)),
        economy=economy(terms, policy),
        set_level=set_levels(terms, policy),
        fallback_level=floats(terms["service_level"]),
        data_uncertainty=np.nan_to_num(floats(terms["interval_factor"]), nan=1.0),
        errors=errors,
    )


def past_error_ratios(accuracy: pd.DataFrame, ids: pd.Index, made: DemandAhead) -> tuple[Floats, Floats]:
    """Sum and number of each SKU's error ratios among held-out forecasts of the trained model."""
    nothing = np.zeros(len(ids))
    if accuracy.empty:
        return nothing, nothing.copy()
    held_out = accuracy[(accuracy["model"] == LIGHTGBM) & (accuracy["horizon_days"] == HORIZON)]
    rows = ids.get_indexer(pd.Index(held_out["unique_id"]))
    held_out, rows = held_out[rows >= 0], rows[rows >= 0]
    actual = floats(held_out["actual"])
    found = error_ratio(actual, actual + floats(held_out["bias"]), take(made.spread, rows))
    number = np.bincount(rows, minlength=len(ids))
    return np.bincount(rows, found, len(ids)).astype(np.float64), number.astype(np.float64)


def round_units(demand: Floats) -> Floats:
    """Demand estimated in fractions as whole units a day, each SKU's running total kept."""
    running = np.floor(np.cumsum(demand, axis=1) + 0.5)
    return np.diff(running, axis=1, prepend=0.0)


def recommended_policy(
    past: Past, policy: Policy, made: dict[int, DemandAhead], accuracy: pd.DataFrame, warm_up: int
) -> Recommended:
    """The product's policy for one simulation."""
    errors = past_error_ratios(accuracy, past.ids, made[-1])
    return Recommended(fixed_terms(past, policy, errors), made, warm_up)
