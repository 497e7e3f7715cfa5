"""Features by hand, and the proof that they read nothing after the origin."""

import numpy as np
import pytest

from analytics.forecast.features import GROUPS, NAMES, features, scale_of
from analytics.forecast.panel import AHEAD_DAYS
from tests.analytics.forecast.planted import panel_of, poisson_world

ONE = np.array([0])


def test_groups_name_every_feature_once() -> None:
    assert len(NAMES) == len(set(NAMES))
    assert sum(len(names) for names in GROUPS.values()) == len(NAMES)


def test_scale_is_the_mean_of_two_levels_and_never_zero() -> None:
    units = np.zeros((2, 91))
    units[0, -28:] = 2.0
    panel = panel_of(units)
    scale = scale_of(panel, np.array([0, 1]), np.array([90, 90]))
    assert scale[0] == pytest.approx(0.5 * 56 / 91 + 0.5 * 2.0)
    assert scale[1] == pytest.approx(1 / 91)


def test_recent_sales_are_means_in_multiples_of_the_scale() -> None:
    units = np.zeros((1, 100))
    units[0, -3:] = [1.0, 0.0, 8.0]
    panel = panel_of(units)
    frame, scale = features(panel, ONE, np.array([99]), np.array([14]))
    row = frame.iloc[0]
    assert row["rolling_mean_1"] * scale[0] == pytest.approx(8.0)
    assert row["rolling_mean_3"] * scale[0] == pytest.approx(3.0)
    assert row["sales_share_28"] == pytest.approx(2 / 28)
    assert row["days_since_sale"] == 0
    assert row["age_days"] == 100
    assert row["horizon_days"] == 14


def test_last_year_compares_the_same_weekdays_364_days_ago() -> None:
    units = np.ones((1, 500))
    units[0, 499 - 364 + 1 : 499 - 364 + 8] = 5.0  # the week after the same day last year
    panel = panel_of(units)
    frame, scale = features(panel, ONE, np.array([499]), np.array([7]))
    assert frame["last_year"].iloc[0] * scale[0] == pytest.approx(5.0)
    assert frame["last_year_ratio"].iloc[0] == pytest.approx(5.02 / 1.02)
    assert frame["market_last_year_ratio"].iloc[0] == pytest.approx(5.0)


def test_without_a_year_of_history_last_year_is_unknown_and_not_zero() -> None:
    frame, _ = features(panel_of(np.ones((1, 200))), ONE, np.array([199]), np.array([7]))
    assert np.isnan(frame["last_year"].iloc[0])


def test_planned_promotions_of_the_horizon_are_known_ahead() -> None:
    discount = np.zeros((1, 100 + AHEAD_DAYS))
    discount[0, 102:106] = 0.25
    frame, _ = features(
        panel_of(np.ones((1, 100)), discount=discount), np.array([0, 0]), np.array([99, 99]), np.array([7, 3])
    )
    assert frame["promotion_share"].tolist() == pytest.approx([4 / 7, 1 / 3])
    assert frame["discount_ahead"].tolist() == pytest.approx([4 * 0.25 / 7, 0.25 / 3])


def test_nothing_after_the_origin_changes_a_feature() -> None:
    units, _, _ = poisson_world(30, 420, seed=2)
    rewritten = units.copy()
    rewritten[:, 400:] = 777.0
    rows, horizons = np.arange(30), np.full(30, 30)
    before, scale_before = features(panel_of(units), rows, np.full(30, 399), horizons)
    after, scale_after = features(panel_of(rewritten), rows, np.full(30, 399), horizons)
    np.testing.assert_array_equal(before.to_numpy(), after.to_numpy())
    np.testing.assert_array_equal(scale_before, scale_after)


def test_a_usual_week_is_not_moved_by_one_bulk_order() -> None:
    units = np.ones((1, 120))
    units[0, -3] = 500.0
    frame, scale = features(panel_of(units), np.array([0]), np.array([119]), np.array([7]))
    row = frame.iloc[0] * scale[0]
    assert row["week_median_4"] == pytest.approx(1.0)
    assert row["week_median_13"] == pytest.approx(1.0)
    assert row["week_high_13"] == pytest.approx(1.0)
    assert row["week_max_13"] == pytest.approx(506 / 7, rel=1e-6)
    assert row["rolling_max_28"] == pytest.approx(500.0)
    assert row["rolling_mean_7"] == pytest.approx(506 / 7, rel=1e-6)


def test_a_level_by_orders_takes_the_usual_size_of_an_order() -> None:
    units = np.full((1, 120), 4.0)  # one order of four a day
    frame, scale = features(panel_of(units), np.array([0]), np.array([119]), np.array([7]))
    assert frame["order_count_28"].iloc[0] == 28
    # 91 orders of 4, plus one of one unit: (364 + 1) / 92 units an order, one order a day
    assert frame["orders_7"].iloc[0] * scale[0] == pytest.approx(365 / 92)


def test_weeks_that_a_sku_did_not_have_are_unknown() -> None:
    units = np.ones((1, 5))
    frame, _ = features(panel_of(units), np.array([0]), np.array([4]), np.array([7]))
    assert frame[["week_median_4", "week_max_13"]].isna().all(axis=None)
