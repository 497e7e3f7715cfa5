"""Small pasts of a shop, day by day, each frame overridable."""

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from analytics.anomalies.panel import AnomalyInputs
from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings

AS_OF = date(2026, 1, 31)
LENGTH = 130
DAYS = pd.date_range(end=AS_OF, periods=400)
Numbers = npt.NDArray[Any]


def day(offset: int) -> pd.Timestamp:
    """The day `offset` days before the as-of date."""
    return pd.Timestamp(AS_OF) - pd.Timedelta(days=offset)


def long(values: Numbers, name: str) -> pd.DataFrame:
    """A SKU x day matrix (SKUs 1, 2, ...; the last column is the as-of date) as a long frame."""
    skus, days = values.shape
    return pd.DataFrame(
        {
            "unique_id": np.repeat(np.arange(1, skus + 1), days),
            "ds": np.tile(DAYS[-days:], skus),
            name: values.ravel(),
        }
    )


def make_inputs(
    sold: Numbers,
    *,
    returned: Numbers | None = None,
    on_hand: Numbers | None = None,
    forecast: float | None = None,
    v: float = 1.0,
    c: float = 0.0,
    promotion: Numbers | None = None,
    paid: Numbers | None = None,
    ads: Numbers | None = None,
    announced: pd.DataFrame | None = None,
    deliveries: pd.DataFrame | None = None,
    **terms: Any,
) -> AnomalyInputs:
    """Sold units as SKU x day; `forecast` units a day were foreseen for the last 28 days."""
    skus = len(sold)
    demand = long(sold.astype(float), "y").assign(sold_units=sold.ravel(), is_promotion=False)
    demand["is_stockout"] = pd.array([None] * sold.size, dtype="boolean")
    if on_hand is not None:
        demand["is_stockout"] = pd.array((on_hand <= 0).ravel(), dtype="boolean")
    if promotion is not None:
        demand["is_promotion"] = promotion.ravel()
    demand["paid_price"] = 10.0 if paid is None else paid.ravel()
    demand["ad_spend"] = 0.0 if ads is None else ads.ravel()
    nothing = np.empty((0, 0))
    past = nothing if forecast is None else np.full((skus, 28), forecast)
    plain = {"price": 10.0, "list_price": 12.0, "unit_cost": 6.0, "currency": "KRW", "supplier_id": 1}
    plain |= {"lead_time_days": 4, "lead_time_mean": None}
    return AnomalyInputs(
        demand=demand,
        returns=long(nothing if returned is None else returned, "returned_units"),
        stock=long(nothing if on_hand is None else on_hand, "on_hand"),
        terms=pd.DataFrame({"unique_id": np.arange(1, skus + 1), **plain, "discontinued_on": None, **terms}),
        promotions=pd.DataFrame(columns=["unique_id", "ds"]) if announced is None else announced,
        deliveries=pd.DataFrame(columns=["supplier_id", "ordered_on", "received_on", "days"])
        if deliveries is None
        else deliveries,
        past_forecasts=long(past, "mean").assign(v=v, c=c),
        known=pd.DataFrame(columns=["unique_id", "detected_on", "anomaly_type"]),
    )


def quiet(skus: int, seed: int, rate: float = 5.0) -> Numbers:
    """Poisson sales without any event."""
    return np.random.default_rng(seed).poisson(rate, (skus, LENGTH))


def found(inputs: AnomalyInputs, as_of: date = AS_OF, **settings: Any) -> list[tuple[int, str, pd.Timestamp]]:
    """Who, what and when."""
    rows = detect(inputs, as_of, AnomalySettings(**settings))
    return list(zip(rows["unique_id"], rows["anomaly_type"], rows["detected_on"], strict=True))
