"""The distribution of a total of demand units: negative binomial, or Poisson where there is no overdispersion.

Source:
    Agrawal, N. and Smith, S. A. (1996), Estimating negative binomial demand for retail inventory management with
    unobservable lost sales, Naval Research Logistics 43(6); Johnson, Kemp, Kotz (2005), Univariate Discrete
    Distributions, 3rd edition, sections 4.4 and 5.6 (distribution functions as incomplete gamma and beta integrals).
"""

import numpy as np
import numpy.typing as npt
from scipy import special, stats

Floats = npt.NDArray[np.float64]

LEAST_OVERDISPERSION = 1e-9  # below this share of the mean, floating point cannot tell it from a Poisson


def variance(mean: npt.ArrayLike, v: npt.ArrayLike, c: npt.ArrayLike) -> Floats:
    """Variance of a total with this mean: `v * mean` grows with the days, `(c * mean)**2` is a common error."""
    mean = np.asarray(mean, dtype=np.float64)
    return np.asarray(np.asarray(v) * mean + (np.asarray(c) * mean) ** 2, dtype=np.float64)


def cdf(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """P(total <= units); 0 below zero units. `mean` >= 0 and `variance` as arrays that broadcast."""
    k, mean, size = _prepared(units, mean, variance)
    whole = np.maximum(k, 0)
    negative_binomial = special.betainc(_finite(size), whole + 1, _share(size, mean))
    poisson = special.gammaincc(whole + 1, mean)
    return np.asarray(np.where(k < 0, 0.0, np.where(np.isfinite(size), negative_binomial, poisson)))


def sf(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """P(total > units), exact far into the tail; 1 below zero units."""
    k, mean, size = _prepared(units, mean, variance)
    return _tail(k, mean, size, _share(size, mean))


def quantile(level: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Smallest whole number of units with `cdf >= level`, for levels strictly between 0 and 1."""
    level, mean, size = _prepared(level, mean, variance, whole=False)
    negative_binomial = stats.nbinom.ppf(level, _finite(size), _share(size, mean))
    poisson = stats.poisson.ppf(level, mean)
    return np.asarray(np.where(np.isfinite(size), negative_binomial, poisson), dtype=np.float64)


def expected_excess(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """E[max(total - units, 0)]: units of demand that a stock of `units` (at least 0) cannot serve.

    Source:
        k f(k; r, p) = mean * f(k - 1; r + 1, p), so E[total; total > x] = mean * P(NB(r + 1, p) > x - 1); for the
        Poisson, the same with f itself (Zipkin 2000, Foundations of Inventory Management, C.2.3).
    """
    k, mean, size = _prepared(units, mean, variance)
    stock = np.maximum(k, 0)
    share = _share(size, mean)
    beyond = mean * _tail(stock - 1, mean, size + 1, share) - stock * _tail(stock, mean, size, share)
    return np.asarray(np.maximum(beyond, 0))


def _prepared(
    units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike, *, whole: bool = True
) -> tuple[Floats, Floats, Floats]:
    """Broadcast, floor the units, and find the size `mean**2 / (variance - mean)`; infinite means Poisson."""
    k, mean, spread = np.broadcast_arrays(
        np.asarray(units, dtype=np.float64), np.asarray(mean, dtype=np.float64), np.asarray(variance, dtype=np.float64)
    )
    excess = spread - mean
    is_overdispersed = excess > LEAST_OVERDISPERSION * np.maximum(mean, 1e-300)
    size = np.where(is_overdispersed, mean**2 / np.where(is_overdispersed, excess, 1.0), np.inf)
    return (np.floor(k) if whole else k), mean, np.where(size > 0, size, np.inf)


def _tail(k: Floats, mean: Floats, size: Floats, share: Floats) -> Floats:
    whole = np.maximum(k, 0)
    negative_binomial = special.betainc(whole + 1, _finite(size), 1 - share)
    poisson = special.gammainc(whole + 1, mean)
    return np.asarray(np.where(k < 0, 1.0, np.where(np.isfinite(size), negative_binomial, poisson)))


def _finite(size: Floats) -> Floats:
    return np.where(np.isfinite(size), size, 1.0)


def _share(size: Floats, mean: Floats) -> Floats:
    """The success probability `size / (size + mean)`, 1/2 where the Poisson branch is taken anyway."""
    known = _finite(size)
    return np.asarray(np.where(np.isfinite(size), known / (known + mean), 0.5))
