"""How far a SKU's own forecasts were off, compared with what its class would let expect."""

import numpy as np
import numpy.typing as npt

from analytics.core.arrays import Floats
from analytics.core.distribution import variance

HORIZON = 14
PRIOR_ERRORS = 16.0
MAX_ERROR_RATIO = 9.0  # three standard deviations: one bulk order must not set the stock of a year


def error_ratio(actual: Floats, mean: Floats, variance_ratio: Floats, noise_share: Floats) -> Floats:
    """Squared error of totals over their predicted variance, at most `MAX_ERROR_RATIO`; about 1 where all is well."""
    predicted = np.maximum(variance(mean, variance_ratio, noise_share), mean)
    return np.asarray(np.minimum((actual - mean) ** 2 / np.maximum(predicted, 1e-9), MAX_ERROR_RATIO))


def scale_spread(
    variance_ratio: Floats, noise_share: Floats, error_ratios: Floats, number: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Spread whose variance is multiplied by the mean error ratio, shrunk to 1 with the weight of `PRIOR_ERRORS`.

    Args:
        variance_ratio: of the class; see `variance`.
        noise_share: of the class.
        error_ratios: sum of the SKU's error ratios.
        number: how many there are.
    """
    factor = (error_ratios + PRIOR_ERRORS) / (np.asarray(number) + PRIOR_ERRORS)
    return variance_ratio * factor, noise_share * np.sqrt(factor)
