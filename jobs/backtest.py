"""Rolling-origin backtest: what would have been forecast on past days, against what then was sold."""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection
from numpy.typing import NDArray
from sqlalchemy import Engine

from analytics.extract.service import pull
from analytics.forecast.baselines import BASELINES, baseline_paths
from analytics.forecast.demand_class import demand_class
from analytics.forecast.features import scale_of
from analytics.forecast.horizon import totals_over
from analytics.forecast.measure import empirical_quantiles, interval_measures, point_measures
from analytics.forecast.model import QUANTILES, Training
from analytics.forecast.panel import Panel
from analytics.forecast.service import forecast
from analytics.forecast.training import train
from analytics.transform.service import Parameters, build
from analytics.warehouse import open_warehouse
from jobs import frames, peers
from jobs.nightly import WAREHOUSE, joined
from jobs.run import Report
from kit.errors import InputError
from kit.postgres import libpq_url
from kit.settings import Settings

OURS_MEDIAN = "Jaego p50"
OURS_MEAN = "Jaego mean"
MEANS = {"mean of 28 days": 28, "mean of 91 days": 91}
LEAST_AGE_DAYS = 28
SALES_DAYS = 100
SPACING_DAYS = 30
Column = NDArray[np.float64]


@dataclass(frozen=True)
class Settled:
    """What one origin's forecasts came to.

    Args:
        points: one row per SKU, horizon and method: unique_id, horizon_days, method, forecast.
        quantiles: one row per SKU and horizon: unique_id, horizon_days, p10, p50, p90.
        rivals: quantiles of each baseline: also `method`.
        skus: one row per SKU that is old enough: unique_id, demand_class, sales_days, unit (units a day), model.
        seconds: what training, forecasting with explanations, and the rivals took.
    """

    origin: date
    points: pd.DataFrame
    quantiles: pd.DataFrame
    rivals: pd.DataFrame
    skus: pd.DataFrame
    seconds: dict[str, float]


@dataclass(frozen=True)
class Backtest:
    """The tables of a backtest.

    Args:
        points: per origin (a date, or 'all'), horizon and method: wape, rmse, bias, skus.
        intervals: per horizon and method: pinball, coverage, crossings.
        classes: coverage per horizon and demand class, with the number of outcomes.
        value_added: per horizon: share of SKUs with 100 sales days that are worse than the seasonal naive.
        origins: the days, newest first, with seconds.
        data_sha256: hash of the outcomes and the demand that the origins knew.
    """

    points: pd.DataFrame
    intervals: pd.DataFrame
    classes: pd.DataFrame
    value_added: pd.DataFrame
    origins: list[dict[str, object]]
    data_sha256: str

    def as_json(self) -> dict[str, object]:
        """For scripts: lists of rows."""
        tables = {name: getattr(self, name).to_dict("records") for name in ("points", "intervals", "classes")}
        return {
            **tables,
            "value_added": self.value_added.to_dict("records"),
            "origins": self.origins,
            "data_sha256": self.data_sha256,
        }


def backtest(
    settings: Settings, engine: Engine, until: date, *, origins: int, horizons: tuple[int, ...], report: Report
) -> Backtest:
    """Train and forecast as of `origins` past days, 30 days apart, the last 30 days before the data ends.

    Every origin sees what was known by its day and nothing else: the marts are built as of it.

    Args:
        settings: threads, time zone, country and assumptions as of a night.
        engine: the database.
        until: the last day whose outcomes count.
        origins: how many days are looked at.
        horizons: days of the totals, ascending, each 1 … 60.
        report: told of each step.

    Raises:
        InputError: there is no data, or too little of it for so many origins.
    """
    spacing = max(SPACING_DAYS, *horizons)
    with open_warehouse(settings.home / WAREHOUSE, threads=settings.workers) as warehouse:
        pull(libpq_url(engine.url), warehouse, report)
        outcomes, last = _outcomes(warehouse, settings, until, report)
        settled, known = [], hashlib.sha256()
        for number in range(origins):
            day = last - timedelta(days=spacing * (number + 1))
            build(warehouse, _parameters(settings, day), report)
            panel_history = frames.history(warehouse)
            if (panel_history.until - panel_history.start).days < LEAST_AGE_DAYS:
                raise InputError(
                    f"The data begins {panel_history.start}: too late for an origin on {day}; ask for fewer."
                )
            settled.append(_settle(warehouse, settings, day, horizons, known))
            report("backtest", number + 1, origins)
    return _tables(settled, outcomes, horizons, known)


def _require_history(warehouse: DuckDBPyConnection, day: date) -> None:
    known = frames.history(warehouse)
    if (known.until - known.start).days < LEAST_AGE_DAYS:
        raise InputError(f"The data begins on {known.start}: too late for an origin on {day}; ask for fewer.")


def _parameters(settings: Settings, as_of: date) -> Parameters:
    return Parameters(
        as_of=as_of,
        timezone=settings.timezone,
        country=settings.country,
        history_days=settings.history_days,
        default_lead_time_days=settings.default_lead_time_days,
        default_review_days=settings.default_review_days,
        service_level=settings.service_level,
    )


def _outcomes(
    warehouse: DuckDBPyConnection, settings: Settings, until: date, report: Report
) -> tuple[pd.DataFrame, date]:
    build(warehouse, _parameters(settings, until), report)
    demand = frames.read(warehouse, "select unique_id, ds, y from forecast_demand where y > 0")
    if demand.empty:
        raise InputError(f"There is no demand up to {until}; import orders first: jaego import.")
    return demand, frames.history(warehouse).until


def _settle(
    warehouse: DuckDBPyConnection, settings: Settings, day: date, horizons: tuple[int, ...], known: "hashlib._Hash"
) -> Settled:
    began = time.monotonic()
    model, _ = train(frames.training_panel(warehouse), Training(threads=settings.workers))
    trained = time.monotonic()
    until = frames.selling_until(frames.terms(warehouse))
    borrowed = frames.launch_rates(warehouse)
    count = frames.shards(warehouse)
    panels = [frames.shard_panel(warehouse, shard, count) for shard in range(count)]
    made = joined([forecast(panel, model, day, until, borrowed) for panel in panels])
    forecasted = time.monotonic()
    for panel in panels:
        known.update(panel.ids.tobytes() + panel.demand.tobytes())
    skus = pd.concat([_skus(panel) for panel in panels], ignore_index=True).merge(
        made.totals.drop_duplicates("unique_id")[["unique_id", "model"]], on="unique_id"
    )
    paths = pd.concat([_rival_paths(panel, max(horizons), settings) for panel in panels], ignore_index=True)
    past = pd.concat([_past_errors(panel, horizons) for panel in panels], ignore_index=True)
    ours = pd.concat([totals_over(made, days) for days in horizons], ignore_index=True)
    points = [
        ours[["unique_id", "horizon_days"]].assign(method=name, forecast=ours[column])
        for name, column in ((OURS_MEDIAN, "p50"), (OURS_MEAN, "mean"))
    ]
    points += [_sums(paths, days) for days in horizons]
    rivals = _rival_quantiles(pd.concat(points[2:]), skus, past)
    seconds = {"train": trained - began, "forecast": forecasted - trained, "rivals": time.monotonic() - forecasted}
    return Settled(day, pd.concat(points, ignore_index=True), ours.drop(columns="mean"), rivals, skus, seconds)


def _skus(panel: Panel) -> pd.DataFrame:
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
    return frame[first_sale <= panel.days - 1 - LEAST_AGE_DAYS]


def _rival_paths(panel: Panel, horizon: int, settings: Settings) -> pd.DataFrame:
    paths = baseline_paths(panel, horizon)
    rows, ends = np.arange(len(panel.ids)), np.full(len(panel.ids), panel.days - 1)
    for name, days in MEANS.items():
        mean = panel.window("demand", rows, ends - days, ends) / np.clip(panel.days - panel.first, 1, days)
        paths[name] = np.repeat(mean, horizon)
    if peers.is_installed():
        peer = peers.peer_paths(panel, horizon, settings.workers, Training().seed)
        paths = paths.merge(peer, on=["unique_id", "step"])
    return paths


def _sums(paths: pd.DataFrame, days: int) -> pd.DataFrame:
    totals = paths[paths["step"] <= days].drop(columns="step").groupby("unique_id").sum()
    long = totals.melt(var_name="method", value_name="forecast", ignore_index=False).reset_index()
    return long.assign(horizon_days=days)


def _past_errors(panel: Panel, horizons: tuple[int, ...]) -> pd.DataFrame:
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


def _rival_quantiles(points: pd.DataFrame, skus: pd.DataFrame, past: pd.DataFrame) -> pd.DataFrame:
    known = points[points["method"].isin(BASELINES)].merge(skus, on="unique_id")
    found = []
    for (method, days), part in known.groupby(["method", "horizon_days"]):
        earlier = past[(past["method"] == method) & (past["horizon_days"] == days)]
        values = empirical_quantiles(
            part["forecast"].to_numpy(), part["unit"].to_numpy() * days, part["demand_class"].to_numpy(), earlier
        )
        found.append(part[["unique_id", "horizon_days", "method"]].assign(**values))
    return pd.concat(found, ignore_index=True)


def _tables(
    settled: list[Settled], outcomes: pd.DataFrame, horizons: tuple[int, ...], known: "hashlib._Hash"
) -> Backtest:
    actual = pd.concat([_actual(one, outcomes, horizons) for one in settled], ignore_index=True)
    known.update(actual["actual"].to_numpy().tobytes())
    keys = ["origin", "unique_id", "horizon_days"]

    def joined_with(name: str) -> pd.DataFrame:
        rows = pd.concat([getattr(one, name).assign(origin=str(one.origin)) for one in settled], ignore_index=True)
        return actual.merge(rows, on=keys)

    points, ours = joined_with("points"), joined_with("quantiles").assign(method=OURS_MEDIAN)
    both = pd.concat([ours, joined_with("rivals")], ignore_index=True)
    everywhere = pd.concat([points, points.assign(origin="all")], ignore_index=True)
    return Backtest(
        points=_grouped(everywhere, ["origin", "horizon_days", "method"], _points_of),
        intervals=_grouped(both, ["horizon_days", "method"], _intervals_of),
        classes=_grouped(ours, ["horizon_days", "demand_class"], _intervals_of),
        value_added=_value_added(points),
        origins=[
            {
                "date": str(one.origin),
                "skus": len(one.skus),
                "served_by": one.skus["model"].value_counts().to_dict(),
                "seconds": {name: round(value, 1) for name, value in one.seconds.items()},
            }
            for one in settled
        ],
        data_sha256=known.hexdigest(),
    )


def _actual(one: Settled, outcomes: pd.DataFrame, horizons: tuple[int, ...]) -> pd.DataFrame:
    """What was sold over each horizon after the origin, zero included, by every SKU that was old enough."""
    after = (outcomes["ds"] - pd.Timestamp(one.origin)).dt.days
    parts = []
    for days in horizons:
        sold = outcomes[(after > 0) & (after <= days)].groupby("unique_id")["y"].sum()
        parts.append(
            one.skus[["unique_id", "demand_class", "sales_days"]].assign(
                origin=str(one.origin),
                horizon_days=days,
                actual=one.skus["unique_id"].map(sold).fillna(0.0).to_numpy(),
            )
        )
    return pd.concat(parts, ignore_index=True)


def _grouped(frame: pd.DataFrame, by: list[str], measure: Callable[[pd.DataFrame], dict[str, object]]) -> pd.DataFrame:
    rows = [dict(zip(by, key, strict=True)) | measure(part) for key, part in frame.groupby(by, sort=False)]
    return pd.DataFrame(rows)


def _points_of(part: pd.DataFrame) -> dict[str, object]:
    return {**point_measures(part["actual"].to_numpy(), part["forecast"].to_numpy()), "outcomes": len(part)}


def _intervals_of(part: pd.DataFrame) -> dict[str, object]:
    quantiles = {name: part[name].to_numpy() for name in QUANTILES}
    return {**interval_measures(part["actual"].to_numpy(), quantiles), "outcomes": len(part)}


def _value_added(points: pd.DataFrame) -> pd.DataFrame:
    """Share of the SKUs with a hundred sales days whose median was further off than the seasonal naive, all origins."""
    chosen = points[(points["sales_days"] >= SALES_DAYS) & points["method"].isin((OURS_MEDIAN, "SeasonalNaive"))]
    error = (chosen["forecast"] - chosen["actual"]).abs()
    errors = chosen.assign(error=error)
    sums = errors.pivot_table(index=["horizon_days", "unique_id"], columns="method", values="error", aggfunc="sum")
    worse = (sums[OURS_MEDIAN] > sums["SeasonalNaive"]).groupby("horizon_days").agg(["mean", "size"])
    return worse.rename(columns={"mean": "worse_than_naive", "size": "skus"}).reset_index()
