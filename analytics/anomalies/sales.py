"""Sales that are far above or below what was expected."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal, discovered
from analytics.anomalies.panel import Bools, Panel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.anomalies.unevenness import Total, tail
from analytics.replenishment.distribution import cdf, sf
from analytics.replenishment.inputs import Floats

UNSURPRISING = 1.0


def sales_spike(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """A day whose sold units (net of cancellations) exceed what its expectation makes plausible: P(units >= sold)."""
    is_tested = expected.is_testable & panel.is_evaluated & _sells(expected, settings)
    day = _window(panel, expected.mean, expected.c, expected.is_testable, 1)
    is_much = day.sold >= settings.spike_least_ratio * day.mean
    signal = Signal(
        anomaly_type="SALES_SPIKE",
        holds=is_tested,
        observed=panel.sold,
        expected=expected.mean,
        units_at_stake=np.where(is_much, panel.sold - expected.mean, 0.0),
        is_relevant=is_tested,
        p_value=_surprise(sf, day, is_tested, is_much, expected),
        details={"is_against_forecast": expected.is_forecast},
    )
    return discovered(signal, panel, settings, tests_a_week=settings.window_days)


def sales_drop(panel: Panel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Days whose sold units fall short of what was expected: the smallest P(units <= sold) of several windows.

    It is multiplied by the number of windows (Bonferroni). Days without stock, or without an expectation to test
    against, count on neither side.
    """
    is_usable = expected.is_least & ~panel.is_stockout
    is_tested = is_usable & panel.is_evaluated & _sells(expected, settings)
    windows = [_window(panel, expected.mean, expected.c_least, is_usable, days) for days in settings.drop_windows]
    chances = [
        _surprise(
            cdf,
            window,
            is_tested & (window.days >= settings.minimum_window_days),
            window.sold <= settings.drop_most_ratio * window.mean,
            expected,
        )
        for window in windows
    ]
    number = np.argmin(np.nan_to_num(np.stack(chances), nan=2.0), axis=0)
    p_value, sold, total, days = (
        np.take_along_axis(np.stack(parts), number[None], axis=0)[0]
        for parts in zip(*((c, w.sold, w.mean, w.days) for c, w in zip(chances, windows, strict=True)), strict=True)
    )
    is_tested &= ~np.isnan(p_value)
    signal = Signal(
        anomaly_type="SALES_DROP",
        holds=is_tested,
        observed=sold,
        expected=total,
        units_at_stake=np.where(sold <= settings.drop_most_ratio * total, total - sold, 0.0),
        is_relevant=is_tested,
        p_value=np.minimum(len(windows) * p_value, UNSURPRISING),
        details={"window_days": days, "is_against_forecast": expected.is_forecast},
    )
    return discovered(signal, panel, settings)


def _sells(expected: Expectation, settings: AnomalySettings) -> Bools:
    """Enough is expected for the SKU to be tested at all.

    Source:
        Bourgon, R., Gentleman, R. and Huber, W. (2010), Independent filtering increases detection power for
        high-throughput experiments, PNAS 107(21): what is chosen by the expectation alone leaves the rate as it is.
    """
    return rate_of(expected) >= settings.least_daily_units


class _Window(NamedTuple):
    """Usable days of a window, what was sold on them, and what was expected (see `unevenness.Total`); SKU x day."""

    days: Floats
    sold: Floats
    mean: Floats
    squares: Floats
    error: Floats


def _window(panel: Panel, mean: Floats, c: Floats, is_usable: Bools, days: int) -> _Window:
    mean = np.where(is_usable, mean, 0.0)
    parts = (
        is_usable.astype(np.float64),
        np.where(is_usable, np.maximum(panel.sold, 0.0), 0.0),
        mean,
        mean**2,
        np.where(is_usable, c, 0.0) * mean,
    )
    return _Window(*(trailing_sum(part, days) for part in parts))


def _surprise(
    cut: Callable[[Floats, Floats, Floats], Floats],
    window: _Window,
    is_tested: Bools,
    is_material: Bools,
    expected: Expectation,
) -> Floats:
    """Tail probability where it is tested, NaN elsewhere; 1 where the difference would not matter anyway."""
    p_value = np.where(is_tested, UNSURPRISING, np.nan)
    rows, days = np.nonzero(is_tested & is_material)
    units = np.rint(window.sold[rows, days]) - (cut is sf)  # P(total >= units) is that of exceeding one less
    total = Total(*(part[rows, days] for part in (window.mean, window.squares, window.error)))
    p_value[rows, days] = tail(cut, units, total, expected.shapes[rows])
    return p_value
