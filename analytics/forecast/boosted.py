"""The model's forecast before calibration: the boosters' totals, blended with those of baselines."""

from collections.abc import Mapping

import numpy as np

from analytics.core.arrays import Floats, Ints, Labels
from analytics.core.distribution import QUANTILES
from analytics.forecast.calibrate import segment_of
from analytics.forecast.combine import baseline_blend, combined, weights_of
from analytics.forecast.model import MEAN, Calibration, Model
from analytics.forecast.sample import Rows


def boosted_units(model: Model, rows: Rows) -> dict[str, Floats]:
    """Mean and quantiles of the rows' totals in units, as the boosters predict."""
    return {name: ratio * rows.unit for name, ratio in model.ratios(rows.features).items()}


def combined_units(
    calibration: Calibration, boosted: Mapping[str, Floats], rows: Rows, segments: Labels
) -> dict[str, Floats]:
    """Blend mean and median with the baselines' levels; the other quantiles move along with the median."""
    others = baseline_blend(rows.features, rows.unit)
    median = combined(boosted["p50"], others, weights_of(calibration.median_weights, segments))
    shift = median - boosted["p50"]
    moved = {name: np.maximum(boosted[name] + shift, 0.0) for name in QUANTILES}
    return {MEAN: combined(boosted[MEAN], others, weights_of(calibration.mean_weights, segments)), **moved}


def segments_of(classes: Labels, horizons: Ints) -> Labels:
    """The segment of each row by which weights and calibration were learnt."""
    return np.array([segment_of(label, horizon) for label, horizon in zip(classes, horizons, strict=True)])
