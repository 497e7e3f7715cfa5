"""Steps of the setup, and when sample data may be added and removed."""

from dataclasses import replace

import pytest

from domain.setup.errors import SampleDataError
from domain.setup.rules import STEPS, Found, check_can_add, check_can_remove

NOTHING = Found(
    orders=0,
    first_day=None,
    last_day=None,
    products=9,
    products_with_cost=0,
    products_with_stock=0,
    suppliers=9,
    suppliers_with_lead_time=0,
    users=1,
    is_published=False,
)


def done(found: Found) -> list[str]:
    return [step for step in STEPS if found.is_done(step)]


def test_each_step_is_done_by_its_own_data() -> None:
    assert done(NOTHING) == []
    assert done(replace(NOTHING, orders=1)) == ["SALES"]
    assert done(replace(NOTHING, products_with_stock=1)) == ["STOCK"]
    assert done(replace(NOTHING, products_with_cost=1)) == []
    assert done(replace(NOTHING, suppliers_with_lead_time=1)) == []
    assert done(replace(NOTHING, products_with_cost=1, suppliers_with_lead_time=1)) == ["PRODUCTS"]
    assert done(replace(NOTHING, is_published=True)) == ["RUN"]
    assert done(replace(NOTHING, users=2)) == ["PEOPLE"]


def refusal(state: str | None, *, has_data: bool) -> str | None:
    try:
        check_can_add(state, has_data=has_data)
    except SampleDataError as refused:
        return refused.code
    return None


def test_sample_data_are_added_to_a_shop_without_data_or_again() -> None:
    assert refusal(None, has_data=False) is None
    assert refusal("FAILED", has_data=True) is None


@pytest.mark.parametrize(
    ("state", "has_data", "code", "words"),
    [
        ("READY", False, "SAMPLE_DATA_PRESENT", "Sample data are already here or on their way."),
        (None, True, "SHOP_NOT_EMPTY", "Your shop has data of its own."),
    ],
)
def test_sample_data_are_not_added_beside_others(state: str | None, has_data: bool, code: str, words: str) -> None:
    with pytest.raises(SampleDataError, match=words) as refused:
        check_can_add(state, has_data=has_data)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("state", "foreign", "code", "words"),
    [
        (None, 0, "NO_SAMPLE_DATA", "There are no sample data to remove."),
        ("FILLING", 0, "SAMPLE_DATA_BEING_ADDED", "Wait until they are complete."),
        ("READY", 1_200, "MIXED_WITH_OWN_DATA", "^1,200 rows did not come with the sample data"),
    ],
)
def test_sample_data_are_not_removed_with_others(state: str | None, foreign: int, code: str, words: str) -> None:
    check_can_remove("READY", 0)
    with pytest.raises(SampleDataError, match=words) as refused:
        check_can_remove(state, foreign)
    assert refused.value.code == code
