"""Order days, closures and arrivals by hand: each border on both sides."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.calendar import allowed_weekdays, closed_days, closed_periods, open_days, order_by
from analytics.replenishment.cycle import LOOK_AHEAD_DAYS, order_cycle
from analytics.replenishment.lead_time import Times

MONDAY = np.datetime64("2026-02-02")


def days(count: int, first: np.datetime64 = MONDAY) -> np.ndarray:
    return first + np.arange(count)


def column(*values: object) -> pd.Series:
    return pd.Series(list(values), dtype="object")


def test_order_days_are_iso_weekdays_each_once() -> None:
    assert allowed_weekdays(column([3, 1, 3], None, np.array([7]), ())) == [(1, 3), (), (7,), ()]


def test_orders_are_taken_on_the_suppliers_weekdays_outside_closures() -> None:
    found = open_days(
        days(9), [(1,), (), (7, 3), ()], column(None, None, None, ["2026-02-03/2026-02-04", "2026-02-10/2026-02-11"])
    )
    assert [np.flatnonzero(row).tolist() for row in found] == [
        [0, 7],
        [0, 1, 2, 3, 4, 5, 6, 7, 8],
        [2, 6],
        [0, 3, 4, 5, 6, 7],
    ]


def test_suppliers_with_the_same_days_and_other_closures_are_not_confused() -> None:
    found = open_days(days(3), [(), (), ()], column(None, ["2026-02-02/2026-02-02"], None))
    assert found.tolist() == [[True] * 3, [False, True, True], [True] * 3]


def test_both_days_of_a_closure_are_closed() -> None:
    assert closed_periods(column(["2026-02-03/2026-02-04"], None)) == [("2026-02-03/2026-02-04",), ()]
    found = closed_days(days(5), column(["2026-02-03/2026-02-04"], None, ["2026-02-02/2026-02-02"]))
    assert found.astype(int).tolist() == [[0, 1, 1, 0, 0], [0] * 5, [1, 0, 0, 0, 0]]


def test_without_skus_there_are_days_and_no_rows() -> None:
    assert open_days(days(4), [], column()).shape == (0, 4)
    assert closed_days(days(4), column()).shape == (0, 4)


@pytest.mark.parametrize(
    ("depletion", "lead", "weekdays", "expected"),
    [
        (5.0, 2.0, range(10), 3),  # ordered on day 3, here on day 5
        (5.0, 1.2, range(10), 3),  # a day that has begun counts whole
        (5.0, 3.0, range(10), 2),
        (3.0, 2.0, range(10), 1),  # tomorrow, just in time
        (2.0, 2.0, range(10), 1),  # too late already: tomorrow
        (np.nan, 2.0, range(10), 9),  # the day after the path ends: day 11
        (99.0, 2.0, range(10), 10),  # no later than the days that are known
        (5.0, 2.0, [0, 1], 2),  # the last order day in time
        (5.0, 2.0, [2, 5], 3),
        (5.0, 2.0, [3, 5], 4),  # none in time: the next one
        (5.0, 2.0, [], 3),  # none at all: as if every day were
        (2.0, 2.0, [], 1),
        (99.0, 2.0, [], 10),
    ],
)
def test_the_last_day_to_order(depletion: float, lead: float, weekdays: object, expected: int) -> None:
    is_open = np.isin(np.arange(10), list(weekdays))[None, :]  # type: ignore[call-overload]
    found = order_by(np.array([depletion]), np.array([lead]), is_open, 10, MONDAY)
    assert found.tolist() == [(MONDAY + expected).astype(date)]


def cycle(lead: float = 3.0, review: float = 7.0, sd: float = 0.0, **terms: object) -> tuple[float, float, float]:
    """Days until the arrival of an order, their standard deviation, and days from it to the next arrival."""
    columns = {"order_weekdays": None, "closures": None} | terms
    frame = pd.DataFrame({name: column(value) for name, value in columns.items()})
    no = np.array([False])
    times = Times(np.array([lead]), np.array([sd]), np.array([review]), no, no)
    found = order_cycle(frame, times, np.datetime64("2026-01-31"))  # a Saturday; tomorrow is the first of February
    return found.arrival[0], found.arrival_sd[0], found.review[0]


def closed(first: str, count: int) -> list[str]:
    begin = np.datetime64(first)
    return [f"{begin}/{begin + count - 1}"]


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        ({}, (3, 0, 7)),
        ({"sd": 1.5, "lead": 2.5}, (2.5, 1.5, 7)),
        ({"order_weekdays": [1]}, (4, 0, 7)),  # leaves on Monday the 2nd, the next one a week later
        ({"order_weekdays": [7]}, (3, 0, 7)),  # tomorrow is Sunday
        ({"closures": closed("2026-02-01", 10)}, (13, 0, 7)),  # leaves on the 11th
        ({"closures": closed("2026-02-02", 2)}, (5, 0, 5)),  # waits two days on the way; the next order does not
        ({"closures": closed("2026-02-04", 1)}, (4, 0, 6)),  # closed on the day of the arrival
        ({"closures": closed("2026-02-05", 1)}, (3, 0, 7)),
        ({"closures": closed("2026-02-04", 1), "lead": 2.5}, (3.5, 0, 6)),  # closed while it is still under way
        ({"closures": closed("2026-02-10", 1)}, (3, 0, 8)),  # the next order waits
        ({"review": 0.0}, (3, 0, 1)),  # never two arrivals at once
    ],
)
def test_an_order_leaves_waits_and_is_followed_by_the_next(
    case: dict[str, object], expected: tuple[float, float, float]
) -> None:
    assert cycle(**case) == expected  # type: ignore[arg-type]


def test_a_closure_is_seen_through_to_sixty_days_beyond_review_and_lead_time() -> None:
    in_sight = int(7 + 3 + LOOK_AHEAD_DAYS)
    assert in_sight == 70
    assert cycle(closures=closed("2026-02-01", in_sight - 1))[0] == in_sight - 1 + 3
    assert cycle(closures=closed("2026-02-01", in_sight))[0] < in_sight
    assert cycle(closures=closed("2026-02-01", in_sight - 1), lead=2.5)[0] == in_sight - 1 + 2.5


def test_without_skus_there_is_no_cycle() -> None:
    nothing = np.array([])
    times = Times(nothing, nothing, nothing, nothing.astype(bool), nothing.astype(bool))
    frame = pd.DataFrame({"order_weekdays": column(), "closures": column()})
    assert order_cycle(frame, times, np.datetime64("2026-01-31")).arrival.shape == (0,)
