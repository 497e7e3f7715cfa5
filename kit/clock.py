"""The one place that reads the wall clock."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The present instant, in UTC."""
    return datetime.now(UTC)


def business_day(now: datetime, zone: ZoneInfo) -> date:
    """The company's day at an instant: the one day that orders, pages and jobs call today."""
    return now.astimezone(zone).date()
