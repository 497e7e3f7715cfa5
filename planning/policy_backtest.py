"""The policy backtest: the cost of the recommended orders on past demand, beside two competing policies."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine

from analytics.forecast.model import Model, Training
from analytics.forecast.panel import DemandPanel
from analytics.forecast.service import DemandAhead
from analytics.forecast.training import train
from analytics.policy.compare import Comparison, compare, frame
from analytics.policy.conditions import Past, conditions
from analytics.policy.prepare import can_simulate, forecasts, recommended_policy, round_units
from analytics.publish.service import publish
from analytics.replenishment.inputs import Policy, floats
from analytics.transform.service import build
from domain.pipeline.rules import MIN_HISTORY_DAYS, SIMULATED_DAYS, WARM_UP_DAYS
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.settings import Settings
from planning import evidence, frames
from planning.assumptions import parameters, replenishment_policy
from planning.steps import Done, Run, Work
from planning.warehouse import extracted

MAX_SKUS = 2_000
SEED = 20_260_101
DAYS = SIMULATED_DAYS + WARM_UP_DAYS


@dataclass(frozen=True)
class Given:
    """What a policy backtest is computed with; it ends on `end`."""

    settings: Settings
    engine: Engine
    end: date
    policy: Policy


@dataclass(frozen=True)
class Known:
    """What was known before the simulation: the model, its held-out accuracy, and the shop's terms and stock."""

    model: Model | None
    accuracy: pd.DataFrame
    terms: pd.DataFrame
    positions: pd.DataFrame
    inbound: pd.DataFrame


def known_at(warehouse: DuckDBPyConnection, training: Training) -> Known:
    """Train on the marts as they are built now, and read terms and stock."""
    model, accuracy = train(frames.training_panel(warehouse), training)
    return Known(model, accuracy, frames.terms(warehouse), frames.positions(warehouse), frames.inbound(warehouse))


def past_of(panel: DemandPanel, known: Known, days: int) -> tuple[Past, np.ndarray]:
    """What is simulated, and the panel's rows in it.

    Raises:
        InputError: no SKU can be simulated.
    """
    rows = np.flatnonzero(can_simulate(panel, days, known.terms))
    if not len(rows):
        raise InputError(
            "No SKU has unit cost and price and was on sale throughout; import products with unit_cost and list_price."
        )
    past = Past(
        ids=pd.Index(panel.ids[rows], name="unique_id"),
        demand=round_units(panel.demand[rows]),
        observed=panel.demand[rows],
        as_of=panel.day(panel.days - days - 1),
        days=days,
        terms=known.terms,
        positions=known.positions,
        inbound=known.inbound,
    )
    return past, rows


def policy_backtest(settings: Settings, engine: Engine, end: date) -> Work:
    """Simulate the half year up to a date and publish what each policy cost."""
    given = Given(settings, engine, end, replenishment_policy(settings, engine))

    def perform(run: Run) -> None:
        with extracted(run, settings, engine) as warehouse:
            known = run.step("train", partial(train_before, warehouse, given, run))
            past, made = run.step("forecast", partial(forecast_weekly, warehouse, given, known, run))
            comparison = run.step("walk", partial(simulate, given, known, past, made, run))
            run.step("publish", partial(publish_comparison, given, past, comparison, run))

    return Work(("extract", "train", "forecast", "walk", "publish"), perform)


def train_before(warehouse: DuckDBPyConnection, given: Given, run: Run) -> Done[Known]:
    """Train on what was known before the first simulated day; this model is not kept."""
    start = given.end - timedelta(days=DAYS)
    summary = build(warehouse, parameters(given.settings, given.policy, start), run.report)
    history = (start - summary.data_from).days
    if history < MIN_HISTORY_DAYS:
        raise InputError(
            f"The data begin on {summary.data_from}; a simulation of {DAYS} days up to {given.end} needs"
            f" {MIN_HISTORY_DAYS} days before it. Choose a later --date or import older orders."
        )
    known = known_at(warehouse, Training(threads=given.settings.workers))
    return Done(known, {"history_days": history, "trained": int(known.model is not None)})


def forecast_weekly(
    warehouse: DuckDBPyConnection, given: Given, known: Known, run: Run
) -> Done[tuple[Past, dict[int, DemandAhead]]]:
    """Forecast as of one day of each simulated week."""
    build(warehouse, parameters(given.settings, given.policy, given.end), run.report)
    panel = frames.training_panel(warehouse, MAX_SKUS)
    past, rows = past_of(panel, known, DAYS)
    made = forecasts(panel, known.model, rows, DAYS, run.report)
    return Done((past, made), {"skus": len(rows), "forecasts": len(made)})


def simulate(given: Given, known: Known, past: Past, made: dict[int, DemandAhead], run: Run) -> Done[Comparison]:
    """Simulate all policies."""
    under, known_times = conditions(past, given.policy, WARM_UP_DAYS, SEED)
    recommended = recommended_policy(past, given.policy, made, known.accuracy, WARM_UP_DAYS)
    cost = floats(known.terms.set_index("unique_id")["unit_cost"].reindex(past.ids))
    comparison = compare(under, recommended, known_times.lead, cost, run.report)
    return Done(comparison, {"skus": len(past.ids), "days": comparison.days})


def publish_comparison(given: Given, past: Past, comparison: Comparison, run: Run) -> Done[None]:
    """Keep the result as evidence and load it under the run's id."""
    first = given.end - timedelta(days=comparison.days - 1)
    found = frame(comparison, past.ids, SEED).assign(
        period_start=pd.Timestamp(first), period_end=pd.Timestamp(given.end)
    )
    evidence.keep_frame(found, run.evidence, "policies")
    evidence.seal(run.evidence, {"end": given.end, "days": DAYS, "seed": SEED})
    rows = {"ai.policy_backtests": found.rename(columns={"unique_id": "product_id"})}
    return Done(None, publish(libpq_url(given.engine.url), run.run_id, rows, run.report))
