"""A dismissal holds while the need is what it was."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.replenishment.rules import Need, stays_dismissed

NOW = datetime(2026, 4, 1, 17, tzinfo=UTC)
THEN = Need(supplier_id=1, quantity=100, stockout_probability=0.3)


@pytest.mark.parametrize(
    ("change", "days", "holds"),
    [
        ({}, 1, True),
        ({}, 28, True),
        ({}, 28.01, False),
        ({"quantity": 125}, 1, True),
        ({"quantity": 126}, 1, False),
        ({"quantity": 1}, 1, True),
        ({"stockout_probability": 0.4}, 1, True),
        ({"stockout_probability": 0.4000004}, 1, True),  # the same up to rounding
        ({"stockout_probability": 0.400004}, 1, False),
        ({"stockout_probability": 0.41}, 1, False),
        ({"stockout_probability": 0.0}, 1, True),
        ({"stockout_probability": None}, 1, False),
        ({"supplier_id": 2}, 1, False),
        ({"supplier_id": None}, 1, False),
    ],
)
def test_it_holds_until_the_need_changes_or_28_days_are_over(
    change: dict[str, object], days: float, holds: bool
) -> None:
    needed = replace(THEN, **change)  # type: ignore[arg-type]
    assert stays_dismissed(THEN, NOW - timedelta(days=days), needed, NOW) is holds


def test_what_was_not_known_then_and_is_not_now_is_no_change() -> None:
    unknown = replace(THEN, stockout_probability=None)
    assert stays_dismissed(unknown, NOW, unknown, NOW)
    assert not stays_dismissed(unknown, NOW, THEN, NOW)
