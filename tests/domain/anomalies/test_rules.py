from datetime import date, timedelta

import pytest

from domain.anomalies.rules import MAX_SNOOZE, may_become, precision, status_on, strictness_of

TODAY = date(2026, 4, 1)


@pytest.mark.parametrize(
    ("status", "until", "seen"),
    [
        ("OPEN", None, "OPEN"),
        ("ACKNOWLEDGED", date(2026, 3, 1), "ACKNOWLEDGED"),
        ("SNOOZED", date(2026, 4, 2), "SNOOZED"),
        ("SNOOZED", TODAY, "OPEN"),
        ("SNOOZED", date(2026, 3, 31), "OPEN"),
        ("RESOLVED", None, "RESOLVED"),
    ],
)
def test_what_was_put_off_comes_up_again_on_its_day(status: str, until: date | None, seen: str) -> None:
    assert status_on(status, until, TODAY) == seen


def test_what_is_settled_stays_settled() -> None:
    allowed = {
        (status, wanted)
        for status in ("OPEN", "ACKNOWLEDGED", "SNOOZED", "RESOLVED")
        for wanted in ("ACKNOWLEDGED", "SNOOZED", "RESOLVED")
        if may_become(status, wanted)
    }
    assert not [pair for pair in allowed if pair[0] == "RESOLVED"]
    assert ("ACKNOWLEDGED", "ACKNOWLEDGED") not in allowed
    assert len(allowed) == 8


def test_an_alert_is_put_off_for_a_leap_year_at_most() -> None:
    assert timedelta(days=366) == MAX_SNOOZE


def test_measured_precision_by_hand() -> None:
    assert precision(0, 0) is None
    assert precision(3, 1) == 0.75
    assert precision(1, 1) == 0.5


def test_ratings_move_thresholds_within_bounds() -> None:
    assert strictness_of(0, 0) == 1
    assert strictness_of(8, 2) == pytest.approx(1)
    assert pytest.approx(16) == 2 ** ((0.8 - 8 / 20) / 0.1)  # four tenths below, cut to the greatest
    assert strictness_of(0, 10) == 8
    assert strictness_of(2, 3) == pytest.approx(2 ** ((0.8 - 10 / 15) / 0.1))
    assert strictness_of(1000, 0) == 0.5
    assert strictness_of(0, 1000) == 8
    falling = [strictness_of(useful, 5) for useful in range(30)]
    assert falling == sorted(falling, reverse=True)
