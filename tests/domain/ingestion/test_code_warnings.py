"""Codes that Excel or a second marketplace has changed are listed before anything is loaded."""

import pytest

from domain.ingestion.code_warnings import MAX_CODES_SHOWN, code_warnings
from domain.ingestion.description import CodeWarning, WarningKind


@pytest.mark.parametrize(
    ("codes", "warnings"),
    [
        (["abc-1", "ABC-1", "A", "a", "B"], [(WarningKind.CASE_ONLY, ("abc-1", "ABC-1", "A", "a"))]),
        (["0017", "17", "18", "017"], [(WarningKind.LEADING_ZEROS, ("0017", "17", "017"))]),
        (["8.80951E+12", "8,8e+12", "2E10", "E+12"], [(WarningKind.EXCEL_NUMBER, ("8.80951E+12", "8,8e+12"))]),
        (
            ["0a", "A", "0A"],
            [(WarningKind.CASE_ONLY, ("0a", "0A")), (WarningKind.LEADING_ZEROS, ("0a", "A", "0A"))],
        ),
        (["0", "00", "K1", " K1 ", "", "K1"], [(WarningKind.LEADING_ZEROS, ("0", "00"))]),
        (["S1", "S2", "S10", "100", "10", "1"], []),
    ],
)
def test_codes_that_are_probably_the_same(
    codes: list[str], warnings: list[tuple[WarningKind, tuple[str, ...]]]
) -> None:
    assert list(code_warnings(codes)) == [CodeWarning(*warning) for warning in warnings]


def test_a_code_that_comes_again_is_listed_once() -> None:
    assert code_warnings(["a", "A"] * 1000) == (CodeWarning(WarningKind.CASE_ONLY, ("a", "A")),)


def test_at_most_a_hundred_codes_are_listed() -> None:
    (warning,) = code_warnings(f"{'aA'[number % 2]}{number // 2}" for number in range(10_000))
    assert warning.kind is WarningKind.CASE_ONLY
    assert (len(warning.codes), warning.codes[:4]) == (MAX_CODES_SHOWN, ("a0", "A0", "a1", "A1"))
