"""How far a SKU's own forecasts were off, compared with what its class would let expect."""

import numpy as np
import numpy.typing as npt

from analytics.core.arrays import Floats
from analytics.core.distribution import variance

HORIZON = 14
PRIOR_ERRORS = 16.0
MAX_SURPRISE = 9.0  # three standard deviations: one bulk order must not set the stock of a year


def surprise(actual: Floats, mean: Floats, v: Floats, c: Floats) -> Floats:
    """Squared error of totals over their predicted variance, at most `MAX_SURPRISE`; about 1 where all is well."""
    predicted = np.maximum(variance(mean, v, c), mean)
    return np.asarray(np.minimum((actual - mean) ** 2 / np.maximum(predicted, 1e-9), MAX_SURPRISE))


def stretched(v: Floats, c: Floats, surprises: Floats, number: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Spread whose variance is multiplied by the mean surprise, shrunk to 1 with the weight of `PRIOR_ERRORS`.

    Args:
        v: noise of the class; a total with mean m has variance v*m + (c*m)**2.
        c: common error of the class.
        surprises: sum of the SKU's surprises.
        number: how many there are.
    """
    factor = (surprises + PRIOR_ERRORS) / (np.asarray(number) + PRIOR_ERRORS)
    return v * factor, c * np.sqrt(factor)
