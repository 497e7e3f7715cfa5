"""What a night adds to the record of forecasts: what it published, what came due, and how both did in sum."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.forecast.scoring import BACKTEST, score_overrides, score_totals, summarise, sums_of
from planning.frames import accuracy_sums, classes, read

EXPECTED_DAYS = 3  # a day is measured against the newest forecast before it; two nights may fail
ENTRY = ("unique_id", "horizon_days", "model", "mean", "p10", "p50", "p90")


@dataclass(frozen=True)
class Scores:
    """Published totals and overrides that came due by a night, scored."""

    totals: pd.DataFrame
    overrides: pd.DataFrame


def score(warehouse: DuckDBPyConnection, as_of: date) -> Scores:
    """Score what came due by `as_of` and was not scored before."""
    totals = read(warehouse, "select * from forecast_outcomes order by all")
    overrides = read(warehouse, "select * from override_outcomes order by all")
    return Scores(score_totals(totals, as_of), score_overrides(overrides, as_of))


def day_forecasts(path: pd.DataFrame, spread: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """What a night expects of each of the next days, with the spread of its totals.

    Returns:
        unique_id, target_date, origin_date, mean (units), v, c.
    """
    near = path[pd.to_datetime(path["target_date"]) <= pd.Timestamp(as_of) + pd.Timedelta(days=EXPECTED_DAYS)]
    expected = near[["unique_id", "target_date", "forecast_qty"]].rename(columns={"forecast_qty": "mean"})
    known = spread[["unique_id", "v", "c"]]
    return expected.merge(known, on="unique_id", validate="m:1").assign(origin_date=as_of)


def record_frames(
    warehouse: DuckDBPyConnection,
    as_of: date,
    *,
    totals: pd.DataFrame,
    applied: pd.DataFrame,
    scores: Scores,
    backtest: pd.DataFrame,
) -> dict[str, pd.DataFrame]:
    """The frames of a night's record, by table.

    Args:
        warehouse: with this night's marts.
        as_of: the run's date.
        totals: the published totals.
        applied: the overrides that the night applied.
        scores: what came due.
        backtest: held-out accuracy of a model that was trained this night; else empty.
    """
    demand_class = classes(warehouse)[["unique_id", "demand_class"]]
    entries = totals[list(ENTRY)].merge(demand_class, on="unique_id", how="inner", validate="m:1")
    model_p50 = totals["model_p50"].fillna(totals["p50"])
    kept = totals[["unique_id", "horizon_days"]].assign(model_p50=model_p50)
    entries = entries.merge(kept, on=["unique_id", "horizon_days"], validate="1:1").assign(origin_date=as_of)
    fresh = [scores.totals]
    if not backtest.empty:
        tried = backtest.merge(demand_class, on="unique_id", how="inner", validate="m:1")
        fresh.append(tried.assign(source=BACKTEST, origin_date=pd.to_datetime(tried["origin_date"])))
    summaries = summarise(accuracy_sums(warehouse), [sums_of(part) for part in fresh if len(part)], as_of)
    frames = {
        "ai.forecast_ledger": entries,
        "ai.override_forecasts": applied,
        "ai.override_scores": scores.overrides,
        "ai.accuracy_summaries": summaries,
        "ai.forecast_accuracy": pd.concat([part for part in fresh if len(part)] or fresh, ignore_index=True),
    }
    return {table: frame for table, frame in frames.items() if len(frame)}
