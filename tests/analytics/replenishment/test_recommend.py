from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.replenishment.inputs import Policy, ReplenishmentInputs
from analytics.replenishment.quantity import KEYS
from analytics.replenishment.service import recommend
from kit.errors import FaultError

from .worlds import AS_OF, joined, make_inputs


def one(inputs: ReplenishmentInputs, policy: Policy | None = None) -> pd.Series:
    frame = recommend(inputs, AS_OF, policy or Policy())
    assert len(frame) == 1
    return frame.iloc[0]


def units(row: pd.Series) -> dict[str, int]:
    return {term["key"]: term["units"] for term in row["waterfall"]}


def test_waterfall_by_hand() -> None:
    # nothing there and nothing due: sales until the order arrives (3 days at 2) are lost, the 7 days after it are
    # Poisson(14), whose 95 % quantile is 20
    row = one(make_inputs())
    assert row["order_up_to"] == stats.poisson.ppf(0.95, 14) == 20
    assert row["waterfall"] == [
        {"key": "EXPECTED_DEMAND", "units": 20},
        {"key": "LOST_BEFORE_ARRIVAL", "units": -6},
        {"key": "SAFETY_STOCK", "units": 6},
        {"key": "ON_HAND", "units": 0},
        {"key": "RESERVED", "units": 0},
        {"key": "INBOUND", "units": 0},
    ]
    assert row["quantity"] == 20
    assert row["supplier_id"] == 5
    assert row["overstock_value"] == 0
    assert row["stockout_probability"] == pytest.approx(stats.poisson.sf(0, 20))


def test_stock_that_lasts_until_the_arrival_gives_the_textbook_level() -> None:
    # 25 in stock outlast three days of Poisson(6) for sure: nothing is lost, Poisson(20) is to be covered
    row = one(make_inputs(on_hand=25, reserved=3, rate=2.0))
    assert row["order_up_to"] == pytest.approx(stats.poisson.ppf(0.95, 20), abs=1)
    assert units(row)["EXPECTED_DEMAND"] == 20
    assert "LOST_BEFORE_ARRIVAL" not in units(row)
    assert row["quantity"] == row["order_up_to"] - 22
    assert row["stockout_probability"] == pytest.approx(stats.poisson.sf(22, 20))
    # 22 available are used up at the end of day 11, eleven times two
    assert row["depletion_date"] == pd.Timestamp("2026-02-11")
    assert row["order_by"] == pd.Timestamp("2026-02-08")
    assert row["expected_arrival"] == pd.Timestamp("2026-02-11")


def test_inbound_on_the_last_day_of_the_protection_period_counts() -> None:
    assert units(one(make_inputs(inbound=[(date(2026, 2, 10), 9)])))["INBOUND"] == -9


def test_enough_stock_stays_zero_and_is_valued() -> None:
    row = one(make_inputs(on_hand=40, moq=50, pack_size=6))
    assert row["quantity"] == 0
    assert units(row) == {
        "EXPECTED_DEMAND": 20,
        "SAFETY_STOCK": row["order_up_to"] - 20,
        "ON_HAND": -40,
        "RESERVED": 0,
        "INBOUND": 0,
        "NO_NEED_FLOOR": 40 - row["order_up_to"],
    }
    assert row["order_up_to"] == pytest.approx(stats.poisson.ppf(0.95, 20), abs=1)
    assert row["overstock_value"] == (40 - row["order_up_to"]) * 2.5
    assert pd.isna(row["order_by"])
    assert pd.isna(row["expected_arrival"])
    assert row["depletion_date"] == pd.Timestamp("2026-02-20")


@pytest.mark.parametrize(
    ("terms", "quantity", "steps"),
    [
        ({"moq": 40}, 40, {"MOQ": 20}),
        ({"pack_size": 12}, 24, {"PACK_ROUNDING": 4}),
        ({"max_order_qty": 15}, 15, {"MAXIMUM": -5}),
        ({"max_order_qty": 22, "pack_size": 12}, 12, {"PACK_ROUNDING": -8}),
        ({"moq": 30, "max_order_qty": 40, "pack_size": 12}, 36, {"MOQ": 10, "PACK_ROUNDING": 6}),
        ({"max_order_qty": 15, "pack_size": 12}, 12, {"MAXIMUM": -5, "PACK_ROUNDING": -3}),
    ],
)
def test_supplier_terms_by_hand(terms: dict[str, int], quantity: int, steps: dict[str, int]) -> None:
    row = one(make_inputs(**terms))
    assert row["quantity"] == quantity
    assert {key: value for key, value in units(row).items() if key in {"MOQ", "MAXIMUM", "PACK_ROUNDING"}} == steps
    assert row["assumptions"] == []


@pytest.mark.parametrize("terms", [{"moq": 50, "max_order_qty": 40}, {"moq": 10, "max_order_qty": 11, "pack_size": 6}])
def test_terms_that_nothing_can_meet_give_zero_and_say_so(terms: dict[str, int]) -> None:
    row = one(make_inputs(**terms))
    assert row["quantity"] == 0
    assert units(row)["MAXIMUM"] == -20
    assert row["assumptions"] == ["MOQ_ABOVE_MAXIMUM"]
    assert "MOQ_ABOVE_MAXIMUM" not in one(make_inputs(on_hand=100, **terms))["assumptions"]


def test_discontinued_sku_is_not_ordered() -> None:
    row = one(make_inputs(discontinued_on=date(2026, 2, 3)))  # goods ordered on 1 February arrive on the 4th
    assert row["quantity"] == 0
    assert row["order_up_to"] == 0
    assert row["assumptions"] == ["DISCONTINUED"]
    owing = one(make_inputs(discontinued_on=date(2026, 2, 3), on_hand=-4))
    assert units(owing)["DISCONTINUED"] == -4
    assert owing["quantity"] == 0


def test_demand_ends_when_the_sku_does() -> None:
    row = one(make_inputs(discontinued_on=date(2026, 2, 4)))  # four days of demand are left, one after the arrival
    assert units(row)["EXPECTED_DEMAND"] == 8
    assert row["order_up_to"] == stats.poisson.ppf(0.95, 2)
    assert row["quantity"] > 0


def test_unknown_stock_counts_as_none_and_is_named() -> None:
    row = one(make_inputs(on_hand=None, reserved=None))
    assert row["quantity"] == 20
    assert units(row)["ON_HAND"] == 0
    assert row["assumptions"] == ["STOCK_UNKNOWN"]
    for column in ("order_by", "expected_arrival", "depletion_date", "stockout_probability", "overstock_value"):
        assert pd.isna(row[column])


def test_sku_without_a_position_row_has_unknown_stock() -> None:
    inputs = make_inputs(on_hand=5)
    bare = ReplenishmentInputs(inputs.terms, inputs.positions.head(0), inputs.inbound, inputs.path, inputs.spread)
    assert one(bare)["assumptions"] == ["STOCK_UNKNOWN"]


def test_every_assumption_is_named() -> None:
    row = one(
        make_inputs(
            on_hand=-4,
            stock_as_of=date(2026, 1, 29),
            inbound=[(date(2026, 1, 20), 3)],
            lead_time_days=None,
            review_days=None,
            unit_cost=None,
            supplier_id=None,
        ),
        Policy(default_lead_time_days=55, default_review_days=10, stale_stock_days=1),
    )
    assert row["assumptions"] == [
        "LEAD_TIME_ASSUMED",
        "REVIEW_ASSUMED",
        "STOCK_STALE",
        "STOCK_NEGATIVE",
        "INBOUND_OVERDUE",
        "COST_UNKNOWN",
        "FORECAST_EXTENDED",
    ]
    assert (row["lead_time_days"], row["review_days"]) == (55, 10)
    assert units(row)["EXPECTED_DEMAND"] == 130
    assert units(row)["ON_HAND"] == 4
    assert units(row)["INBOUND"] == -3
    assert pd.isna(row["overstock_value"])
    assert pd.isna(row["supplier_id"])


def test_a_short_history_and_a_sku_left_out_of_stock_files_are_named_and_hashed() -> None:
    inputs = make_inputs(on_hand=0)
    said = replace(
        inputs,
        positions=inputs.positions.assign(is_stock_absent=True),
        spread=inputs.spread.assign(is_short_history=True),
    )
    assert one(said)["assumptions"] == ["STOCK_ABSENT", "SHORT_HISTORY"]
    assert one(said)["input_sha256"] != one(inputs)["input_sha256"]
    unsaid = replace(said, positions=inputs.positions.assign(is_stock_absent=False), spread=inputs.spread)
    assert one(unsaid)["input_sha256"] == one(inputs)["input_sha256"]


def test_measured_lead_time_beats_the_stated_one_and_the_cycle_stands_in_for_review() -> None:
    row = one(make_inputs(lead_time_days=30, lead_time_mean=5.5, review_days=None, order_cycle_days=14))
    assert (row["lead_time_days"], row["review_days"], row["assumptions"]) == (5.5, 14, [])
    assert units(row)["EXPECTED_DEMAND"] == 39


def test_inbound_without_a_date_arrives_after_a_lead_time() -> None:
    row = one(make_inputs(rate=1.0, on_hand=2, inbound=[(None, 5)]))
    assert units(row)["INBOUND"] == -5
    assert row["depletion_date"] == pd.Timestamp("2026-02-02")
    later = one(make_inputs(rate=1.0, on_hand=3, inbound=[(None, 5)]))  # arrives on day 3, in time
    assert later["depletion_date"] == pd.Timestamp("2026-02-08")


def test_unsteady_lead_time_raises_the_level_by_the_mixture() -> None:
    stocked = {"rate": 10.0, "on_hand": 400}
    steady = one(make_inputs(**stocked, lead_time_mean=10.0, lead_time_sd=0.0))
    unsteady = one(make_inputs(**stocked, lead_time_mean=10.0, lead_time_sd=4.0))
    # Poisson(170) alone has sd 13; with 10 a day and sd 4 days, variance 170 + 100 * 16 gives sd 42
    assert steady["order_up_to"] == pytest.approx(stats.poisson.ppf(0.95, 170), rel=0.015)
    assert unsteady["order_up_to"] == pytest.approx(170 + 1.645 * np.sqrt(170 + 1600), rel=0.03)
    assert units(unsteady)["EXPECTED_DEMAND"] == 170
    stated_only = one(make_inputs(**stocked, lead_time_days=10, lead_time_sd=4.0))
    assert stated_only["order_up_to"] == steady["order_up_to"]


@pytest.mark.parametrize(
    ("weekdays", "on_hand", "expected"),
    [
        (None, 21, "2026-02-08"),  # used up on day 11 (11 February), three days of lead time
        ([1, 4], 21, "2026-02-05"),  # 8 February is a Sunday; the Thursday before is in time
        ([3], 2, "2026-02-04"),  # used up tomorrow: the next Wednesday
        ([], 21, "2026-02-08"),
        (np.array([1, 4], dtype=np.int16), 21, "2026-02-05"),
    ],
)
def test_order_by_keeps_to_the_suppliers_days(weekdays: Any, on_hand: int, expected: str) -> None:
    row = one(make_inputs(on_hand=on_hand, service_level=0.95, review_days=14, order_weekdays=weekdays))
    assert row["order_by"] == pd.Timestamp(expected)
    assert row["expected_arrival"] == pd.Timestamp(expected) + pd.Timedelta(days=3)


def test_no_depletion_within_the_path() -> None:
    row = one(make_inputs(rate=0.01, on_hand=1, v=3.0, c=2.0, service_level=0.999))
    assert pd.isna(row["depletion_date"])
    assert row["quantity"] > 0
    assert row["order_by"] == pd.Timestamp("2026-04-02") - pd.Timedelta(days=3)


def test_hash_changes_with_each_input_and_with_nothing_else() -> None:
    first = recommend(make_inputs(), AS_OF, Policy())["input_sha256"].iloc[0]
    assert len(first) == 32
    other_types = make_inputs(moq=1.0, max_order_qty=np.nan)
    other_types.terms["sku"] = "A column that is not used"
    assert recommend(other_types, AS_OF, Policy())["input_sha256"].iloc[0] == first
    for change in ({"on_hand": 1}, {"rate": 2.0000001}, {"moq": 2}, {"c": 0.1}, {"inbound": [(None, 1)]}):
        assert recommend(make_inputs(**change), AS_OF, Policy())["input_sha256"].iloc[0] != first
    assert recommend(make_inputs(), AS_OF, Policy(default_review_days=8))["input_sha256"].iloc[0] != first


def test_no_forecast_no_recommendation() -> None:
    inputs = make_inputs()
    empty = ReplenishmentInputs(inputs.terms, inputs.positions, inputs.inbound, inputs.path.head(0), inputs.spread)
    frame = recommend(empty, AS_OF, Policy())
    assert frame.empty
    assert list(frame.columns) == list(recommend(inputs, AS_OF, Policy()).columns)


def test_order_of_rows_does_not_matter() -> None:
    second = make_inputs(rate=1.3, on_hand=4, v=2.0, c=0.3, inbound=[(None, 2), (date(2026, 2, 3), 1)])
    for frame in (second.terms, second.positions, second.inbound, second.path, second.spread):
        frame["unique_id"] = 3
    both = joined(make_inputs(), second)
    shuffled = ReplenishmentInputs(
        *(
            frame.sample(frac=1, random_state=1)
            for frame in (both.terms, both.positions, both.inbound, both.path, both.spread)
        )
    )
    pd.testing.assert_frame_equal(recommend(both, AS_OF, Policy()), recommend(shuffled, AS_OF, Policy()))


def test_broken_inputs_are_refused_by_name() -> None:
    good = make_inputs()
    for inputs, words in (
        (make_inputs(service_level=None), "SKU 7 has service_level = nan"),
        (make_inputs(c=-0.1), "SKU 7 has c = -0.1"),
        (make_inputs(inbound=[(None, -5)]), "SKU 7 has -5.0 units"),
        (make_inputs(rate=-1.0), "'path' contains a mean that is negative"),
        (ReplenishmentInputs(good.terms.drop(columns="moq"), *_others(good)), "'terms' lacks the columns moq"),
        (ReplenishmentInputs(pd.concat([good.terms] * 2), *_others(good)), "'terms' holds SKU 7 twice"),
        (ReplenishmentInputs(good.terms, *_others(good, path=good.path.head(59).iloc[1:])), "each day after"),
    ):
        with pytest.raises(FaultError, match=words):
            recommend(inputs, AS_OF, Policy())
    with pytest.raises(FaultError, match="not after 2026-02-01"):
        recommend(good, date(2026, 2, 1), Policy())


def _others(inputs: ReplenishmentInputs, path: pd.DataFrame | None = None) -> tuple[pd.DataFrame, ...]:
    return inputs.positions, inputs.inbound, inputs.path if path is None else path, inputs.spread


def test_columns_are_those_of_the_table() -> None:
    from domain.published.models import Recommendation

    filled_later = {"run_id", "created_at", "updated_at", "status", "dismissed_by", "dismissed_at"}
    table = {column.name for column in Recommendation.__table__.columns} - filled_later
    assert set(recommend(make_inputs(), AS_OF, Policy()).columns) == table - {"product_id"} | {"unique_id"}


def test_the_terms_stand_in_the_documented_order() -> None:
    row = one(make_inputs(moq=40, ordering_cost=900.0, holding_cost_rate=0.2))
    shown = [term["key"] for term in row["waterfall"]]
    assert shown == [key for key in KEYS if key in shown]
    assert set(shown) <= set(KEYS)
