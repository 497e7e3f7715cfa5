"""Data that should be there are missing."""

import numpy as np

from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal
from analytics.anomalies.panel import AnomalyPanel
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats

MIN_SNAPSHOTS = 5
USUAL_INTERVALS = 3.0
WHOLE_FEED_SHARE = 0.5


def data_gap(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """No stock snapshot for three times as long as usual although units were sold since.

    Where most SKUs that report lack theirs, the feed itself has stopped; which is reported once, on the SKU with most
    revenue. At stake are the units sold unseen.
    """
    column = np.arange(panel.days.size)[None, :]
    last = np.maximum.accumulate(np.where(panel.is_snapshot, column, -1), axis=1)
    count = np.cumsum(panel.is_snapshot, axis=1)
    first = np.where(count[:, -1:] > 0, np.argmax(panel.is_snapshot, axis=1)[:, None], 0)
    interval = (last - first) / np.maximum(count - 1, 1)
    gap = (column - last).astype(np.float64)
    sold = np.concatenate([np.zeros((len(panel.sold), 1)), np.cumsum(np.nan_to_num(panel.sold), axis=1)], axis=1)
    # the sales of the last day may be booked after its snapshot
    unseen = np.maximum(np.take_along_axis(sold, np.maximum(column, last + 1), axis=1), 0) - np.take_along_axis(
        sold, last + 1, axis=1
    )
    reports = (count >= MIN_SNAPSHOTS) & ~panel.is_discontinued & ~np.isnan(panel.sold)
    is_missed = gap >= np.maximum(settings.gap_min_days, USUAL_INTERVALS * interval)
    revenue = rate_of(expected) * np.nan_to_num(panel.price)[:, None]
    is_missing = reports & is_missed
    holds = _once_for_all(is_missing & (unseen > 0), is_missing, reports, revenue)
    return Signal(
        anomaly_type="DATA_GAP",
        holds=holds,
        observed=gap,
        expected=interval,
        units_at_stake=unseen,
        is_relevant=holds,
        details={"skus_affected": np.broadcast_to(is_missing.sum(axis=0).astype(np.float64), gap.shape)},
    )


def _once_for_all(holds: Bools, is_missing: Bools, reports: Bools, revenue: Floats) -> Bools:
    """Keep one SKU of a day on which most SKUs that report are affected."""
    if not holds.size:
        return holds
    representative = np.argmax(np.where(reports, revenue.mean(axis=1, keepdims=True), -1.0), axis=0)
    is_whole = is_missing.sum(axis=0) > WHOLE_FEED_SHARE * np.maximum(reports.sum(axis=0), 1)
    one = np.zeros_like(holds)
    one[representative, np.arange(holds.shape[1])] = True
    return np.where(is_whole[None, :], one, holds)
