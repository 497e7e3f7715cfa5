"""Callers of services, as sign-in makes them."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from domain.identity.caller import Caller
from kit.clock import utc_now

SEOUL = ZoneInfo("Asia/Seoul")


def caller(
    user_id: int | None,
    role: str = "OPERATOR",
    label: str = "kim@shop.example",
    *,
    now: datetime | None = None,
    **more: Any,
) -> Caller:
    """A user of a company in Seoul, signed in by a session."""
    return Caller(id=user_id, label=label, role=role, now=now or utc_now(), zone=SEOUL, currency="KRW", **more)
