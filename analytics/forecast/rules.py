"""Explanations in words: text keys with numbers, said only where the data says so."""

from collections.abc import Callable, Iterator

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
Rule = dict[str, object]


def rules_for(frame: pd.DataFrame, units: pd.DataFrame) -> list[list[Rule]]:
    """The rules that fire for each row of features.

    Args:
        frame: columns features.NAMES.
        units: contributions in units, columns features.GROUPS, same length.

    Returns:
        For each row a list of {"key": text key, "numbers": {name: value}}, in a fixed order.
    """
    features = [dict(zip(frame.columns, row, strict=True)) for row in frame.to_numpy(np.float64).tolist()]
    groups = [dict(zip(units.columns, row, strict=True)) for row in units.to_numpy(np.float64).tolist()]
    return [
        [rule for check in _CHECKS for rule in check(feature, group)]
        for feature, group in zip(features, groups, strict=True)
    ]


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
    if feature["mean_91"] > 0 and feature["age_days"] >= TREND_AGE_DAYS:
        change = feature["mean_28"] / feature["mean_91"] - 1
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
    if before > 0 and np.expm1(feature["ads_7"]) / before >= ADS_GROWTH:
        yield _rule("AD_SPEND_UP", factor=float(np.expm1(feature["ads_7"]) / before), units=units["ADS"])


def _returns(feature: Numbers, units: Numbers) -> Iterator[Rule]:
    if feature["return_rate_91"] >= RETURN_RATE:
        yield _rule("RETURNS_HIGH", rate=feature["return_rate_91"], units=units["RETURNS"])


def _age(feature: Numbers, _: Numbers) -> Iterator[Rule]:
    if feature["age_days"] < NEW_DAYS:
        yield _rule("NEW_PRODUCT", days=feature["age_days"])


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
    _quiet,
)
