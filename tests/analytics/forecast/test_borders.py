"""Both sides of every border of the rules that label a SKU and put its forecast into words."""

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.demand_class import demand_class
from analytics.forecast.fallback_model import SEASONAL_NAIVE, choose_fallback_models
from analytics.forecast.features import GROUPS, features
from analytics.forecast.rules import LOWERING, rules_for
from analytics.forecast.sample import rows_of
from tests.analytics.forecast.planted import panel_of

ONE = np.array([0])


def label(units: np.ndarray, first: int) -> str:
    """The class of a SKU on the last day of its history, which begins in column `first`."""
    panel = panel_of(np.vstack([units[None, :], np.ones((1, len(units)))]))
    panel.first[0] = first
    return str(demand_class(panel, ONE, np.array([len(units) - 1]))[0])


def sold_on(days: list[int], amounts: float | list[float] = 1.0, length: int = 400) -> np.ndarray:
    units = np.zeros(length)
    units[days] = amounts
    return units


@pytest.mark.parametrize(("age", "expected"), [(27, "NEW"), (28, "SMOOTH")])
def test_a_sku_is_new_until_it_is_28_days_old(age: int, expected: str) -> None:
    units = np.zeros(400)
    units[-age:] = 1.0
    assert label(units, 400 - age) == expected


@pytest.mark.parametrize(("days", "expected"), [([350], "NEW"), ([300, 350], "INTERMITTENT")])
def test_two_days_with_sales_are_needed_for_a_class(days: list[int], expected: str) -> None:
    assert label(sold_on(days), 0) == expected


@pytest.mark.parametrize(("ago", "expected"), [(181, "INTERMITTENT"), (182, "DORMANT")])
def test_a_sku_is_dormant_after_182_days_without_a_sale(ago: int, expected: str) -> None:
    assert label(sold_on([100, 399 - ago]), 0) == expected


@pytest.mark.parametrize(("sales_days", "expected"), [(25, "INTERMITTENT"), (26, "SMOOTH")])
def test_demand_is_frequent_below_an_interval_of_one_and_a_third_days(sales_days: int, expected: str) -> None:
    """33 days with 25 sales days are an interval of 1.32 exactly; with 26 it is 1.27."""
    units = np.zeros(400)
    units[400 - 33 : 400 - 33 + sales_days] = 1.0
    assert label(units, 400 - 33) == expected


@pytest.mark.parametrize(("high", "expected"), [(1.7, "ERRATIC"), (1.69, "SMOOTH")])
def test_demand_is_uneven_from_a_squared_variation_of_049(high: float, expected: str) -> None:
    """Half of the days sell 2 - high, half of them high: mean 1, squared variation (high - 1)²."""
    units = np.where(np.arange(400) % 2 == 0, high + 1e-9, 2 - high - 1e-9)
    assert label(units, 0) == expected


@pytest.mark.parametrize(("weeks", "expected"), [(11, {}), (12, {"1": SEASONAL_NAIVE})])
def test_a_dozen_outcomes_are_judged_and_eleven_are_not(weeks: int, expected: dict[str, str]) -> None:
    days = 210
    panel = panel_of(np.tile([1.0, 2, 3, 4, 5, 6, 7], (1, days // 7)))
    origins = np.arange(days - 8 - 7 * (weeks - 1), days - 7, 7)
    held_out = rows_of(panel, np.array([[0, origin, 7] for origin in origins], dtype=np.int64))
    assert choose_fallback_models(panel, held_out, held_out.total + 10.0) == expected


@pytest.mark.parametrize(("before", "expected"), [(99, {}), (100, {"1": SEASONAL_NAIVE})])
def test_a_hundred_sales_days_are_judged_and_one_fewer_is_not(before: int, expected: dict[str, str]) -> None:
    """Sales days are counted up to the first origin."""
    days = 280
    origins = np.arange(days - 8 - 7 * 12, days - 7, 7)
    units = np.tile([1.0, 2, 3, 4, 5, 6, 7], (1, days // 7))
    units[0, : origins[0] + 1 - before] = 0.0
    panel = panel_of(units)
    held_out = rows_of(panel, np.array([[0, origin, 7] for origin in origins], dtype=np.int64))
    assert choose_fallback_models(panel, held_out, held_out.total + 10.0) == expected


def said(**values: float) -> set[str]:
    """Keys of what is said of a steady SKU whose features are these; each group's units agree with the text."""
    frame, _ = features(panel_of(np.full((1, 600), 4.0)), ONE, np.array([599]), np.array([14]))
    frame = frame.assign(**values)
    up, down = (rules_for(frame, pd.DataFrame([dict.fromkeys(GROUPS, sign)]))[0] for sign in (1.0, -1.0))
    keys = {str(rule["key"]) for rule in up} - LOWERING | {str(rule["key"]) for rule in down} & LOWERING
    return {key for key in keys if not key.startswith("MODEL_")}


@pytest.mark.parametrize(
    ("values", "key", "is_said"),
    [
        ({"promotion_share_28": 0.25}, "PROMOTION_OVER", False),
        ({"promotion_share_28": 0.26}, "PROMOTION_OVER", True),
        ({"promotion_share_28": 0.26, "promotion_share": 0.01}, "PROMOTION_OVER", False),
        ({"price_change": 1.0625}, "PRICE_UP", True),
        ({"price_change": 1.05}, "PRICE_UP", True),
        ({"price_change": 1.049}, "PRICE_UP", False),
        ({"price_change": 0.95}, "PRICE_DOWN", True),
        ({"price_change": 0.951}, "PRICE_DOWN", False),
        ({"rolling_mean_28": 1.25, "rolling_mean_91": 1.0}, "TREND_UP", True),
        ({"rolling_mean_28": 1.24, "rolling_mean_91": 1.0}, "TREND_UP", False),
        ({"rolling_mean_28": 0.75, "rolling_mean_91": 1.0}, "TREND_DOWN", True),
        ({"rolling_mean_28": 0.76, "rolling_mean_91": 1.0}, "TREND_DOWN", False),
        ({"rolling_mean_28": 2.0, "rolling_mean_91": 1.0, "age_days": 91.0}, "TREND_UP", True),
        ({"rolling_mean_28": 2.0, "rolling_mean_91": 1.0, "age_days": 90.0}, "TREND_UP", False),
        ({"last_year_wide_ratio": 1.25}, "SEASON_UP", True),
        ({"last_year_wide_ratio": 1.24}, "SEASON_UP", False),
        ({"last_year_wide_ratio": 0.75}, "SEASON_DOWN", True),
        ({"last_year_wide_ratio": 0.76}, "SEASON_DOWN", False),
        ({"holiday_days": 0.0}, "HOLIDAYS_AHEAD", False),
        ({"holiday_days": 1.0}, "HOLIDAYS_AHEAD", True),
        ({"stockout_share_28": 0.1}, "STOCKOUTS_CORRECTED", True),
        ({"stockout_share_28": 0.099}, "STOCKOUTS_CORRECTED", False),
        ({"ads_28": np.log1p(1.0), "ads_7": np.log1p(1.51)}, "AD_SPEND_UP", True),
        ({"ads_28": np.log1p(1.0), "ads_7": np.log1p(1.49)}, "AD_SPEND_UP", False),
        ({"ads_28": np.log1p(1.5), "ads_7": np.log1p(0.99)}, "AD_SPEND_DOWN", True),
        ({"ads_28": np.log1p(1.5), "ads_7": np.log1p(1.01)}, "AD_SPEND_DOWN", False),
        ({"return_rate_91": 0.1}, "RETURNS_HIGH", True),
        ({"return_rate_91": 0.099}, "RETURNS_HIGH", False),
        ({"age_days": 55.0}, "NEW_PRODUCT", True),
        ({"age_days": 56.0}, "NEW_PRODUCT", False),
        ({"sales_share_91": 0.25, "days_since_sale": 27.0}, "SELDOM_SOLD", True),
        ({"sales_share_91": 0.251, "days_since_sale": 27.0}, "SELDOM_SOLD", False),
        ({"sales_share_91": 0.25, "days_since_sale": 28.0}, "SELDOM_SOLD", False),
        ({"days_since_sale": 27.0}, "NO_SALES_SINCE", False),
        ({"days_since_sale": 28.0}, "NO_SALES_SINCE", True),
    ],
)
def test_a_sentence_is_said_from_its_border_on(values: dict[str, float], key: str, *, is_said: bool) -> None:
    assert (key in said(**values)) == is_said
