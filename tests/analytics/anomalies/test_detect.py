import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from analytics.anomalies.dispersion import SHAPES
from analytics.anomalies.expectation import expectation
from analytics.anomalies.panel import panel
from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings
from kit.errors import FaultError

from .worlds import AS_OF, LENGTH, day, found, make_inputs, quiet

# Eigenvalues 1 +- sqrt(1/2) of the correlation of a day and two: variance 1, so 1 + (2 - 1) (1 - 1/2).
ONE_DAY_OR_TWO = 1.5
# 4 + 1 - (4 + 2 (5/7 + 5/10 + 5/14 + 7/10 + 7/14 + 10/14)) / 4
FIVE_TO_FOURTEEN_DAYS = 2.257142857142857


def steady(units: int = 5) -> np.ndarray:
    return np.full((1, LENGTH), units)


@pytest.mark.parametrize("forecast", [5.0, None])
@pytest.mark.parametrize("offset", [0, 3, 6])
def test_a_planted_spike_is_found_on_its_day_alone(offset: int, forecast: float | None) -> None:
    sold = quiet(60, seed=11)
    sold[7, -1 - offset] = 60
    assert found(make_inputs(sold, forecast=forecast)) == [(8, "SALES_SPIKE", day(offset))]


def chance(law: Callable[..., np.ndarray], units: float, days: int, mean: float, c: float) -> float:
    """Of a total of days with a forecast of `mean` each, for a SKU whose days were all as even as can be."""
    recent = panel(make_inputs(steady(int(mean)), forecast=mean), AS_OF, AnomalySettings())
    weights = expectation(recent, AnomalySettings()).shapes[0]
    size = (days * mean) ** 2 / (days * mean**2 / SHAPES + (c * days * mean) ** 2)
    return float(weights @ law(units, size, size / (size + days * mean)))


def test_two_days_that_would_pass_alone_are_a_spike_together() -> None:
    sold = steady()
    sold[0, -2:] = 15
    rate = 7 * chance(stats.nbinom.sf, 14, 1, 5.0, 0.0) / 2
    inputs = make_inputs(sold, forecast=5.0)
    row = detect(inputs, AS_OF, AnomalySettings(false_discovery_rate=rate)).iloc[0]
    assert (row["detected_on"], row["observed"], row["expected"]) == (day(0), 30, 10)
    assert row["p_value"] == pytest.approx(ONE_DAY_OR_TWO * chance(stats.nbinom.sf, 29, 2, 5.0, 0.0))
    assert found(inputs, false_discovery_rate=rate, spike_windows=(1,)) == []
    sold[0, -1] = 14  # less than three times what was expected
    assert found(make_inputs(sold, forecast=5.0), false_discovery_rate=rate) == []


def test_spike_by_hand() -> None:
    sold = steady()
    sold[0, -1] = 20
    row = detect(make_inputs(sold, forecast=5.0), AS_OF, AnomalySettings()).iloc[0]
    p_value = chance(stats.nbinom.sf, 19, 1, 5.0, 0.0)
    assert stats.poisson.sf(19, 5) < p_value < 2 * stats.poisson.sf(19, 5)
    assert (row["observed"], row["expected"]) == (20, 5)
    assert row["p_value"] == pytest.approx(ONE_DAY_OR_TWO * p_value)
    assert row["money_at_stake"] == 150
    assert row["severity"] == "CRITICAL"
    assert row["details"] == {
        "units_at_stake": 15.0,
        "window_days": 1.0,
        "is_against_forecast": True,
        "adjusted_p_value": pytest.approx(ONE_DAY_OR_TWO * p_value),
    }


def test_a_doubtful_forecast_is_less_surprised() -> None:
    sold = steady()
    sold[0, -1] = 20
    row = detect(make_inputs(sold, forecast=5.0, c=0.4), AS_OF, AnomalySettings()).iloc[0]
    assert row["p_value"] == pytest.approx(ONE_DAY_OR_TWO * chance(stats.nbinom.sf, 19, 1, 5.0, 0.4))


def test_an_uneven_sku_is_less_surprised_than_an_even_one() -> None:
    lumpy = np.random.default_rng(23).permutation(np.repeat([0, 50], [117, 13]))[None, :]
    sold = np.vstack([steady(), lumpy])
    sold[:, -28:] = 5
    sold[:, -1] = 40
    assert found(make_inputs(sold)) == [(1, "SALES_SPIKE", day(0))]


def test_lumps_of_a_sku_that_sells_in_lumps_are_no_spikes() -> None:
    lumpy = np.random.default_rng(24).permutation(np.repeat([0, 20], [104, 26]))[None, :]
    lumpy[0, -1] = 400
    assert found(make_inputs(lumpy)) == []
    assert found(make_inputs(lumpy), spike_max_dispersion=50.0) == [(1, "SALES_SPIKE", day(0))]


def test_days_by_themselves_share_the_false_discoveries_of_a_week() -> None:
    sold = steady()
    sold[0, -1] = 15
    p_value = chance(stats.nbinom.sf, 14, 1, 5.0, 0.0)
    inputs = make_inputs(sold, forecast=5.0)
    assert found(inputs, false_discovery_rate=7.01 * p_value) == [(1, "SALES_SPIKE", day(0))]
    assert found(inputs, false_discovery_rate=6.99 * p_value) == []


def test_a_drop_is_found_on_the_day_its_week_becomes_implausible() -> None:
    sold = steady(10)
    sold[0, -5:] = 0
    # three days leave less than half of five: the shortest of the four windows
    row = detect(make_inputs(sold, forecast=10.0), AS_OF, AnomalySettings()).iloc[0]
    assert (row["anomaly_type"], row["detected_on"]) == ("SALES_DROP", day(2))
    assert (row["observed"], row["expected"], row["money_at_stake"]) == (20, 50, 300)
    assert row["p_value"] == pytest.approx(FIVE_TO_FOURTEEN_DAYS * chance(stats.nbinom.cdf, 20, 5, 10.0, 0.0))
    late = detect(make_inputs(sold, forecast=10.0), AS_OF, AnomalySettings(drop_windows=(7, 14)))
    assert late["detected_on"].tolist() == [day(1)]
    assert late["p_value"][0] == pytest.approx(1.5 * chance(stats.nbinom.cdf, 30, 7, 10.0, 0.0))


def test_a_drop_during_a_promotion_is_one() -> None:
    sold, promotion = quiet(60, seed=12, rate=8), np.zeros((60, LENGTH), dtype=bool)
    sold[3, -7:], promotion[3, -7:] = 0, True
    assert [(sku, kind) for sku, kind, _ in found(make_inputs(sold, promotion=promotion))] == [(4, "SALES_DROP")]


@pytest.mark.parametrize("forecast", [8.0, None])
def test_a_planted_drop_is_found_once(forecast: float | None) -> None:
    sold = quiet(60, seed=12, rate=8)
    sold[3, -7:] = 0
    alerts = found(make_inputs(sold, forecast=forecast))
    assert [(sku, kind) for sku, kind, _ in alerts] == [(4, "SALES_DROP")]
    assert day(6) < alerts[0][2] <= day(0)


def test_an_empty_shelf_is_no_drop_of_demand() -> None:
    sold, on_hand = steady(10), np.full((1, LENGTH), 50)
    sold[0, -5:], on_hand[0, -5:] = 0, 0
    assert found(make_inputs(sold, on_hand=on_hand, forecast=10.0)) == [(1, "STOCKOUT", day(4))]


def test_a_standing_condition_is_reported_once() -> None:
    sold = steady()
    sold[0, -10:] = 40
    assert found(make_inputs(sold, forecast=5.0)) == []
    assert found(make_inputs(sold, forecast=5.0), days_back=14) == [(1, "SALES_SPIKE", day(9))]


def test_a_promotion_is_expected_by_forecasts_and_excused_without() -> None:
    sold, promotion = quiet(30, seed=13), np.zeros((30, LENGTH), dtype=bool)
    sold[0, -3:] = 40
    promotion[0, -3:] = True
    assert found(make_inputs(sold, promotion=promotion)) == []
    assert found(make_inputs(sold)) == [(1, "SALES_SPIKE", day(2))]
    foreseen = make_inputs(sold, promotion=promotion, forecast=5.0)
    frame = foreseen.past_forecasts
    frame.loc[(frame["unique_id"] == 1) & (frame["ds"] >= day(2)), "mean"] = 38.0
    assert found(foreseen) == []


def test_a_return_surge_is_found_on_its_day() -> None:
    rng = np.random.default_rng(14)
    sold = rng.poisson(20, (60, LENGTH))
    returned = rng.binomial(sold, 0.05)
    returned[5, -4] = 40
    assert found(make_inputs(sold, returned=returned)) == [(6, "RETURN_SURGE", day(3))]


def test_return_surge_by_hand() -> None:
    sold, returned = steady(10), np.zeros((1, LENGTH), dtype=int)
    returned[0, 0::10] = 1  # one every ten days, none in the last week but the surge
    returned[0, -7:] = 0
    returned[0, -1] = 12
    in_history = int(returned[0, -7 - 91 : -7].sum())
    row = detect(make_inputs(sold, returned=returned, forecast=10.0), AS_OF, AnomalySettings()).iloc[0]
    common = (in_history + 0.5) / (910 + 50)
    a, b = in_history + 50 * common, 910 + 50
    mean = a / b * 70
    spread = mean + mean**2 / a
    size = mean**2 / (spread - mean)
    assert row["anomaly_type"] == "RETURN_SURGE"
    assert (row["observed"], row["expected"]) == (12, pytest.approx(mean))
    assert row["p_value"] == pytest.approx(stats.nbinom.sf(11, size, size / (size + mean)))
    assert row["details"]["return_rate"] == pytest.approx(a / b, abs=1e-6)


def test_returns_of_what_hardly_sells_now_are_not_measured_against_nothing() -> None:
    sold, returned = np.zeros((1, LENGTH), dtype=int), np.zeros((1, LENGTH), dtype=int)
    sold[0, :-40] = 30  # the season is over; returns trickle in at the usual rate
    returned[0, ::2] = 1
    assert [alert for alert in found(make_inputs(sold, returned=returned)) if alert[1] == "RETURN_SURGE"] == []


def test_stockout_and_negative_stock_are_crossings() -> None:
    on_hand = np.tile(np.array([9] * (LENGTH - 6) + [0, 0, -3, -2, 5, 0]), (1, 1))
    inputs = make_inputs(steady(2), on_hand=on_hand, forecast=2.0)
    assert found(inputs) == [
        (1, "STOCKOUT", day(5)),
        (1, "NEGATIVE_STOCK", day(3)),
        (1, "STOCKOUT", day(0)),
    ]
    rows = detect(inputs, AS_OF, AnomalySettings()).set_index("anomaly_type")
    stockout = rows.loc["STOCKOUT"].iloc[0]
    assert (stockout["observed"], stockout["expected"]) == (0, 2)
    assert stockout["money_at_stake"] == 2 * 4 * 10  # two a day, four days of lead time, at ten
    assert pd.isna(stockout["p_value"])
    assert stockout["details"]["lead_time_days"] == 4
    assert rows.loc["NEGATIVE_STOCK", "observed"] == -3
    assert rows.loc["NEGATIVE_STOCK", "money_at_stake"] == 30


def test_stock_that_nobody_wants_or_that_is_discontinued_may_run_out() -> None:
    on_hand = np.tile(np.array([9] * (LENGTH - 1) + [0]), (1, 1))
    assert found(make_inputs(steady(1), on_hand=on_hand, forecast=0.1)) == []
    assert found(make_inputs(steady(1), on_hand=on_hand, forecast=0.2)) == [(1, "STOCKOUT", day(0))]
    assert found(make_inputs(steady(2), on_hand=on_hand, forecast=2.0, discontinued_on=AS_OF)) == []


def test_demand_that_returns_to_an_empty_shelf_is_no_new_stockout() -> None:
    on_hand = np.tile(np.array([9] * (LENGTH - 20) + [0] * 20), (1, 1))
    inputs = make_inputs(steady(2), on_hand=on_hand, forecast=0.0)
    inputs.past_forecasts.loc[inputs.past_forecasts["ds"] >= day(3), "mean"] = 50.0
    assert [alert for alert in found(inputs) if alert[1] == "STOCKOUT"] == []


def test_stock_days_without_change_may_be_left_out() -> None:
    on_hand = np.tile(np.array([9] * (LENGTH - 6) + [0, 0, 0, 0, 0, 0]), (1, 1))
    inputs = make_inputs(steady(2), on_hand=on_hand, forecast=2.0)
    sparse = inputs.stock[inputs.stock["ds"].isin([day(100), day(5)])]
    assert found(replace(inputs, stock=sparse)) == [(1, "STOCKOUT", day(5))]


def test_small_differences_in_units_or_money_are_not_worth_an_alert() -> None:
    sold = quiet(20, seed=15)
    sold[0, -1] = 25
    inputs = make_inputs(sold, forecast=5.0)
    assert found(inputs) == [(1, "SALES_SPIKE", day(0))]
    assert found(inputs, minimum_units=20.0) == [(1, "SALES_SPIKE", day(0))]
    assert found(inputs, minimum_units=20.1) == []
    assert found(inputs, minimum_money_share=0.19) == [(1, "SALES_SPIKE", day(0))]  # 200 of about 1,000 a day
    assert found(inputs, minimum_money_share=0.22) == []


@pytest.mark.parametrize(
    ("shares", "surprising_p", "severity"),
    [
        ((2.9, 9.0, 9.0), 0.0, "MEDIUM"),
        ((3.1, 9.0, 9.0), 0.0, "LOW"),
        ((1.0, 2.9, 9.0), 0.0, "HIGH"),
        ((1.0, 2.0, 2.9), 0.0, "CRITICAL"),
        ((3.1, 9.0, 9.0), 1.0, "MEDIUM"),
        ((1.0, 2.0, 2.9), 1.0, "CRITICAL"),
    ],
)
def test_severity_from_money_and_surprise(
    shares: tuple[float, float, float], surprising_p: float, severity: str
) -> None:
    sold = steady()
    sold[0, -1] = 20  # 150 at stake, three days' revenue of 50
    rows = detect(
        make_inputs(sold, forecast=5.0), AS_OF, AnomalySettings(severity_money_shares=shares, surprising_p=surprising_p)
    )
    assert rows["severity"].tolist() == [severity]


def test_money_is_measured_in_the_skus_currency() -> None:
    sold = np.vstack([steady(), steady(5000)])
    sold[0, -1] = 20
    kwargs = {"minimum_money_share": 0.5}
    assert found(make_inputs(sold, currency=["KRW", "KRW"]), **kwargs) == []
    assert found(make_inputs(sold, currency=["EUR", "KRW"]), **kwargs) == [(1, "SALES_SPIKE", day(0))]


def test_unknown_price_leaves_money_unknown() -> None:
    sold = steady()
    sold[0, -1] = 20
    row = detect(make_inputs(sold, forecast=5.0, price=None, list_price=None), AS_OF, AnomalySettings()).iloc[0]
    assert pd.isna(row["money_at_stake"])
    assert row["severity"] == "MEDIUM"  # nothing but surprise


@pytest.mark.parametrize("forecast", [5.0, None])
def test_the_next_nights_raise_nothing_again(forecast: float | None) -> None:
    sold = np.full((60, LENGTH), 5)
    sold[1, -6] = 60
    sold[2, -9:] = 0
    inputs = make_inputs(sold, forecast=forecast)
    raised: list[tuple[int, str, pd.Timestamp]] = []
    for offset in range(7, -1, -1):
        tonight = found(inputs, as_of=day(offset).date())
        assert len(set(tonight)) == len(tonight)
        raised += [alert for alert in tonight if alert not in raised]
    assert sorted((sku, kind) for sku, kind, _ in raised) == [(2, "SALES_SPIKE"), (3, "SALES_DROP")]
    known = pd.DataFrame(raised, columns=["unique_id", "anomaly_type", "detected_on"])
    assert found(replace(inputs, known=known.assign(detected_on=known["detected_on"].dt.date))) == []


def test_nothing_after_the_as_of_date_matters() -> None:
    sold = quiet(40, seed=17)
    sold[1, -8] = 70
    before = make_inputs(sold)
    changed = sold.copy()
    changed[:, -5:] = 999
    as_of = day(5).date()
    pd.testing.assert_frame_equal(
        detect(before, as_of, AnomalySettings()), detect(make_inputs(changed), as_of, AnomalySettings())
    )
    assert found(before, as_of=as_of) == [(2, "SALES_SPIKE", day(7))]


def test_days_after_the_last_data_are_unknown_not_zero() -> None:
    inputs = make_inputs(quiet(40, seed=18))
    late = replace(inputs, demand=inputs.demand[inputs.demand["ds"] <= day(4)])
    assert found(late) == []
    assert found(replace(late, demand=late.demand[late.demand["ds"] <= day(20)])) == []


@pytest.mark.parametrize("forecast", [5.0, None])
def test_quiet_data_raise_no_more_than_the_false_discovery_rate(forecast: float | None) -> None:
    nights, alerts = 12, 0
    for seed in range(nights):
        rng = np.random.default_rng([19, seed])
        sold = rng.poisson(5.0, (300, LENGTH))
        inputs = make_inputs(sold, returned=rng.binomial(sold, 0.06), forecast=forecast)
        alerts += len(found(inputs, false_discovery_rate=0.05, minimum_units=0.0, minimum_money_share=0.0))
    # without any event each family of one type and day has one false alarm or more with probability 0.05 at most
    assert alerts <= nights * 7 * 3 * 0.05


def test_false_alarms_stay_a_small_share_among_many_true_ones() -> None:
    sold = quiet(1000, seed=20)
    sold[:100, -1] += 14
    alerts = found(make_inputs(sold, forecast=5.0), false_discovery_rate=0.05, minimum_money_share=0.0)
    true = [alert for alert in alerts if alert[0] <= 100 and alert[1:] == ("SALES_SPIKE", day(0))]
    assert len(true) >= 95
    assert len(alerts) - len(true) <= 0.1 * len(alerts)


def test_columns_and_types_are_those_of_the_table() -> None:
    from domain.anomalies.models import ANOMALY_TYPES, SEVERITIES, AnomalyDetection

    sold = steady()
    sold[0, -1] = 20
    rows = detect(make_inputs(sold), AS_OF, AnomalySettings())
    life_cycle = {
        "id",
        "run_id",
        "status",
        "owner_id",
        "snoozed_until",
        "resolved_at",
        "feedback",
        "rated_at",
        "version",
    }
    table = {column.name for column in AnomalyDetection.__table__.columns} - life_cycle
    assert set(rows.columns) == table - {"product_id", "created_at", "updated_at"} | {"unique_id"}
    assert set(rows["anomaly_type"]) <= set(ANOMALY_TYPES)
    assert set(rows["severity"]) <= set(SEVERITIES)
    assert json.loads(json.dumps(rows["details"].tolist(), allow_nan=False)) == rows["details"].tolist()
    assert list(detect(make_inputs(steady()), AS_OF, AnomalySettings()).columns) == list(rows.columns)


def test_empty_and_broken_inputs() -> None:
    inputs = make_inputs(steady())
    assert detect(replace(inputs, demand=inputs.demand.head(0)), AS_OF, AnomalySettings()).empty
    assert detect(inputs, date(2020, 1, 1), AnomalySettings()).empty
    with pytest.raises(FaultError, match="'demand' lacks the columns sold_units"):
        detect(replace(inputs, demand=inputs.demand.drop(columns="sold_units")), AS_OF, AnomalySettings())
    with pytest.raises(FaultError, match="'terms' holds SKU 1 twice"):
        detect(replace(inputs, terms=pd.concat([inputs.terms] * 2)), AS_OF, AnomalySettings())
