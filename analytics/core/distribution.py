"""The distribution of a total of demand units: negative binomial, or Poisson where there is no overdispersion.

Source:
    Agrawal, N. and Smith, S. A. (1996), Estimating negative binomial demand for retail inventory management with
    unobservable lost sales, Naval Research Logistics 43(6); Johnson, Kemp, Kotz (2005), Univariate Discrete
    Distributions, 3rd edition, sections 4.4 and 5.6 (distribution functions as incomplete gamma and beta integrals).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from analytics.core.arrays import Floats

QUANTILES = {"p10": 0.1, "p50": 0.5, "p90": 0.9}  # those that are published
MIN_OVERDISPERSION = 1e-9  # below this share of the mean, floating point cannot distinguish it from a Poisson


def variance(mean: npt.ArrayLike, variance_ratio: npt.ArrayLike, noise_share: npt.ArrayLike) -> Floats:
    """Variance of a total with this mean: v·mean + (c·mean)².

    Args:
        mean: units.
        variance_ratio: v, variance per unit of mean; it grows with the days.
        noise_share: c, standard deviation of an error that all days share, in relation to the mean.
    """
    mean = np.asarray(mean, dtype=np.float64)
    return np.asarray(np.asarray(variance_ratio) * mean + (np.asarray(noise_share) * mean) ** 2, dtype=np.float64)


@dataclass(frozen=True)
class Spread:
    """How totals scatter around their mean, one entry per SKU.

    Args:
        variance_ratio, noise_share: see `variance`.
    """

    variance_ratio: Floats
    noise_share: Floats

    def variance(self, mean: Floats) -> Floats:
        """Variance of totals with these means, shape (skus,) or (skus, …)."""
        shape = (-1, *(1,) * (mean.ndim - 1))
        return variance(mean, self.variance_ratio.reshape(shape), self.noise_share.reshape(shape))

    def widened(self, factor: Floats) -> "Spread":
        """The spread with standard deviations so many times as large."""
        return Spread(self.variance_ratio * factor**2, self.noise_share * factor)


def cdf(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """P(total <= units); 0 below zero units. `mean` >= 0 and `variance` as arrays that broadcast."""
    k, mean, size = _prepared(units, mean, variance)
    return _below(k, mean, size)


def sf(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """P(total > units), exact far into the tail; 1 below zero units."""
    k, mean, size = _prepared(units, mean, variance)
    return _above(k, mean, size, _share(size, mean))


def quantile(level: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Smallest whole number of units with `cdf >= level`, for levels strictly between 0 and 1.

    Most totals of slow sellers are zero, and the Cornish-Fisher expansion is seldom off by more than one unit; the
    rest is inverted by search, which is expensive.

    Source:
        Cornish, E. and Fisher, R. (1938), Moments and cumulants in the specification of distributions.
    """
    level, mean, size = _prepared(level, mean, variance, whole=False)
    shape, level, mean, size = level.shape, level.ravel(), mean.ravel(), size.ravel()
    units = np.zeros(level.shape)
    left = np.flatnonzero(_below(units, mean, size) < level)
    units[left] = _expansion(level[left], mean[left], size[left])
    for _ in range(2):
        is_enough = _below(units[left], mean[left], size[left]) >= level[left]
        one_less = _below(units[left] - 1, mean[left], size[left]) < level[left]
        left, is_enough = left[~(is_enough & one_less)], is_enough[~(is_enough & one_less)]
        units[left] += np.where(is_enough, -1, 1)
    is_finite = np.isfinite(size[left])
    several, poisson = left[is_finite], left[~is_finite]
    units[several] = stats.nbinom.ppf(level[several], size[several], _share(size[several], mean[several]))
    units[poisson] = stats.poisson.ppf(level[poisson], mean[poisson])
    return units.reshape(shape)


def expected_excess(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """E[max(total - units, 0)]: units of demand that a stock of `units` (at least 0) cannot serve.

    Source:
        k f(k; r, p) = mean * f(k - 1; r + 1, p), so E[total; total > x] = mean * P(NB(r + 1, p) > x - 1); for the
        Poisson, the same with f itself (Zipkin 2000, Foundations of Inventory Management, C.2.3).
    """
    k, mean, size = _prepared(units, mean, variance)
    stock = np.maximum(k, 0)
    share = _share(size, mean)
    beyond = mean * _above(stock - 1, mean, size + 1, share) - stock * _above(stock, mean, size, share)
    return np.asarray(np.maximum(beyond, 0))


def _prepared(
    units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike, *, whole: bool = True
) -> tuple[Floats, Floats, Floats]:
    """Broadcast, floor the units, and find the size `mean**2 / (variance - mean)`; infinite means Poisson."""
    k, mean, spread = np.broadcast_arrays(
        np.asarray(units, dtype=np.float64), np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    )
    excess = spread - mean
    is_overdispersed = excess > MIN_OVERDISPERSION * np.maximum(mean, 1e-300)
    size = np.where(is_overdispersed, mean**2 / np.where(is_overdispersed, excess, 1.0), np.inf)
    return (np.floor(k) if whole else k), mean, np.where(size > 0, size, np.inf)


def _expansion(level: Floats, mean: Floats, size: Floats) -> Floats:
    """Cornish-Fisher to the third moment, at least 1."""
    variance = mean + mean**2 / size
    sd, normal = np.sqrt(variance), special.ndtri(level)
    skewness = (2 * variance / mean - 1) / sd
    return np.asarray(np.maximum(np.floor(mean + sd * (normal + skewness * (normal**2 - 1) / 6) + 0.5), 1.0))


def _below(k: Floats, mean: Floats, size: Floats) -> Floats:
    """P(total <= k); each law computed only where it holds."""
    found = np.zeros(k.shape)
    several, poisson = (k >= 0) & np.isfinite(size), (k >= 0) & ~np.isfinite(size)
    found[several] = special.betainc(size[several], k[several] + 1, _share(size[several], mean[several]))
    found[poisson] = special.gammaincc(k[poisson] + 1, mean[poisson])
    return found


def _above(k: Floats, mean: Floats, size: Floats, share: Floats) -> Floats:
    """P(total > k); the share of success is given, since it stays when the size is shifted."""
    found = np.ones(k.shape)
    several, poisson = (k >= 0) & np.isfinite(size), (k >= 0) & ~np.isfinite(size)
    found[several] = special.betainc(k[several] + 1, size[several], 1 - share[several])
    found[poisson] = special.gammainc(k[poisson] + 1, mean[poisson])
    return found


def _share(size: Floats, mean: Floats) -> Floats:
    """The success probability `size / (size + mean)`, 1/2 where the Poisson branch is taken anyway."""
    known = np.where(np.isfinite(size), size, 1.0)
    return np.asarray(np.where(np.isfinite(size), known / (known + mean), 0.5))
