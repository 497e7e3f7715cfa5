"""Types of arrays; docstrings say the shape, such as (skus, days)."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Labels = NDArray[np.str_]
