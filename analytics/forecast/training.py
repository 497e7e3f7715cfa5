"""Training: hold out the last weeks to calibrate, then train on all."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Labels
from analytics.core.calendar import CALIBRATED_HORIZONS, HORIZONS, YEAR_DAYS
from analytics.forecast.baselines import BASELINES, baseline_paths, seasonal_naive_total
from analytics.forecast.boosted import boosted_units, combined_units, segments_of
from analytics.forecast.calibrate import accuracy, calibrate, scale_intervals, share_within
from analytics.forecast.combine import baseline_blend, learn_weights
from analytics.forecast.demand_class import demand_class, size_ratio
from analytics.forecast.fallback_model import choose_fallback_models
from analytics.forecast.model import MEAN, Calibration, Model, Training, train_boosters
from analytics.forecast.panel import DemandPanel
from analytics.forecast.round_units import round_medians, sold_in_whole_units
from analytics.forecast.sample import (
    NOWHERE,
    Rows,
    Span,
    is_active,
    is_dormant,
    rows_of,
    training_rows,
    weekly_origins,
)

HELD_OUT_DAYS = 91
MIN_HELD_OUT_DAYS = 56
MIN_EARLIER_DAYS = 91
MAX_SINCE_DAYS = 730
MIN_ROWS = 2_000
CALIBRATION_SHARE = 0.5
COMPARED_DAYS = 35
LIGHTGBM = "LIGHTGBM"
TOTAL = ["unique_id", "horizon_days", "origin_date"]
MEASURES = (
    "horizon_days",
    "actual",
    "forecast",
    "absolute_error",
    "bias",
    "pinball",
    "is_covered",
    "value_added",
)
UNTRAINED = Calibration(interval_scale={"ALL": (1.0, 1.0)}, error={"ALL": 1.0}, spread={"ALL": (1.0, 0.5)})


def train(panel: DemandPanel, training: Training) -> tuple[Model | None, pd.DataFrame]:
    """Train on a panel, calibrate on its last weeks.

    A first model sees nothing of the last 91 days (a quarter of a short history, eight weeks at least), nor, where
    there is history enough, of the quarter that a year ago was the coming one. Its errors in the last give the weights
    of the combination; in both, since the season that comes may scatter otherwise than the one that was, the scale
    of the intervals, the backtested error and the spread. The second, final one is trained on everything.

    Args:
        panel: the SKUs to learn from (a bounded sample of all).
        training: how.

    Returns:
        The model (None when the history gives fewer than 2,000 training rows), and held-out accuracy of it and of
        every baseline: unique_id, model, horizon_days, origin_date, actual, forecast, absolute_error, bias, pinball,
        is_covered, value_added. All are measured 35 days before the end, on the same SKUs, the model at further
        origins too.
    """
    last = panel.days - 1
    cut = last - int(np.clip(panel.days // 4, MIN_HELD_OUT_DAYS, HELD_OUT_DAYS))
    since = max(last - MAX_SINCE_DAYS, 0)
    half = int(training.row_limit * CALIBRATION_SHARE)
    coming = _coming_season_a_year_ago(last, since)
    past = training_rows(panel, cut, since, half, training.seed, without=coming)
    if len(past.total) < MIN_ROWS:
        return None, pd.DataFrame(columns=["unique_id", "model", "origin_date", *MEASURES])
    trial = Model(train_boosters(past, training), UNTRAINED, training)
    calibration, measured = _calibrate(panel, trial, _held_out(panel, (cut, last)), _held_out(panel, coming))
    everything = training_rows(panel, last, since, training.row_limit, training.seed)
    model = Model(train_boosters(everything, training), calibration, training)
    model_accuracy, baselines = _accuracy_frame(panel, measured), baseline_accuracy(panel, last - COMPARED_DAYS)
    compared = [model_accuracy, baselines.merge(model_accuracy[TOTAL], on=TOTAL)]
    return replace(model, metrics=_metrics(measured)), pd.concat(compared, ignore_index=True)


def _coming_season_a_year_ago(last: int, since: int) -> Span:
    begin = last - YEAR_DAYS
    return (begin, begin + HELD_OUT_DAYS) if begin - since >= MIN_EARLIER_DAYS else NOWHERE


def _held_out(panel: DemandPanel, span: Span) -> Rows:
    triples = [np.empty((0, 3), dtype=np.int64)]
    rows = np.arange(len(panel.ids))
    for horizon in CALIBRATED_HORIZONS:
        for origin in weekly_origins(panel, span[1] - horizon, span[0]):
            active = rows[is_active(panel, rows, origin)]
            triples.append(np.stack([active, np.full(len(active), origin), np.full(len(active), horizon)], axis=1))
    return rows_of(panel, np.concatenate(triples))


def _calibrate(panel: DemandPanel, trial: Model, held_out: Rows, coming: Rows) -> tuple[Calibration, pd.DataFrame]:
    """Learn weights, then what the combination lacks; and measure it where forecasts are published."""
    both = held_out.with_rows(coming)
    boosted = boosted_units(trial, both)
    classes = demand_class(panel, both.rows, both.origins)
    segments = segments_of(classes, both.horizons)
    recent = slice(len(held_out.total))
    weighted = _with_weights(held_out, _part(boosted, recent), segments[recent])
    combined = combined_units(weighted, boosted, both, segments)
    predicted = _part(combined, recent)
    ratio = size_ratio(panel, both.rows, both.origins)
    learnt = replace(
        calibrate(both, combined, classes, ratio, _within(panel, held_out)),
        mean_weights=weighted.mean_weights,
        median_weights=weighted.median_weights,
        fallback_model=choose_fallback_models(panel, held_out, predicted["p50"]),
    )
    scaled = scale_intervals(learnt, predicted, segments[recent], held_out.unit)
    naive = seasonal_naive_total(panel, held_out.rows, held_out.origins, held_out.horizons)
    is_whole = sold_in_whole_units(panel)[held_out.rows]
    measured = accuracy(held_out, round_medians(scaled, is_whole), naive)
    return learnt, measured[measured["horizon_days"].isin(HORIZONS)]


def _part(columns: Mapping[str, Floats], rows: slice) -> dict[str, Floats]:
    return {name: units[rows] for name, units in columns.items()}


def _within(panel: DemandPanel, held_out: Rows) -> dict[int, float]:
    """Horizon → share of the held-out outcomes to lie inside, seeing that dormant SKUs' nearly always do."""
    found = {}
    every = np.arange(len(panel.ids))
    for horizon in np.unique(held_out.horizons):
        at = held_out.origins[held_out.horizons == horizon]
        quiet = [
            panel.window("demand", rows, origins, origins + horizon) == 0
            for origin in np.unique(at)
            for rows in [every[is_dormant(panel, every, origin)]]
            for origins in [np.full(len(rows), origin)]
        ]
        nothing = np.concatenate(quiet)
        found[int(horizon)] = share_within(len(at), len(nothing), float(nothing.mean()) if len(nothing) else 1.0)
    return found


def _with_weights(held_out: Rows, boosted: Mapping[str, Floats], segments: Labels) -> Calibration:
    """Weights of the mean by squared errors in relation to the SKU's size, of the median by absolute errors."""
    others = baseline_blend(held_out.features, held_out.unit)
    total, scale = held_out.total, 1.0 / (held_out.unit + 1.0)
    return replace(
        UNTRAINED,
        mean_weights=learn_weights(total, boosted[MEAN], others, segments, power=2, importance=scale),
        median_weights=learn_weights(total, boosted["p50"], others, segments, power=1, importance=np.ones(len(total))),
    )


def _metrics(measured: pd.DataFrame) -> dict[str, float]:
    found: dict[str, float] = {}
    for horizon, part in measured.groupby("horizon_days"):
        actual = max(float(part["actual"].sum()), 1.0)
        naive = part["absolute_error"] + part["value_added"]
        found[f"wape_{horizon}"] = float(part["absolute_error"].sum() / actual)
        found[f"naive_wape_{horizon}"] = float(naive.sum() / actual)
        found[f"bias_{horizon}"] = float(part["bias"].sum() / actual)
        found[f"coverage_{horizon}"] = float(part["is_covered"].mean())
    return found


def _accuracy_frame(panel: DemandPanel, measured: pd.DataFrame) -> pd.DataFrame:
    dates = [panel.day(origin) for origin in range(panel.days)]
    return measured[list(MEASURES)].assign(
        unique_id=panel.ids[measured["row"].to_numpy()],
        model=LIGHTGBM,
        origin_date=[dates[origin] for origin in measured["origin"]],
    )


def baseline_accuracy(panel: DemandPanel, origin: int) -> pd.DataFrame:
    """How every baseline did on the totals after an earlier day, for every SKU that had begun by then.

    Returns:
        unique_id, model (its name), origin_date, horizon_days, actual, forecast, absolute_error, bias (units) and
        value_added (the seasonal naive's absolute error less this one's).
    """
    past = panel.until(origin)
    paths = baseline_paths(past, HORIZONS[-1])
    rows = np.searchsorted(panel.ids, past.ids)
    found = []
    for horizon in HORIZONS:
        totals = paths[paths["step"] <= horizon].groupby("unique_id")[list(BASELINES)].sum()
        ends = np.full(len(rows), origin)
        actual = panel.window("demand", rows, ends, ends + horizon)
        naive = np.abs(totals["SeasonalNaive"].to_numpy() - actual)
        for name in BASELINES:
            forecast = totals[name].to_numpy()
            error = np.abs(forecast - actual)
            found.append(
                pd.DataFrame(
                    {
                        "unique_id": past.ids,
                        "model": name,
                        "horizon_days": horizon,
                        "actual": actual,
                        "forecast": forecast,
                        "absolute_error": error,
                        "bias": forecast - actual,
                        "value_added": naive - error,
                    }
                )
            )
    return pd.concat(found, ignore_index=True).assign(origin_date=panel.day(origin))
