"""Windows, filters and classes by hand."""

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.demand_class import demand_class, size_ratio
from analytics.forecast.panel import AHEAD_DAYS, Market, build_panel
from tests.analytics.forecast.planted import START, frame_of, panel_of

ONE = np.array([0])


def at(*days: int) -> np.ndarray:
    return np.array(days)


def test_a_window_holds_the_days_after_its_first_bound_up_to_its_second() -> None:
    panel = panel_of(np.array([[0.0, 3, 0, 5, 7]]))
    assert panel.window("demand", ONE, at(1), at(3)).tolist() == [5.0]
    assert panel.window("demand", ONE, at(-9), at(1)).tolist() == [3.0]
    assert panel.window("demand", ONE, at(3), at(99)).tolist() == [7.0]
    assert panel.window("square", ONE, at(-1), at(4)).tolist() == [9.0 + 25 + 49]
    assert panel.window("sales_days", ONE, at(-1), at(4)).tolist() == [3.0]


def test_smoothing_starts_unbiased_at_the_first_day() -> None:
    panel = panel_of(np.array([[4.0, 0.0]]))
    level = panel.levels["0.1"][0]
    assert level[0] == pytest.approx(4.0)
    assert level[1] == pytest.approx((0.9 * 0.4) / (0.9 * 0.1 + 0.1))


def test_size_and_occurrence_move_as_croston_and_tsb_say() -> None:
    panel = panel_of(np.array([[0.0, 10.0, 0.0, 20.0]]))
    assert panel.size[0].tolist() == pytest.approx([0.0, 10.0, 10.0, 11.0])
    weights = 0.05 * 0.95 ** np.array([3, 2, 1, 0])
    assert panel.occurrence[0, 3] == pytest.approx((weights[1] + weights[3]) / weights.sum())


def test_price_is_carried_forward_and_planned_discounts_reach_beyond_the_last_day() -> None:
    discount = np.zeros((1, 3 + AHEAD_DAYS))
    discount[0, 4] = 0.2
    panel = panel_of(np.ones((1, 3)), discount=discount)
    assert panel.discount.shape == (1, 3 + AHEAD_DAYS)
    assert np.flatnonzero(panel.discount[0]).tolist() == [4]


@pytest.mark.parametrize(
    ("units", "label"),
    [
        ([2.0] * 60, "SMOOTH"),
        ([2.0, 0.0, 0.0] * 20, "INTERMITTENT"),
        ([1.0, 9.0] * 30, "ERRATIC"),
        ([1.0, 0, 0, 9.0, 0, 0] * 10, "LUMPY"),
        ([2.0] * 20, "NEW"),
        ([2.0] * 30 + [0.0] * 182, "DORMANT"),
    ],
)
def test_demand_classes_by_syntetos_and_boylan(units: list[float], label: str) -> None:
    panel = panel_of(np.array([units]))
    assert demand_class(panel, ONE, at(len(units) - 1)).tolist() == [label]


def test_size_ratio_is_one_for_singles_and_grows_with_order_size() -> None:
    panel = panel_of(np.array([[1.0] * 50, [0.0] * 49 + [50.0]]))
    singles, bulk = size_ratio(panel, np.array([0, 1]), at(49, 49))
    assert singles == pytest.approx(1.0)
    assert bulk == pytest.approx((2500 + 3) / (50 + 3))


def test_rows_of_the_frame_may_come_in_any_order() -> None:
    units = np.array([[1.0, 0.0, 4.0], [0.0, 2.0, 0.0]])
    days = pd.date_range(START, periods=3)
    shuffled = frame_of(units).sample(frac=1, random_state=1)
    ahead = pd.DataFrame({"unique_id": [], "ds": pd.to_datetime([]), "discount_rate": []})
    panel = build_panel(shuffled, ahead, Market(units.sum(axis=0), np.zeros(63)), START, days[-1].date())
    assert panel.ids.tolist() == [1, 2]
    assert panel.demand.tolist() == units.tolist()
