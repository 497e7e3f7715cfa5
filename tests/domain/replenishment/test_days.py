"""The days of a recommendation, seen from today."""

from datetime import date

import pytest

from domain.purchasing.rules import arrival_of
from domain.replenishment.rules import days_overdue, expected_arrival

TODAY = date(2026, 7, 17)


@pytest.mark.parametrize(
    ("order_by", "overdue", "arrival"),
    [
        (date(2026, 7, 1), 16, date(2026, 7, 25)),  # an order of today, since the day is past
        (date(2026, 7, 17), 0, date(2026, 7, 25)),
        (date(2026, 7, 20), 0, date(2026, 7, 28)),
        (None, 0, None),
    ],
)
def test_a_past_order_by_day_is_overdue_and_arrivals_are_counted_from_today(
    order_by: date | None, overdue: int, arrival: date | None
) -> None:
    assert days_overdue(order_by, TODAY) == overdue
    assert expected_arrival(order_by, 7.2, TODAY) == arrival


def test_nothing_arrives_on_the_day_of_its_order() -> None:
    assert arrival_of(TODAY, 0) == date(2026, 7, 18)
    assert arrival_of(TODAY, 1) == date(2026, 7, 18)
