"""How far a SKU's own forecasts were off, compared with what its class would let expect."""

import numpy as np
import numpy.typing as npt

from analytics.core.arrays import Floats
from analytics.core.distribution import Spread

HORIZON = 14
PRIOR_ERRORS = 16.0
MAX_ERROR_RATIO = 9.0  # three standard deviations: one bulk order must not set the stock of a year


def error_ratio(actual: Floats, mean: Floats, spread: Spread) -> Floats:
    """Squared error of totals over their predicted variance, at most `MAX_ERROR_RATIO`; about 1 where all is well."""
    predicted = np.maximum(spread.variance(mean), mean)
    return np.asarray(np.minimum((actual - mean) ** 2 / np.maximum(predicted, 1e-9), MAX_ERROR_RATIO))


def scale_spread(spread: Spread, error_ratios: Floats, number: npt.ArrayLike) -> Spread:
    """Spread whose variance is multiplied by the mean error ratio, shrunk to 1 with the weight of `PRIOR_ERRORS`.

    Args:
        spread: of the class.
        error_ratios: sum of the SKU's error ratios.
        number: how many there are.
    """
    factor = (error_ratios + PRIOR_ERRORS) / (np.asarray(number) + PRIOR_ERRORS)
    return Spread(spread.variance_ratio * factor, spread.noise_share * np.sqrt(factor))
