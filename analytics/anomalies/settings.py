"""Thresholds of the anomaly detectors, all in one place."""

from dataclasses import dataclass

SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")


@dataclass(frozen=True)
class AnomalySettings:
    """What counts as an anomaly worth reading.

    days_back: days up to the as-of date that are looked at, so that rows which arrive late are caught.
    rearm_days: days that sales or returns must have been ordinary before they are reported again.
    false_discovery_rate: expected share of false alarms among those of one type and day.
    minimum_units: least difference between observed and expected, in units.
    minimum_money_share: least money at stake, as a share of the mean daily revenue in the SKU's currency.
    severity_money_shares: money at stake from which an anomaly is MEDIUM, HIGH, CRITICAL, as such a share.
    surprising_p: a p-value at or below it raises the severity by one step.
    window_days: days whose total is tested for drops and return surges.
    minimum_window_days: least usable days in that window.
    minimum_history_days: least ordinary days from which an expectation is made.
    drift: relative error allowed for in an expectation made from the trailing level.
    stockout_least_weekly_units: expected units a week from which running out of stock matters.
    default_lead_time_days: days without stock that are counted where the lead time is not known.
    """

    days_back: int = 7
    rearm_days: int = 7
    false_discovery_rate: float = 0.01
    minimum_units: float = 5.0
    minimum_money_share: float = 0.0005
    severity_money_shares: tuple[float, float, float] = (0.005, 0.02, 0.1)
    surprising_p: float = 1e-6
    window_days: int = 7
    minimum_window_days: int = 4
    minimum_history_days: int = 28
    drift: float = 0.2
    stockout_least_weekly_units: float = 1.0
    default_lead_time_days: float = 14.0

    @property
    def evaluated_days(self) -> int:
        """Days whose state must be known: those reported, and those before that tell a beginning from a standing."""
        return self.days_back + self.rearm_days
