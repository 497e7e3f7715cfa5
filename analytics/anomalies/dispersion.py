"""How uneven each SKU's days are: the shape of the gamma distribution that a day's rate follows, learned from its past.

A day's units are negative binomial: Poisson with a rate of the expected mean times a gamma variable of mean 1 and shape
k (small: lumpy). k is not known; what the days say of it is kept as weights of a few shapes, and a tail probability is
averaged over them.

Source:
    Hilbe (2011), Negative Binomial Regression, 2nd edition, section 8.2 (likelihood); Efron (2010), Large-Scale
    Inference, chapter 1 (what is usual is learned from all SKUs: empirical Bayes).
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import special

from analytics.core.arrays import Bools, Floats

SHAPES: Floats = np.exp(np.linspace(np.log(0.08), np.log(200.0), 19))
ROUNDS = 8  # of expectation maximisation for what is usual; it settles within a few
MIN_MEAN = 1e-6
# Unusual days: how often, and around how many times what was expected, and units more.
ODD_SHARE, ODD_TIMES, ODD_UNITS = 0.005, 5.0, 5.0
WEIGHT_OF_EVEN_PRIOR = 0.5  # of a SKU


class Total(NamedTuple):
    """Expected units of some days together: their mean, the sum of their squares, and the error that they share."""

    mean: Floats
    squares: Floats
    error: Floats


def shape_weights(units: Floats, mean: Floats, is_known: Bools, drift: float) -> Floats:
    """Weights of `SHAPES` for each SKU, each row summing to 1.

    Args:
        units: sold a day, SKU x day.
        mean: expected of each day.
        is_known: days that count.
        drift: relative error of the mean.
    """
    fit = _log_likelihood(np.where(is_known, np.rint(units), 0.0), np.where(is_known, mean, 0.0), is_known, drift)
    likelihood = np.exp(fit - fit.max(axis=1, keepdims=True))
    usual = np.full(len(SHAPES), 1 / len(SHAPES))
    weights = _weighted(likelihood, usual)
    for _ in range(ROUNDS):
        usual = (weights.sum(axis=0) + WEIGHT_OF_EVEN_PRIOR / len(SHAPES)) / (len(weights) + WEIGHT_OF_EVEN_PRIOR)
        weights = _weighted(likelihood, usual)
    return weights


def relative_variance(weights: Floats) -> Floats:
    """Mean variance of a day's rate over the square of its mean, one per SKU."""
    return np.asarray(weights @ (1 / SHAPES))


def _weighted(likelihood: Floats, usual: Floats) -> Floats:
    joint = likelihood * usual
    return np.asarray(joint / joint.sum(axis=1, keepdims=True))


def _log_likelihood(units: Floats, mean: Floats, is_known: Bools, drift: float) -> Floats:
    """Log likelihood of each shape, SKU x shape.

    The error of the mean adds to the scatter of the days, but is none of their own; and now and then comes a day that
    is unusual, from whose size nothing is learned about the others.
    """
    values, place = np.unique(units, return_inverse=True)
    place = place.reshape(units.shape)
    mean = np.maximum(mean, MIN_MEAN)
    odd = np.log(ODD_SHARE) + _log_probability(values, place, units, ODD_TIMES * mean + ODD_UNITS, 1.0)
    fit = np.empty((len(units), len(SHAPES)))
    for number, shape in enumerate(SHAPES):
        own = np.log1p(-ODD_SHARE) + _log_probability(values, place, units, mean, 1 / (1 / shape + drift**2))
        # Sums of logarithms: a day far from all that is expected has a probability too small for a float.
        fit[:, number] = np.where(is_known, np.logaddexp(own, odd), 0.0).sum(axis=1)
    return fit


def _log_probability(values: Floats, place: npt.NDArray[np.intp], units: Floats, mean: Floats, shape: float) -> Floats:
    """Of negative binomial units: the distinct ones are `values`, and `place` is the index of each."""
    rising = special.gammaln(values + shape) - special.gammaln(shape) - special.gammaln(values + 1)
    spread = np.log(shape + mean)
    return np.asarray(rising[place] + shape * (np.log(shape) - spread) + units * (np.log(mean) - spread))


def tail(cut: Callable[[Floats, Floats, Floats], Floats], units: Floats, total: Total, weights: Floats) -> Floats:
    """Probability of a total of days, averaged over the shapes.

    Args:
        cut: `cdf` or `sf` of the distribution of a total.
        units: what was observed, one per test.
        total: what was expected, one per test.
        weights: of `SHAPES`, test x shape.
    """
    found = np.zeros(len(units))
    for number, shape in enumerate(SHAPES):
        found += weights[:, number] * cut(units, total.mean, total.mean + total.squares / shape + total.error**2)
    return np.clip(found, 0, 1)
