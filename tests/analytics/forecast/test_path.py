"""Totals become days and add up again."""

import numpy as np
import pytest

from analytics.forecast.path import daily_path, increasing, weekday_profile
from tests.analytics.forecast.planted import WEEKDAY, panel_of

HORIZONS = (7, 14, 30, 60)


def test_the_first_h_days_sum_to_the_total_over_h() -> None:
    rng = np.random.default_rng(0)
    totals = np.cumsum(rng.uniform(0, 50, (20, 4)), axis=1)
    profile = rng.dirichlet(np.ones(7), 20)
    path = daily_path(profile, 3, HORIZONS, totals)
    for column, horizon in enumerate(HORIZONS):
        assert path[:, :horizon].sum(axis=1) == pytest.approx(totals[:, column])
    assert (path >= 0).all()


def test_days_follow_the_weekday_profile_from_the_right_weekday() -> None:
    profile = np.array([[0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0]])
    path = daily_path(profile, 5, (7,), np.array([[10.0]]))
    assert path[0].tolist() == [0, 0, 0, 0, 10.0, 0, 0]  # day 5 + 4 = 9 is weekday 2


def test_the_profile_of_a_big_seller_is_its_own_and_of_a_small_one_the_markets() -> None:
    weeks = 40
    big = np.tile(WEEKDAY * 1000, weeks)
    small = np.tile([0.0, 0, 0, 0, 0, 0, 0.001], weeks)
    profile = weekday_profile(panel_of(np.stack([big, small])))
    assert profile.sum(axis=1) == pytest.approx([1.0, 1.0])
    assert profile[0] == pytest.approx(WEEKDAY / 7, rel=1e-3)
    assert profile[1] == pytest.approx(WEEKDAY / 7, rel=0.02)


def test_a_longer_period_never_sells_less() -> None:
    assert increasing(np.array([[5.0, 3.0, 8.0]])).tolist() == [[5.0, 5.0, 8.0]]
