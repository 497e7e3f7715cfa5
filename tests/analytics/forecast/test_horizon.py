"""Totals over any number of days."""

import numpy as np
import pytest

from analytics.forecast.horizon import totals_over
from analytics.forecast.service import Forecast, forecast
from tests.analytics.forecast.conftest import Trained
from tests.analytics.forecast.test_service import AS_OF


@pytest.fixture(scope="module")
def made(trained: Trained) -> Forecast:
    return forecast(trained.panel, trained.model, AS_OF, {})


def test_a_published_horizon_comes_out_as_published(made: Forecast) -> None:
    for days in (7, 14, 30):
        published = made.totals[made.totals["horizon_days"] == days]
        for name in ("mean", "p10", "p50", "p90"):
            found = totals_over(made, days)[name].to_numpy()
            np.testing.assert_allclose(found, published[name].to_numpy(), rtol=1e-9, atol=1e-9)


def test_totals_grow_with_the_days_and_quantiles_never_cross(made: Forecast) -> None:
    before = None
    for days in range(1, 61):
        totals = totals_over(made, days)
        assert (totals["p10"] <= totals["p50"] + 1e-9).all()
        assert (totals["p50"] <= totals["p90"] + 1e-9).all()
        if before is not None:
            for name in ("mean", "p10", "p50", "p90"):
                assert (totals[name] >= before[name] - 1e-9).all(), (days, name)
        before = totals


def test_the_mean_is_the_paths_sum(made: Forecast) -> None:
    path = made.outlook["mean"].to_numpy().reshape(-1, 60)
    np.testing.assert_allclose(totals_over(made, 23)["mean"].to_numpy(), path[:, :23].sum(axis=1))


def test_one_day_is_uncertain_on_its_own_and_no_seventh_of_a_week(made: Forecast) -> None:
    day, week = totals_over(made, 1), totals_over(made, 7)
    relative = [((frame["p90"] - frame["p10"]) / frame["mean"]).median() for frame in (day, week)]
    assert relative[0] > 1.5 * relative[1]


@pytest.mark.parametrize("days", [0, 61])
def test_other_horizons_are_refused(made: Forecast, days: int) -> None:
    with pytest.raises(ValueError, match="ask for 1 to 60 days"):
        totals_over(made, days)
