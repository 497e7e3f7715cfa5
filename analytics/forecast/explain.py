"""Why a total is what it is: TreeSHAP contributions in units, grouped into what a buyer names."""

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.forecast.features import GROUPS, NAMES
from analytics.forecast.model import MEAN, Model

CLOSE = 1e-6


def contributions(model: Model, frame: pd.DataFrame, unit: Floats) -> tuple[Floats, pd.DataFrame]:
    """Explain the mean of totals.

    The model is multiplicative (log link), so SHAP values are shares of log(prediction / base). They become units by
    the logarithmic mean divisor: prediction - base = Σ L(prediction, base)·φ, with L(a, b) = (a - b) / (ln a - ln b).

    Args:
        model: the trained model.
        frame: features of the totals, shape (n, features).
        unit: scale times horizon in units, shape (n,).

    Returns:
        The base in units, shape (n,), and a frame of contributions in units with one column per group in GROUPS;
        base + sum of the columns = predicted mean (to floating point).

    Source:
        Lundberg et al. (2020), From local explanations to global understanding with explainable AI for trees,
        doi:10.1038/s42256-019-0138-9; Ang (2005), The LMDI approach to decomposition analysis,
        doi:10.1016/j.enpol.2003.10.010.
    """
    import shap

    explainer = shap.TreeExplainer(model.boosters[MEAN])
    values = np.asarray(explainer.shap_values(frame), dtype=np.float64)
    base_log = float(np.ravel(explainer.expected_value)[0])
    base, prediction = np.exp(base_log), np.exp(base_log + values.sum(axis=1))
    divisor = logarithmic_mean(prediction, np.full(len(frame), base)) * unit
    grouped = {
        group: values[:, [NAMES.index(name) for name in names]].sum(axis=1) * divisor for group, names in GROUPS.items()
    }
    return base * unit, pd.DataFrame(grouped, index=frame.index)


def logarithmic_mean(first: Floats, second: Floats) -> Floats:
    """L(a, b) = (a - b) / (ln a - ln b), and a where both are equal; a, b > 0."""
    ratio = np.log(first / second)
    close = np.abs(ratio) < CLOSE
    exact = (first - second) / np.where(close, 1.0, ratio)
    return np.asarray(np.where(close, (first + second) / 2, exact))
