"""Who asks: what a caller may, whose day it is, and how the audit log names it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from domain.identity.caller import command_line
from domain.identity.rules import UserRow
from tests.factories.callers import SEOUL, caller

KIM = UserRow(7, "kim@shop.example", "Kim", "ko", ("MANAGER",), Decimal(1000), 0, None, may_see_costs=True)


@pytest.mark.parametrize(
    ("now", "today"),
    [
        (datetime(2026, 5, 4, 14, 59, 59, tzinfo=UTC), date(2026, 5, 4)),
        (datetime(2026, 5, 4, 15, tzinfo=UTC), date(2026, 5, 5)),
        (datetime(2026, 5, 4, 23, 59, 59, tzinfo=UTC), date(2026, 5, 5)),
    ],
)
def test_today_is_the_business_day_of_the_company_not_of_utc(now: datetime, today: date) -> None:
    assert caller(1, now=now).today == today


def test_a_request_becomes_the_users_with_what_the_user_may_now() -> None:
    anonymous = replace(caller(None, label="anonymous"), role=None, address="192.0.2.1", request_id="7")
    kim = anonymous.as_user(KIM)
    assert (kim.user_id, kim.label, kim.role, kim.approval_limit) == (7, "kim@shop.example", "MANAGER", Decimal(1000))
    assert (kim.via, kim.sees_costs, kim.may("MANAGER"), kim.may("ADMIN")) == ("session", True, True, False)
    assert (kim.address, kim.request_id, kim.now, kim.zone) == ("192.0.2.1", "7", anonymous.now, SEOUL)
    assert not anonymous.may("OPERATOR")
    assert not anonymous.sees_costs


def test_a_program_is_named_by_its_owner_and_as_an_api_token() -> None:
    program = caller(None).as_user(KIM, frozenset({"READ"}))
    assert (program.user_id, program.label, program.via) == (7, "kim@shop.example by API token", "api_token")
    assert program.scopes == {"READ"}


def test_the_command_line_is_no_user_and_has_no_business_day() -> None:
    system = command_line()
    with pytest.raises(LookupError, match="command line is not a user"):
        _ = system.user_id
    with pytest.raises(LookupError, match="command line has no business day"):
        _ = system.today
