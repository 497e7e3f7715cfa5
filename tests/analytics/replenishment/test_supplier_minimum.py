"""Orders below a supplier's minimum order value: which lines are raised, how far, and when it is not worth it."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from analytics.replenishment.quantity import Limits
from analytics.replenishment.supplier_minimum import Lines, meet_minimum

NAN = np.nan
Saved = Callable[[np.ndarray], np.ndarray]


def nothing_lost(rows: np.ndarray) -> np.ndarray:
    return np.zeros(len(rows))


def lines(
    quantity: list[float],
    cost: list[float],
    minimum: float,
    *,
    supplier: list[float] | None = None,
    holding: float = 0.0,
) -> Lines:
    """Lines of one supplier, each selling one unit a day."""
    count = len(quantity)
    return Lines(
        supplier=np.array(supplier or [5.0] * count),
        minimum=np.full(count, minimum),
        quantity=np.array(quantity, dtype=float),
        unit_cost=np.array(cost, dtype=float),
        rate=np.ones(count),
        holding=np.full(count, holding),
        saved=nothing_lost,
    )


def bounds(count: int, *, pack: float = 1.0, maximum: list[float] | None = None) -> Limits:
    unlimited = np.full(count, np.inf)
    return Limits(
        moq=np.ones(count),
        maximum=unlimited if maximum is None else np.array(maximum, dtype=float),
        pack=np.full(count, pack),
        is_discontinued=np.zeros(count, dtype=bool),
        sellable=unlimited,
    )


@pytest.mark.parametrize(
    ("minimum", "expected"),
    [
        (18, [10, 4]),  # met already
        (19, [10, 5]),
        (30, [10, 10]),  # six packs where the stock would last shortest
        (31, [11, 10]),  # then both last as long, and the first line is raised
        (33, [11, 11]),
        (360, [120, 120]),  # four months of both
        (361, [0, 0]),
    ],
)
def test_packs_are_added_where_the_stock_would_last_shortest(minimum: float, expected: list[float]) -> None:
    assert meet_minimum(lines([10, 4], [1, 2], minimum), bounds(2)).tolist() == expected


def test_lines_are_raised_in_whole_packs_within_their_maximum() -> None:
    given = lines([8, 4], [1, 2], 30)
    assert meet_minimum(given, bounds(2, pack=4)).tolist() == [12, 12]
    assert meet_minimum(given, bounds(2, pack=4, maximum=[100, 11])).tolist() == [16, 8]
    assert meet_minimum(given, bounds(2, pack=4, maximum=[15, 11])).tolist() == [0, 0]


def test_each_supplier_is_looked_at_alone() -> None:
    given = lines([10, 4, 3], [1, 1, 1], 12, supplier=[5, 6, 6])
    assert meet_minimum(given, bounds(3)).tolist() == [12, 6, 6]
    high = replace(given, minimum=np.array([12.0, 5.0, 900.0]))  # a supplier's minimum is the greatest of its lines
    assert meet_minimum(high, bounds(3)).tolist() == [12, 0, 0]


@pytest.mark.parametrize(
    "unknown",
    [
        {"supplier": np.array([NAN, NAN])},
        {"unit_cost": np.array([NAN, 0.0])},
        {"minimum": np.array([NAN, 0.0])},
    ],
)
def test_lines_without_supplier_cost_or_minimum_stay_as_they_are(unknown: dict[str, np.ndarray]) -> None:
    assert meet_minimum(replace(lines([10, 4], [1, 2], 30), **unknown), bounds(2)).tolist() == [10, 4]


def test_a_line_that_is_not_ordered_is_not_raised() -> None:
    assert meet_minimum(lines([10, 0], [1, 2], 15), bounds(2)).tolist() == [15, 0]


@pytest.mark.parametrize(
    ("saved", "expected"),
    [([20.0, 22.0], [10, 10]), ([20.0, 21.9], [0, 0]), ([NAN, 0.0], [10, 10]), ([42.0, 0.0], [10, 10])],
)
def test_raising_is_worth_what_waiting_loses(saved: list[float], expected: list[float]) -> None:
    """Six units more of the second line wait seven days on average, at one a day: 42."""
    given = replace(lines([10, 4], [1, 2], 30, holding=1.0), saved=lambda rows: np.array(saved)[rows])
    assert meet_minimum(given, bounds(2)).tolist() == expected


def test_a_holding_cost_that_is_not_known_does_not_count() -> None:
    given = replace(lines([10, 4], [1, 2], 33, holding=1.0), holding=np.array([NAN, 1.0]))
    found = meet_minimum(replace(given, saved=lambda rows: np.full(len(rows), 26.25)), bounds(2))
    assert found.tolist() == [11, 11]  # seven units of the second line wait 7.5 days: 52.5
    less = meet_minimum(replace(given, saved=lambda rows: np.full(len(rows), 26.2)), bounds(2))
    assert less.tolist() == [0, 0]


def test_a_line_that_hardly_sells_is_raised_last() -> None:
    given = replace(lines([10, 4], [1, 2], 20), rate=np.array([1.0, 0.0]))
    assert meet_minimum(given, bounds(2)).tolist() == [12, 4]
