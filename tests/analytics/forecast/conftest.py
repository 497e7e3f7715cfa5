"""A model trained once on a planted world, for the tests that need one."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.model import Model, Training
from analytics.forecast.panel import DemandPanel
from analytics.forecast.training import train
from tests.analytics.forecast.planted import panel_of, poisson_world

QUICK = Training(rounds=80, row_limit=20_000, tail_row_limit=20_000, min_rows_in_leaf=40, threads=1)


@dataclass(frozen=True)
class Trained:
    """A panel of 120 SKUs x 430 days, what was truly expected of it, and the model trained on it."""

    panel: DemandPanel
    expected: np.ndarray
    model: Model
    accuracy: pd.DataFrame


@pytest.fixture(scope="session")
def trained() -> Trained:
    units, expected, discount = poisson_world(120, 430, seed=5)
    panel = panel_of(units, discount=discount)
    model, accuracy = train(panel, QUICK)
    assert model is not None
    return Trained(panel, expected, model, accuracy)
