"""Explanations in words: text keys with numbers, said only where the data says so."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

import numpy as np
import pandas as pd

NEW_DAYS = 56
QUIET_DAYS = 28
TREND_AGE_DAYS = 91
TREND = 0.25
MUCH_PROMOTION = 0.25
SEASON = 0.25
PRICE = 0.05
STOCKOUT_SHARE = 0.1
ADS_GROWTH = 1.5
RETURN_RATE = 0.1
SELDOM = 0.25
Rule = dict[str, object]

KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "PROMOTION_AHEAD": ("days", "discount_rate", "units"),
        "PROMOTION_OVER": ("days", "units"),
        "PRICE_UP": ("change", "units"),
        "PRICE_DOWN": ("change", "units"),
        "TREND_UP": ("change", "units"),
        "TREND_DOWN": ("change", "units"),
        "SEASON_UP": ("change", "units"),
        "SEASON_DOWN": ("change", "units"),
        "HOLIDAYS_AHEAD": ("days", "units"),
        "STOCKOUTS_CORRECTED": ("days", "units"),
        "AD_SPEND_UP": ("factor", "units"),
        "AD_SPEND_DOWN": ("factor", "units"),
        "RETURNS_HIGH": ("rate", "units"),
        "MODEL_RECENT_SALES": ("units",),
        "MODEL_PRICE_PROMOTION": ("units",),
        "MODEL_SEASON": ("units",),
        "MODEL_STOCK": ("units",),
        "MODEL_ADS": ("units",),
        "MODEL_RETURNS": ("units",),
        "NEW_PRODUCT": ("days",),
        "SELDOM_SOLD": ("days",),
        "NO_SALES_SINCE": ("days",),
        "DISCONTINUED": ("days",),
        "ENDS_SOON": ("days",),
        "PLANNER_OVERRIDE": ("units",),
    }
)
"""Every rule that a forecast may carry, and the numbers that come with it: what a text in any language can name."""

GROUP_OF: Mapping[str, str] = MappingProxyType(
    {
        "PROMOTION_AHEAD": "PRICE_PROMOTION",
        "PROMOTION_OVER": "PRICE_PROMOTION",
        "PRICE_UP": "PRICE_PROMOTION",
        "PRICE_DOWN": "PRICE_PROMOTION",
        "TREND_UP": "RECENT_SALES",
        "TREND_DOWN": "RECENT_SALES",
        "SEASON_UP": "SEASON",
        "SEASON_DOWN": "SEASON",
        "STOCKOUTS_CORRECTED": "STOCK",
        "AD_SPEND_UP": "ADS",
        "AD_SPEND_DOWN": "ADS",
        "RETURNS_HIGH": "RETURNS",
    }
)
"""Rules whose sentence has a direction, and the group whose contribution it gives. The group sums up more than the one
feature that the sentence names, so that it can point the other way."""
LOWERING = frozenset({"PROMOTION_OVER", "PRICE_UP", "TREND_DOWN", "SEASON_DOWN", "AD_SPEND_DOWN", "RETURNS_HIGH"})


def rules_for(frame: pd.DataFrame, units: pd.DataFrame) -> list[list[Rule]]:
    """The rules that fire for each row of features.

    Args:
        frame: columns features.NAMES.
        units: contributions in units, columns features.GROUPS, same length.

    Returns:
        For each row a list of {"key": text key, "numbers": {name: value}}, in a fixed order. Where the contribution
        points the other way than the sentence, the sentence gives way to what the model made of the whole group.
    """
    features = [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy(np.float64).tolist()]
    groups = [dict(zip(units.columns, row, strict=True)) for row in units.to_numpy(np.float64).tolist()]
    return [
        _agreeing([rule for check in _CHECKS for rule in check(feature, group)], group)
        for feature, group in zip(features, groups, strict=True)
    ]


def _agreeing(fired: list[Rule], units: Mapping[str, float]) -> list[Rule]:
    found: list[Rule] = []
    for rule in fired:
        key = str(rule["key"])
        group = GROUP_OF.get(key)
        if group is None or _agrees(key, units[group]):
            found.append(rule)
        elif not any(other["key"] == f"MODEL_{group}" for other in found):
            found.append(_rule(f"MODEL_{group}", units=units[group]))
    return found


def _agrees(key: str, units: float) -> bool:
    return units <= 0 if key in LOWERING else units >= 0


Numbers = dict[str, float]
Check = Callable[[Numbers, Numbers], Iterator[Rule]]


def _rule(key: str, **numbers: float) -> Rule:
    return {"key": key, "numbers": {name: round(value, 4) for name, value in numbers.items()}}


def _promotion_ahead(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["promotion_share"] > 0:
        days = feature["promotion_share"] * feature["horizon_days"]
        rate = feature["discount_ahead"] / feature["promotion_share"]
        yield _rule("PROMOTION_AHEAD", days=days, discount_rate=rate, units=units["PRICE_PROMOTION"])


def _promotion_over(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["promotion_share_28"] > MUCH_PROMOTION and feature["promotion_share"] == 0:
        yield _rule("PROMOTION_OVER", days=feature["promotion_share_28"] * 28, units=units["PRICE_PROMOTION"])


def _price_changed(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    change = feature["price_change"] - 1
    if np.isfinite(change) and abs(change) >= PRICE:
        key = "PRICE_UP" if change > 0 else "PRICE_DOWN"
        yield _rule(key, change=change, units=units["PRICE_PROMOTION"])


def _trend(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["rolling_mean_91"] > 0 and feature["age_days"] >= TREND_AGE_DAYS:
        change = feature["rolling_mean_28"] / feature["rolling_mean_91"] - 1
        if abs(change) >= TREND:
            yield _rule("TREND_UP" if change > 0 else "TREND_DOWN", change=change, units=units["RECENT_SALES"])


def _season(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    change = feature["last_year_wide_ratio"] - 1
    if np.isfinite(change) and abs(change) >= SEASON:
        yield _rule("SEASON_UP" if change > 0 else "SEASON_DOWN", change=change, units=units["SEASON"])


def _holidays(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["holiday_days"] > 0:
        yield _rule("HOLIDAYS_AHEAD", days=feature["holiday_days"], units=units["SEASON"])


def _stockout(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["stockout_share_28"] >= STOCKOUT_SHARE:
        yield _rule("STOCKOUTS_CORRECTED", days=feature["stockout_share_28"] * 28, units=units["STOCK"])


def _ads(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    before = np.expm1(feature["ads_28"])
    if before > 0:
        factor = float(np.expm1(feature["ads_7"]) / before)
        if factor >= ADS_GROWTH:
            yield _rule("AD_SPEND_UP", factor=factor, units=units["ADS"])
        elif factor <= 1 / ADS_GROWTH:
            yield _rule("AD_SPEND_DOWN", factor=factor, units=units["ADS"])


def _returns(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["return_rate_91"] >= RETURN_RATE:
        yield _rule("RETURNS_HIGH", rate=feature["return_rate_91"], units=units["RETURNS"])


def _age(feature: Numbers, _: Numbers) -> Iterator[Rule]:
    if feature["age_days"] < NEW_DAYS:
        yield _rule("NEW_PRODUCT", days=feature["age_days"])


def _seldom(feature: Numbers, _: Numbers) -> Iterator[Rule]:
    """Demand that comes in single days says little about the next one, and much about how often."""
    share = feature["sales_share_91"]
    if 0 < share <= SELDOM and feature["age_days"] >= TREND_AGE_DAYS and feature["days_since_sale"] < QUIET_DAYS:
        yield _rule("SELDOM_SOLD", days=1 / share)


def _quiet(feature: Numbers, _: Numbers) -> Iterator[Rule]:
    if feature["days_since_sale"] >= QUIET_DAYS:
        yield _rule("NO_SALES_SINCE", days=feature["days_since_sale"])


_CHECKS: tuple[Check, ...] = (
    _promotion_ahead,
    _promotion_over,
    _price_changed,
    _trend,
    _season,
    _holidays,
    _stockout,
    _ads,
    _returns,
    _age,
    _seldom,
    _quiet,
)


def end_of_life(explanations: pd.DataFrame, selling_until: Mapping[int, date], as_of: date) -> pd.DataFrame:
    """Say of SKUs that are no longer sold, or that end within a horizon, that they do.

    Args:
        explanations: unique_id, horizon_days, rules and more.
        selling_until: SKU id → last selling day, for SKUs that have one.
        as_of: the last day that is not forecast.
    """
    rules = [
        [*_ending(selling_until.get(int(sku)), int(horizon), as_of), *fired]
        for sku, horizon, fired in zip(
            explanations["unique_id"], explanations["horizon_days"], explanations["rules"], strict=True
        )
    ]
    return explanations.assign(rules=pd.Series(rules, index=explanations.index, dtype="object"))


def _ending(until: date | None, horizon: int, as_of: date) -> Iterator[Rule]:
    left = None if until is None else (until - as_of).days
    if left is not None and left <= 0:
        yield _rule("DISCONTINUED", days=-left)
    elif left is not None and left < horizon:
        yield _rule("ENDS_SOON", days=left)
