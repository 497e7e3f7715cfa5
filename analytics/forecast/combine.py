"""Blend the boosters' forecasts with baselines taken off the shelf, by weights learned from held-out origins."""

from collections.abc import Mapping
from itertools import product

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats, Labels

Weights = tuple[float, ...]

BLENDED_BASELINES = ("tsb", "exponentially_weighted_mean_0.05")
EVERYTHING = "ALL"
MIN_ROWS = 400
STEPS = tuple(step / 10 for step in range(6))
PRIOR: Weights = (0.0, 0.0)
PRIOR_STRENGTH = 1.0


def baseline_blend(features: pd.DataFrame, unit: Floats) -> Floats:
    """Totals by the blended baselines, from their causal levels among the features; shape (n, len(PARTNERS))."""
    return np.asarray(features[list(BLENDED_BASELINES)].to_numpy(np.float64) * unit[:, None])


def combined(boosted: Floats, others: Floats, weights: Floats) -> Floats:
    """(1 - Σ weights)·boosted + Σ weights·others; `others` and `weights` of shape (n, len(PARTNERS))."""
    return np.asarray((1.0 - weights.sum(axis=1)) * boosted + (weights * others).sum(axis=1))


def learn_weights(
    total: Floats, boosted: Floats, others: Floats, segments: Labels, *, power: int, importance: Floats
) -> dict[str, Weights]:
    """The baselines' weights per segment with the least error on held-out totals, drawn towards none.

    The loss of a pair of weights is Σ importance·|error|^power relative to that of the prior pair, plus
    PRIOR_STRENGTH times their squared distance: a tenth must spare one per cent of the loss. The held-out boosters
    are up to a quarter older than the final ones, which flatters baselines that follow every day: they must earn it.

    Args:
        total: outcomes, units, shape (n,).
        boosted: the boosters' forecasts, shape (n,).
        others: the baselines' forecasts, shape (n, len(PARTNERS)).
        segments: segment of each row, shape (n,).
        power: 1 for a median, 2 for a mean.
        importance: weight of each row, shape (n,).

    Source:
        Stock and Watson (2004), Combination forecasts of output growth, doi:10.1002/for.928: combinations shrunk
        towards simple ones hold better than estimated ones.
    """
    grid = [pair for pair in product(STEPS, repeat=len(BLENDED_BASELINES)) if sum(pair) <= STEPS[-1]]
    losses = np.stack(
        [
            importance * np.abs(combined(boosted, others, np.tile(pair, (len(total), 1))) - total) ** power
            for pair in grid
        ]
    )
    distance = np.array([sum((one - prior) ** 2 for one, prior in zip(pair, PRIOR, strict=True)) for pair in grid])
    found: dict[str, Weights] = {}
    for segment in (EVERYTHING, *np.unique(segments)):
        inside = segments == segment if segment != EVERYTHING else np.ones(len(segments), dtype=bool)
        if segment == EVERYTHING or inside.sum() >= MIN_ROWS:
            sums = losses[:, inside].sum(axis=1)
            relative = sums / max(sums[grid.index(PRIOR)], 1e-12)
            found[str(segment)] = grid[int(np.argmin(relative + PRIOR_STRENGTH * distance))]
    return found


def weights_of(learnt: Mapping[str, Weights], segments: Labels) -> Floats:
    """The weights of each row, shape (n, len(PARTNERS)); a segment that was not learnt takes those of all."""
    default = learnt[EVERYTHING]
    found = [learnt.get(str(segment), default) for segment in segments]
    return np.array(found, dtype=np.float64).reshape(-1, len(BLENDED_BASELINES))
