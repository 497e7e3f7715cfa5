"""SKUs at the beginning, the end, and the beginning again."""

import numpy as np
import pytest

from analytics.forecast.launch import is_new, new_totals
from analytics.forecast.panel import DemandPanel, build_panel
from analytics.forecast.service import forecast
from analytics.forecast.training import train
from tests.analytics.forecast.conftest import QUICK, Trained
from tests.analytics.forecast.planted import START, frame_of, panel_of, poisson_world
from tests.analytics.forecast.test_service import AS_OF


def young(trained: Trained, units: list[float]) -> DemandPanel:
    """The trained panel with SKU 1 begun only as many days ago as there are units."""
    whole = trained.panel
    demand = whole.demand.copy()
    demand[0, -len(units) :] = units
    frame = frame_of(demand)
    first = whole.days - len(units)
    frame = frame[(frame["unique_id"] != 1) | ((frame["ds"] - frame["ds"].min()).dt.days >= first)]
    ahead = frame.head(0)[["unique_id", "ds", "discount_rate"]]
    return build_panel(frame, ahead, whole.market, START, AS_OF)


def served(panel: DemandPanel, trained: Trained, rates: dict[int, float]) -> tuple[str, float]:
    totals = forecast(panel, trained.model, AS_OF, {}, rates).totals
    row = totals[(totals["unique_id"] == 1) & (totals["horizon_days"] == 7)].iloc[0]
    return str(row["model"]), float(row["mean"])


def test_a_sku_of_three_days_borrows_and_its_own_days_count(trained: Trained) -> None:
    # (2 + 4 + 6 + 14 days at 1 a day) / (3 + 14 days) = 26/17 a day
    assert served(young(trained, [2, 4, 6]), trained, {1: 1.0}) == ("LAUNCH", pytest.approx(7 * 26 / 17))


def test_a_sku_that_has_not_sold_yet_is_not_taken_for_worthless(trained: Trained) -> None:
    name, mean = served(young(trained, [0] * 20), trained, {1: 2.0})
    assert (name, mean) == ("LAUNCH", pytest.approx(7 * 2 * 14 / 34))


def test_after_eight_weeks_without_a_sale_nothing_is_borrowed() -> None:
    panel = panel_of(np.zeros((1, 100)))
    assert not is_new(panel)[0]
    assert new_totals(panel_of(np.zeros((1, 56))), {1: 1.0}, (7,)).tolist() == [[pytest.approx(7 * 14 / 70)]]


def test_a_sku_that_starts_again_after_a_year_is_forecast_from_what_it_sells_now() -> None:
    """In a shop where others have paused and begun again: the model learns it from them."""
    units, _, discount = poisson_world(120, 430, seed=5)
    for row in range(1, 60):
        units[row, 30 : 230 + 3 * row] = 0.0
    model, _ = train(panel_of(units, discount=discount), QUICK)
    units[0, :-28] = 0.0
    units[0, :28] = 5.0
    units[0, -28:] = 5.0
    totals = forecast(panel_of(units), model, AS_OF, {}).totals
    row = totals[(totals["unique_id"] == 1) & (totals["horizon_days"] == 7)].iloc[0]
    assert row["mean"] == pytest.approx(35, rel=0.25)
    assert row["p50"] == pytest.approx(35, rel=0.25)


def test_a_sku_with_one_sale_gets_little_and_no_nonsense(trained: Trained) -> None:
    units = trained.panel.demand.copy()
    units[0] = 0.0
    units[0, -40] = 1.0
    totals = forecast(panel_of(units), trained.model, AS_OF, {}).totals
    rows = totals[totals["unique_id"] == 1]
    assert (rows["mean"] >= 0).all()
    assert rows["mean"].max() < 3.0
    assert np.isfinite(rows[["mean", "p10", "p50", "p90"]].to_numpy()).all()
