"""Whether the model in service still does what its backtest said, and whether the SKUs still look as in training."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.core.calendar import HORIZONS
from analytics.forecast.scoring import PUBLISHED

WATCHED = ("trend_ratio", "zero_share_91", "volatility_91", "price_change", "discount_rate_28")
TENTH = np.linspace(0.1, 0.9, 9)
MIN_SHARE = 1e-4


@dataclass(frozen=True)
class Band:
    """How far things may move before the next nightly run retrains the model.

    Attributes:
        recent_days: scores of so many days are looked at.
        min_totals, min_origins: with fewer there is no verdict.
        error_ratio: most that the error relative to the seasonal naive's on the same totals may be, in
            multiples of the backtest's.
        coverage: most that the coverage of the 80 % interval may differ from the backtest's.
        shift: most that the population stability index of a watched feature may be; above 0.25 is commonly called a
            major shift.
        min_skus: with fewer SKUs shares per tenth say nothing.
    """

    recent_days: int = 28
    min_totals: int = 300
    min_origins: int = 3
    error_ratio: float = 1.25
    coverage: float = 0.1
    shift: float = 0.25
    min_skus: int = 200


@dataclass(frozen=True)
class Drift:
    """One thing that left its band: a sentence for people and the numbers in it."""

    message: str
    numbers: Mapping[str, float] = field(default_factory=dict)


def drift_of_scores(
    sums: pd.DataFrame, metrics: Mapping[str, object], trained_until: date, as_of: date, band: Band | None = None
) -> list[Drift]:
    """Compare how the model's published totals did with its backtest.

    Args:
        sums: sums of scores as in `scoring.sums_of`.
        metrics: of the model: `wape_<h>`, `naive_wape_<h>`, `coverage_<h>` of its backtest.
        trained_until: last day that the model has seen; forecasts from earlier origins were another's.
        as_of: the run's date.
        band: the limits.
    """
    limits = band or Band()
    origin, scored = pd.to_datetime(sums["origin_date"]), pd.to_datetime(sums["scored_on"])
    since = pd.Timestamp(as_of) - pd.Timedelta(days=limits.recent_days)
    recent = sums[
        (sums["source"] == PUBLISHED)
        & (scored > since)
        & (scored <= pd.Timestamp(as_of))
        & (origin >= pd.Timestamp(trained_until))
    ]
    found = []
    for horizon in HORIZONS:
        part = recent[recent["horizon_days"] == horizon]
        if part["totals"].sum() < limits.min_totals or part["origin_date"].nunique() < limits.min_origins:
            continue
        found += _error(part, metrics, horizon, limits) + _coverage(part, metrics, horizon, limits)
    return found


def _error(part: pd.DataFrame, metrics: Mapping[str, object], horizon: int, band: Band) -> list[Drift]:
    own, naive = _number(metrics, f"wape_{horizon}"), _number(metrics, f"naive_wape_{horizon}")
    recent_naive = float(part["naive_absolute_error"].sum())
    if not own or not naive or recent_naive <= 0:
        return []
    now, then = float(part["model_absolute_error"].sum()) / recent_naive, own / naive
    if now <= band.error_ratio * then:
        return []
    message = (
        f"The {horizon}-day totals of the last {band.recent_days} days had {now:.2f} times the error of the seasonal"
        f" naive, against {then:.2f} in the backtest."
    )
    return [Drift(message, {"horizon_days": horizon, "error_ratio": now, "backtest_error_ratio": then})]


def _coverage(part: pd.DataFrame, metrics: Mapping[str, object], horizon: int, band: Band) -> list[Drift]:
    then, count = _number(metrics, f"coverage_{horizon}"), float(part["interval_totals"].sum())
    if then is None or count <= 0:
        return []
    now = float(part["covered"].sum()) / count
    if abs(now - then) <= band.coverage:
        return []
    message = (
        f"The 80 % intervals of {horizon}-day totals contained {now:.0%} of the outcomes of the last {band.recent_days}"
        f" days, against {then:.0%} in the backtest."
    )
    return [Drift(message, {"horizon_days": horizon, "coverage": now, "backtest_coverage": then})]


def profile(features: pd.DataFrame) -> dict[str, dict[str, list[float]]]:
    """How the watched features were distributed: the cuts between tenths, and the share in each tenth and missing.

    Args:
        features: the mart `sku_features`.
    """
    found = {}
    for name in WATCHED:
        known = features[name].dropna().to_numpy(np.float64)
        if len(known):
            cuts = np.unique(np.quantile(known, TENTH))
            found[name] = {"cuts": cuts.tolist(), "shares": _shares(features[name], cuts).tolist()}
    return found


def drift_of_features(reference: object, features: pd.DataFrame, band: Band | None = None) -> list[Drift]:
    """Compare the SKUs' features with those at training.

    Args:
        reference: what `profile` said then; anything else (an older model's metrics) gives no verdict.
        features: the mart `sku_features` now.
        band: the limits.

    Source:
        Population stability index: Siddiqi (2006), Credit Risk Scorecards, ch. 9.
    """
    limits = band or Band()
    if not isinstance(reference, Mapping) or len(features) < limits.min_skus:
        return []
    found = []
    for name in (name for name in WATCHED if name in reference):
        then = np.maximum(np.array(reference[name]["shares"]), MIN_SHARE)
        now = np.maximum(_shares(features[name], np.array(reference[name]["cuts"])), MIN_SHARE)
        index = float(((now - then) * np.log(now / then)).sum())
        if index > limits.shift:
            message = f"The SKUs' {name} is distributed differently than in training (stability index {index:.2f})."
            found.append(Drift(message, {"stability_index": index}))
    return found


def _shares(values: "pd.Series[float]", cuts: Floats) -> Floats:
    known = values.dropna().to_numpy(np.float64)
    counts = np.bincount(np.searchsorted(cuts, known, side="left"), minlength=len(cuts) + 1)
    return np.asarray(np.append(counts, len(values) - len(known)) / max(len(values), 1))


def _number(metrics: Mapping[str, object], name: str) -> float | None:
    value = metrics.get(name)
    return float(value) if isinstance(value, int | float) else None
