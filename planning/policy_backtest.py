"""The policy backtest: the cost of the recommended orders on past demand, beside two competing policies."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine

from analytics.extract.service import pull
from analytics.forecast.model import Model, Training
from analytics.forecast.panel import Panel
from analytics.forecast.training import train
from analytics.policy.compare import Comparison, compare, frame
from analytics.policy.conditions import Past, conditions
from analytics.policy.ours import Ahead
from analytics.policy.prepare import forecasts, recommended, walkable, whole_units
from analytics.publish.service import publish
from analytics.replenishment.inputs import Policy, floats
from analytics.transform.service import build
from domain.pipeline.rules import MIN_HISTORY_DAYS, WALKED_DAYS, WARM_UP_DAYS
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.settings import Settings
from planning import evidence, frames
from planning.nightly import parameters, replenishment_policy
from planning.steps import RunContext
from planning.warehouse import open_home_warehouse

MAX_SKUS = 2_000
SEED = 20_260_101


@dataclass(frozen=True)
class Known:
    """What was known on the evening before the walk: model, its held-out accuracy, and the shop's terms and stock."""

    model: Model | None
    accuracy: pd.DataFrame
    terms: pd.DataFrame
    positions: pd.DataFrame
    inbound: pd.DataFrame


def known_at(warehouse: DuckDBPyConnection, training: Training) -> Known:
    """Train on the marts as they are built now, and read terms and stock."""
    model, accuracy = train(frames.training_panel(warehouse), training)
    return Known(model, accuracy, frames.terms(warehouse), frames.positions(warehouse), frames.inbound(warehouse))


def past_of(panel: Panel, known: Known, days: int) -> tuple[Past, np.ndarray]:
    """What is walked over, and the panel's rows in it.

    Raises:
        InputError: no SKU can be walked.
    """
    rows = np.flatnonzero(walkable(panel, days, known.terms))
    if not len(rows):
        raise InputError(
            "No SKU has unit cost and price and was on sale throughout; import products with unit_cost and list_price."
        )
    past = Past(
        ids=pd.Index(panel.ids[rows], name="unique_id"),
        demand=whole_units(panel.demand[rows]),
        observed=panel.demand[rows],
        as_of=panel.day(panel.days - days - 1),
        days=days,
        terms=known.terms,
        positions=known.positions,
        inbound=known.inbound,
    )
    return past, rows


class Backtest:
    """The steps; each leaves its results for the next."""

    _warehouse: DuckDBPyConnection
    _known: Known
    _past: Past
    _made: dict[int, Ahead]
    _comparison: Comparison

    def __init__(self, settings: Settings, engine: Engine, end: date) -> None:
        self._settings, self._engine, self._end = settings, engine, end
        self._uri = libpq_url(engine.url)
        self._policy: Policy = replenishment_policy(settings, engine)
        self._days = WALKED_DAYS + WARM_UP_DAYS
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def extract(self, context: RunContext) -> dict[str, int]:
        """Pull what has changed in PostgreSQL since the last pull."""
        self._warehouse = self._open.enter_context(open_home_warehouse(self._settings))
        return {"rows": pull(self._uri, self._warehouse, context.report).rows}

    def train(self, context: RunContext) -> dict[str, int]:
        """Train on what was known before the walk; this model is not kept."""
        start = self._end - timedelta(days=self._days)
        summary = build(self._warehouse, parameters(self._settings, self._policy, start), context.report)
        history = (start - summary.data_from).days
        if history < MIN_HISTORY_DAYS:
            raise InputError(
                f"The data begin on {summary.data_from}; a simulation of {self._days} days up to {self._end} needs"
                f" {MIN_HISTORY_DAYS} days before it. Choose a later --date or import older orders."
            )
        self._known = known_at(self._warehouse, Training(threads=self._settings.workers))
        return {"history_days": history, "trained": int(self._known.model is not None)}

    def forecast(self, context: RunContext) -> dict[str, int]:
        """Forecast weekly along the walk."""
        build(self._warehouse, parameters(self._settings, self._policy, self._end), context.report)
        panel = frames.training_panel(self._warehouse, MAX_SKUS)
        self._past, rows = past_of(panel, self._known, self._days)
        self._made = forecasts(panel, self._known.model, rows, self._days, context.report)
        return {"skus": len(rows), "forecasts": len(self._made)}

    def walk(self, context: RunContext) -> dict[str, int]:
        """Walk all policies."""
        under, known_times = conditions(self._past, self._policy, WARM_UP_DAYS, SEED)
        ours = recommended(self._past, self._policy, self._made, self._known.accuracy, WARM_UP_DAYS)
        cost = floats(self._known.terms.set_index("unique_id")["unit_cost"].reindex(self._past.ids))
        self._comparison = compare(under, ours, known_times.lead, cost, context.report)
        return {"skus": len(self._past.ids), "days": self._comparison.days}

    def publish(self, context: RunContext) -> dict[str, int]:
        """Keep the result as evidence and load it under the run's id."""
        first = self._end - timedelta(days=self._comparison.days - 1)
        found = frame(self._comparison, self._past.ids, SEED).assign(
            period_start=pd.Timestamp(first), period_end=pd.Timestamp(self._end)
        )
        evidence.keep_frame(found, context.evidence, "policies")
        evidence.seal(context.evidence, {"end": self._end, "days": self._days, "seed": SEED})
        rows = {"ai.policy_backtests": found.rename(columns={"unique_id": "product_id"})}
        return publish(self._uri, context.run_id, rows, context.report)
