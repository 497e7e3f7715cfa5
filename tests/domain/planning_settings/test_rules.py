"""Which values a planning setting takes: both sides of every bound."""

from decimal import Decimal

import pytest

from domain.planning_settings.rules import VALUES, SettingChange, check_change


def given(**values: Decimal | None) -> SettingChange:
    return SettingChange("GLOBAL", None, values)


@pytest.mark.parametrize(
    ("name", "inside", "outside"),
    [
        ("service_level", ["0.5", "0.75", "0.999", "0.999000"], ["0.499999", "0.9990001", "0.999001", "0.5000001"]),
        ("review_days", ["1", "7", "366"], ["0", "367", "7.5"]),
        ("lead_time_days", ["0", "14", "730"], ["-1", "731", "0.5"]),
        ("holding_cost_rate", ["0.001", "0.123456", "5"], ["0.0009", "5.000001", "0.1234567"]),
        ("ordering_cost", ["0", "0.01", "1000000000"], ["-0.01", "1000000000.01", "0.001"]),
    ],
)
def test_bounds_belong_to_what_is_allowed(name: str, inside: list[str], outside: list[str]) -> None:
    assert [text for text in inside if check_change(given(**{name: Decimal(text)}))] == []
    assert [text for text in outside if not check_change(given(**{name: Decimal(text)}))] == []


def test_all_values_have_bounds() -> None:
    assert set(VALUES) == {"service_level", "review_days", "lead_time_days", "holding_cost_rate", "ordering_cost"}


def test_an_objection_names_the_field_the_bounds_and_the_digits() -> None:
    problems = check_change(given(review_days=Decimal(0), ordering_cost=Decimal(-1), lead_time_days=None))
    assert [(problem.field, problem.message) for problem in problems] == [
        ("review_days", "0 is not allowed; enter 1 to 366 days."),
        (
            "ordering_cost",
            "-1 is not allowed; enter 0 to 1000000000 (an amount of money) with at most 2 digits after the point.",
        ),
    ]


@pytest.mark.parametrize(
    ("scope", "target", "problem"),
    [
        ("GLOBAL", None, None),
        ("SKU", "TEA-1", None),
        ("GLOBAL", "TEA-1", "In the scope GLOBAL: leave the target empty."),
        ("SKU", None, "In the scope SKU: enter what the setting is for."),
    ],
)
def test_only_the_scope_global_has_no_target(scope: str, target: str | None, problem: str | None) -> None:
    problems = check_change(SettingChange(scope, target, {"review_days": Decimal(7)}))
    assert [(found.field, found.message) for found in problems] == ([] if problem is None else [("target", problem)])


def test_a_change_changes_something() -> None:
    (problem,) = check_change(given())
    assert (problem.field, problem.message) == ("scope", "Nothing to change; enter at least one value.")
    assert check_change(given(review_days=None)) == []
