"""A model that does what its backtest said stays; one that errs, over-promises or sees other SKUs is replaced."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.drift import WATCHED, drift_of_features, drift_of_scores, profile

AS_OF = date(2026, 3, 31)
TRAINED = AS_OF - timedelta(days=20)
METRICS = {"wape_7": 0.4, "naive_wape_7": 0.8, "coverage_7": 0.8}


def sums(**values: object) -> pd.DataFrame:
    """Three nights of 200 totals each that do just as the backtest said."""
    row = {
        "source": "PUBLISHED",
        "horizon_days": 7,
        "demand_class": "SMOOTH",
        "model": "LIGHTGBM",
        "totals": 200,
        "interval_totals": 200,
        "covered": 160,
        "model_absolute_error": 500.0,
        "naive_absolute_error": 1000.0,
        **values,
    }
    origins = [TRAINED + timedelta(days=number) for number in range(3)]
    return pd.DataFrame([{**row, "origin_date": origin, "scored_on": origin + timedelta(days=8)} for origin in origins])


def test_as_the_backtest_said_is_no_drift() -> None:
    assert drift_of_scores(sums(), METRICS, TRAINED, AS_OF) == []


def test_an_error_out_of_its_band_is_told_with_its_numbers() -> None:
    (found,) = drift_of_scores(sums(model_absolute_error=640.0), METRICS, TRAINED, AS_OF)
    assert found.numbers == {"horizon_days": 7, "error_ratio": pytest.approx(0.64), "backtest_error_ratio": 0.5}
    assert found.message == (
        "The 7-day totals of the last 28 days had 0.64 times the error of the seasonal naive, against 0.50 in the"
        " backtest."
    )


def test_an_error_that_everyone_makes_is_no_drift() -> None:
    """In a wild month the naive errs more too."""
    assert drift_of_scores(sums(model_absolute_error=900.0, naive_absolute_error=1800.0), METRICS, TRAINED, AS_OF) == []


@pytest.mark.parametrize("covered", [139, 181])
def test_coverage_out_of_its_band_on_either_side_is_drift(covered: int) -> None:
    (found,) = drift_of_scores(sums(covered=covered), METRICS, TRAINED, AS_OF)
    assert found.numbers["coverage"] == covered / 200


@pytest.mark.parametrize(
    ("rows", "trained"),
    [
        (sums(model_absolute_error=900.0, totals=99), TRAINED),
        (sums(model_absolute_error=900.0).iloc[:2].assign(totals=900), TRAINED),
        (sums(model_absolute_error=900.0), TRAINED + timedelta(days=1)),
        (sums(model_absolute_error=900.0).assign(scored_on=AS_OF + timedelta(days=1)), TRAINED),
        (sums(model_absolute_error=900.0).assign(scored_on=AS_OF - timedelta(days=28)), TRAINED),
        (sums(model_absolute_error=900.0, source="BACKTEST"), TRAINED),
    ],
    ids=["few totals", "few origins", "another model's", "not known yet", "long ago", "backtest"],
)
def test_too_little_or_other_evidence_gives_no_verdict(rows: pd.DataFrame, trained: date) -> None:
    assert drift_of_scores(rows, METRICS, trained, AS_OF) == []


def test_a_model_that_kept_no_metrics_gives_no_verdict() -> None:
    assert drift_of_scores(sums(model_absolute_error=900.0), {}, TRAINED, AS_OF) == []
    assert drift_of_features(None, features(0)) == []


def features(seed: int, skus: int = 500) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame({name: rng.normal(1.0, 0.2, skus) for name in WATCHED})
    frame.loc[rng.random(skus) < 0.1, "trend_ratio"] = np.nan
    frame["discount_rate_28"] = 0.0
    return frame


def test_other_skus_of_the_same_kind_are_no_drift() -> None:
    assert drift_of_features(profile(features(1)), features(2)) == []


def test_features_that_moved_or_went_missing_are_drift() -> None:
    moved = features(2).assign(volatility_91=lambda frame: frame["volatility_91"] + 0.3)
    moved.loc[:249, "price_change"] = np.nan
    found = drift_of_features(profile(features(1)), moved)
    assert [drift.message.split()[2] for drift in found] == ["volatility_91", "price_change"]
    assert all(drift.numbers["stability_index"] > 0.25 for drift in found)


def test_discounts_where_there_were_none_are_drift() -> None:
    moved = features(2)
    moved.loc[:199, "discount_rate_28"] = 0.2
    assert [drift.message.split()[2] for drift in drift_of_features(profile(features(1)), moved)] == [
        "discount_rate_28"
    ]


def test_few_skus_give_no_verdict() -> None:
    assert drift_of_features(profile(features(1)), features(2, skus=199) + 5) == []
