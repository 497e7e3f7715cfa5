"""Which SKUs are forecast by a simple method because the model lost to it."""

import numpy as np

from analytics.forecast.fallback_model import SEASONAL_NAIVE, choose_fallback_models, fallback_totals
from analytics.forecast.sample import rows_of
from tests.analytics.forecast.planted import panel_of

DAYS = 200


def outcomes(units: np.ndarray, horizon: int = 7) -> tuple[object, object]:
    panel = panel_of(units)
    origins = np.arange(DAYS - 1 - 13 * 7, DAYS - horizon, 7)
    triples = [[row, origin, horizon] for row in range(len(units)) for origin in origins]
    return panel, rows_of(panel, np.array(triples, dtype=np.int64))


def test_a_sku_that_repeats_its_week_is_forecast_by_the_naive_when_the_model_errs() -> None:
    week = np.array([1.0, 2, 3, 4, 5, 6, 7])
    panel, held_out = outcomes(np.tile(week, (2, DAYS // 7 + 1))[:, :DAYS])
    median = held_out.total.copy()
    median[held_out.rows == 1] += 10.0
    assert choose_fallback_models(panel, held_out, median) == {"2": SEASONAL_NAIVE}


def test_a_narrow_win_changes_nothing() -> None:
    rng = np.random.default_rng(3)
    panel, held_out = outcomes(rng.poisson(5.0, (1, DAYS)).astype(float))
    simple = fallback_totals("TSB", panel, held_out)
    narrowly_worse = held_out.total + (simple - held_out.total) * 1.05
    assert choose_fallback_models(panel, held_out, narrowly_worse) == {}


def test_with_few_sales_days_chance_does_not_decide() -> None:
    units = np.zeros((1, DAYS))
    units[0, ::7] = 3.0
    panel, held_out = outcomes(units)
    assert choose_fallback_models(panel, held_out, held_out.total + 10.0) == {}
