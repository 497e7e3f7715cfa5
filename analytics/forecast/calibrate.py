"""Learn from held-out origins how far intervals must be scaled, how wrong totals are, and how they scatter."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.optimize import nnls

from analytics.core.arrays import Floats, Labels
from analytics.core.metrics import mean_pinball, wape
from analytics.forecast.combine import EVERYTHING
from analytics.forecast.model import Calibration
from analytics.forecast.sample import Rows

MIN_ROWS = 200
WITHIN = 0.8
MIN_COVERAGE = 0.78
TAIL = 0.1
SHRINK_ROWS = 100.0
SCALES = np.concatenate([np.linspace(0.0, 3.0, 121), np.linspace(3.1, 12.0, 90)])
SLACK = 0.02


def segment_of(demand_class: str, horizon: int) -> str:
    """Name of the calibration segment of a demand class and horizon."""
    return f"{demand_class}/{horizon}"


def calibrate(
    rows: Rows,
    predicted: Mapping[str, Floats],
    classes: Labels,
    sizes: Floats,
    within: Mapping[int, float] | None = None,
) -> Calibration:
    """Measure a model on origins that it has not seen.

    Args:
        rows: held-out triples with their outcomes.
        predicted: mean, p10, p50, p90 in units, shape (n,).
        classes: demand class of each row, shape (n,).
        sizes: each row's ratio of squared to plain units of a sales day, shape (n,).
        within: horizon → share of these outcomes that p10 and p90 are to hold between them (see `share_within`);
            absent: four in five.

    Source:
        Romano, Patterson, Candès (2019), Conformalized Quantile Regression, arXiv:1905.03222; here the score is the
        multiple of the predicted half-width at which the outcome would lie on the bound, taken per segment and side,
        so that quantiles stay ordered and scale with the SKU. The lower bound is first, one outcome in ten below it
        where that can be (nothing is below zero); the upper one is put where `within` lie between the two.
    """
    segments = np.char.add(np.char.add(classes, "/"), rows.horizons.astype(str))
    interval_scale, error, spread = {}, {}, {}
    overall = wape(rows.total, predicted["p50"])
    for segment in (EVERYTHING, *np.unique(segments)):
        inside = segments == segment if segment != EVERYTHING else np.ones(len(segments), dtype=bool)
        if inside.sum() < MIN_ROWS:
            continue
        part = {name: values[inside] for name, values in predicted.items()}
        wanted = np.mean([(within or {}).get(int(days), WITHIN) for days in np.unique(rows.horizons[inside])])
        interval_scale[str(segment)] = _interval_scales(rows.total[inside], part, rows.unit[inside], float(wanted))
        weight = inside.sum() / (inside.sum() + SHRINK_ROWS)
        error[str(segment)] = weight * wape(rows.total[inside], part["p50"]) + (1 - weight) * overall
    for label in (EVERYTHING, *np.unique(classes)):
        inside = classes == label if label != EVERYTHING else np.ones(len(classes), dtype=bool)
        if inside.sum() >= MIN_ROWS:
            spread[str(label)] = _spread(rows.total[inside], predicted["mean"][inside], sizes[inside])
    return Calibration(interval_scale=interval_scale, error=error, spread=spread)


def share_within(outcomes: int, certain: int, certain_within: float) -> float:
    """Share of uncertain outcomes that an 80 % interval is to hold, so that four in five of all are held.

    Dormant SKUs sell nothing, nearly for sure, and zero lies in any interval of theirs: with a quarter of them, four
    in five everywhere else would be five in six of all. The others make up for it, by MIN_COVERAGE at most.

    Args:
        outcomes: number of uncertain outcomes.
        certain: number of outcomes that hardly any interval can miss.
        certain_within: share of these that lies inside.
    """
    if outcomes == 0:
        return WITHIN
    wanted = (WITHIN * (outcomes + certain) - certain * certain_within) / outcomes
    return float(np.clip(wanted, MIN_COVERAGE, WITHIN))


def scale_intervals(
    calibration: Calibration, predicted: Mapping[str, Floats], segments: Labels, unit: Floats
) -> dict[str, Floats]:
    """Move p10 and p90 to where the segment's held-out outcomes say they belong; order is kept, nothing below zero."""
    default = calibration.interval_scale[EVERYTHING]
    factors = np.array([calibration.interval_scale.get(str(segment), default) for segment in segments]).reshape(-1, 2)
    middle = predicted["p50"]
    low = middle - factors[:, 0] * (middle - predicted["p10"] + SLACK * unit)
    high = middle + factors[:, 1] * (predicted["p90"] - middle + SLACK * unit)
    return {"mean": predicted["mean"], "p10": np.maximum(low, 0.0), "p50": middle, "p90": high}


def _interval_scales(
    total: Floats, predicted: Mapping[str, Floats], unit: Floats, within: float
) -> tuple[float, float]:
    below = predicted["p50"] - predicted["p10"] + SLACK * unit
    above = predicted["p90"] - predicted["p50"] + SLACK * unit
    low = _first_reaching([(total >= predicted["p50"] - factor * below).mean() for factor in SCALES], 1 - TAIL)
    is_above = total >= np.maximum(predicted["p50"] - low * below, 0.0)
    inside = [(is_above & (total <= predicted["p50"] + factor * above)).mean() for factor in SCALES]
    return low, _first_reaching(inside, within)


def _first_reaching(shares: list[float], wanted: float) -> float:
    reached = np.nonzero(np.array(shares) >= wanted)[0]
    return float(SCALES[reached[0] if len(reached) else -1])


def _spread(total: Floats, mean: Floats, sizes: Floats) -> tuple[float, float]:
    """Non-negative least squares of squared errors on (size·mean, mean²), each row weighted to equal say."""
    weight = 1.0 / np.maximum(sizes * mean + mean**2, 1e-6)
    design = np.stack([sizes * mean * weight, mean**2 * weight], axis=1)
    errors = np.minimum((total - mean) ** 2 * weight, np.quantile((total - mean) ** 2 * weight, 0.995))
    (v, c2), _ = nnls(design, errors)
    return float(max(v, 0.05)), float(np.sqrt(c2))


def accuracy(rows: Rows, predicted: Mapping[str, Floats], naive: Floats) -> pd.DataFrame:
    """Errors of held-out totals, one row per SKU row number, horizon and origin; `naive` is the seasonal naive."""
    error = np.abs(rows.total - predicted["p50"])
    return pd.DataFrame(
        {
            "row": rows.rows,
            "horizon_days": rows.horizons,
            "origin": rows.origins,
            "actual": rows.total,
            "forecast": predicted["p50"],
            "absolute_error": error,
            "bias": predicted["mean"] - rows.total,
            "pinball": mean_pinball(rows.total, predicted),
            "is_covered": (rows.total >= predicted["p10"]) & (rows.total <= predicted["p90"]),
            "value_added": np.abs(rows.total - naive) - error,
        }
    )
