"""Overstock, odd prices, biased forecasts, slipping suppliers, gaps in data, campaigns without stock."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.anomalies.panel import AnomalyInputs
from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings

from .worlds import AS_OF, LENGTH, day, found, make_inputs, quiet


def steady(units: int, skus: int = 1) -> np.ndarray:
    return np.full((skus, LENGTH), units)


def only(inputs: AnomalyInputs, kind: str, **settings: object) -> pd.DataFrame:
    rows = detect(inputs, AS_OF, AnomalySettings(**settings))  # type: ignore[arg-type]
    return rows[rows["anomaly_type"] == kind].reset_index(drop=True)


def test_overstock_by_hand() -> None:
    on_hand = np.full((1, LENGTH), 300)
    on_hand[0, -3:] = 900
    row = only(make_inputs(steady(5), on_hand=on_hand, forecast=5.0), "OVERSTOCK").iloc[0]
    mean = 5 * (4 + 90)  # lead time and the cover that is reasonable
    need = mean + 1.645 * np.sqrt(mean)
    assert (row["detected_on"], row["observed"]) == (day(2), 900)
    assert row["expected"] == pytest.approx(need)
    assert row["money_at_stake"] == pytest.approx((900 - need) * 6)  # at unit cost
    assert row["details"]["cover_days"] == 180


def test_overstock_does_not_flicker_around_its_bound() -> None:
    on_hand = np.full((1, LENGTH), 900)
    on_hand[0, -40:] = 560  # between 80 % of the bound (636) and the bound
    on_hand[0, -3:] = 900
    assert only(make_inputs(steady(5), on_hand=on_hand), "OVERSTOCK").empty
    on_hand[0, -40:-3] = 300
    assert len(only(make_inputs(steady(5), on_hand=on_hand), "OVERSTOCK")) == 1


def test_stock_without_known_cost_has_no_money() -> None:
    on_hand = np.full((1, LENGTH), 300)
    on_hand[0, -3:] = 900
    row = only(make_inputs(steady(5), on_hand=on_hand, forecast=5.0, unit_cost=None), "OVERSTOCK").iloc[0]
    assert pd.isna(row["money_at_stake"])


def test_a_wrong_price_is_found_on_its_day_with_what_it_cost() -> None:
    paid = np.full((3, LENGTH), 10.0)
    paid[1, -2] = 1.0
    row = only(make_inputs(steady(5, 3), paid=paid), "PRICE_ANOMALY")
    assert row[["unique_id", "detected_on"]].to_numpy().tolist() == [[2, day(1)]]
    assert (row["observed"][0], row["expected"][0], row["money_at_stake"][0]) == (1, 10, 45)
    size = np.log(10) / 0.05
    assert row["p_value"][0] == pytest.approx(2 * stats.t.sf(size, 55))


def test_a_day_of_gifts_is_an_odd_price_and_goods_always_given_away_have_none() -> None:
    paid = np.full((3, LENGTH), 10.0)
    paid[1, -1], paid[2, :] = 0.0, 0.0
    paid[2, -1] = 9.0
    (row,) = only(make_inputs(steady(5, 3), paid=paid), "PRICE_ANOMALY").to_dict("records")
    assert (row["unique_id"], row["detected_on"], row["observed"], row["expected"]) == (2, day(0), 0.0, 10.0)


def test_prices_that_always_scatter_or_are_announced_are_no_news() -> None:
    rng = np.random.default_rng(31)
    paid = np.exp(rng.normal(2.3, 0.4, (1, LENGTH)))
    paid[0, -1] = 5.0
    assert day(0) not in only(make_inputs(steady(5), paid=paid), "PRICE_ANOMALY")["detected_on"].tolist()
    calm = np.full((1, LENGTH), 10.0)
    calm[0, -1] = 5.0
    promotion = np.zeros((1, LENGTH), dtype=bool)
    promotion[0, -1] = True
    assert only(make_inputs(steady(5), paid=calm, promotion=promotion), "PRICE_ANOMALY").empty
    assert len(only(make_inputs(steady(5), paid=calm), "PRICE_ANOMALY")) == 1
    calm[0, -1] = 8.0
    assert only(make_inputs(steady(5), paid=calm), "PRICE_ANOMALY").empty


def test_a_biased_forecast_is_told_and_an_exceptional_week_is_not() -> None:
    rows = only(make_inputs(steady(8), forecast=4.0), "FORECAST_BIAS", bias_min_days=22)
    assert rows["detected_on"].tolist() == [day(6)]  # the first day with 22 forecasts, of 28
    assert rows["details"][0]["relative_bias"] == -0.5
    assert only(make_inputs(steady(8), forecast=8.0), "FORECAST_BIAS", bias_min_days=22).empty
    assert only(make_inputs(steady(8), forecast=4.0, c=1.0), "FORECAST_BIAS", bias_min_days=22).empty
    assert only(make_inputs(steady(8)), "FORECAST_BIAS", bias_min_days=22).empty
    spike = steady(8)
    spike[0, -3] = 400
    assert only(make_inputs(spike, forecast=8.0), "FORECAST_BIAS", bias_min_days=22).empty


def orders(late_days: int, supplier: int = 1) -> pd.DataFrame:
    past = [(day(40 + 7 * week + 10 + week % 2), day(40 + 7 * week)) for week in range(20)]
    recent = [(day(offset + 10 + late_days), day(offset)) for offset in (12, 8, 4)]
    frame = pd.DataFrame(past + recent, columns=["ordered_on", "received_on"])
    frame["days"] = (frame["received_on"] - frame["ordered_on"]).dt.days
    return pd.concat([frame, frame], ignore_index=True).assign(supplier_id=supplier)  # two lines an order


def test_a_slipping_supplier_is_told_once_on_its_best_seller() -> None:
    sold = np.vstack([steady(3), steady(9), steady(50)])
    inputs = make_inputs(sold, deliveries=orders(8), forecast=None)
    inputs = replace(inputs, terms=inputs.terms.assign(supplier_id=[1, 1, 2]))
    row = only(inputs, "LEAD_TIME_SLIP")
    assert row[["unique_id", "detected_on"]].to_numpy().tolist() == [[2, day(4)]]  # with the third late delivery
    assert (row["observed"][0], row["expected"][0]) == (18, pytest.approx(10.5))
    longer = np.log(19 / np.sqrt(11 * 12))  # of the logarithms of the days and one
    size = longer / (1 / 11.5) / np.sqrt(1 / 3 + 1 / 20)  # over a spread of at least a day of the usual 10.5
    assert row["p_value"][0] == pytest.approx(stats.t.sf(size, 21))
    weight = (0.5 ** (np.arange(LENGTH - 8 - 4) / 21)).sum()
    rate = 12 + 2 * 0.5 / weight
    assert row["money_at_stake"][0] == pytest.approx(7.5 * rate * 10, rel=1e-3)
    assert only(replace(inputs, deliveries=orders(1)), "LEAD_TIME_SLIP").empty
    assert only(replace(inputs, deliveries=orders(8, supplier=7)), "LEAD_TIME_SLIP").empty
    rested = orders(8).assign(days=lambda frame: frame["days"].where(frame["days"] < 18, 10))
    assert only(replace(inputs, deliveries=rested), "LEAD_TIME_SLIP").empty  # all but closures took as long as ever


def gap_inputs(missing: list[int], days: int) -> AnomalyInputs:
    sold = np.vstack([steady(5 + sku) for sku in range(4)])
    inputs = make_inputs(sold, on_hand=np.full((4, LENGTH), 200), forecast=None)
    late = inputs.stock["unique_id"].isin(missing) & (inputs.stock["ds"] > day(days))
    return replace(inputs, stock=inputs.stock[~late])


def test_a_missing_snapshot_is_told_for_its_sku() -> None:
    row = only(gap_inputs([2], 5), "DATA_GAP")
    assert row[["unique_id", "detected_on"]].to_numpy().tolist() == [[2, day(2)]]  # the third day without one
    assert (row["observed"][0], row["expected"][0]) == (3, 1)
    assert row["details"][0]["units_at_stake"] == 12  # sold on the two days before
    assert only(gap_inputs([2], 2), "DATA_GAP").empty


def test_a_feed_that_stopped_is_told_once() -> None:
    row = only(gap_inputs([1, 2, 3, 4], 5), "DATA_GAP")
    assert row[["unique_id", "detected_on"]].to_numpy().tolist() == [[4, day(2)]]
    assert row["details"][0]["skus_affected"] == 4


def test_a_campaign_that_stock_can_not_carry() -> None:
    on_hand = np.full((2, LENGTH), 30)
    announced = pd.DataFrame({"unique_id": 1, "ds": pd.date_range(day(-3), periods=10)})
    inputs = make_inputs(steady(10, 2), on_hand=on_hand, announced=announced, forecast=10.0)
    row = only(inputs, "CAMPAIGN_WITHOUT_STOCK")
    # four of its days lie within the week after: 40 units against 30, two days ago it was 20
    assert row[["unique_id", "detected_on"]].to_numpy().tolist() == [[1, day(1)]]
    assert (row["observed"][0], row["expected"][0], row["money_at_stake"][0]) == (30, 40, 100)
    ads = np.zeros((2, LENGTH))
    ads[1, -2:] = 5.0
    on_hand[1, -1] = 4
    spent = make_inputs(steady(10, 2), on_hand=on_hand, ads=ads, forecast=10.0)
    assert only(spent, "CAMPAIGN_WITHOUT_STOCK")["unique_id"].tolist() == [2]


def test_ratings_make_a_type_stricter() -> None:
    sold = quiet(20, seed=15)
    sold[0, -1] = 25
    inputs = make_inputs(sold, forecast=5.0)
    assert found(inputs, minimum_money_share=0.11) == [(1, "SALES_SPIKE", day(0))]  # 200 of about 1,000 a day
    assert found(inputs, minimum_money_share=0.11, strictness={"SALES_SPIKE": 2.0}) == []
    assert found(inputs, minimum_money_share=0.22, strictness={"SALES_SPIKE": 0.5}) == [(1, "SALES_SPIKE", day(0))]
    empty = np.tile(np.array([9] * (LENGTH - 1) + [0]), (1, 1))
    stockout = make_inputs(steady(1), on_hand=empty, forecast=1.0)
    assert len(found(stockout, minimum_money_share=5.0)) == 1
    assert found(stockout, minimum_money_share=5.0, strictness={"STOCKOUT": 8.0}) == []


def test_a_second_run_on_the_same_data_raises_nothing_of_any_type() -> None:
    sold = np.vstack([quiet(20, seed=33), steady(8), steady(10), steady(9)])
    sold[0, -2], sold[1, -4:] = 90, 0
    on_hand = np.full(sold.shape, 60)
    on_hand[2, -2:], on_hand[3, -1], on_hand[4, -2:], on_hand[5, -2:] = 0, -2, 9_000, 7
    paid = np.full(sold.shape, 10.0)
    paid[6, -1] = 1.0
    returned = np.zeros(sold.shape, dtype=int)
    returned[7, -3:] = 12
    announced = pd.DataFrame({"unique_id": 6, "ds": pd.date_range(day(1), periods=5)})
    inputs = make_inputs(
        sold,
        returned=returned,
        on_hand=on_hand,
        paid=paid,
        forecast=5.0,
        announced=announced,
        deliveries=orders(8),
    )
    late = (inputs.stock["unique_id"] == 10) & (inputs.stock["ds"] > day(5))
    inputs = replace(inputs, stock=inputs.stock[~late])
    settings = AnomalySettings(bias_min_days=22)
    first = detect(inputs, AS_OF, settings)
    assert len(first["anomaly_type"].unique()) == 11
    known = first[["unique_id", "detected_on", "anomaly_type"]].assign(detected_on=first["detected_on"].dt.date)
    assert detect(replace(inputs, known=known), AS_OF, settings).empty
