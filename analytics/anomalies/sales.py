"""Sales that are far above or below what was expected."""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from analytics.anomalies.dispersion import Total, relative_variance, tail
from analytics.anomalies.expectation import Expectation, rate_of
from analytics.anomalies.findings import Signal, discovered
from analytics.anomalies.panel import AnomalyPanel, trailing_sum
from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Floats
from analytics.core.distribution import cdf, sf

UNSURPRISING = 1.0
Cut = Callable[[Floats, Floats, Floats], Floats]


def sales_spike(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Days, each of them much, whose sold units exceed what their expectations make plausible: P(units >= sold)."""
    usable = expected.is_testable
    is_much = usable & (np.nan_to_num(panel.sold) >= settings.spike_min_ratio * np.nan_to_num(expected.mean))
    most = _least_chance(
        sf,
        {days: _window(panel, expected.mean, expected.noise_share, usable, days) for days in settings.spike_windows},
        usable & panel.is_evaluated & _sells(expected, settings) & _sells_evenly(expected, settings),
        [trailing_sum(is_much.astype(np.float64), days) >= days for days in settings.spike_windows],
        expected,
    )
    # Longer windows, whose days must all be much, add hardly any to the seven tests of a week that p is corrected for.
    tests = settings.window_days / _effective(settings.spike_windows)
    return discovered(_signal("SALES_SPIKE", most, expected), panel, settings, tests_a_week=tests)


def sales_drop(panel: AnomalyPanel, expected: Expectation, settings: AnomalySettings) -> Signal:
    """Days whose sold units fall short of what was expected: P(units <= sold).

    Days without stock, or without an expectation to test against, count on neither side.
    """
    usable = expected.is_testable_below & ~panel.is_stockout
    windows = {
        days: _window(panel, expected.mean, expected.noise_share_below, usable, days) for days in settings.drop_windows
    }
    enough = [window.days >= settings.minimum_window_days for window in windows.values()]
    is_little = [window.sold <= settings.drop_max_ratio * window.mean for window in windows.values()]
    least = _least_chance(
        cdf,
        windows,
        usable & panel.is_evaluated & _sells(expected, settings) & np.any(enough, axis=0),
        [known & little for known, little in zip(enough, is_little, strict=True)],
        expected,
    )
    return discovered(_signal("SALES_DROP", least, expected), panel, settings)


def _sells(expected: Expectation, settings: AnomalySettings) -> Bools:
    """Enough is expected for the SKU to be tested at all.

    Source:
        Bourgon, R., Gentleman, R. and Huber, W. (2010), Independent filtering increases detection power for
        high-throughput experiments, PNAS 107(21): what is chosen without the tested days leaves the rate as it is.
    """
    return rate_of(expected) >= settings.min_daily_units


def _sells_evenly(expected: Expectation, settings: AnomalySettings) -> Bools:
    """The SKU does not sell in lumps, of which a large one is not unusual; one per SKU, as a column."""
    return np.asarray(relative_variance(expected.shapes)[:, None] <= settings.spike_max_dispersion)


class _Window(NamedTuple):
    """Usable days of a window, what was sold on them, and what was expected (see `dispersion.Total`); SKU x day."""

    days: Floats
    sold: Floats
    mean: Floats
    squares: Floats
    error: Floats


class _Least(NamedTuple):
    """The window with the smallest chance: units sold, expected, its days, whether it matters, and the chance."""

    is_tested: Bools
    sold: Floats
    mean: Floats
    days: Floats
    matters: Bools
    p_value: Floats


def _window(panel: AnomalyPanel, mean: Floats, noise_share: Floats, is_usable: Bools, days: int) -> _Window:
    mean = np.where(is_usable, mean, 0.0)
    parts = (
        is_usable.astype(np.float64),
        np.where(is_usable, np.maximum(panel.sold, 0.0), 0.0),
        mean,
        mean**2,
        np.where(is_usable, noise_share, 0.0) * mean,
    )
    return _Window(*(trailing_sum(part, days) for part in parts))


def _least_chance(
    cut: Cut, windows: Mapping[int, _Window], is_tested: Bools, matters: Sequence[Bools], expected: Expectation
) -> _Least:
    """Take for each SKU and day the window that is least plausible; its chance times their effective number.

    Args:
        cut: `cdf` or `sf`.
        windows: by their length in days.
        is_tested: where there is a test.
        matters: for each window, where what was sold would matter.
        expected: for the shapes.
    """
    pairs = list(zip(windows.values(), matters, strict=True))
    chances = [_p_values(cut, window, is_tested, material, expected) for window, material in pairs]
    number = np.argmin(np.nan_to_num(np.stack(chances), nan=2.0), axis=0)
    parts = zip(*((w.sold, w.mean, w.days, m, p) for (w, m), p in zip(pairs, chances, strict=True)), strict=True)
    sold, mean, days, material, p_value = (
        np.take_along_axis(np.stack(part), number[None], axis=0)[0] for part in parts
    )
    p_value = np.minimum(_effective(list(windows)) * p_value, UNSURPRISING)
    return _Least(is_tested, sold, mean, days, material.astype(np.bool_), p_value)


def _effective(lengths: Sequence[int]) -> float:
    """How many independent tests the totals of so many last days are worth.

    Source:
        Nyholt, D. R. (2004), A simple correction for multiple testing for SNPs in linkage disequilibrium with each
        other, American Journal of Human Genetics 74(4): 1 + (M - 1)(1 - variance of the eigenvalues / M), here by the
        sum of squared correlations; totals of independent days correlate by the root of the ratio of their lengths.
    """
    days = np.asarray(lengths, dtype=np.float64)
    squared = np.minimum.outer(days, days) / np.maximum.outer(days, days)
    return float(len(days) + 1 - squared.sum() / len(days))


def _signal(anomaly_type: str, least: _Least, expected: Expectation) -> Signal:
    return Signal(
        anomaly_type=anomaly_type,
        holds=least.is_tested,
        observed=least.sold,
        expected=least.mean,
        units_at_stake=np.where(least.matters, np.abs(least.sold - least.mean), 0.0),
        is_relevant=least.is_tested,
        p_value=least.p_value,
        details={"window_days": least.days, "is_against_forecast": expected.is_forecast},
    )


def _p_values(cut: Cut, window: _Window, is_tested: Bools, is_material: Bools, expected: Expectation) -> Floats:
    """Tail probability where it is tested, NaN elsewhere; 1 where the difference would not matter anyway."""
    p_value = np.where(is_tested, UNSURPRISING, np.nan)
    rows, days = np.nonzero(is_tested & is_material)
    units = np.rint(window.sold[rows, days]) - (cut is sf)  # P(total >= units) is that of exceeding one less
    total = Total(*(part[rows, days] for part in (window.mean, window.squares, window.error)))
    p_value[rows, days] = tail(cut, units, total, expected.shapes[rows])
    return p_value
