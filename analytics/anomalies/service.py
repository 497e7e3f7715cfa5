"""Detect what is unusual (docs/anomalies.md)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import Enum

import pandas as pd

from analytics.anomalies.bias import forecast_bias
from analytics.anomalies.expectation import Expectation, expectation
from analytics.anomalies.findings import COLUMNS, Signal, findings
from analytics.anomalies.gaps import data_gap
from analytics.anomalies.panel import AnomalyInputs, AnomalyPanel, panel
from analytics.anomalies.price import price_anomaly
from analytics.anomalies.returns import return_surge
from analytics.anomalies.sales import sales_drop, sales_spike
from analytics.anomalies.settings import AnomalySettings
from analytics.anomalies.stock import campaign_without_stock, negative_stock, overstock, stockout
from analytics.anomalies.suppliers import lead_time_slip
from analytics.replenishment.inputs import require

KEY = ["unique_id", "detected_on", "anomaly_type"]


class Pace(Enum):
    """How long a condition must have been absent before its return is news.

    Stock is counted, so that each crossing is real; the rest is noisy and could flicker around its threshold.
    """

    COUNTED = "the day before"
    DAILY = "rearm_days"
    SLOW = "slow_rearm_days"

    def quiet_days(self, settings: AnomalySettings) -> int:
        """Days without the condition before it begins again."""
        quiet: dict[Pace, int] = {Pace.DAILY: settings.rearm_days, Pace.SLOW: settings.slow_rearm_days}
        return quiet.get(self, 1)


@dataclass(frozen=True)
class Detector:
    """A kind of anomaly: how it is measured, and its pace."""

    measure: Callable[[AnomalyPanel, Expectation, AnomalySettings], Signal]
    pace: Pace


DETECTORS = (
    Detector(sales_spike, Pace.DAILY),
    Detector(sales_drop, Pace.DAILY),
    Detector(return_surge, Pace.DAILY),
    Detector(stockout, Pace.COUNTED),
    Detector(overstock, Pace.SLOW),
    Detector(negative_stock, Pace.COUNTED),
    Detector(price_anomaly, Pace.DAILY),
    Detector(forecast_bias, Pace.SLOW),
    Detector(lead_time_slip, Pace.SLOW),
    Detector(data_gap, Pace.DAILY),
    Detector(campaign_without_stock, Pace.DAILY),
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
    found = []
    for detector in DETECTORS:
        quiet = detector.pace.quiet_days(settings)
        listed = findings(detector.measure(recent, expected, settings), quiet, recent, settings)
        found.append(listed[~_is_known(listed, inputs.known, detector.pace, quiet)])
    fresh = pd.concat([frame for frame in found if not frame.empty] or found[:1], ignore_index=True)
    return fresh.sort_values(["detected_on", "anomaly_type", "unique_id"], ignore_index=True)


def _is_known(listed: pd.DataFrame, known: pd.DataFrame, pace: Pace, quiet_days: int) -> pd.Series:
    """Whether it was reported before; a noisy one also on a day nearby: late rows may shift its beginning."""
    pairs = (
        listed[KEY]
        .reset_index(names="row")
        .merge(known[KEY], on=["unique_id", "anomaly_type"], suffixes=("", "_known"))
    )
    apart = (pairs["detected_on"] - pd.to_datetime(pairs["detected_on_known"])).abs()
    near = apart <= pd.Timedelta(days=0 if pace is Pace.COUNTED else quiet_days)
    return pd.Series(listed.index.isin(pairs.loc[near, "row"]), index=listed.index)
