"""Medians of whole units."""

from datetime import date

import numpy as np

from analytics.forecast.panel import DemandPanel, Market
from analytics.forecast.round_units import round_medians, sold_in_whole_units


def panel(demand: np.ndarray) -> DemandPanel:
    skus, days = demand.shape
    zeros = np.zeros_like(demand)
    return DemandPanel(
        ids=np.arange(skus),
        start=date(2026, 1, 1),
        demand=demand,
        first=np.zeros(skus, dtype=np.int64),
        price=zeros,
        discount=np.zeros((skus, days + 60)),
        stockout=zeros,
        ads=zeros,
        returns=zeros,
        orders=zeros,
        similar_skus=zeros,
        market=Market(demand.sum(axis=0), np.zeros(days + 60)),
    )


def test_a_sku_whose_days_are_mostly_whole_numbers_is_sold_in_whole_units() -> None:
    pieces, estimated, weighed, unsold = [1.0, 0, 3, 2], [1.0, 0, 3, 2.4], [0.3, 1.2, 0, 2], [0.0, 0, 0, 0]
    found = sold_in_whole_units(panel(np.array([pieces, estimated, weighed, unsold])))
    assert found.tolist() == [True, True, False, False]


def test_only_medians_of_whole_units_are_rounded_and_the_interval_still_holds_them() -> None:
    predicted = {
        "mean": np.array([0.9, 2.0, 0.9]),
        "p10": np.array([0.2, 1.6, 0.2]),
        "p50": np.array([0.4, 1.7, 0.4]),
        "p90": np.array([0.45, 1.8, 0.45]),
    }
    found = round_medians(predicted, np.array([True, True, False]))
    assert found["p50"].tolist() == [0.0, 2.0, 0.4]
    assert found["p10"].tolist() == [0.0, 1.6, 0.2]
    assert found["p90"].tolist() == [0.45, 2.0, 0.45]
    assert found["mean"].tolist() == predicted["mean"].tolist()
