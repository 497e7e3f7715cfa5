"""How published forecasts did when they came due, and sums of that from which every ratio is exact."""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
import pandas as pd

from analytics.core.distribution import QUANTILES
from analytics.core.metrics import mean_pinball
from analytics.forecast.training import LIGHTGBM

EVERY = "ALL"
PUBLISHED, BACKTEST = "PUBLISHED", "BACKTEST"
PUBLISHED_DAYS = 182
BACKTEST_DAYS = 120
GROUP = ["source", "horizon_days", "demand_class", "model"]
SUMS = (
    "totals",
    "actual",
    "absolute_error",
    "model_absolute_error",
    "naive_absolute_error",
    "bias",
    "pinball",
    "pinball_totals",
    "interval_totals",
    "quantile_totals",
    "below_p10",
    "up_to_p50",
    "up_to_p90",
    "covered",
)
COUNTS = tuple(name for name in SUMS if name.endswith("totals") or name in ("below_p10", "up_to_p50", "up_to_p90"))


def score_totals(outcomes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Score published totals that have come due.

    Args:
        outcomes: the mart `forecast_outcomes`.
        as_of: the run's date.

    Returns:
        One row each, columns of `ai.forecast_accuracy`. `forecast` is the published median, `bias` the mean less the
        outcome, `pinball` the mean loss of p10, p50 and p90, `value_added` the seasonal naive's absolute error less
        this one's; `model_absolute_error` is that of the model's own median, without planners' overrides.
    """
    actual = outcomes["actual"]
    error = (actual - outcomes["p50"]).abs()
    quantiles = {name: outcomes[name].to_numpy(np.float64) for name in QUANTILES}
    kept = ["unique_id", "horizon_days", "origin_date", "model", "demand_class", "actual", "p10", "p90"]
    return outcomes[[*kept, "stockout_days"]].assign(
        source=PUBLISHED,
        forecast=outcomes["p50"],
        absolute_error=error,
        bias=outcomes["mean"] - actual,
        pinball=mean_pinball(actual.to_numpy(np.float64), quantiles),
        is_covered=(actual >= outcomes["p10"]) & (actual <= outcomes["p90"]),
        value_added=(actual - outcomes["naive"]).abs() - error,
        model_absolute_error=(actual - outcomes["model_p50"]).abs(),
        scored_on=as_of,
    )


def score_overrides(outcomes: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """Score overrides whose days have passed: the mart `override_outcomes` with `direction` and `scored_on`."""
    change = outcomes["units_with"] - outcomes["units_without"]
    direction = np.select([change > 0, change < 0], ["UP", "DOWN"], "NONE")
    return outcomes.assign(direction=direction, scored_on=as_of)


def sums_of(scores: pd.DataFrame) -> pd.DataFrame:
    """Sum scores by source, horizon, demand class, model, origin and day of scoring.

    Args:
        scores: rows of `ai.forecast_accuracy`; columns that a method does not give (quantiles) may be missing.
    """
    frame = scores.reindex(columns=[*scores.columns, *{"p10", "p90", "scored_on"} - set(scores.columns)])
    has_quantiles = frame["p90"].notna()
    frame = frame.assign(**_days(frame))
    own = frame["model_absolute_error"] if "model_absolute_error" in frame else frame["absolute_error"]
    frame = frame.assign(
        totals=1,
        model_absolute_error=own.fillna(frame["absolute_error"]),
        naive_absolute_error=frame["absolute_error"] + frame["value_added"].fillna(0.0),
        pinball=frame["pinball"].fillna(0.0),
        pinball_totals=frame["pinball"].notna().astype(int),
        interval_totals=frame["is_covered"].notna().astype(int),
        quantile_totals=has_quantiles.astype(int),
        below_p10=(frame["actual"] < frame["p10"]).astype(int),
        up_to_p50=(has_quantiles & (frame["actual"] <= frame["forecast"])).astype(int),
        up_to_p90=(frame["actual"] <= frame["p90"]).astype(int),
        covered=frame["is_covered"].eq(other=True).astype(int),
    )
    keys = [*GROUP, "origin_date", "scored_on"]
    return frame.groupby(keys, dropna=False, as_index=False)[list(SUMS)].sum()


def summarise(known: pd.DataFrame, fresh: Sequence[pd.DataFrame], as_of: date) -> pd.DataFrame:
    """Sum up what is known on a day: published totals scored in the last 182 days, backtests of the last 120.

    Args:
        known: sums of scores of earlier runs.
        fresh: sums of this run's scores; a backtest of the same model, horizon and origin replaces the known one.
        as_of: the run's date; what was scored or came due later is left out.

    Returns:
        One row per source, horizon, demand class (`ALL`: all of them) and model; columns of `ai.accuracy_summaries`.
        The model `ALL` is whichever served of published totals, and of backtests the trained model over all days that
        it was tested on. Methods that were backtested are summed over the same totals, those that all of them had.
    """
    known = known.assign(**_days(known))
    parts = [part for part in (_not_measured_again(known, fresh), *fresh) if len(part)]
    if not parts:
        return pd.DataFrame(columns=[*GROUP, *SUMS, "first_origin", "last_origin"])
    every = pd.concat(parts, ignore_index=True)
    origin = every["origin_date"]
    every = every.assign(first_origin=origin, last_origin=origin)[_is_known(every, origin, as_of)]
    own = every[(every["source"] == PUBLISHED) | (every["model"] == LIGHTGBM)].assign(model=EVERY)
    parts = [every[_is_comparable(every)], own]
    rules = dict.fromkeys(SUMS, "sum") | {"first_origin": "min", "last_origin": "max"}
    rolled = pd.concat([*parts, *(part.assign(demand_class=EVERY) for part in parts)])
    found = rolled.groupby(GROUP, as_index=False).agg(rules)
    return found.astype(dict.fromkeys(COUNTS, "int64") | {"covered": "int64"})


def _is_comparable(sums: pd.DataFrame) -> "pd.Series[bool]":
    """Whether sums of a backtested method are over totals that every method had; published sums are kept."""
    tried = sums[sums["source"] == BACKTEST]
    methods = tried.groupby("horizon_days")["model"].transform("nunique")
    same = tried.groupby(["horizon_days", "demand_class", "origin_date"])
    is_shared = (same["model"].transform("nunique") == methods) & (same["totals"].transform("nunique") == 1)
    return is_shared.reindex(sums.index, fill_value=True)


def _not_measured_again(known: pd.DataFrame, fresh: Sequence[pd.DataFrame]) -> pd.DataFrame:
    keys = ["source", "horizon_days", "model", "origin_date"]
    again = [part.loc[part["source"] == BACKTEST, keys] for part in fresh if len(part)]
    if not again or known.empty:
        return known
    replaced = pd.MultiIndex.from_frame(pd.concat(again))
    return known[~pd.MultiIndex.from_frame(known[keys]).isin(replaced)]


def _days(frame: pd.DataFrame) -> "dict[str, pd.Series[pd.Timestamp]]":
    """The columns that are days, of one kind whatever they came as, so that frames can be put together."""
    return {name: pd.to_datetime(frame[name]).astype("datetime64[ns]") for name in ("origin_date", "scored_on")}


def _is_known(sums: pd.DataFrame, origin: "pd.Series[pd.Timestamp]", as_of: date) -> "pd.Series[bool]":
    scored = sums["scored_on"]
    due = origin + pd.to_timedelta(sums["horizon_days"], unit="D")
    today = pd.Timestamp(as_of)
    published = (scored <= today) & (scored > today - timedelta(days=PUBLISHED_DAYS))
    backtest = (due <= today) & (origin > today - timedelta(days=BACKTEST_DAYS))
    return published.where(sums["source"] == PUBLISHED, backtest)
