"""Inputs as they are checked, aligned, hashed and turned into a plan."""

import hashlib
import json
from dataclasses import asdict, replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analytics.replenishment.fingerprint import input_documents, input_sha256
from analytics.replenishment.inputs import (
    Policy,
    aligned,
    currency_mixed,
    daily_matrix,
    dates,
    flags,
    floats,
    is_currency_mixed,
    planning_terms,
    require,
)
from analytics.replenishment.lead_time import times
from analytics.replenishment.outlook import outlook
from analytics.replenishment.plan import prepare, whole_days
from kit.errors import FaultError

from .worlds import AS_OF, make_inputs

IDS = pd.Index([3, 7], name="unique_id")


def test_a_missing_column_is_named() -> None:
    require(pd.DataFrame({"a": [], "b": []}), "terms", ["a", "b"])
    with pytest.raises(FaultError, match="The frame 'terms' lacks the columns b, c"):
        require(pd.DataFrame({"a": []}), "terms", ["a", "b", "c"])


def test_rows_are_brought_into_one_order_and_missing_ones_are_null() -> None:
    frame = pd.DataFrame({"unique_id": [7, 9], "a": [1.0, 2.0], "b": [3.0, 4.0]})
    found = aligned(frame, "terms", ["a"], IDS)
    assert found.columns.tolist() == ["a"]
    assert found["a"].tolist() == pytest.approx([np.nan, 1.0], nan_ok=True)
    with pytest.raises(FaultError, match="The frame 'terms' holds SKU 9 twice"):
        aligned(pd.concat([frame, frame]).assign(unique_id=[9, 9, 8, 8]), "terms", ["a"], IDS)


def test_numbers_and_days_of_any_type_are_read() -> None:
    assert floats(pd.Series([1, None], dtype="Int64")).tolist() == pytest.approx([1, np.nan], nan_ok=True)
    assert dates(pd.Series([date(2026, 2, 1), None], dtype="object")).astype(str).tolist() == ["2026-02-01", "NaT"]


def test_currencies_are_mixed_where_both_are_known_and_differ() -> None:
    terms = pd.DataFrame(
        {
            "unique_id": [1, 2, 3, 4],
            "currency": ["KRW", "USD", None, "USD"],
            "sales_currency": ["KRW", "KRW", "KRW", None],
        }
    )
    assert is_currency_mixed(terms).tolist() == [False, True, True, False]
    assert currency_mixed(terms, pd.Index([4, 2])).tolist() == [False, True]
    assert currency_mixed(terms.drop(columns="sales_currency"), pd.Index([4, 2])).tolist() == [False, False]


def test_an_older_run_without_a_currency_of_sales_has_that_of_cost() -> None:
    terms = make_inputs(currency="USD").terms
    assert planning_terms(terms, pd.Index([7]))["sales_currency"].tolist() == ["USD"]
    newer = terms.assign(sales_currency="KRW")
    assert planning_terms(newer, pd.Index([7]))["sales_currency"].tolist() == ["KRW"]


def test_a_flag_is_no_where_it_is_not_kept() -> None:
    frame = pd.DataFrame({"unique_id": [7, 8], "is_late": [True, False]})
    assert flags(frame, "is_late", pd.Index([8, 7, 9])).tolist() == [False, True, False]
    assert flags(frame, "is_early", pd.Index([8, 7])).tolist() == [False, False]


def path(*rows: tuple[int, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["unique_id", "ds", "mean"])


def test_the_path_is_a_matrix_by_sku_and_day() -> None:
    frame = path(
        (7, "2026-02-02", 4), (3, "2026-02-01", 1), (7, "2026-02-01", 0), (3, "2026-02-02", 2), (9, "2026-01-01", 5)
    )
    assert daily_matrix(frame, "path", IDS, AS_OF).tolist() == [[1, 2], [0, 4]]
    assert daily_matrix(frame.head(0), "path", pd.Index([]), AS_OF).shape == (0, 1)


@pytest.mark.parametrize(
    ("frame", "message"),
    [
        (path((3, "2026-01-31", 1), (7, "2026-02-01", 1)), "days that are not after 2026-01-31"),
        (path((3, "2026-02-01", -0.1), (7, "2026-02-01", 1)), "a mean that is negative or not a number"),
        (path((3, "2026-02-01", np.inf), (7, "2026-02-01", 1)), "a mean that is negative or not a number"),
        (path((3, "2026-02-01", 1)), "each day after 2026-01-31 exactly once"),
        (path((3, "2026-02-01", 1), (7, "2026-02-02", 1)), "each day after 2026-01-31 exactly once"),
        (
            path((3, "2026-02-01", 1), (7, "2026-02-01", 1), (7, "2026-02-01", 1)),
            "each day after 2026-01-31 exactly once",
        ),
        (path((3, "2026-02-01", 1)).drop(columns="mean"), "'path' lacks the columns mean"),
    ],
)
def test_a_path_that_has_not_each_day_once_is_refused(frame: pd.DataFrame, message: str) -> None:
    with pytest.raises(FaultError, match=message):
        daily_matrix(frame, "path", IDS, AS_OF)


def test_what_is_assumed_where_nothing_is_known() -> None:
    assert asdict(Policy()) == {
        "default_lead_time_days": 14,
        "default_review_days": 7,
        "stale_stock_days": 1,
        "holding_cost_rate": 0.25,
        "ordering_cost": 0.0,
        "is_profit_optimal": True,
    }


@pytest.mark.parametrize(
    ("terms", "expected"),
    [
        ({"lead_time_days": 3, "review_days": 7}, (3, 0, 7, False, False)),
        ({"lead_time_days": 3, "lead_time_sd": 2.0}, (3, 0, 7, False, False)),  # no spread of a stated time
        ({"lead_time_days": 3, "lead_time_mean": 5.0, "lead_time_sd": 2.0}, (5, 2, 7, False, False)),
        ({"lead_time_mean": 5.0, "lead_time_sd": None}, (5, 0, 7, False, False)),
        ({"review_days": None, "order_cycle_days": 14}, (3, 0, 14, False, False)),
        ({"review_days": 9, "order_cycle_days": 14}, (3, 0, 9, False, False)),
        ({"lead_time_days": None, "review_days": None}, (14, 0, 7, True, True)),
    ],
)
def test_times_are_measured_else_stated_else_assumed(terms: dict[str, Any], expected: tuple[object, ...]) -> None:
    found = times(make_inputs(**terms).terms, Policy())
    values = (found.lead, found.lead_sd, found.review, found.is_lead_assumed, found.is_review_assumed)
    assert tuple(value[0] for value in values) == expected
    assert found.protection.tolist() == [found.lead[0] + found.review[0]]


def test_days_that_have_begun_are_whole_days() -> None:
    found = whole_days(np.array([0.0, 1.0, 1.2, np.nan]))
    assert found.astype(str).tolist() == ["0 days", "1 days", "2 days", "NaT"]


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({"service_level": 0.0}, "SKU 7 has service_level = 0.0 in the frame 'terms'.* a number between 0 and 1"),
        ({"service_level": 1.0}, "service_level = 1.0"),
        ({"v": -0.1}, "SKU 7 has v = -0.1 in the frame 'spread'.* a number not below 0"),
        ({"c": np.inf}, "c = inf"),
        ({"interval_factor": 0.99}, "interval_factor = 0.99 .* a number of 1 or more"),
    ],
)
def test_a_value_out_of_its_range_is_refused(terms: dict[str, Any], message: str) -> None:
    with pytest.raises(FaultError, match=message):
        prepare(make_inputs(**terms), AS_OF, Policy())


def test_the_first_sku_with_a_wrong_value_is_named() -> None:
    parts = [make_inputs(), make_inputs(c=-0.1), make_inputs(c=-0.2)]
    frames = {
        name: pd.concat([getattr(part, name).assign(unique_id=number) for number, part in enumerate(parts, 1)])
        for name in ("terms", "positions", "inbound", "path", "spread")
    }
    with pytest.raises(FaultError, match=r"SKU 2 has c = -0\.1 in the frame 'spread'"):
        prepare(replace(parts[0], **frames), AS_OF, Policy())


def test_values_at_the_ends_of_their_ranges_are_taken() -> None:
    plan = prepare(make_inputs(service_level=0.001, v=0.0, c=0.0, interval_factor=np.nan), AS_OF, Policy())
    spread = plan.spread
    assert (plan.service_level[0], spread.variance_ratio[0], spread.noise_share[0]) == (0.001, 0, 0)
    assert plan.data_uncertainty[0] == 1


@pytest.mark.parametrize(("last_day", "is_discontinued"), [("2026-02-03", True), ("2026-02-04", False), (None, False)])
def test_goods_that_arrive_on_the_last_day_on_sale_are_still_sold(
    last_day: str | None, *, is_discontinued: bool
) -> None:
    plan = prepare(make_inputs(discontinued_on=last_day), AS_OF, Policy())  # an order of 1 February arrives on the 4th
    assert plan.is_discontinued.tolist() == [is_discontinued]


@pytest.mark.parametrize(
    ("case", "sellable"),
    [
        ({"shelf_life_days": None}, np.inf),
        ({"shelf_life_days": 10}, 20),
        ({"shelf_life_days": 10, "on_hand": 10}, 16),  # six are sold by the arrival, four are left and go first
        ({"shelf_life_days": 10, "on_hand": 10, "reserved": 2}, 18),
        ({"shelf_life_days": 10, "inbound": [(date(2026, 2, 3), 9)]}, 17),
        ({"shelf_life_days": 10, "inbound": [(date(2026, 2, 4), 9)]}, 20),  # comes after the order
        ({"shelf_life_days": 10, "on_hand": 40}, 0),
        ({"shelf_life_days": 10, "on_hand": 2}, 20),  # gone by then
        ({"shelf_life_days": 10, "on_hand": None}, 20),
        ({"shelf_life_days": 1, "rate": 1.5}, 2),
        ({"shelf_life_days": 1, "rate": 1.48}, 1),
    ],
)
def test_no_more_is_sellable_than_sells_before_it_expires(case: dict[str, Any], sellable: float) -> None:
    plan = prepare(make_inputs(**case), AS_OF, Policy())
    ahead = outlook(plan.path, dates(plan.terms["discontinued_on"]), AS_OF)
    assert plan.sellable(ahead).tolist() == [sellable]


def documents(**case: Any) -> dict[str, Any]:
    inputs = make_inputs(**case)
    (document,) = input_documents(inputs, pd.Index([7]), np.array([[2.0, 2.5]]), AS_OF, Policy())
    return document


def test_the_document_holds_all_that_a_recommendation_was_made_from() -> None:
    found = documents(
        on_hand=4,
        reserved=None,
        inbound=[(date(2026, 2, 5), 6), (None, 1), (date(2026, 2, 3), 2)],
        closures=["2026-02-16/2026-02-18"],
        order_weekdays=[4, 1],
        discontinued_on=date(2026, 12, 31),
        is_service_level_set=None,
        currency=None,
    )
    terms = found.pop("terms")
    assert found == {
        "format": 3,
        "as_of": "2026-01-31",
        "policy": asdict(Policy()),
        "unique_id": 7,
        "position": {"on_hand": 4.0, "reserved": None, "stock_as_of": "2026-01-31"},
        "inbound": [["2026-02-03", 2.0], ["2026-02-05", 6.0], [None, 1.0]],
        "spread": {"v": 1.0, "c": 0.0},
        "path": [2.0, 2.5],
    }
    assert {name: value for name, value in terms.items() if value is not None} == {
        "supplier_id": 5.0,
        "unit_cost": 2.5,
        "moq": 1.0,
        "pack_size": 1.0,
        "lead_time_days": 3.0,
        "order_weekdays": [1, 4],
        "closures": ["2026-02-16/2026-02-18"],
        "discontinued_on": "2026-12-31",
        "service_level": 0.95,
        "price": 4.0,
        "review_days": 7.0,
        "interval_factor": 1.0,
    }
    bare = documents()["terms"]
    assert (bare["order_weekdays"], bare["closures"], bare["discontinued_on"]) == (None, None, None)
    assert (bare["currency"], bare["is_service_level_set"], documents()["inbound"]) == ("KRW", True, [])


def test_what_the_numbers_do_not_show_is_said_beside_them() -> None:
    inputs = make_inputs(currency="USD")
    said = replace(
        inputs,
        terms=inputs.terms.assign(sales_currency="KRW"),
        positions=inputs.positions.assign(is_stock_absent=True),
        spread=inputs.spread.assign(is_short_history=True),
    )
    (document,) = input_documents(said, pd.Index([7]), np.array([[2.0]]), AS_OF, Policy())
    assert document["said"] == ["is_stock_absent", "is_currency_mixed", "is_short_history"]


def test_the_hash_is_over_canonical_json() -> None:
    document = {"b": [1.5, None], "a": "한"}
    wanted = hashlib.sha256(b'{"a":"\\ud55c","b":[1.5,null]}').digest()
    assert input_sha256(document) == wanted
    assert json.loads('{"a":"\\ud55c","b":[1.5,null]}') == document
    with pytest.raises(ValueError, match="JSON"):
        input_sha256({"a": float("nan")})
