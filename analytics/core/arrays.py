"""Types of arrays, of which docstrings say the shape, such as (skus, days); and the same rows of many arrays."""

from dataclasses import fields, is_dataclass, replace
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Dates = NDArray[np.datetime64]
Labels = NDArray[np.str_]
Record = TypeVar("Record")


def take(record: Record, rows: Ints) -> Record:
    """The rows of an array or a frame, of each array of a tuple, or of each field of a dataclass, in the same type."""
    if is_dataclass(record) and not isinstance(record, type):
        return replace(record, **{field.name: take(getattr(record, field.name), rows) for field in fields(record)})
    if isinstance(record, tuple):
        return type(record)(take(part, rows) for part in record)
    return record.iloc[rows] if isinstance(record, pd.DataFrame) else record[rows]  # type: ignore[index]
