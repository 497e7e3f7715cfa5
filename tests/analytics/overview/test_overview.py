from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analytics.overview.service import OverviewInputs, RiskThresholds, overview
from analytics.replenishment.inputs import Policy
from kit.errors import FaultError

AS_OF = date(2026, 1, 31)


def make_inputs(on_hand: int | None = 10, reserved: int | None = 0, price: float | None = 3.0) -> OverviewInputs:
    """SKU 7 sells two a day (Poisson); SKU 9 has neither stock nor forecast."""
    return OverviewInputs(
        terms=pd.DataFrame(
            {
                "unique_id": [9, 7],
                "price": [None, price],
                "list_price": [None, None],
                "trust_grade": ["C", "A"],
                "lead_time_days": [None, 4],
                "lead_time_mean": [None, None],
                "lead_time_sd": [None, None],
                "review_days": [7, 7],
                "order_cycle_days": [None, None],
            }
        ),
        positions=pd.DataFrame(
            {
                "unique_id": [7],
                "on_hand": pd.array([on_hand], dtype="Int64"),
                "reserved": pd.array([reserved], dtype="Int64"),
                "on_order": [6],
            }
        ),
        inbound=pd.DataFrame({"unique_id": [7, 7], "expected_on": [date(2026, 2, 10), None], "units": [5, 1]}),
        totals=pd.DataFrame({"unique_id": 7, "horizon_days": [7, 14, 30], "mean": [14.0, 28.0, 60.0]}),
        spread=pd.DataFrame({"unique_id": [7], "v": [1.0], "c": [0.0]}),
        demand=pd.DataFrame(
            {
                "unique_id": 7,
                "ds": pd.to_datetime(["2026-01-03", "2026-01-04", "2026-01-31", "2026-02-01"]),
                "sold_units": [100, 3, 4, 100],
                "paid_price": [1.0, 2.5, 3.0, 1.0],
            }
        ),
        classes=pd.DataFrame(
            {"unique_id": [7, 9], "demand_class": ["SMOOTH", "NEW"], "abc": ["A", "C"], "xyz": ["X", "Z"]}
        ),
        recommendations=pd.DataFrame(
            {"unique_id": [7], "quantity": [24], "depletion_date": [pd.Timestamp("2026-02-06")]}
        ),
    )


def look(inputs: OverviewInputs) -> pd.DataFrame:
    return overview(inputs, AS_OF, Policy(), RiskThresholds()).set_index("unique_id")


def poisson(mean: float, top: int = 200) -> np.ndarray:
    probability = [np.exp(-mean)]
    for units in range(1, top):
        probability.append(probability[-1] * mean / units)
    return np.array(probability)


def test_one_sku_by_hand() -> None:
    row = look(make_inputs(on_hand=12, reserved=2)).loc[7]
    assert (row["on_hand"], row["reserved"], row["on_order"]) == (12, 2, 6)
    assert row["days_of_cover"] == pytest.approx(5)  # ten at two a day
    # by day 7 the unit without a date has come (four days), by day 14 also the five of 10 February
    assert row["stockout_probability_7"] == pytest.approx(1 - poisson(14)[:12].sum())
    assert row["stockout_probability_14"] == pytest.approx(1 - poisson(28)[:17].sum())
    assert row["stockout_probability_30"] == pytest.approx(1 - poisson(60)[:17].sum())
    units = np.arange(17, 200)
    assert row["money_at_risk"] == pytest.approx(3 * ((units - 16) * poisson(28)[17:]).sum())
    assert row["stockout_risk"] == "HIGH"
    assert (row["revenue_28"], row["units_28"]) == (3 * 2.5 + 4 * 3, 7)  # 4 to 31 January
    assert (row["forecast_7"], row["forecast_14"], row["forecast_30"]) == (14, 28, 60)
    assert row["depletion_date"] == pd.Timestamp("2026-02-06")
    assert row["recommended_quantity"] == 24
    assert (row["demand_class"], row["abc"], row["xyz"], row["trust_grade"]) == ("SMOOTH", "A", "X", "A")
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


@pytest.mark.parametrize(
    ("on_hand", "risk"), [(0, "STOCKED_OUT"), (-3, "STOCKED_OUT"), (20, "HIGH"), (24, "MEDIUM"), (40, "LOW")]
)
def test_risk_by_stock(on_hand: int, risk: str) -> None:
    row = look(make_inputs(on_hand=on_hand)).loc[7]
    assert row["stockout_risk"] == risk
    tail = 1 - poisson(28)[: on_hand + 7].sum()
    assert row["stockout_probability_14"] == pytest.approx(tail)
    assert row["days_of_cover"] == max(on_hand, 0) / 2


def test_stocked_out_without_a_forecast_is_still_stocked_out() -> None:
    inputs = make_inputs(on_hand=0)
    row = look(replace(inputs, totals=inputs.totals.head(0))).loc[7]
    assert row["stockout_risk"] == "STOCKED_OUT"
    assert pd.isna(row["stockout_probability_14"])


def test_nothing_expected_to_sell_has_no_days_of_cover() -> None:
    inputs = make_inputs()
    row = look(replace(inputs, totals=inputs.totals.assign(mean=0.0))).loc[7]
    assert pd.isna(row["days_of_cover"])
    assert (row["stockout_probability_30"], row["money_at_risk"], row["stockout_risk"]) == (0, 0, "LOW")


def test_a_sku_without_class_is_refused_by_name() -> None:
    inputs = make_inputs()
    with pytest.raises(FaultError, match="SKU 9 lacks"):
        look(replace(inputs, classes=inputs.classes.head(1)))
    with pytest.raises(FaultError, match="'totals of 14 days' holds SKU 7 twice"):
        look(replace(inputs, totals=inputs.totals.assign(horizon_days=14)))


def test_columns_are_those_of_the_mart() -> None:
    from domain.forecasting.marts import SkuOverview

    table = {column.name for column in SkuOverview.__table__.columns} - {"run_id", "created_at", "updated_at"}
    assert set(look(make_inputs()).reset_index().columns) == table - {"product_id"} | {"unique_id"}
