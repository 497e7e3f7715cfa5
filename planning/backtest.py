"""Rolling-origin backtest: what would have been forecast on past days, against what then was sold."""

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine

from analytics.core.metrics import empirical_quantiles
from analytics.extract.service import pull
from analytics.forecast.baselines import BASELINES, baseline_paths
from analytics.forecast.demand_class import demand_class
from analytics.forecast.features import scale_of
from analytics.forecast.horizon import totals_over
from analytics.forecast.model import Model, Training
from analytics.forecast.panel import DemandPanel
from analytics.forecast.scorecard import JAEGO_MEAN, JAEGO_MEDIAN, Backtest, ScoredOrigin, scorecard
from analytics.forecast.service import Forecast, forecast, joined
from analytics.forecast.training import LIGHTGBM, train
from analytics.transform.service import Parameters, build
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.progress import Progress
from kit.settings import Settings
from planning import frames, peers
from planning.assumptions import parameters, replenishment_policy
from planning.warehouse import open_home_warehouse

MEANS = {"mean of 28 days": 28, "mean of 91 days": 91}
MIN_AGE_DAYS = 28
SPACING_DAYS = 30


def backtest(
    settings: Settings, engine: Engine, until: date, *, origins: int, horizons: tuple[int, ...], report: Progress
) -> Backtest:
    """Train and forecast as of `origins` past days, 30 days apart, the last 30 days before the data ends.

    Every origin sees what was known by its day and nothing else: the marts are built as of it.

    Args:
        settings: threads, time zone, country and assumptions as of a night.
        engine: the database.
        until: the last day whose outcomes count.
        origins: how many days are looked at.
        horizons: days of the totals, ascending, each 1 … 60.
        report: receives each step.

    Raises:
        InputError: there is no data, or too little of it for so many origins.
    """
    spacing = max(SPACING_DAYS, *horizons)
    policy = replenishment_policy(settings, engine)
    with open_home_warehouse(settings) as warehouse:
        pull(libpq_url(engine.url), warehouse, report)
        outcomes, last = _outcomes(warehouse, parameters(settings, policy, until), until, report)
        scored = []
        for number in range(origins):
            day = last - timedelta(days=spacing * (number + 1))
            build(warehouse, parameters(settings, policy, day), report)
            _require_history(warehouse, day, max(horizons))
            scored.append(_score_origin(warehouse, settings, day, horizons))
            report("backtest", number + 1, origins)
    return scorecard(scored, outcomes, horizons)


def _require_history(warehouse: DuckDBPyConnection, day: date, longest: int) -> None:
    """Refuse an origin that knows too little to have earlier errors of the baselines on SKUs old enough."""
    known = frames.history(warehouse)
    if (known.until - known.start).days < longest + MIN_AGE_DAYS:
        raise InputError(f"The data begins on {known.start}: too late for an origin on {day}; ask for fewer.")


def _outcomes(
    warehouse: DuckDBPyConnection, given: Parameters, until: date, report: Progress
) -> tuple[pd.DataFrame, date]:
    build(warehouse, given, report)
    # as it was sold, bulk orders included; on days without stock what demand is taken to have been
    demand = frames.read(
        warehouse, "select unique_id, ds, greatest(sold_units, y) as y from demand_daily where y > 0 or sold_units > 0"
    )
    if demand.empty:
        raise InputError(f"There is no demand up to {until}; import orders first: jaego import.")
    return demand, frames.history(warehouse).until


@dataclass(frozen=True)
class _Shard:
    """What is kept of a shard: our totals, their SKUs, the baselines' paths and their earlier errors."""

    made: Forecast
    skus: pd.DataFrame
    paths: pd.DataFrame
    past: pd.DataFrame
    seconds: float


def _score_origin(
    warehouse: DuckDBPyConnection, settings: Settings, day: date, horizons: tuple[int, ...]
) -> ScoredOrigin:
    began = time.monotonic()
    model, accuracy = train(frames.training_panel(warehouse), Training(threads=settings.workers))
    trained = time.monotonic()
    known = hashlib.sha256()
    shards = list(_shards(warehouse, settings, model, day=day, horizons=horizons, known=known))
    made = joined([shard.made for shard in shards])
    skus = pd.concat([shard.skus for shard in shards], ignore_index=True).merge(
        made.totals.drop_duplicates("unique_id")[["unique_id", "model"]], on="unique_id"
    )
    paths = pd.concat([shard.paths for shard in shards], ignore_index=True)
    past = pd.concat([shard.past for shard in shards], ignore_index=True)
    totals = pd.concat([totals_over(made, days) for days in horizons], ignore_index=True)
    points = [
        totals[["unique_id", "horizon_days"]].assign(method=name, forecast=totals[column])
        for name, column in ((JAEGO_MEDIAN, "p50"), (JAEGO_MEAN, "mean"))
    ]
    points += [_sums(paths, days) for days in horizons]
    baseline_quantiles = _baseline_quantiles(pd.concat(points[2:]), skus, past)
    forecasting = sum(shard.seconds for shard in shards)
    seconds = {
        "train": trained - began,
        "forecast": forecasting,
        "baselines": time.monotonic() - trained - forecasting,
    }
    return ScoredOrigin(
        day,
        pd.concat(points, ignore_index=True),
        totals.drop(columns="mean"),
        baseline_quantiles,
        skus,
        accuracy.loc[accuracy["model"] == LIGHTGBM, ["unique_id", "horizon_days", "value_added"]],
        seconds,
        known.hexdigest(),
    )


def _shards(
    warehouse: DuckDBPyConnection,
    settings: Settings,
    model: Model | None,
    *,
    day: date,
    horizons: tuple[int, ...],
    known: "hashlib._Hash",
) -> Iterator[_Shard]:
    """Forecast shard by shard, so that one panel at a time is in memory; its demand goes into the hash `known`."""
    until = frames.selling_until(frames.terms(warehouse))
    borrowed = frames.launch_rates(warehouse)
    count = frames.shards(warehouse)
    for shard in range(count):
        began = time.monotonic()
        panel = frames.shard_panel(warehouse, shard, count)
        made = forecast(panel, model, day, until, borrowed)
        # explained as at night, for the time it takes; nobody reads it here
        made = replace(made, path=made.path.iloc[:0], explanations=made.explanations.iloc[:0])
        seconds = time.monotonic() - began
        known.update(panel.ids.tobytes() + panel.demand.tobytes())
        yield _Shard(
            made, _skus(panel), _competing_paths(panel, max(horizons), settings), _past_errors(panel, horizons), seconds
        )


def _skus(panel: DemandPanel) -> pd.DataFrame:
    rows = np.arange(len(panel.ids))
    ends = np.full(len(rows), panel.days - 1)
    has_sold = panel.demand > 0
    first_sale = np.where(has_sold.any(axis=1), has_sold.argmax(axis=1), panel.days)
    frame = pd.DataFrame(
        {
            "unique_id": panel.ids,
            "demand_class": demand_class(panel, rows, ends),
            "sales_days": has_sold.sum(axis=1),
            "unit": scale_of(panel, rows, ends),
        }
    )
    return frame[first_sale <= panel.days - 1 - MIN_AGE_DAYS]


def _competing_paths(panel: DemandPanel, horizon: int, settings: Settings) -> pd.DataFrame:
    paths = baseline_paths(panel, horizon)
    rows, ends = np.arange(len(panel.ids)), np.full(len(panel.ids), panel.days - 1)
    for name, days in MEANS.items():
        mean = panel.window("demand", rows, ends - days, ends) / np.clip(panel.days - panel.first, 1, days)
        paths[name] = np.repeat(mean, horizon)
    if peers.is_installed() and panel.days > peers.MIN_DAYS:
        peer = peers.peer_paths(panel, horizon, settings.workers, Training().seed)
        paths = paths.merge(peer, on=["unique_id", "step"], how="left")
        # too young for its lags: what a user of it would fall back on
        paths[peers.NAME] = paths[peers.NAME].fillna(paths["mean of 28 days"])
    return paths


def _sums(paths: pd.DataFrame, days: int) -> pd.DataFrame:
    totals = paths[paths["step"] <= days].drop(columns="step").groupby("unique_id").sum()
    long = totals.melt(var_name="method", value_name="forecast", ignore_index=False).reset_index()
    return long.assign(horizon_days=days)


def _past_errors(panel: DemandPanel, horizons: tuple[int, ...]) -> pd.DataFrame:
    """How the baselines erred one origin earlier, in multiples of each SKU's level then."""
    origin = panel.days - 1 - max(horizons)
    past = panel.until(origin)
    paths = baseline_paths(past, max(horizons))
    rows, ends = np.searchsorted(panel.ids, past.ids), np.full(len(past.ids), origin)
    labels = demand_class(panel, rows, ends)
    found = []
    for days in horizons:
        actual = panel.window("demand", rows, ends, ends + days)
        unit = scale_of(panel, rows, ends) * days
        totals = paths[paths["step"] <= days].groupby("unique_id")[list(BASELINES)].sum()
        found += [
            pd.DataFrame(
                {
                    "horizon_days": days,
                    "method": name,
                    "demand_class": labels,
                    "error": (actual - totals[name].to_numpy()) / unit,
                }
            )
            for name in BASELINES
        ]
    return pd.concat(found, ignore_index=True)


def _baseline_quantiles(points: pd.DataFrame, skus: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    known = points[points["method"].isin(BASELINES)].merge(skus, on="unique_id")
    found = []
    for (method, days), part in known.groupby(["method", "horizon_days"]):
        earlier = past[(past["method"] == method) & (past["horizon_days"] == days)]
        values = empirical_quantiles(
            part["forecast"].to_numpy(), part["unit"].to_numpy() * days, part["demand_class"].to_numpy(), earlier
        )
        found.append(part[["unique_id", "horizon_days", "method"]].assign(**values))
    return pd.concat(found, ignore_index=True)
