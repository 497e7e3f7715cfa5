"""Public holidays and paydays."""

from datetime import date

from analytics.transform.calendar import calendar_days


def test_korean_holidays_and_paydays_of_a_month() -> None:
    rows = calendar_days(date(2024, 9, 1), date(2024, 9, 30), "KR").to_pylist()
    assert [row["ds"] for row in rows] == [date(2024, 9, day) for day in range(1, 31)]
    assert [row["ds"].day for row in rows if row["is_holiday"]] == [16, 17, 18]  # Chuseok
    assert all((row["holiday_name"] is None) != row["is_holiday"] for row in rows)
    assert [row["ds"].day for row in rows if row["is_payday"]] == [10, 25]


def test_a_payday_on_a_weekend_moves_back_to_a_working_day() -> None:
    rows = calendar_days(date(2024, 8, 1), date(2024, 8, 31), "KR").to_pylist()
    assert [row["ds"].day for row in rows if row["is_payday"]] == [9, 23]  # the 10th and 25th are Saturday and Sunday


def test_days_to_the_next_are_counted_from_the_day_after() -> None:
    rows = {row["ds"]: row for row in calendar_days(date(2024, 9, 9), date(2024, 9, 18), "KR").to_pylist()}
    assert rows[date(2024, 9, 9)]["days_to_next_holiday"] == 7
    assert rows[date(2024, 9, 16)]["days_to_next_holiday"] == 1
    assert rows[date(2024, 9, 18)]["days_to_next_holiday"] == 13  # 1 October 2024, Armed Forces Day
    assert rows[date(2024, 9, 9)]["days_to_next_payday"] == 1
    assert rows[date(2024, 9, 10)]["days_to_next_payday"] == 15


def test_other_countries_and_paydays() -> None:
    rows = calendar_days(date(2024, 12, 20), date(2024, 12, 31), "GB", paydays=(31,)).to_pylist()
    assert [row["ds"].day for row in rows if row["is_holiday"]] == [25, 26]
    assert [row["ds"].day for row in rows if row["is_payday"]] == [31]


def test_the_payday_of_the_last_days_is_seen_though_it_falls_after_the_end() -> None:
    """The first of a month that is a Sunday is paid in the month before."""
    rows = calendar_days(date(2024, 8, 20), date(2024, 8, 31), "KR", paydays=(1,)).to_pylist()
    assert [row["ds"] for row in rows if row["is_payday"]] == [date(2024, 8, 30)]
