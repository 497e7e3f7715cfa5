"""What similar SKUs did."""

import numpy as np
import pandas as pd

from analytics.forecast.features import features
from analytics.forecast.groups import Groups, similar_skus
from analytics.forecast.panel import build_panel
from tests.analytics.forecast.planted import START, frame_of, panel_of

DAYS = 120


def test_kin_is_the_weighted_demand_of_a_skus_groups_and_the_market_without_one() -> None:
    members = pd.DataFrame({"unique_id": [7, 7, 8], "group_id": [0, 1, 1], "weight": [0.5, 2.0, 1.0]})
    groups = Groups(members, np.array([[1.0, 2.0], [10.0, 20.0]]))
    found = similar_skus(np.array([7, 8, 9]), groups, np.array([3.0, 4.0]))
    assert found.tolist() == [[20.5, 41.0], [10.0, 20.0], [3.0, 4.0]]


def test_a_sku_feels_that_its_group_rises_and_another_does_not() -> None:
    units = np.ones((2, DAYS))
    rising = np.r_[np.full(DAYS - 7, 10.0), np.full(7, 40.0)]
    groups = Groups(
        pd.DataFrame({"unique_id": [1, 2], "group_id": [0, 1], "weight": 1.0}),
        np.stack([rising, np.full(DAYS, 10.0)]),
    )
    base = panel_of(units)
    ahead = frame_of(units).head(0)[["unique_id", "ds", "discount_rate"]]
    panel = build_panel(frame_of(units), ahead, base.market, START, base.day(DAYS - 1), groups=groups)
    frame, _ = features(panel, np.array([0, 1]), np.full(2, DAYS - 1), np.full(2, 7))
    # last week 40 a day against (21 x 10 + 7 x 40) / 28 = 17.5
    np.testing.assert_allclose(frame["similar_week_ratio"], [40 / 17.5, 1.0], rtol=1e-6)
