"""From conditions on days to findings: beginnings only, with money at stake and severity."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from analytics.anomalies.discoveries import adjusted_p_values
from analytics.anomalies.panel import AnomalyPanel, trailing_sum
from analytics.anomalies.settings import SEVERITIES, AnomalySettings
from analytics.core.arrays import Bools, Floats

Tail = Callable[[Floats, Floats, Floats], Floats]
COLUMNS = (
    "unique_id", "detected_on", "anomaly_type", "severity", "observed", "expected", "p_value", "money_at_stake",
    "details",
)  # fmt: skip


@dataclass(frozen=True)
class Signal:
    """What a detector measured, each SKU x day: where the condition holds, and the numbers to report there.

    `is_relevant` says where a beginning is worth an alert; it does not make a lasting condition begin again.
    `units_at_stake` times the selling price is the money at stake unless `money` says otherwise; `p_value` is absent
    where nothing was tested.
    `details` are further matrices whose values are reported under their names.
    """

    anomaly_type: str
    holds: Bools
    observed: Floats
    expected: Floats
    units_at_stake: Floats
    is_relevant: Bools
    p_value: Floats | None = None
    money: Floats | None = None
    details: Mapping[str, Floats | Bools] = field(default_factory=dict)


def discovered(signal: Signal, panel: AnomalyPanel, settings: AnomalySettings, tests_a_week: float = 1) -> Signal:
    """Keep the condition only where it is worth reading: a small enough p-value, enough units and enough money.

    The tests of a week share the rate of false discoveries, as far as they are independent of each other.
    """
    p_value = np.full_like(signal.observed, np.nan) if signal.p_value is None else signal.p_value
    adjusted = np.full_like(p_value, np.nan)
    evaluated = panel.is_evaluated
    adjusted[:, evaluated] = adjusted_p_values(np.where(signal.holds, p_value, np.nan)[:, evaluated])
    money = money_at_stake(signal, panel)
    strictness = settings.strictness_of(signal.anomaly_type)
    is_worth_it = np.isnan(money) | (money >= strictness * settings.minimum_money_share * panel.turnover)
    is_discovery = adjusted <= settings.false_discovery_rate / tests_a_week / strictness
    return replace(
        signal,
        holds=is_discovery & (signal.units_at_stake >= settings.minimum_units) & is_worth_it,
        details={**signal.details, "adjusted_p_value": adjusted},
    )


def money_at_stake(signal: Signal, panel: AnomalyPanel) -> Floats:
    """Money in the SKU's currency, SKU x day; NaN where the price (or what it is calculated from) is not known."""
    return signal.units_at_stake * panel.price[:, None] if signal.money is None else signal.money


def probability(tail: Tail, is_tested: Bools, units: Floats, mean: Floats, spread: Floats) -> Floats:
    """The tail probability where it is tested, NaN elsewhere."""
    found = np.full(units.shape, np.nan)
    found[is_tested] = np.clip(tail(units[is_tested], mean[is_tested], spread[is_tested]), 0, 1)
    return found


def begins(holds: Bools, quiet_days: int) -> Bools:
    """Where a condition begins: it holds, and held on none of the `quiet_days` days before."""
    return np.asarray(holds & (trailing_sum(holds.astype(np.float64), quiet_days, lag=1) == 0))


def findings(signal: Signal, quiet_days: int, panel: AnomalyPanel, settings: AnomalySettings) -> pd.DataFrame:
    """List the beginnings among the reported days, one row each, with the columns of `COLUMNS`.

    A type that people found useless must be worth more than nothing even where no test guards it.
    """
    money = money_at_stake(signal, panel)
    least = max(settings.strictness_of(signal.anomaly_type) - 1, 0) * settings.minimum_money_share * panel.turnover
    is_worth_it = np.isnan(money) | (money >= least)
    starts = begins(signal.holds, quiet_days) & signal.is_relevant & panel.is_reported & is_worth_it
    rows, days = np.nonzero(starts)
    money = money[rows, days]
    p_value = np.full(len(rows), np.nan) if signal.p_value is None else signal.p_value[rows, days]
    return pd.DataFrame(
        {
            "unique_id": panel.ids.to_numpy(dtype=np.int64)[rows],
            "detected_on": panel.days[days].astype("datetime64[ns]"),
            "anomaly_type": signal.anomaly_type,
            "severity": _severity(money, panel.turnover[rows, days], p_value, settings),
            "observed": signal.observed[rows, days],
            "expected": signal.expected[rows, days],
            "p_value": p_value,
            "money_at_stake": money,
            "details": _details(signal, rows, days),
        },
        columns=list(COLUMNS),
    )


def _severity(money: Floats, turnover: Floats, p_value: Floats, settings: AnomalySettings) -> list[str]:
    """By money at stake as a share of daily revenue; one step up for a tiny p-value; unknown money counts as low."""
    shares = np.where(turnover > 0, np.nan_to_num(money) / np.where(turnover > 0, turnover, 1.0), 0.0)
    step = np.searchsorted(np.asarray(settings.severity_money_shares), shares, side="right")
    step = np.minimum(step + (p_value <= settings.surprising_p), len(SEVERITIES) - 1)
    return [SEVERITIES[index] for index in step]


def _details(signal: Signal, rows: np.ndarray, days: np.ndarray) -> list[dict[str, object]]:
    named = {"units_at_stake": signal.units_at_stake, **signal.details}
    values = {name: matrix[rows, days].tolist() for name, matrix in named.items()}
    return [
        {name: _plain(value) for name, value in zip(values, row, strict=True)}
        for row in zip(*values.values(), strict=True)
    ]


def _plain(value: float | bool) -> object:
    if isinstance(value, bool):
        return value
    return None if np.isnan(value) else round(value, 6) if abs(value) >= 1e-3 else value  # noqa: PLR2004
