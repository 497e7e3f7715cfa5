"""The tables of a rolling-origin backtest: what was forecast on past days against what then was sold."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.core.distribution import QUANTILES
from analytics.core.metrics import interval_measures, point_measures

JAEGO_MEDIAN = "Jaego p50"
JAEGO_MEAN = "Jaego mean"
NAIVE = "SeasonalNaive"
SALES_DAYS = 100


@dataclass(frozen=True)
class ScoredOrigin:
    """What one origin's forecasts came to.

    Args:
        points: one row per SKU, horizon and method: unique_id, horizon_days, method, forecast.
        quantiles: one row per SKU and horizon: unique_id, horizon_days, p10, p50, p90.
        baseline_quantiles: quantiles of each baseline: also `method`.
        skus: one row per SKU that is old enough: unique_id, demand_class, sales_days, unit (units a day), model.
        held_out: what the model did on the weekly origins that it was calibrated on: unique_id, horizon_days,
            value_added (units, the seasonal naive's absolute error less the model's).
        seconds: what training, forecasting with explanations, and the baselines took.
        known_sha256: hash of the demand that the origin knew.
    """

    origin: date
    points: pd.DataFrame
    quantiles: pd.DataFrame
    baseline_quantiles: pd.DataFrame
    skus: pd.DataFrame
    held_out: pd.DataFrame
    seconds: dict[str, float]
    known_sha256: str


@dataclass(frozen=True)
class Backtest:
    """The tables of a backtest.

    Args:
        points: per origin (a date, or 'all'), horizon and method: wape, rmse, bias, skus.
        intervals: per horizon and method: pinball, coverage, crossings.
        classes: coverage per horizon and demand class, with the number of outcomes.
        value_added: per horizon, of SKUs with 100 sales days: the share that is worse than the seasonal naive at
            the origins, and on the held-out weeks before them with the number of outcomes a SKU has there. Of three
            outcomes even the true median loses about a quarter by chance (bench/chance_of_naive.py).
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


def scorecard(scored: list[ScoredOrigin], outcomes: pd.DataFrame, horizons: tuple[int, ...]) -> Backtest:
    """Compare what was forecast with the outcomes.

    Args:
        scored: the origins.
        outcomes: one row per SKU and day with demand: unique_id, ds, y (units).
        horizons: days of the totals.
    """
    actual = pd.concat([_actual(one, outcomes, horizons) for one in scored], ignore_index=True)
    known = [bytes.fromhex(one.known_sha256) for one in scored]
    digest = hashlib.sha256(b"".join(known) + actual["actual"].to_numpy().tobytes())
    keys = ["origin", "unique_id", "horizon_days"]

    def joined_with(name: str) -> pd.DataFrame:
        rows = pd.concat([getattr(one, name).assign(origin=str(one.origin)) for one in scored], ignore_index=True)
        return actual.merge(rows, on=keys)

    points, jaego = joined_with("points"), joined_with("quantiles").assign(method=JAEGO_MEDIAN)
    both = pd.concat([jaego, joined_with("baseline_quantiles")], ignore_index=True)
    everywhere = pd.concat([points, points.assign(origin="all")], ignore_index=True)
    return Backtest(
        points=_grouped(everywhere, ["origin", "horizon_days", "method"], _points_of),
        intervals=_grouped(both, ["horizon_days", "method"], _intervals_of),
        classes=_grouped(jaego, ["horizon_days", "demand_class"], _intervals_of),
        value_added=_value_added(points).merge(_on_held_out(scored), on="horizon_days", how="left"),
        origins=[
            {
                "date": str(one.origin),
                "skus": len(one.skus),
                "served_by": one.skus["model"].value_counts().to_dict(),
                "seconds": {name: round(value, 1) for name, value in one.seconds.items()},
            }
            for one in scored
        ],
        data_sha256=digest.hexdigest(),
    )


def _actual(one: ScoredOrigin, outcomes: pd.DataFrame, horizons: tuple[int, ...]) -> pd.DataFrame:
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
    chosen = points[(points["sales_days"] >= SALES_DAYS) & points["method"].isin((JAEGO_MEDIAN, NAIVE))]
    error = (chosen["forecast"] - chosen["actual"]).abs()
    errors = chosen.assign(error=error)
    if errors.empty:
        return pd.DataFrame(columns=["horizon_days", "worse_than_naive", "skus"])
    sums = errors.pivot_table(index=["horizon_days", "unique_id"], columns="method", values="error", aggfunc="sum")
    worse = (sums[JAEGO_MEDIAN] > sums[NAIVE]).groupby("horizon_days").agg(["mean", "size"])
    return worse.rename(columns={"mean": "worse_than_naive", "size": "skus"}).reset_index()


def _on_held_out(scored: list[ScoredOrigin]) -> pd.DataFrame:
    """Share of (origin, SKU) pairs, SKUs of a hundred sales days, that lost to the seasonal naive on held-out weeks."""
    frames = []
    for one in scored:
        often = one.skus.loc[one.skus["sales_days"] >= SALES_DAYS, "unique_id"]
        frames.append(one.held_out[one.held_out["unique_id"].isin(often)].assign(origin=str(one.origin)))
    sums = pd.concat(frames).groupby(["horizon_days", "origin", "unique_id"])["value_added"].agg(["sum", "size"])
    lost = (sums["sum"] < 0).groupby("horizon_days").mean().rename("worse_on_held_out")
    each = sums["size"].groupby("horizon_days").mean().rename("held_out_outcomes")
    return pd.concat([lost, each], axis=1).reset_index()
