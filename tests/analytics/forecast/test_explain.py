"""Contributions in units add up, and rules say what was planted."""

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.explain import contributions, logarithmic_mean
from analytics.forecast.features import GROUPS, NAMES
from analytics.forecast.rules import GROUP_OF, rules_for
from analytics.forecast.sample import rows_of
from tests.analytics.forecast.conftest import Trained


def test_base_and_contributions_sum_to_the_prediction(trained: Trained) -> None:
    count = len(trained.panel.ids)
    last = trained.panel.days - 1
    rows = rows_of(trained.panel, np.stack([np.arange(count), np.full(count, last), np.full(count, 14)], axis=1))
    base, units = contributions(trained.model, rows.features, rows.unit)
    predicted = trained.model.ratios(rows.features)["mean"] * rows.unit
    assert list(units.columns) == list(GROUPS)
    assert base + units.sum(axis=1).to_numpy() == pytest.approx(predicted, rel=1e-6)


def test_logarithmic_mean_lies_between_its_arguments_and_meets_them() -> None:
    mean = logarithmic_mean(np.array([1.0, 2.0, 5.0]), np.array([np.e, 2.0, 5.0 + 1e-9]))
    assert mean == pytest.approx([np.e - 1, 2.0, 5.0])


def quiet() -> dict[str, float]:
    """Features of a SKU of which there is nothing to say."""
    row = dict.fromkeys(NAMES, 0.0)
    return row | {
        "age_days": 400.0,
        "rolling_mean_28": 1.0,
        "rolling_mean_91": 1.0,
        "price_change": 1.0,
        "last_year_wide_ratio": np.nan,
        "return_rate_91": 0.02,
        "horizon_days": 14.0,
    }


@pytest.mark.parametrize(
    ("changed", "key", "numbers"),
    [
        (
            {"promotion_share": 0.5, "discount_ahead": 0.1},
            "PROMOTION_AHEAD",
            {"days": 7.0, "discount_rate": 0.2, "units": 34.0},
        ),
        ({"promotion_share_28": 0.5}, "PROMOTION_OVER", {"days": 14.0, "units": -34.0}),
        ({"price_change": 1.1}, "PRICE_UP", {"change": 0.1, "units": -34.0}),
        ({"price_change": 0.9}, "PRICE_DOWN", {"change": -0.1, "units": 34.0}),
        ({"rolling_mean_28": 2.0}, "TREND_UP", {"change": 1.0, "units": 12.0}),
        ({"rolling_mean_28": 0.5}, "TREND_DOWN", {"change": -0.5, "units": -12.0}),
        ({"last_year_wide_ratio": 1.5}, "SEASON_UP", {"change": 0.5, "units": 5.0}),
        ({"last_year_wide_ratio": 0.5}, "SEASON_DOWN", {"change": -0.5, "units": -5.0}),
        ({"holiday_days": 3.0}, "HOLIDAYS_AHEAD", {"days": 3.0, "units": 5.0}),
        ({"stockout_share_28": 0.25}, "STOCKOUTS_CORRECTED", {"days": 7.0, "units": 2.0}),
        ({"ads_7": np.log1p(2.0), "ads_28": np.log1p(1.0)}, "AD_SPEND_UP", {"factor": 2.0, "units": 1.5}),
        ({"return_rate_91": 0.2}, "RETURNS_HIGH", {"rate": 0.2, "units": -3.0}),
        ({"age_days": 20.0}, "NEW_PRODUCT", {"days": 20.0}),
        ({"days_since_sale": 40.0}, "NO_SALES_SINCE", {"days": 40.0}),
    ],
)
def test_each_rule_fires_on_its_planted_case_alone(
    changed: dict[str, float], key: str, numbers: dict[str, float]
) -> None:
    units = {"PRICE_PROMOTION": 34.0, "RECENT_SALES": 12.0, "SEASON": 5.0, "STOCK": 2.0, "ADS": 1.5, "RETURNS": -3.0}
    if key in GROUP_OF:
        units[GROUP_OF[key]] = numbers["units"]
    frame = pd.DataFrame([quiet(), quiet() | changed])
    none, fired = rules_for(frame, pd.DataFrame([units, units]))
    assert none == []
    assert [rule["key"] for rule in fired] == [key]
    assert fired[0]["numbers"] == pytest.approx(numbers, abs=1e-4)
