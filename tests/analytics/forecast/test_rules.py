"""Each rule on a history in which its cause was planted, from demand to words; and nothing said of a steady SKU."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.forecast.features import GROUPS, NAMES, features
from analytics.forecast.override import RULE
from analytics.forecast.panel import AHEAD_DAYS, DemandPanel, Market
from analytics.forecast.rules import GROUP_OF, KEYS, LOWERING, end_of_life, rules_for
from tests.analytics.forecast.planted import panel_of

DAYS, HORIZON = 600, 14
STEADY = 4.0


def steady(**changes: np.ndarray) -> DemandPanel:
    """One SKU that sells four a day, and never was on promotion, advertised, returned or out of stock."""
    units = changes.pop("units", np.full(DAYS, STEADY))
    discount = changes.pop("discount", np.zeros(DAYS + AHEAD_DAYS))
    return replace(panel_of(units[None, :], discount=discount[None, :]), **{k: v[None, :] for k, v in changes.items()})


def on(days: slice, value: float, length: int = DAYS, rest: float = 0.0) -> np.ndarray:
    series = np.full(length, rest)
    series[days] = value
    return series


def said_of(panel: DemandPanel) -> dict[str, dict[str, float]]:
    """What is said of the panel's SKU for the next 14 days, by key; every group contributes a unit as the text says."""
    row, origin = np.array([0]), np.array([panel.days - 1])
    frame, _ = features(panel, row, origin, np.array([HORIZON]))
    up, down = (rules_for(frame, pd.DataFrame([dict.fromkeys(GROUPS, sign)]))[0] for sign in (1.0, -1.0))
    fired = [rule for rule in up if rule["key"] not in LOWERING and not str(rule["key"]).startswith("MODEL_")]
    fired += [{**rule, "numbers": {**rule["numbers"], "units": 1.0}} for rule in down if rule["key"] in LOWERING]  # type: ignore[dict-item]
    assert all(set(rule["numbers"]) == set(KEYS[str(rule["key"])]) for rule in fired)  # type: ignore[call-overload]
    return {str(rule["key"]): rule["numbers"] for rule in fired}  # type: ignore[misc]


@given(
    units=st.fixed_dictionaries({group: st.floats(-100, 100) for group in GROUPS}),
    features_of=st.fixed_dictionaries({name: st.integers(0, 400).map(lambda cents: cents / 100) for name in NAMES}),
)
def test_no_sentence_contradicts_its_number(units: dict[str, float], features_of: dict[str, float]) -> None:
    (fired,) = rules_for(pd.DataFrame([features_of])[list(NAMES)], pd.DataFrame([units]))
    keys = [str(rule["key"]) for rule in fired]
    assert len(set(keys)) == len(keys)
    for rule in fired:
        key, numbers = str(rule["key"]), rule["numbers"]
        assert set(numbers) == set(KEYS[key])  # type: ignore[call-overload]
        if key in GROUP_OF:
            assert numbers["units"] * (-1 if key in LOWERING else 1) >= 0  # type: ignore[index]


@pytest.mark.parametrize(("units", "key"), [(78.0, "TREND_UP"), (-78.0, "MODEL_RECENT_SALES")])
def test_a_rise_that_the_model_reads_as_a_fall_says_what_the_model_made_of_it(units: float, key: str) -> None:
    frame = pd.DataFrame(
        [{**dict.fromkeys(NAMES, np.nan), "rolling_mean_91": 1.0, "rolling_mean_28": 1.34, "age_days": 400.0}]
    )
    (fired,) = rules_for(frame[list(NAMES)], pd.DataFrame([{**dict.fromkeys(GROUPS, 0.0), "RECENT_SALES": units}]))
    assert [(rule["key"], rule["numbers"]["units"]) for rule in fired] == [(key, units)]  # type: ignore[index]


def with_holidays(panel: DemandPanel, ahead: list[int]) -> DemandPanel:
    holiday = np.zeros(DAYS + AHEAD_DAYS)
    holiday[[DAYS - 1 + day for day in ahead]] = 1.0
    return replace(panel, market=Market(panel.market.total, holiday))


def test_of_a_steady_sku_nothing_is_said() -> None:
    assert said_of(steady()) == {}


def test_a_planned_discount() -> None:
    planned = on(slice(DAYS + 3, DAYS + 10), 0.2, DAYS + AHEAD_DAYS)
    assert said_of(steady(discount=planned)) == {
        "PROMOTION_AHEAD": pytest.approx({"days": 7, "discount_rate": 0.2, "units": 1}, abs=1e-3)
    }


def test_a_discount_beyond_the_horizon_is_not_said() -> None:
    assert said_of(steady(discount=on(slice(DAYS + 14, DAYS + 20), 0.2, DAYS + AHEAD_DAYS))) == {}


def test_a_promotion_that_ended() -> None:
    past = on(slice(DAYS - 20, DAYS - 8), 0.2, DAYS + AHEAD_DAYS)
    found = said_of(steady(discount=past))
    assert found["PROMOTION_OVER"] == pytest.approx({"days": 12, "units": 1}, abs=1e-3)
    assert "PROMOTION_AHEAD" not in found


@pytest.mark.parametrize(("price", "key", "change"), [(11.0, "PRICE_UP", 0.1), (9.0, "PRICE_DOWN", -0.1)])
def test_another_price(price: float, key: str, change: float) -> None:
    found = said_of(steady(price=on(slice(DAYS - 10, DAYS), price, rest=10.0)))
    assert found == {key: pytest.approx({"change": change, "units": 1}, abs=1e-3)}


@pytest.mark.parametrize(("level", "key"), [(8.0, "TREND_UP"), (1.0, "TREND_DOWN")])
def test_a_level_that_moved_four_weeks_ago(level: float, key: str) -> None:
    found = said_of(steady(units=on(slice(DAYS - 28, DAYS), level, rest=STEADY)))
    expected = level / ((28 * level + 63 * STEADY) / 91) - 1
    assert found[key]["change"] == pytest.approx(expected, abs=1e-3)


@pytest.mark.parametrize(("level", "key"), [(12.0, "SEASON_UP"), (0.0, "SEASON_DOWN")])
def test_a_season_that_comes_every_year(level: float, key: str) -> None:
    """A year ago the very days ahead, and two weeks on either side, sold three times as much, or nothing."""
    year_ago = DAYS - 364
    found = said_of(steady(units=on(slice(year_ago - 14, year_ago + HORIZON + 14), level, rest=STEADY)))
    assert np.sign(found[key]["change"]) == (1 if key == "SEASON_UP" else -1)
    assert set(found) == {key}


def test_holidays_ahead() -> None:
    assert said_of(with_holidays(steady(), [5, 6, 15])) == {"HOLIDAYS_AHEAD": {"days": 2.0, "units": 1.0}}


def test_stock_outs_in_the_history() -> None:
    found = said_of(steady(stockout=on(slice(DAYS - 9, DAYS - 2), 1.0)))
    assert found == {"STOCKOUTS_CORRECTED": pytest.approx({"days": 7, "units": 1}, abs=1e-3)}


@pytest.mark.parametrize(("spend", "key"), [(300.0, "AD_SPEND_UP"), (20.0, "AD_SPEND_DOWN")])
def test_advertising_that_changed_a_week_ago(spend: float, key: str) -> None:
    found = said_of(steady(ads=on(slice(DAYS - 7, DAYS), spend, rest=100.0)))
    assert found == {key: pytest.approx({"factor": spend / ((7 * spend + 2100) / 28), "units": 1}, rel=1e-3)}


def test_a_surge_of_returns() -> None:
    found = said_of(steady(returns=on(slice(DAYS - 20, DAYS), 2.0)))
    assert found == {"RETURNS_HIGH": pytest.approx({"rate": 40 / (91 * STEADY), "units": 1}, abs=1e-3)}


def test_a_new_sku_and_one_that_stopped_selling_and_one_that_sells_seldom() -> None:
    young = replace(steady(units=on(slice(DAYS - 20, DAYS), STEADY)), first=np.array([DAYS - 20]))
    assert said_of(young)["NEW_PRODUCT"] == {"days": 20.0}
    quiet = steady(units=on(slice(0, DAYS - 40), STEADY))
    assert said_of(quiet)["NO_SALES_SINCE"] == {"days": 40.0}
    seldom = said_of(steady(units=np.where(np.arange(DAYS) % 10 == 5, 3.0, 0.0)))
    assert seldom["SELDOM_SOLD"]["days"] == pytest.approx(10, rel=0.12)
    assert "NO_SALES_SINCE" not in seldom


@pytest.mark.parametrize(
    ("left", "fired"),
    [
        (-3, [[{"key": "DISCONTINUED", "numbers": {"days": 3}}]] * 2),
        (0, [[{"key": "DISCONTINUED", "numbers": {"days": 0}}]] * 2),
        (10, [[], [{"key": "ENDS_SOON", "numbers": {"days": 10}}]]),
        (30, [[], []]),
    ],
)
def test_the_end_of_a_sku(left: int, fired: list[object]) -> None:
    as_of = date(2026, 3, 31)
    frame = pd.DataFrame({"unique_id": [7, 7, 8], "horizon_days": [7, 14, 14], "rules": [[], [], []]})
    found = end_of_life(frame, {7: as_of + timedelta(days=left)}, as_of)["rules"].tolist()
    assert found == [*fired, []]


def test_a_planners_override_is_among_the_keys() -> None:
    assert RULE in KEYS
