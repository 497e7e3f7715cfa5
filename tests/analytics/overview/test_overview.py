from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd
import pytest

from analytics.overview.service import OverviewInputs, RiskThresholds, overview
from kit.errors import FaultError

AS_OF = date(2026, 1, 31)


CHANCE = 0.55


def risk(probability: float, lost_units: float) -> pd.DataFrame:
    return pd.DataFrame({"unique_id": [7], "probability": [probability], "lost_units": [lost_units]})


def make_inputs(on_hand: int | None = 10, reserved: int | None = 0, price: float | None = 3.0) -> OverviewInputs:
    """SKU 7 sells two a day; SKU 9 has neither stock nor forecast."""
    return OverviewInputs(
        terms=pd.DataFrame(
            {
                "unique_id": [9, 7],
                "price": [None, price],
                "list_price": [None, None],
                "trust_grade": ["C", "A"],
                "short_history_grade": ["C", "B"],
                "currency": "KRW",
                "sales_currency": "KRW",
                "is_stocked": True,
            }
        ),
        positions=pd.DataFrame(
            {
                "unique_id": [7],
                "on_hand": pd.array([on_hand], dtype="Int64"),
                "reserved": pd.array([reserved], dtype="Int64"),
                "on_order": [6],
                "open_order_units": [4],
                "received_order_units": [9],
            }
        ),
        totals=pd.DataFrame({"unique_id": 7, "horizon_days": [7, 14, 30], "mean": [14.0, 28.0, 60.0]}),
        risks={days: risk(chance, 2.5) for days, chance in ((7, 0.1), (14, CHANCE), (30, 0.9))},
        spread=pd.DataFrame({"unique_id": [7], "is_short_history": [False]}),
        demand=pd.DataFrame(
            {
                "unique_id": 7,
                "ds": pd.to_datetime(["2026-01-03", "2026-01-04", "2026-01-31", "2026-02-01"]),
                "sold_units": [100, 3, 4, 100],
                "paid_price": [1.0, 2.5, 3.0, 1.0],
            }
        ),
        classes=pd.DataFrame(
            {
                "unique_id": [7, 9],
                "demand_class": ["SMOOTH", "NEW"],
                "abc": ["A", "C"],
                "xyz": ["X", "Z"],
                "lifecycle": ["ENDING", "NEW"],
            }
        ),
        recommendations=pd.DataFrame(
            {"unique_id": [7], "quantity": [24], "depletion_date": [pd.Timestamp("2026-02-06")]}
        ),
    )


def look(inputs: OverviewInputs) -> pd.DataFrame:
    return overview(inputs, AS_OF, RiskThresholds()).set_index("unique_id")


def test_a_sku_that_is_not_stocked_is_not_at_risk_but_its_sales_count() -> None:
    inputs = make_inputs(on_hand=0)
    row = look(replace(inputs, terms=inputs.terms.assign(is_stocked=inputs.terms["unique_id"] != 7))).loc[7]
    assert row["stockout_risk"] is None
    assert (row["revenue_28"], row["units_28"]) == (3 * 2.5 + 4 * 3, 7)


def test_a_short_history_costs_a_grade() -> None:
    inputs = replace(make_inputs(), spread=pd.DataFrame({"unique_id": [7], "is_short_history": [True]}))
    assert look(inputs)["trust_grade"].to_dict() == {7: "B", 9: "C"}


def test_one_sku_by_hand() -> None:
    row = look(make_inputs(on_hand=12, reserved=2)).loc[7]
    assert (row["on_hand"], row["reserved"], row["on_order"]) == (12, 2, 6)
    assert (row["open_order_units"], row["received_order_units"]) == (4, 9)
    assert row["days_of_cover"] == pytest.approx(5)  # ten at two a day
    assert [row[f"stockout_probability_{days}"] for days in (7, 14, 30)] == [0.1, CHANCE, 0.9]
    assert row["money_at_risk"] == 3 * 2.5
    assert row["stockout_risk"] == "HIGH"
    assert (row["revenue_28"], row["units_28"]) == (3 * 2.5 + 4 * 3, 7)  # 4 to 31 January
    assert (row["forecast_7"], row["forecast_14"], row["forecast_30"]) == (14, 28, 60)
    assert row["depletion_date"] == pd.Timestamp("2026-02-06")
    assert row["recommended_quantity"] == 24
    assert (row["demand_class"], row["abc"], row["xyz"], row["trust_grade"]) == ("SMOOTH", "A", "X", "A")
    assert row["lifecycle"] == "ENDING"
    assert row["as_of_date"] == pd.Timestamp(AS_OF)


def test_what_is_not_known_is_null_and_never_zero() -> None:
    row = look(make_inputs()).loc[9]
    for column in (
        *("on_hand", "reserved", "days_of_cover", "depletion_date", "money_at_risk", "recommended_quantity"),
        *(f"{name}_{days}" for name in ("stockout_probability", "forecast") for days in (7, 14, 30)),
    ):
        assert pd.isna(row[column]), column
    assert (row["stockout_risk"], row["on_order"], row["units_28"], row["revenue_28"]) == ("UNKNOWN", 0, 0, 0)
    assert pd.isna(look(make_inputs(price=None)).loc[7, "money_at_risk"])


def test_money_of_sales_in_another_currency_than_the_skus_is_not_known() -> None:
    inputs = make_inputs()
    row = look(replace(inputs, terms=inputs.terms.assign(sales_currency="USD"))).loc[7]
    assert (row["units_28"], row["stockout_risk"]) == (7, "HIGH")
    assert pd.isna(row["money_at_risk"])
    assert pd.isna(row["revenue_28"])


TOMORROW, LATER = pd.Timestamp("2026-02-01"), pd.Timestamp("2026-02-06")


@pytest.mark.parametrize(
    ("on_hand", "depletion", "chance", "level"),
    [
        (0, TOMORROW, 0.9, "STOCKED_OUT"),
        (-3, TOMORROW, 1.0, "STOCKED_OUT"),
        (20, LATER, 0.5, "HIGH"),
        (24, LATER, 0.2, "MEDIUM"),
        (40, LATER, 0.19, "LOW"),
    ],
)
def test_risk_by_stock_and_probability(on_hand: int, depletion: pd.Timestamp, chance: float, level: str) -> None:
    row = at_risk(on_hand, depletion, chance)
    assert row["stockout_risk"] == level
    assert row["days_of_cover"] == max(on_hand, 0) / 2


def at_risk(on_hand: int, depletion: pd.Timestamp, chance: float, *, demand: float = 28.0) -> "pd.Series[Any]":
    inputs = make_inputs(on_hand=on_hand)
    ends = inputs.recommendations.assign(depletion_date=[depletion])
    totals = inputs.totals.assign(mean=[demand / 2, demand, demand * 15 / 7])
    risks = {**inputs.risks, 14: risk(chance, 1.0)}
    return look(replace(inputs, risks=risks, recommendations=ends, totals=totals)).loc[7]


@pytest.mark.parametrize(("demand", "level"), [(0.0, "LOW"), (0.049, "LOW"), (0.05, "STOCKED_OUT")])
def test_only_a_sku_that_is_expected_to_sell_can_be_stocked_out(demand: float, level: str) -> None:
    assert at_risk(0, TOMORROW, 0.1, demand=demand)["stockout_risk"] == level


@pytest.mark.parametrize(("depletion", "chance", "level"), [(pd.NaT, 0.0, "LOW"), (LATER, 0.3, "MEDIUM")])
def test_goods_that_arrive_tomorrow_keep_a_sku_from_being_stocked_out(
    depletion: pd.Timestamp, chance: float, level: str
) -> None:
    assert at_risk(0, depletion, chance)["stockout_risk"] == level


def test_without_a_forecast_the_risk_is_unknown() -> None:
    inputs = make_inputs(on_hand=0)
    unknown = {days: frame.head(0) for days, frame in inputs.risks.items()}
    row = look(replace(inputs, totals=inputs.totals.head(0), risks=unknown)).loc[7]
    assert row["stockout_risk"] == "UNKNOWN"
    assert pd.isna(row["stockout_probability_14"])


def test_nothing_expected_to_sell_has_no_days_of_cover() -> None:
    inputs = make_inputs()
    row = look(replace(inputs, totals=inputs.totals.assign(mean=0.0))).loc[7]
    assert pd.isna(row["days_of_cover"])


def test_a_sku_without_class_is_refused_by_name() -> None:
    inputs = make_inputs()
    with pytest.raises(FaultError, match="SKU 9 lacks"):
        look(replace(inputs, classes=inputs.classes.head(1)))
    with pytest.raises(FaultError, match="'totals of 14 days' holds SKU 7 twice"):
        look(replace(inputs, totals=inputs.totals.assign(horizon_days=14)))


def test_columns_are_those_of_the_mart() -> None:
    from domain.published.models import SkuOverview

    table = {column.name for column in SkuOverview.__table__.columns} - {"run_id", "created_at", "updated_at"}
    assert set(look(make_inputs()).reset_index().columns) == table - {"product_id"} | {"unique_id"}
