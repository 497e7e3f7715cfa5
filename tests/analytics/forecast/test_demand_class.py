"""Demand classes a second time, sale by sale in plain Python, and their borders."""

import numpy as np
import pytest

from analytics.forecast.demand_class import demand_class, size_ratio
from analytics.forecast.panel import DemandPanel
from tests.analytics.forecast.planted import panel_of

DAYS = 500


def steady_and(*histories: np.ndarray) -> DemandPanel:
    """A panel of a SKU that sells every day, so that a row is a day, and of the given ones, which begin at once."""
    panel = panel_of(np.vstack([np.ones(len(histories[0])), *histories]))
    panel.first[:] = 0
    return panel


def label(units: np.ndarray, origin: int | None = None) -> str:
    panel = steady_and(units)
    return str(demand_class(panel, np.array([1]), np.array([panel.days - 1 if origin is None else origin]))[0])


def slow_label(units: list[float], first: int, origin: int) -> str:
    age = min(origin - first + 1, 364)
    sizes = [size for size in units[origin - age + 1 : origin + 1] if size > 0]
    sold_on = [day for day in range(origin + 1) if units[day] > 0]
    if not sold_on or origin - sold_on[-1] >= 182:
        return "DORMANT"
    if len(sizes) < 2 or age < 28:
        return "NEW"
    mean = sum(sizes) / len(sizes)
    cv2 = sum((size - mean) ** 2 for size in sizes) / len(sizes) / mean**2
    names = {(1, 1): "SMOOTH", (1, 0): "ERRATIC", (0, 1): "INTERMITTENT", (0, 0): "LUMPY"}
    return names[age / len(sizes) < 1.32, cv2 < 0.49]


def test_classes_are_those_of_a_slow_count() -> None:
    rng = np.random.default_rng(11)
    share = np.repeat([0.002, 0.02, 0.3, 0.74, 0.78, 1.0], 10)[:, None]
    spread = np.tile([0.0, 0.3, 0.6, 0.65, 1.2], 12)[:, None]
    sizes = rng.choice([0.25, 1.0, 8.0], 60)[:, None] * np.exp(spread * rng.standard_normal((60, DAYS)))
    units = np.where(rng.random((60, DAYS)) < share, sizes, 0.0)
    panel = panel_of(np.vstack([np.ones(DAYS), units]))
    panel.first[:] = rng.integers(0, 450, 61)
    rows = np.repeat(np.arange(1, 61), 8)
    origins = np.maximum(rng.integers(0, DAYS, 480), panel.first[rows])
    found = demand_class(panel, rows, origins).tolist()
    demand = panel.demand.tolist()
    wanted = [
        slow_label(demand[row], int(panel.first[row]), int(origin)) for row, origin in zip(rows, origins, strict=True)
    ]
    assert found == wanted
    assert len(set(wanted)) == 6
    ratio = size_ratio(panel, rows, origins)
    for number, (row, origin) in enumerate(zip(rows.tolist(), origins.tolist(), strict=True)):
        sold = [demand[row][day] for day in range(max(origin - 363, 0), origin + 1)]
        assert ratio[number] == pytest.approx((sum(size**2 for size in sold) + 3) / (sum(sold) + 3))


def last_days(count: int, length: int = DAYS) -> np.ndarray:
    """One unit on the first days of so many of the last 364."""
    units = np.zeros(length)
    units[length - 364 : length - 364 + count] = 1.0
    return units


@pytest.mark.parametrize(("sales_days", "expected"), [(276, "SMOOTH"), (275, "INTERMITTENT")])
def test_a_year_of_364_days_is_looked_at(sales_days: int, expected: str) -> None:
    """364 days with 276 sales days, the oldest day among them, are an interval of 1.319; a day more or less is 1.32."""
    units = last_days(sales_days)
    units[-1] += 1 - units[-1]
    units[DAYS - 364 + sales_days - 1] = 0.0
    assert label(units) == expected


def test_a_squared_variation_of_exactly_049_is_uneven() -> None:
    assert label(np.tile([3.0, 17.0], DAYS // 2)) == "ERRATIC"  # mean 10, variance 49


@pytest.mark.parametrize(("days", "expected"), [([], "DORMANT"), ([0], "NEW"), ([1], "NEW"), ([0, 1], "INTERMITTENT")])
def test_a_sku_that_never_sold_is_dormant_and_one_that_sold_on_the_first_day_is_not(
    days: list[int], expected: str
) -> None:
    units = np.zeros(DAYS)
    units[days] = 1.0
    assert label(units, origin=100) == expected
