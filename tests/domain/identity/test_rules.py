"""Roles, names, addresses, limits and passwords: both sides of every border, without a database."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from domain.identity.errors import (
    EmailRefusedError,
    LimitRefusedError,
    NameRefusedError,
    PasswordRefusedError,
    UnknownRoleError,
)
from domain.identity.rules import (
    UserRow,
    check_limit,
    check_name,
    check_new_password,
    check_role,
    check_roles,
    is_active,
    normal_email,
    reaches,
    sees_costs,
)

USER = UserRow(7, "kim@shop.example", "Kim", "ko", ("MANAGER", "OPERATOR"), None, 3, None)


def test_the_highest_role_counts() -> None:
    assert USER.role == "MANAGER"
    assert replace(USER, roles=("OPERATOR", "ADMIN", "MANAGER")).role == "ADMIN"
    assert replace(USER, roles=()).role is None


def test_a_role_contains_the_lower_ones() -> None:
    reached = {
        role: [needed for needed in ("OPERATOR", "MANAGER", "ADMIN") if reaches(role, needed)]
        for role in (None, "OPERATOR", "MANAGER", "ADMIN")
    }
    assert reached == {
        None: [],
        "OPERATOR": ["OPERATOR"],
        "MANAGER": ["OPERATOR", "MANAGER"],
        "ADMIN": ["OPERATOR", "MANAGER", "ADMIN"],
    }


@pytest.mark.parametrize(
    ("role", "may_see_costs", "sees"),
    [
        (None, True, False),
        ("OPERATOR", False, False),
        ("OPERATOR", True, True),
        ("MANAGER", False, True),
        ("ADMIN", False, True),
    ],
)
def test_costs_are_seen_by_managers_and_by_whom_an_administrator_allowed_it(
    role: str | None, may_see_costs: bool, sees: bool
) -> None:
    assert sees_costs(role, may_see_costs=may_see_costs) is sees
    user = replace(USER, roles=() if role is None else (role,), may_see_costs=may_see_costs)
    assert user.sees_costs is sees


def test_a_user_has_no_extra_permission_at_first() -> None:
    assert (USER.may_see_costs, USER.version) == (False, 1)


def test_a_token_is_valid_for_an_enabled_user_of_its_epoch() -> None:
    assert is_active(USER, 3)
    assert not is_active(USER, 2)
    assert not is_active(USER, 4)
    assert not is_active(replace(USER, disabled_at=datetime(2026, 5, 1, tzinfo=UTC)), 3)
    assert not is_active(None, 3)


@pytest.mark.parametrize(
    ("email", "kept"),
    [
        (" Kim@Shop.Example ", "kim@shop.example"),
        ("a@b", "a@b"),
        ("a@" + "b" * 252, "a@" + "b" * 252),
    ],
)
def test_an_address_is_kept_in_its_normal_form(email: str, kept: str) -> None:
    assert normal_email(email) == kept


@pytest.mark.parametrize(
    "email", ["", "kim", "kim@", "@shop", "k im@shop", "kim@a..b", "a@" + "b" * 253, "a\0@b", "a@b\u200b"]
)
def test_another_address_is_refused(email: str) -> None:
    with pytest.raises(EmailRefusedError, match=r"is not a valid e-mail address; enter one like buyer@shop\.example"):
        normal_email(email)


def test_roles_are_given_in_capitals_each_once() -> None:
    assert check_role("manager") == "MANAGER"
    assert check_roles(["operator", "OPERATOR", "admin"]) == ["ADMIN", "OPERATOR"]
    with pytest.raises(UnknownRoleError, match="'KING' is not a role; choose one of OPERATOR, MANAGER, ADMIN"):
        check_role("KING")
    with pytest.raises(UnknownRoleError, match="A user needs a role"):
        check_roles([])


@pytest.mark.parametrize(("name", "kept"), [(" 김 ", "김"), ("x" * 100, "x" * 100)])
def test_a_name_has_1_to_100_printable_characters(name: str, kept: str) -> None:
    assert check_name(name) == kept


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\nb"])
def test_another_name_is_refused(name: str) -> None:
    with pytest.raises(NameRefusedError, match="A name must have 1 to 100 printable characters"):
        check_name(name)


@pytest.mark.parametrize("limit", [None, "0", "0.01", "12.50", "999999999999.99"])
def test_an_approval_limit_is_an_amount_below_a_trillion(limit: str | None) -> None:
    amount = None if limit is None else Decimal(limit)
    assert check_limit(amount) == amount


@pytest.mark.parametrize("limit", ["-0.01", "0.001", "1000000000000", "NaN", "Infinity"])
def test_another_limit_is_refused(limit: str) -> None:
    with pytest.raises(LimitRefusedError, match="is not an approval limit"):
        check_limit(Decimal(limit))


@pytest.mark.parametrize("password", ["tree-12-roof", "tre12tre12rt", "한" * 4 + "a-bc12 def" + "한" * 334])
def test_a_password_may_be_as_short_as_12_characters_and_as_long_as_1024_bytes(password: str) -> None:
    refused = None
    try:
        check_new_password(password, forbidden=("kim@shop.example",))
    except PasswordRefusedError as error:
        refused = str(error)
    assert refused is None


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("tree-12-roo", "has 11 characters; at least 12 are needed"),
        ("한" * 4 + "a-bc12 defg" + "한" * 334, "longer than 1,024 bytes"),
        ("abcdabcddcba", "too easily guessed"),
        ("aBcDAbCdabcd", "too easily guessed"),
        ("KIM@shop.example", "too easily guessed"),
        ("Password1234!", "among the most common"),
    ],
)
def test_another_password_is_refused(password: str, message: str) -> None:
    with pytest.raises(PasswordRefusedError, match=message):
        check_new_password(password, forbidden=("Kim@Shop.example",))
