"""What a saved view and a choice of columns may hold: both sides of every limit."""

import pytest

from domain.saved_views.errors import SavedViewRefusedError
from domain.saved_views.rules import MAX_VIEWS, check_columns, check_name, check_parameters


@pytest.mark.parametrize(
    ("given", "kept"), [("a", "a"), ("  위험 품목 ", "위험 품목"), ("x" * 60, "x" * 60), ("<b>", "<b>")]
)
def test_a_name_has_1_to_60_visible_characters(given: str, kept: str) -> None:
    assert check_name(given) == kept


@pytest.mark.parametrize("name", ["", " \n", "x" * 61, "a\nb", "a\0b", "\ud800"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(SavedViewRefusedError, match="The name must have 1 to 60 visible characters") as refused:
        check_name(name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "given",
    [
        [],
        [("risk", [])],
        [("risk", ["HIGH", "STOCKED_OUT"]), ("orderBy", ["CODE"])],
        [(f"name{number}", ["x"]) for number in range(20)],
        [("search", ["x"] * 50)],
        [("search", ["가" * 200])],
        [("x" * 50, ["<script>"])],
        [("search", ["x" * 192] * 42 + ["x" * 128])],
    ],
)
def test_conditions_within_the_limits_are_kept_as_they_are(given: list[tuple[str, list[str]]]) -> None:
    assert check_parameters(given) == dict(given)


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ([(f"name{number}", ["x"]) for number in range(21)], "at most 20 conditions, not 21"),
        ([("search", ["x"] * 51)], "at most 50 values"),
        ([("search", ["x" * 201])], "at most 200 visible characters"),
        ([("search", ["a\0b"])], "at most 200 visible characters"),
        ([("search", ["\udc00"])], "at most 200 visible characters"),
        ([("x" * 51, ["x"])], "plain word"),
        ([("", ["x"])], "plain word"),
        ([("a b", ["x"])], "plain word"),
        ([("__proto__", ["x"])], "plain word"),
        ([("risk", ["LOW"]), ("risk", ["HIGH"])], "appear only once"),
        ([("search", ["x" * 192] * 42 + ["x" * 129])], "at most 8,192 bytes"),
    ],
)
def test_conditions_beyond_the_limits_are_refused(given: list[tuple[str, list[str]]], reason: str) -> None:
    with pytest.raises(SavedViewRefusedError, match=reason) as refused:
        check_parameters(given)
    assert refused.value.field == "parameters"


def test_columns_are_plain_words_each_once() -> None:
    assert check_columns(["abc", "xyz", "abc"]) == ["abc", "xyz"]
    assert check_columns([]) == []
    assert len(check_columns([f"column{number}" for number in range(50)])) == 50


@pytest.mark.parametrize("hidden", [[f"column{number}" for number in range(51)], ["a,b"], [""], ["x" * 51]])
def test_other_columns_are_refused(hidden: list[str]) -> None:
    with pytest.raises(SavedViewRefusedError, match="at most 50 plain words") as refused:
        check_columns(hidden)
    assert refused.value.field == "hidden_columns"


def test_a_user_has_at_most_50_views() -> None:
    assert MAX_VIEWS == 50
