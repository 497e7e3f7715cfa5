"""Detect what is out of the ordinary (docs/anomalies.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from analytics.anomalies.expectation import Expectation, expectation
from analytics.anomalies.findings import COLUMNS, Signal, findings
from analytics.anomalies.panel import AnomalyInputs, Panel, panel
from analytics.anomalies.returns import return_surge
from analytics.anomalies.sales import sales_drop, sales_spike
from analytics.anomalies.settings import AnomalySettings
from analytics.anomalies.stock import negative_stock, stockout
from analytics.replenishment.inputs import require

KEY = ["unique_id", "detected_on", "anomaly_type"]


@dataclass(frozen=True)
class Detector:
    """A kind of anomaly: how it is measured, and whether a beginning needs a quiet time before it.

    Stock is counted, so that each crossing is real; sales and returns are noisy and could flicker around a threshold.
    """

    measure: Callable[[Panel, Expectation, AnomalySettings], Signal]
    is_noisy: bool


DETECTORS = (
    Detector(sales_spike, is_noisy=True),
    Detector(sales_drop, is_noisy=True),
    Detector(return_surge, is_noisy=True),
    Detector(stockout, is_noisy=False),
    Detector(negative_stock, is_noisy=False),
)


def detect(inputs: AnomalyInputs, as_of: date, settings: AnomalySettings) -> pd.DataFrame:
    """Find the anomalies that began in the last `settings.days_back` days up to `as_of` and are not known yet.

    Returns:
        One row per SKU, day and type, in this order: unique_id (int64), detected_on (datetime64), anomaly_type,
        severity (LOW..CRITICAL), observed, expected (units), p_value (NaN where nothing was tested), money_at_stake
        (in the SKU's currency at its selling price, NaN = price not known), details (JSON-able dict).

    Raises:
        FaultError: a frame lacks a column, or the terms hold a SKU twice.
    """
    require(inputs.known, "known", KEY)
    recent = panel(inputs, as_of, settings)
    if not recent.days.size:
        return pd.DataFrame(columns=list(COLUMNS))
    expected = expectation(recent, settings)
    found = [
        findings(detector.measure(recent, expected, settings), _quiet_days(detector, settings), recent, settings)
        for detector in DETECTORS
    ]
    listed = pd.concat([frame for frame in found if not frame.empty] or found[:1], ignore_index=True)
    fresh = listed[~_is_known(listed, inputs.known)]
    return fresh.sort_values(["detected_on", "anomaly_type", "unique_id"], ignore_index=True)


def _quiet_days(detector: Detector, settings: AnomalySettings) -> int:
    return settings.rearm_days if detector.is_noisy else 1


def _is_known(listed: pd.DataFrame, known: pd.DataFrame) -> pd.Series:
    if known.empty:
        return pd.Series(data=False, index=listed.index)
    keys = known[KEY].assign(detected_on=pd.to_datetime(known["detected_on"]).astype("datetime64[ns]"))
    return pd.Series(pd.MultiIndex.from_frame(listed[KEY]).isin(pd.MultiIndex.from_frame(keys)), index=listed.index)
