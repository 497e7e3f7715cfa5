"""Expected demand, arrivals and depletion by hand."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.inputs import dates
from analytics.replenishment.outlook import TAIL_DAYS, Inbound, depletion_days, expected, inbound_units, outlook
from kit.errors import FaultError

AS_OF = date(2026, 1, 31)
NEVER = dates(pd.Series([None], dtype="object"))


def path(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


def test_demand_adds_up_day_by_day_and_fractions_are_interpolated() -> None:
    ahead = expected(path([1, 2, 4], [0, 10, 0]))
    assert ahead.days == 3
    assert ahead.cumulative.tolist() == [[0, 1, 3, 7], [0, 0, 10, 10]]
    horizons = [-1.0, 0.0, 0.5, 1.0, 2.25, 3.0]
    found = [ahead.mean_until(np.array([horizon, horizon])).tolist() for horizon in horizons]
    assert found == [[0, 0], [0, 0], [0.5, 0], [1, 0], [4, 10], [7, 10]]


def test_beyond_the_path_its_rate_goes_on() -> None:
    ahead = expected(path([1, 2, 6]))
    assert ahead.rate_beyond.tolist() == [3.0]
    assert ahead.mean_until(np.array([[3.0, 4.0, 5.5]])).tolist() == [[9, 12, 16.5]]


def test_the_rate_beyond_is_that_of_the_last_four_weeks() -> None:
    assert TAIL_DAYS == 28
    assert expected(path([100.0] + [0.0] * 28)).rate_beyond.tolist() == [0]
    assert expected(path([28.0] + [0.0] * 27)).rate_beyond.tolist() == [1]
    assert expected(path([5.0])).rate_beyond.tolist() == [5]
    assert expected(np.zeros((1, 0))).rate_beyond.tolist() == [0]


def test_horizons_may_differ_by_sku_and_by_point() -> None:
    ahead = expected(path([1, 2], [3, 4]))
    assert ahead.mean_until(np.array([[1.0, 2.0], [2.0, 1.0]])).tolist() == [[1, 3], [7, 3]]


@pytest.mark.parametrize(
    ("last_day", "cumulative", "rate"),
    [
        (None, [0, 2, 4, 6], 2),
        ("2026-02-05", [0, 2, 4, 6], 2),
        ("2026-02-04", [0, 2, 4, 6], 2),  # one day after the path
        ("2026-02-03", [0, 2, 4, 6], 0),  # the path's last day
        ("2026-02-02", [0, 2, 4, 4], 0),
        ("2026-01-31", [0, 0, 0, 0], 0),
        ("2025-01-01", [0, 0, 0, 0], 0),
    ],
)
def test_after_its_last_day_on_sale_nothing_is_expected_of_a_sku(
    last_day: str | None, cumulative: list[float], rate: float
) -> None:
    ahead = outlook(path([2, 2, 2]), dates(pd.Series([last_day], dtype="object")), AS_OF)
    assert ahead.cumulative.tolist() == [cumulative]
    assert ahead.rate_beyond.tolist() == [rate]


def arrivals(*rows: tuple[int, float, float], skus: int = 3) -> Inbound:
    row, offset, units = np.array(rows).T if rows else np.zeros((3, 0))
    return Inbound(row.astype(np.int64), offset.astype(float), units.astype(float), np.arange(skus) == 1)


def test_waves_are_the_first_arrivals_then_the_second_ones() -> None:
    inbound = arrivals((2, 9, 1), (0, 5, 2), (2, 3, 4), (0, 5, 8), (0, 1, 16))
    waves = [[part.tolist() for part in wave] for wave in inbound.waves()]
    assert waves == [[[0, 2], [1, 3], [16, 4]], [[0, 2], [5, 9], [2, 1]], [[0], [5], [8]]]
    assert list(arrivals().waves()) == []


def test_arrivals_of_some_skus_are_theirs_alone() -> None:
    inbound = arrivals((0, 5, 2), (1, 6, 3), (2, 7, 4))
    some = inbound.of(np.array([1, 2]))
    assert (some.rows.tolist(), some.offsets.tolist(), some.units.tolist()) == ([0, 1], [6, 7], [3, 4])
    assert some.is_overdue.tolist() == [True, False]
    assert inbound.of(np.array([0])).rows.tolist() == [0]
    assert inbound.of(np.array([], dtype=np.int64)).rows.tolist() == []


def test_units_are_due_on_the_last_day_of_a_horizon_and_not_after_it() -> None:
    inbound = arrivals((0, 5, 2), (0, 6, 3), (2, 1, 4))
    assert inbound.due_within(np.array([5.0, 5.0, 0.9])).tolist() == [2, 0, 0]
    assert inbound.due_within(np.array([6.0, 0.0, 1.0])).tolist() == [5, 0, 4]


def test_units_arrive_on_their_day() -> None:
    inbound = arrivals((0, 1, 2), (0, 3, 3), (0, 4, 9), (2, 2, 4), (2, 2, 1))
    assert inbound.by_day(3).tolist() == [[2, 0, 3], [0, 0, 0], [0, 5, 0]]


def frame(units: float, day: str | None = "2026-02-03", sku: int = 7) -> pd.DataFrame:
    return pd.DataFrame({"unique_id": [sku], "expected_on": pd.array([day], dtype="object"), "units": [units]})


@pytest.mark.parametrize("units", [-1, 0.5, np.inf, np.nan])
def test_units_on_their_way_are_whole_and_not_negative(units: float) -> None:
    with pytest.raises(FaultError, match=f"SKU 7 has {float(units)} units in the frame 'inbound'"):
        inbound_units(pd.concat([frame(units), frame(-9)]), pd.Index([5, 7]), np.array([3.0, 3.0]), AS_OF)


def test_units_of_skus_without_a_forecast_are_left_out() -> None:
    both = pd.concat([frame(4, sku=1), frame(0), frame(5, day=None)])
    found = inbound_units(both, pd.Index([7]), np.array([2.5]), AS_OF)
    assert (found.rows.tolist(), found.offsets.tolist(), found.units.tolist()) == ([0, 0], [3, 3], [0, 5])
    assert found.is_overdue.tolist() == [False]
    with pytest.raises(FaultError, match="'inbound' lacks the columns units"):
        inbound_units(frame(1).drop(columns="units"), pd.Index([7]), np.array([1.0]), AS_OF)


@pytest.mark.parametrize(
    ("available", "arrived", "expected_day"),
    [
        (5.0, [0, 0, 0], 3),
        (6.0, [0, 0, 0], 3),  # used up at the end of the last day
        (6.1, [0, 0, 0], np.nan),
        (2.0, [0, 0, 0], 1),
        (0.0, [0, 0, 0], 1),
        (3.0, [0, 5, 5], np.nan),
        (1.0, [0, 5, 5], 1),
        (np.nan, [0, 0, 0], np.nan),
    ],
)
def test_stock_is_used_up_on_the_first_day_that_ends_without_any(
    available: float, arrived: list[float], expected_day: float
) -> None:
    found = depletion_days(np.array([available]), path(arrived), expected(path([2, 2, 2])))
    assert found == pytest.approx([expected_day], nan_ok=True)
