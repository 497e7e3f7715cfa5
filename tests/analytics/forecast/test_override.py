"""A planner's number replaces the model's on its days; path, totals and quantiles stay one whole."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.core.calendar import HORIZONS
from analytics.forecast.horizon import totals_over
from analytics.forecast.override import apply_overrides
from analytics.forecast.service import Forecast

AS_OF = date(2026, 3, 31)
BREAKPOINTS = (*HORIZONS, 60)


def steady(levels: dict[int, float]) -> Forecast:
    """A forecast of these units a day for each SKU, 60 days."""
    ids, days = np.array(sorted(levels)), pd.date_range(AS_OF + timedelta(days=1), periods=60)
    a_day = np.array([levels[sku] for sku in ids])
    outlook = pd.DataFrame(
        {"unique_id": np.repeat(ids, 60), "ds": np.tile(days, len(ids)), "mean": np.repeat(a_day, 60)}
    )
    path = outlook[outlook["ds"] <= days[29]].rename(columns={"ds": "target_date", "mean": "forecast_qty"})
    path = path.assign(
        p10=path["forecast_qty"] / 2, p50=path["forecast_qty"], p90=path["forecast_qty"] * 2, confidence_score=0.8
    ).assign(model="LIGHTGBM")
    breakpoints = pd.DataFrame({"unique_id": np.repeat(ids, 4), "horizon_days": np.tile(BREAKPOINTS, len(ids))})
    mean = np.outer(a_day, BREAKPOINTS).ravel()
    breakpoints = breakpoints.assign(mean=mean, p10=mean * 0.7, p50=mean * 0.9, p90=mean * 1.4)
    totals = breakpoints[breakpoints["horizon_days"].isin(HORIZONS)].reset_index(drop=True)
    totals = totals.assign(confidence_score=0.8, model="LIGHTGBM")
    total = totals["mean"].to_numpy()
    explanations = totals[["unique_id", "horizon_days"]].assign(
        base_value=0.0, prediction=total, contributions=[[] for _ in total], rules=[[] for _ in total]
    )
    return Forecast(
        path=path.reset_index(drop=True),
        totals=totals,
        explanations=explanations,
        outlook=outlook,
        spread=pd.DataFrame({"unique_id": ids, "v": 1.5, "c": 0.2}),
        breakpoints=breakpoints,
    )


def override(first: int, last: int, mode: str, value: float, **more: object) -> dict[str, object]:
    """An override of SKU 1 from the `first` to the `last` day ahead."""
    return {
        "override_id": 9,
        "unique_id": 1,
        "starts_on": AS_OF + timedelta(days=first),
        "ends_on": AS_OF + timedelta(days=last),
        "mode": mode,
        "value": value,
        "reason": "PROMOTION",
        "expires_on": AS_OF + timedelta(days=100),
        **more,
    }


def applied(*overrides: dict[str, object], levels: dict[int, float] | None = None) -> tuple[Forecast, pd.DataFrame]:
    columns = list(override(1, 1, "FACTOR", 1.0))
    return apply_overrides(steady(levels or {1: 10.0, 2: 4.0}), pd.DataFrame(overrides, columns=columns), AS_OF)


def totals_of(forecast: Forecast, sku: int) -> pd.DataFrame:
    return forecast.totals[forecast.totals["unique_id"] == sku].set_index("horizon_days")


@pytest.mark.parametrize(
    ("given", "seven", "fourteen", "units_with", "units_without"),
    [
        (override(3, 5, "FACTOR", 2.0), 100.0, 170.0, 60.0, 30.0),
        (override(3, 5, "FACTOR", 0.0), 40.0, 110.0, 0.0, 30.0),
        (override(1, 7, "UNITS_PER_DAY", 3.0), 21.0, 91.0, 21.0, 70.0),
        (override(6, 9, "TOTAL_UNITS", 80.0), 90.0, 180.0, 80.0, 40.0),
        # four days of the period are past: a tenth of the total belongs to each of its ten days
        (override(-3, 6, "TOTAL_UNITS", 200.0), 130.0, 200.0, 120.0, 60.0),
    ],
)
def test_each_way_of_saying_it(
    given: dict[str, object], seven: float, fourteen: float, units_with: float, units_without: float
) -> None:
    forecast, done = applied(given)
    assert totals_of(forecast, 1)["mean"].loc[[7, 14]].tolist() == pytest.approx([seven, fourteen])
    assert done[["units_with", "units_without"]].to_numpy().tolist() == [pytest.approx([units_with, units_without])]


def test_path_outlook_and_totals_agree_and_other_skus_are_untouched() -> None:
    before, (after, done) = steady({1: 10.0, 2: 4.0}), applied(override(5, 40, "FACTOR", 1.7))
    for sku in (1, 2):
        days = after.path.loc[after.path["unique_id"] == sku, "forecast_qty"].to_numpy()
        ahead = after.outlook.loc[after.outlook["unique_id"] == sku, "mean"].to_numpy()
        assert ahead[:30] == pytest.approx(days)
        assert totals_of(after, sku)["mean"].to_numpy() == pytest.approx([days[:h].sum() for h in HORIZONS])
    rest = after.totals[after.totals["unique_id"] == 2]
    pd.testing.assert_frame_equal(
        rest[before.totals.columns].reset_index(drop=True),
        before.totals[before.totals["unique_id"] == 2].reset_index(drop=True),
    )
    assert rest["model_mean"].isna().all()
    assert done["ends_on"].tolist() == [AS_OF + timedelta(days=40)]


def test_quantiles_move_along_and_the_models_own_number_is_kept() -> None:
    forecast, _ = applied(override(1, 30, "FACTOR", 1.5))
    month = totals_of(forecast, 1).loc[30]
    assert month[["mean", "p10", "p50", "p90"]].tolist() == pytest.approx([450.0, 315.0, 405.0, 630.0])
    assert month[["model_mean", "model_p50"]].tolist() == pytest.approx([300.0, 270.0])
    day = forecast.path[forecast.path["unique_id"] == 1].iloc[0]
    assert day[["forecast_qty", "p10", "p50", "p90", "model_qty"]].tolist() == pytest.approx([15, 7.5, 15, 30, 10])


def test_quantiles_never_cross_nor_fall_with_the_horizon() -> None:
    forecast, _ = applied(override(8, 30, "FACTOR", 0.0))
    found = totals_of(forecast, 1)[["p10", "p50", "p90"]]
    assert (found.diff().dropna() >= 0).all().all()
    assert (found["p10"] <= found["p50"]).all()
    assert (found["p50"] <= found["p90"]).all()
    assert found.loc[30, "p90"] == pytest.approx(98.0), "the first week may still sell what it may sell"


def test_demand_where_the_model_expects_none_gets_a_distribution() -> None:
    forecast, done = applied(override(1, 10, "TOTAL_UNITS", 50.0), levels={1: 0.0})
    week = totals_of(forecast, 1).loc[7]
    assert week["mean"] == pytest.approx(35.0)
    assert week["p10"] < 35 < week["p90"]
    assert done["units_with"].tolist() == pytest.approx([50.0])


@pytest.mark.parametrize(
    "given",
    [
        override(-9, 0, "FACTOR", 2.0),
        override(3, 5, "FACTOR", 2.0, expires_on=AS_OF),
        override(61, 70, "FACTOR", 2.0),
        override(3, 5, "FACTOR", 2.0, unique_id=77),
    ],
    ids=["past", "expired", "beyond the outlook", "not forecast"],
)
def test_what_does_not_hold_changes_nothing(given: dict[str, object]) -> None:
    forecast, done = applied(given)
    before = steady({1: 10.0, 2: 4.0})
    assert done.empty
    pd.testing.assert_frame_equal(forecast.totals[before.totals.columns], before.totals)
    pd.testing.assert_frame_equal(forecast.path[before.path.columns], before.path)


def test_the_explanation_says_that_a_planner_spoke_and_still_explains_the_model() -> None:
    forecast, _ = applied(override(8, 9, "FACTOR", 3.0))
    found = forecast.explanations[forecast.explanations["unique_id"] == 1].set_index("horizon_days")
    assert found.loc[7, "rules"] == []
    assert found.loc[14, "rules"] == [{"key": "PLANNER_OVERRIDE", "numbers": {"units": 40.0}}]
    assert found.loc[14, "prediction"] == pytest.approx(140.0)


def test_totals_over_other_days_follow_too() -> None:
    made, _ = applied(override(1, 10, "UNITS_PER_DAY", 20.0))
    found = totals_over(made, 45).set_index("unique_id")
    assert found.loc[1, "mean"] == pytest.approx(10 * 20 + 35 * 10)
    assert found.loc[2, "mean"] == pytest.approx(45 * 4)
    assert found.loc[1, "p90"] > 1.4 * 450
