"""Thresholds of the anomaly detectors, all in one place."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


@dataclass(frozen=True)
class AnomalySettings:
    """What counts as an anomaly worth reading.

    days_back: days up to the as-of date that are looked at, so that rows which arrive late are caught.
    rearm_days: days that sales, returns or prices must have been ordinary before they are reported again.
    slow_rearm_days: the same for what is measured over weeks: bias, lead times, overstock.
    strictness: by type, above 1 where people found alerts useless, below where they found them useful; absent: 1.
    false_discovery_rate: expected share of false alarms among those of one type and week.
    minimum_units: minimum difference between observed and expected, in units.
    min_daily_units: expected units a day (for returns: units sold a day) from which a SKU is tested: what sells more
        rarely is lumpy anyway, and leaving it out first makes the tests of the others sharper.
    spike_min_ratio, drop_max_ratio: observed over expected from which, or down to which, a difference matters.
    minimum_money_share: minimum money at stake, as a share of the mean daily revenue in the SKU's currency.
    severity_money_shares: money at stake from which an anomaly is MEDIUM, HIGH, CRITICAL, as such a share.
    surprising_p: a p-value at or below it raises the severity by one step.
    window_days: days whose total is tested for return surges, and that no expectation made from the level depends on.
    spike_max_dispersion: variance of a day's rate over its squared mean (see `dispersion`) up to which spikes are
        looked for: a SKU above it sells in lumps, of which a large one is not unusual.
    spike_windows, drop_windows: days whose totals are tested for spikes (each day must be much) and for drops.
    minimum_window_days: minimum usable days in that window.
    minimum_history_days: minimum ordinary days from which an expectation is made.
    drift: relative error allowed for in an expectation made from the trailing level.
    stockout_min_weekly_units: expected units a week from which running out of stock matters.
    default_lead_time_days: days without stock that are counted where the lead time is not known.
    overstock_cover_days: days of demand beyond the lead time that stock may reasonably be there for.
    overstock_money_share: minimum cost of what lies beyond them, as a share of the mean daily revenue.
    price_min_change: minimum relative deviation of a price from the usual one.
    price_min_days: minimum days with sales from which a usual price is known.
    bias_days, bias_min_days: days over which forecasts are compared with demand, and how many must be usable.
    bias_min_share: minimum relative deviation of their sum.
    slip_days: days whose deliveries are compared with those of the year before them.
    slip_min_days, slip_min_share: minimum lengthening of a lead time, in days and relative.
    gap_min_days: days without a stock snapshot from which one is missed.
    """

    days_back: int = 7
    rearm_days: int = 7
    slow_rearm_days: int = 28
    strictness: Mapping[str, float] = field(default_factory=dict)
    false_discovery_rate: float = 0.02
    minimum_units: float = 5.0
    min_daily_units: float = 1.0
    spike_min_ratio: float = 3.0
    drop_max_ratio: float = 0.5
    minimum_money_share: float = 0.0005
    severity_money_shares: tuple[float, float, float] = (0.005, 0.02, 0.1)
    surprising_p: float = 1e-6
    window_days: int = 7
    spike_max_dispersion: float = 1.0
    spike_windows: tuple[int, ...] = (1, 2)
    drop_windows: tuple[int, ...] = (5, 7, 10, 14)
    minimum_window_days: int = 4
    minimum_history_days: int = 28
    drift: float = 0.2
    stockout_min_weekly_units: float = 1.0
    default_lead_time_days: float = 14.0
    overstock_cover_days: float = 90.0
    overstock_money_share: float = 0.02
    price_min_change: float = 0.3
    price_min_days: int = 5
    bias_days: int = 28
    bias_min_days: int = 21
    bias_min_share: float = 0.25
    slip_days: int = 28
    slip_min_days: float = 2.0
    slip_min_share: float = 0.25
    gap_min_days: float = 3.0

    @property
    def evaluated_days(self) -> int:
        """Days whose state must be known: those reported, and those before that show whether a condition is new."""
        return self.days_back + max(self.rearm_days, self.slow_rearm_days)

    def strictness_of(self, anomaly_type: str) -> float:
        """What the type's thresholds are multiplied by."""
        return self.strictness.get(anomaly_type, 1.0)
