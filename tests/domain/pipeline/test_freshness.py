"""Data are fresh, late or stale by their last day, in the company's business days."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from domain.pipeline.freshness import DataAge, FreshnessLimits, data_age
from kit.clock import business_day
from kit.errors import InputError
from kit.settings import load_settings

LIMITS = FreshnessLimits(late_after_days=2, stale_after_days=7)
TODAY = date(2026, 7, 17)


@pytest.mark.parametrize(
    ("days", "state"),
    [(0, "FRESH"), (1, "FRESH"), (2, "FRESH"), (3, "LATE"), (7, "LATE"), (8, "STALE"), (16, "STALE")],
)
def test_the_state_follows_the_last_day_that_is_known(days: int, state: str) -> None:
    until = TODAY - timedelta(days=days)
    assert data_age(until, TODAY, LIMITS) == DataAge(until, days, state)  # type: ignore[arg-type]


def test_data_of_today_or_later_are_no_days_old() -> None:
    assert data_age(TODAY + timedelta(days=3), TODAY, LIMITS).days == 0


def test_the_day_is_cut_where_the_company_is() -> None:
    evening = datetime(2026, 7, 16, 16, tzinfo=UTC)
    assert business_day(evening, ZoneInfo("Asia/Seoul")) == date(2026, 7, 17)
    assert business_day(evening, ZoneInfo("America/New_York")) == date(2026, 7, 16)


def test_stale_begins_after_late() -> None:
    with pytest.raises(InputError, match="JAEGO_DATA_STALE_AFTER_DAYS = 3 is refused: must be more than"):
        load_settings(data_late_after_days=3, data_stale_after_days=3)
