"""The forecast as a whole, on demand that we planted."""

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.baselines import seasonal_naive_total
from analytics.forecast.service import forecast
from tests.analytics.forecast.conftest import Trained
from tests.analytics.forecast.planted import panel_of

AS_OF = date(2025, 3, 5)  # day 429 of the planted panel


def wide(frame: pd.DataFrame, value: str) -> pd.DataFrame:
    return frame.pivot_table(index="unique_id", columns="horizon_days", values=value)


def test_the_daily_path_sums_to_each_total(trained: Trained) -> None:
    made = forecast(trained.panel, trained.model, AS_OF, {})
    means = wide(made.totals, "mean")
    path = made.path.pivot_table(index="unique_id", columns="target_date", values="forecast_qty").to_numpy()
    for horizon in (7, 14, 30):
        assert path[:, :horizon].sum(axis=1) == pytest.approx(means[horizon].to_numpy())
    assert made.path["target_date"].min().date() == AS_OF + timedelta(days=1)
    assert made.path["target_date"].nunique() == 30
    assert made.outlook["ds"].nunique() == 60


def test_quantiles_never_cross_and_grow_with_the_horizon(trained: Trained) -> None:
    made = forecast(trained.panel, trained.model, AS_OF, {})
    for frame in (made.path, made.totals):
        assert (frame["p10"] <= frame["p50"]).all()
        assert (frame["p50"] <= frame["p90"]).all()
        assert (frame["p10"] >= 0).all()
        assert frame["confidence_score"].between(0, 1).all()
    for name in ("mean", "p10", "p50", "p90"):
        values = wide(made.totals, name)
        assert (values[7] <= values[14]).all()
        assert (values[14] <= values[30]).all()


def test_it_is_nearer_to_the_truth_than_the_seasonal_naive_and_knows_promotions_ahead(trained: Trained) -> None:
    made = forecast(trained.panel, trained.model, AS_OF, {})
    truth = trained.expected[:, 430:444].sum(axis=1)
    ours = wide(made.totals, "mean")[14].to_numpy()
    count = len(truth)
    naive = seasonal_naive_total(trained.panel, np.arange(count), np.full(count, 429), np.full(count, 14))
    assert np.abs(ours - truth).sum() < 0.5 * np.abs(naive - truth).sum()
    promoted = trained.panel.discount[:, 430:444].mean(axis=1) > 0.2
    plain = trained.panel.discount[:, 402:444].sum(axis=1) == 0
    assert promoted.any()
    lift = ours[promoted].sum() / trained.expected[promoted][:, 0:14].sum()
    assert np.abs(ours[plain].sum() / truth[plain].sum() - 1) < 0.1
    assert np.abs(ours[promoted].sum() / truth[promoted].sum() - 1) < 0.2, lift


def test_eighty_percent_of_planted_totals_lie_within_the_bounds(trained: Trained) -> None:
    made = forecast(trained.panel, trained.model, AS_OF, {})
    rng = np.random.default_rng(11)
    inside = []
    for horizon in (7, 14):
        totals = made.totals[made.totals["horizon_days"] == horizon]
        truth = rng.poisson(trained.expected[:, 430 : 430 + horizon].sum(axis=1)[:, None], (len(totals), 50))
        low, high = totals["p10"].to_numpy()[:, None], totals["p90"].to_numpy()[:, None]
        inside.append(((truth >= low) & (truth <= high)).mean())
    assert 0.7 <= np.mean(inside) <= 0.93


def test_explanations_add_up_to_the_mean_in_every_row(trained: Trained) -> None:
    made = forecast(trained.panel, trained.model, AS_OF, {})
    told = made.explanations
    sums = [
        base + sum(part["units"] for part in parts)
        for base, parts in zip(told["base_value"], told["contributions"], strict=True)
    ]
    assert sums == pytest.approx(made.totals["mean"].to_numpy(), rel=1e-6)
    assert told["prediction"].to_numpy() == pytest.approx(made.totals["mean"].to_numpy(), rel=1e-6)


def test_a_discontinued_sku_sells_nothing_after_its_last_day(trained: Trained) -> None:
    ended, ending = int(trained.panel.ids[0]), int(trained.panel.ids[1])
    until = {ended: AS_OF, ending: AS_OF + timedelta(days=10)}
    made = forecast(trained.panel, trained.model, AS_OF, until)
    means = wide(made.totals, "mean")
    assert means.loc[ended].tolist() == [0.0, 0.0, 0.0]
    assert set(made.totals.loc[made.totals["unique_id"] == ended, "model"]) == {"DISCONTINUED"}
    last_days = made.path[(made.path["unique_id"] == ending) & (made.path["target_date"] > pd.Timestamp(until[ending]))]
    assert last_days["forecast_qty"].tolist() == [0.0] * 20
    assert 0 < means.loc[ending, 7] < means.loc[ending, 14] == means.loc[ending, 30]


def test_late_data_is_forecast_over_and_not_taken_for_zero(trained: Trained) -> None:
    now = forecast(trained.panel, trained.model, AS_OF, {})
    later = forecast(trained.panel, trained.model, AS_OF + timedelta(days=5), {})
    merged = now.path.merge(later.path, on=["unique_id", "target_date"], suffixes=("", "_later"))
    assert merged["target_date"].min().date() == AS_OF + timedelta(days=6)
    assert merged["forecast_qty"].to_numpy() == pytest.approx(merged["forecast_qty_later"].to_numpy())
    assert later.path["target_date"].max().date() == AS_OF + timedelta(days=35)


def test_without_a_model_the_fallback_baseline_serves_and_says_so() -> None:
    made = forecast(panel_of(np.full((2, 40), 3.0)), None, date(2024, 2, 9), {})
    assert set(made.totals["model"]) == {"TSB"}
    assert wide(made.totals, "mean")[7].tolist() == pytest.approx([21.0, 21.0], rel=0.02)
    assert set(made.totals["confidence_score"]) == {0.0}


def test_a_dormant_sku_is_served_by_the_fallback(trained: Trained) -> None:
    units = trained.panel.demand.copy()
    units[0, -200:] = 0.0
    made = forecast(panel_of(units), trained.model, AS_OF, {})
    models = made.totals.drop_duplicates("unique_id").set_index("unique_id")["model"]
    assert models.loc[1] == "TSB"
    assert trained.model is not None
    fallback_model = trained.model.calibration.fallback_model
    assert models.iloc[1:].to_dict() == {sku: fallback_model.get(str(sku), "LIGHTGBM") for sku in models.index[1:]}
