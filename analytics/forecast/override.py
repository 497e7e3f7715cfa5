"""Planners' numbers put in place of the model's, on the days they are about, with the model's own kept beside."""

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd

from analytics.core import distribution
from analytics.core.arrays import Floats
from analytics.core.distribution import QUANTILES
from analytics.forecast.service import PUBLISHED_DAYS, Forecast

RULE = "PLANNER_OVERRIDE"
APPLIED = ("override_id", "unique_id", "reason", "origin_date", "starts_on", "ends_on", "units_with", "units_without")


def apply_overrides(forecast: Forecast, overrides: pd.DataFrame, as_of: date) -> tuple[Forecast, pd.DataFrame]:
    """Apply the overrides that hold to the outlook, the published path and the totals.

    A factor multiplies each day; units a day replace each; a total is shared out over the whole period, each day of
    which takes its part in proportion to the model's path (evenly where the model expects nothing), so that
    days already past or beyond the outlook keep their part. The path still sums to the total's mean; quantiles move
    in proportion to it.

    Args:
        forecast: the model's.
        overrides: override_id, unique_id, starts_on, ends_on, mode, value, reason, expires_on; the periods of one SKU
            do not overlap.
        as_of: the last day that is not forecast; an override holds while its expiry lies after it.

    Returns:
        The forecast, with `model_qty` in its path and `model_mean`, `model_p50` in its totals: the model's own numbers
        of SKUs that an override changed, else missing. And one row per override that was applied, columns APPLIED:
        units over the days of it that lie in the outlook, with it and without any.
    """
    outlook = forecast.outlook
    model, path = outlook["mean"].to_numpy(np.float64), outlook["mean"].to_numpy(np.float64, copy=True)
    applied = []
    places = _places(outlook, overrides)
    for override in _holding(overrides, as_of).sort_values("override_id").to_dict("records"):
        place = places.get(override["unique_id"])
        if place is None:
            continue
        days = outlook["ds"].iloc[place]
        starts, ends = pd.Timestamp(override["starts_on"]), pd.Timestamp(override["ends_on"])
        inside = place[days.between(starts, ends)]
        if not len(inside):
            continue
        path[inside] = _units(override["mode"], override["value"], model[inside], (ends - starts).days + 1)
        first, last = outlook["ds"].iloc[inside[0]].date(), outlook["ds"].iloc[inside[-1]].date()
        numbers = (float(path[inside].sum()), float(model[inside].sum()))
        applied.append(
            (override["override_id"], override["unique_id"], override["reason"], as_of, first, last, *numbers)
        )
    if not applied:
        return _unchanged(forecast), pd.DataFrame(columns=list(APPLIED))
    return _replaced(forecast, path, as_of), pd.DataFrame(applied, columns=list(APPLIED))


def _holding(overrides: pd.DataFrame, as_of: date) -> pd.DataFrame:
    expiry, last = pd.to_datetime(overrides["expires_on"]), pd.to_datetime(overrides["ends_on"])
    return overrides[(expiry > pd.Timestamp(as_of)) & (last > pd.Timestamp(as_of))]


def _places(outlook: pd.DataFrame, overrides: pd.DataFrame) -> dict[int, np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Row numbers of the SKUs that overrides concern, days in order."""
    some = outlook[["unique_id", "ds"]].reset_index(drop=True)
    some = some[some["unique_id"].isin(overrides["unique_id"])].sort_values(["unique_id", "ds"], kind="stable")
    return {int(str(sku)): part.index.to_numpy(np.int64) for sku, part in some.groupby("unique_id")}


def _units(mode: str, value: float, model: Floats, period_days: int) -> Floats:
    if mode == "FACTOR":
        return model * value
    a_day = value if mode == "UNITS_PER_DAY" else value / period_days
    if mode == "UNITS_PER_DAY" or model.sum() <= 0:
        return np.full(len(model), a_day)
    return np.asarray(a_day * len(model) * model / model.sum())


def _unchanged(forecast: Forecast) -> Forecast:
    return replace(
        forecast,
        path=forecast.path.assign(model_qty=np.nan),
        totals=forecast.totals.assign(model_mean=np.nan, model_p50=np.nan),
    )


def _replaced(forecast: Forecast, path: Floats, as_of: date) -> Forecast:
    """The forecast with another outlook; only rows of SKUs whose outlook differs change."""
    outlook = forecast.outlook.assign(model=forecast.outlook["mean"], mean=path)
    touched = outlook.loc[outlook["mean"] != outlook["model"], "unique_id"].unique()
    some = outlook[outlook["unique_id"].isin(touched)]
    step = (some["ds"] - pd.Timestamp(as_of)).dt.days
    near = some[step <= PUBLISHED_DAYS].rename(columns={"ds": "target_date"})
    days = _moved(forecast.path, near, forecast.spread, key="target_date", names=("forecast_qty", "model_qty", None))
    cumulated = some.assign(horizon_days=step)[["unique_id", "horizon_days"]].assign(
        mean=some.groupby("unique_id")["mean"].cumsum(), model=some.groupby("unique_id")["model"].cumsum()
    )
    totals = _moved(
        forecast.totals, cumulated, forecast.spread, key="horizon_days", names=("mean", "model_mean", "model_p50")
    )
    breakpoints = _moved(
        forecast.breakpoints, cumulated, forecast.spread, key="horizon_days", names=("mean", "model_mean", None)
    )
    return replace(
        forecast,
        path=days,
        totals=_growing(totals, touched),
        breakpoints=_growing(breakpoints.drop(columns="model_mean"), touched),
        outlook=outlook.drop(columns="model"),
        explanations=_explained(forecast.explanations, totals),
    )


def _growing(totals: pd.DataFrame, touched: Floats) -> pd.DataFrame:
    """Let no quantile of a longer horizon lie below that of a shorter one (days without demand add nothing)."""
    names = list(QUANTILES)
    some = totals.loc[totals["unique_id"].isin(touched), ["unique_id", "horizon_days", *names]]
    grown = some.sort_values(["unique_id", "horizon_days"]).groupby("unique_id")[names].cummax()
    return totals.assign(**{name: grown[name].reindex(totals.index).fillna(totals[name]) for name in names})


def _moved(
    frame: pd.DataFrame,
    numbers: pd.DataFrame,
    spread: pd.DataFrame,
    *,
    key: str,
    names: tuple[str, str, str | None],
) -> pd.DataFrame:
    """Take over new means where there are any; quantiles in proportion, or around the mean where there was none."""
    mean_name, kept_mean, kept_median = names
    found = frame[["unique_id", key]].merge(
        numbers[["unique_id", key, "mean", "model"]], on=["unique_id", key], how="left", validate="1:1"
    )
    found = found.merge(spread, on="unique_id", how="left", validate="m:1")
    new, old = found["mean"].to_numpy(np.float64), found["model"].to_numpy(np.float64)
    changed = np.isfinite(new) & (new != old)
    factor = np.divide(new, old, out=np.ones(len(new)), where=changed & (old > 0))
    rises_from_nothing = changed & (old <= 0)
    moved = {mean_name: np.where(changed, new, frame[mean_name])}
    spread_of_rows = distribution.Spread(*(found[name].to_numpy(np.float64) for name in ("v", "c")))
    variance = spread_of_rows.variance(np.where(changed, new, 0.0))
    for name, level in QUANTILES.items():
        moved[name] = frame[name].to_numpy(np.float64) * factor
        if rises_from_nothing.any():
            some = rises_from_nothing
            moved[name][some] = distribution.quantile(level, new[some], variance[some])
    kept = {kept_mean: np.where(changed, frame[mean_name], np.nan)}
    if kept_median is not None:
        kept[kept_median] = np.where(changed, frame["p50"], np.nan)
    return frame.assign(**moved, **kept)


def _explained(explanations: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Say so among the rules; base and contributions go on explaining the model's own total."""
    added = totals.assign(units=totals["mean"] - totals["model_mean"])[["unique_id", "horizon_days", "units"]]
    units = explanations[["unique_id", "horizon_days"]].merge(
        added, on=["unique_id", "horizon_days"], how="left", validate="1:1"
    )["units"]
    rules = [
        fired if np.isnan(number) else [*fired, {"key": RULE, "numbers": {"units": round(number, 4)}}]
        for fired, number in zip(explanations["rules"], units, strict=True)
    ]
    return explanations.assign(rules=pd.Series(rules, index=explanations.index, dtype="object"))
