"""Forecast a shard of SKUs: totals with quantiles, the daily path, the spread that decisions need, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

import numpy as np
import pandas as pd

from analytics.core import distribution
from analytics.core.arrays import Bools, Floats, Ints, Labels
from analytics.core.calendar import CALIBRATED_HORIZONS, HORIZONS
from analytics.core.distribution import QUANTILES, Spread
from analytics.forecast.baselines import FALLBACK, baseline_paths
from analytics.forecast.boosted import boosted_units, combined_units, segments_of
from analytics.forecast.calibrate import scale_intervals
from analytics.forecast.combine import EVERYTHING, baseline_blend, weights_of
from analytics.forecast.demand_class import demand_class, size_ratio
from analytics.forecast.explain import contributions
from analytics.forecast.fallback_model import fallback_totals
from analytics.forecast.features import GROUPS
from analytics.forecast.history_spread import history_spread
from analytics.forecast.launch import NEW, is_new, new_totals
from analytics.forecast.model import Calibration, Model
from analytics.forecast.panel import DemandPanel
from analytics.forecast.path import daily_path, increasing, weekday_profile
from analytics.forecast.round_units import round_medians, sold_in_whole_units
from analytics.forecast.rules import rules_for
from analytics.forecast.sample import Rows, is_active, rows_of
from analytics.forecast.training import LIGHTGBM, UNTRAINED

PUBLISHED_DAYS = 30
NOTHING = "DISCONTINUED"


@dataclass(frozen=True)
class Forecast:
    """What is known about the demand after the as-of day.

    Args:
        path: unique_id, target_date, forecast_qty, p10, p50, p90, confidence_score, model; 30 days.
        totals: unique_id, horizon_days, mean, p10, p50, p90, confidence_score, model; 7, 14, 30 days.
        explanations: unique_id, horizon_days, base_value, prediction, contributions, rules.
        outlook: unique_id, ds, mean; the path of 60 days that orders are planned with.
        spread: unique_id, v, c; variance of a total with mean m is v·m + (c·m)². is_short_history: past forecasts have
            not shown yet how far totals scatter.
        breakpoints: unique_id, horizon_days, mean, p10, p50, p90; 7, 14, 30, 60 days, calibrated (see `horizon`).
    """

    path: pd.DataFrame
    totals: pd.DataFrame
    explanations: pd.DataFrame
    outlook: pd.DataFrame
    spread: pd.DataFrame
    breakpoints: pd.DataFrame


@dataclass(frozen=True)
class _Totals:
    """Totals of the horizons HORIZONS, each of shape (skus, 4), and who made them."""

    values: Mapping[str, Floats]
    server: Labels
    rows: Rows
    segments: Labels
    classes: Labels
    spread: Spread


def forecast(
    panel: DemandPanel,
    model: Model | None,
    as_of: date,
    selling_until: Mapping[int, date],
    launch_rates: Mapping[int, float] | None = None,
    *,
    categories: Mapping[int, str] | None = None,
) -> Forecast:
    """Forecast every SKU of the panel.

    Args:
        panel: the shard; its last day may lie before `as_of` when data is late.
        model: the trained model; None serves the fallback baseline to all.
        as_of: the last day that is not forecast.
        selling_until: SKU id → last selling day, for SKUs that are discontinued.
        launch_rates: SKU id → units a day that SKUs like it sold in their first weeks; what a new one borrows.
        categories: SKU id → category; without a model, SKUs borrow their spread from their category.
    """
    totals = _totals(panel, model, launch_rates or {}, categories or {})
    gap = (as_of - panel.day(panel.days - 1)).days
    path = _path(panel, totals, gap, as_of, selling_until)
    breakpoints, factors = _rescale(totals, path, gap)
    scaled = {name: values[:, : len(HORIZONS)] for name, values in breakpoints.items()}
    names = _model_names(panel, totals, as_of, selling_until)
    confidence = _confidence(model.calibration if model else UNTRAINED, totals)
    return Forecast(
        path=_path_frame(panel, totals, path, _days_after(as_of, PUBLISHED_DAYS)).assign(
            confidence_score=_confidence_by_day(confidence), model=np.repeat(np.array(names), PUBLISHED_DAYS)
        ),
        totals=_totals_frame(panel, scaled, names, confidence),
        explanations=_explain(panel, model, totals, factors[:, : len(HORIZONS)]),
        outlook=_long(panel.ids, "ds", _days_after(as_of, path.shape[1]), mean=path),
        spread=pd.DataFrame(
            {
                "unique_id": panel.ids,
                "v": totals.spread.variance_ratio,
                "c": totals.spread.noise_share,
                "is_short_history": (totals.server == NEW) | (model is None),
            }
        ),
        breakpoints=_long(panel.ids, "horizon_days", np.array(CALIBRATED_HORIZONS), **breakpoints),
    )


def joined(parts: list[Forecast]) -> Forecast:
    """The shards' forecasts as one, SKUs in ascending order."""

    def pooled(name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        return frame.sort_values("unique_id", kind="stable", ignore_index=True)

    return Forecast(**{field.name: pooled(field.name) for field in fields(Forecast)})


@dataclass(frozen=True)
class DemandAhead:
    """What orders are planned with, rows in the order of the panel's ids.

    Args:
        path: expected units of the 60 days after the as-of day, shape (skus, 60).
        spread: of totals.
    """

    path: Floats
    spread: Spread


def demand_ahead(
    panel: DemandPanel, model: Model | None, as_of: date, selling_until: Mapping[int, date]
) -> DemandAhead:
    """Forecast only what orders are planned with, without quantiles a day and explanations."""
    totals = _totals(panel, model, {}, {})
    gap = (as_of - panel.day(panel.days - 1)).days
    path = _path(panel, totals, gap, as_of, selling_until)
    return DemandAhead(path, totals.spread)


def _totals(
    panel: DemandPanel, model: Model | None, launch_rates: Mapping[int, float], categories: Mapping[int, str]
) -> _Totals:
    every, horizons = np.arange(len(panel.ids)), np.array(CALIBRATED_HORIZONS)
    last = np.full(len(every), panel.days - 1)
    repeated = (np.repeat(every, len(horizons)), np.repeat(last, len(horizons)), np.tile(horizons, len(every)))
    rows, classes = rows_of(panel, np.stack(repeated, axis=1)), demand_class(panel, every, last)
    segments = segments_of(np.repeat(classes, len(horizons)), rows.horizons)
    new = is_new(panel) & np.array([int(sku) in launch_rates for sku in panel.ids], dtype=bool)
    spread = _spread(panel, model.calibration, classes) if model else _spread_of_history(panel, new, categories)
    values = _around(_fallback(panel), spread)
    values = _choose(new, _around(new_totals(panel, launch_rates, CALIBRATED_HORIZONS), spread), values)
    server = np.where(new, NEW, np.full(len(every), FALLBACK, dtype="<U20"))
    if model is not None:
        is_modelled = is_active(panel, every, panel.days - 1)
        fallback_model = np.array([model.calibration.fallback_model.get(str(sku), "") for sku in panel.ids])
        server = np.where(is_modelled, np.where(fallback_model == "", LIGHTGBM, fallback_model), server)
        values = _choose(server == LIGHTGBM, _modelled(model, rows, segments), values)
        for name in np.unique(fallback_model[is_modelled & (fallback_model != "")]):
            totals = fallback_totals(str(name), panel, rows).reshape(len(every), -1)
            values = _choose(server == name, _around(totals, spread), values)
    values = round_medians(values, sold_in_whole_units(panel)[:, None])
    increased = {name: increasing(value) for name, value in values.items()}
    return _Totals(increased, server, rows, segments, classes, spread)


def _modelled(model: Model, rows: Rows, segments: Labels) -> dict[str, Floats]:
    """The model's calibrated totals of every SKU over CALIBRATED_HORIZONS."""
    blended = combined_units(model.calibration, boosted_units(model, rows), rows, segments)
    scaled = scale_intervals(model.calibration, blended, segments, rows.unit)
    return {name: value.reshape(-1, len(CALIBRATED_HORIZONS)) for name, value in scaled.items()}


def _spread(panel: DemandPanel, calibration: Calibration, classes: Labels) -> Spread:
    default = calibration.spread[EVERYTHING]
    pairs = np.array([calibration.spread.get(str(label), default) for label in classes]).reshape(-1, 2)
    last = np.full(len(panel.ids), panel.days - 1)
    return Spread(pairs[:, 0] * size_ratio(panel, np.arange(len(panel.ids)), last), pairs[:, 1])


def _spread_of_history(panel: DemandPanel, new: Bools, categories: Mapping[int, str]) -> Spread:
    """The spread before any calibration; a SKU that borrows its level keeps the error of an unknown one."""
    labels = [categories.get(int(sku), "") for sku in panel.ids]
    numbers = {label: number for number, label in enumerate(sorted(set(labels) - {""}))}
    found = history_spread(panel, np.array([numbers.get(label, -1) for label in labels], dtype=np.int64))
    unknown = UNTRAINED.spread[EVERYTHING][1]
    return Spread(found.noise, np.where(new, np.maximum(found.error, unknown), found.error))


def _fallback(panel: DemandPanel) -> Floats:
    """The fallback baseline's totals over HORIZONS."""
    paths = baseline_paths(panel, CALIBRATED_HORIZONS[-1], (FALLBACK,))[FALLBACK].to_numpy().reshape(len(panel.ids), -1)
    return np.cumsum(paths, axis=1)[:, np.array(CALIBRATED_HORIZONS) - 1]


def _around(mean: Floats, spread: Spread) -> dict[str, Floats]:
    """A mean with the quantiles of a negative binomial around it."""
    variance = spread.variance(mean)
    return {"mean": mean, **{name: distribution.quantile(level, mean, variance) for name, level in QUANTILES.items()}}


def _choose(where: Bools, one: Mapping[str, Floats], other: Mapping[str, Floats]) -> dict[str, Floats]:
    return {name: np.where(where[:, None], one[name], other[name]) for name in other}


def _path(panel: DemandPanel, totals: _Totals, gap: int, as_of: date, selling_until: Mapping[int, date]) -> Floats:
    """Units a day for the 60 days after `as_of`; days between the data's end and `as_of` are passed over."""
    path = daily_path(weekday_profile(panel), panel.days, CALIBRATED_HORIZONS, totals.values["mean"])
    if gap > 0:
        week = path[:, -7:]
        path = np.concatenate([path, np.tile(week, (1, gap // 7 + 1))[:, :gap]], axis=1)[:, gap:]
    for sku, until in selling_until.items():
        row = np.searchsorted(panel.ids, sku)
        if row < len(panel.ids) and panel.ids[row] == sku:
            path[row, max((until - as_of).days, 0) :] = 0.0
    return path


def _rescale(totals: _Totals, path: Floats, gap: int) -> tuple[dict[str, Floats], Floats]:
    """Totals of the path as it is after a gap or an end of life, quantiles in proportion; and the factors used."""
    after = np.cumsum(path, axis=1)[:, np.array(CALIBRATED_HORIZONS) - 1]
    before = totals.values["mean"]
    unchanged = np.isclose(after, before, rtol=1e-9, atol=1e-12) & (gap == 0)
    factors = np.where(unchanged, 1.0, np.divide(after, before, out=np.zeros_like(after), where=before > 0))
    scaled = {name: values * factors for name, values in totals.values.items()}
    return scaled | {"mean": after}, factors


def _model_names(panel: DemandPanel, totals: _Totals, as_of: date, selling_until: Mapping[int, date]) -> list[str]:
    ended = {sku for sku, until in selling_until.items() if until <= as_of}
    return [NOTHING if int(sku) in ended else str(server) for sku, server in zip(panel.ids, totals.server, strict=True)]


def _confidence(calibration: Calibration, totals: _Totals) -> Floats:
    """1 - min(1, backtested WAPE of the SKU's class at the horizon), shape (skus, 3)."""
    default = calibration.error[EVERYTHING]
    horizons = np.array(HORIZONS)
    segments = segments_of(np.repeat(totals.classes, len(horizons)), np.tile(horizons, len(totals.classes)))
    errors = np.array([calibration.error.get(str(segment), default) for segment in segments])
    return np.asarray(1.0 - np.minimum(errors, 1.0).reshape(len(totals.classes), len(horizons)))


def _path_frame(panel: DemandPanel, totals: _Totals, path: Floats, days: pd.DatetimeIndex) -> pd.DataFrame:
    mean = path[:, : len(days)]
    variance = totals.spread.variance(mean)
    quantiles = {name: distribution.quantile(level, mean, variance) for name, level in QUANTILES.items()}
    return _long(panel.ids, "target_date", days, forecast_qty=mean, **quantiles)


def _confidence_by_day(confidence: Floats) -> Floats:
    """A day has the confidence of the shortest horizon that contains it."""
    shortest = np.searchsorted(HORIZONS, np.arange(1, PUBLISHED_DAYS + 1))
    return np.asarray(confidence[:, shortest].ravel())


def _totals_frame(
    panel: DemandPanel, scaled: Mapping[str, Floats], names: list[str], confidence: Floats
) -> pd.DataFrame:
    frame = _long(panel.ids, "horizon_days", np.array(HORIZONS), **scaled)
    return frame.assign(confidence_score=confidence.ravel(), model=np.repeat(np.array(names), len(HORIZONS)))


def _explain(panel: DemandPanel, model: Model | None, totals: _Totals, factors: Floats) -> pd.DataFrame:
    published = np.isin(totals.rows.horizons, HORIZONS)
    frame = totals.rows.features[published].reset_index(drop=True)
    unit = totals.rows.unit[published]
    modelled = np.repeat(totals.server == LIGHTGBM, len(HORIZONS))
    mean = totals.values["mean"][:, : len(HORIZONS)].ravel()
    base = np.zeros(len(frame))
    units = pd.DataFrame(0.0, index=frame.index, columns=list(GROUPS))
    units["BASELINES"] = np.where(modelled, 0.0, mean)
    if model is not None and modelled.any():
        weights = weights_of(model.calibration.mean_weights, totals.segments[published])[modelled]
        boosted = 1.0 - weights.sum(axis=1)
        base[modelled], units.loc[modelled] = contributions(model, frame[modelled], unit[modelled] * boosted)
        units.loc[modelled, "BASELINES"] += (weights * baseline_blend(frame[modelled], unit[modelled])).sum(axis=1)
        # a horizon whose total was raised to that of a shorter one carries the difference
        units["OTHER"] += np.where(modelled, mean - base - units.sum(axis=1), 0.0)
    factor = factors.ravel()
    base, units = base * factor, units.mul(factor, axis=0)
    return pd.DataFrame(
        {
            "unique_id": np.repeat(panel.ids, len(HORIZONS)),
            "horizon_days": np.tile(HORIZONS, len(panel.ids)),
            "base_value": base,
            "prediction": base + units.sum(axis=1),
            "contributions": _grouped(units),
            "rules": rules_for(frame, units),
        }
    )


def _grouped(units: pd.DataFrame) -> list[list[dict[str, object]]]:
    return [
        [{"group": group, "units": value} for group, value in row.items() if value != 0.0]
        for row in units.to_dict("records")
    ]


def _days_after(as_of: date, count: int) -> pd.DatetimeIndex:
    return pd.date_range(pd.Timestamp(as_of) + pd.Timedelta(days=1), periods=count)


def _long(ids: Ints, name: str, keys: pd.DatetimeIndex | Ints, **values: Floats) -> pd.DataFrame:
    """A long frame of matrices: one row per SKU and key."""
    return pd.DataFrame(
        {
            "unique_id": np.repeat(ids, len(keys)),
            name: np.tile(np.asarray(keys), len(ids)),
            **{column: matrix.ravel() for column, matrix in values.items()},
        }
    )
