"""Scores by hand, sums that are exact over any group, and nothing that was not known on the day."""

from datetime import date, timedelta

import pandas as pd
import pytest

from analytics.forecast.scoring import score_overrides, score_totals, summarise, sums_of

AS_OF = date(2026, 3, 31)


def outcome(**values: object) -> dict[str, object]:
    return {
        "unique_id": 1,
        "horizon_days": 7,
        "origin_date": date(2026, 3, 20),
        "model": "LIGHTGBM",
        "demand_class": "SMOOTH",
        "mean": 12.0,
        "p10": 5.0,
        "p50": 10.0,
        "p90": 20.0,
        "model_p50": 11.0,
        "actual": 14.0,
        "naive": 20.0,
        "stockout_days": 1,
        **values,
    }


def scored(*rows: dict[str, object]) -> pd.DataFrame:
    return score_totals(pd.DataFrame(rows), AS_OF)


def test_a_score_by_hand() -> None:
    (score,) = scored(outcome()).to_dict("records")
    assert score["absolute_error"] == 4.0
    assert score["bias"] == -2.0
    assert score["value_added"] == 2.0
    assert score["model_absolute_error"] == 3.0
    assert score["is_covered"]
    # (0.1·9 + 0.5·4 + 0.1·6) / 3
    assert score["pinball"] == pytest.approx((0.9 + 2.0 + 0.6) / 3)
    assert score["scored_on"] == AS_OF


@pytest.mark.parametrize(
    ("actual", "below_p10", "up_to_p50", "up_to_p90", "covered"),
    [(4.0, 1, 1, 1, 0), (5.0, 0, 1, 1, 1), (10.0, 0, 1, 1, 1), (20.0, 0, 0, 1, 1), (21.0, 0, 0, 0, 0)],
)
def test_an_outcome_on_a_bound_is_inside(
    actual: float, below_p10: int, up_to_p50: int, up_to_p90: int, covered: int
) -> None:
    (sums,) = sums_of(scored(outcome(actual=actual))).to_dict("records")
    assert (sums["below_p10"], sums["up_to_p50"], sums["up_to_p90"], sums["covered"]) == (
        below_p10,
        up_to_p50,
        up_to_p90,
        covered,
    )


def test_a_method_without_quantiles_counts_among_errors_only() -> None:
    backtest = pd.DataFrame(
        {
            "unique_id": [1, 2],
            "model": ["LIGHTGBM", "TSB"],
            "origin_date": [date(2026, 3, 1)] * 2,
            "horizon_days": [14, 14],
            "actual": [10.0, 10.0],
            "forecast": [8.0, 4.0],
            "absolute_error": [2.0, 6.0],
            "bias": [-1.0, -6.0],
            "pinball": [0.5, None],
            "is_covered": [True, None],
            "value_added": [3.0, -1.0],
            "source": ["BACKTEST"] * 2,
            "demand_class": ["LUMPY"] * 2,
        }
    )
    found = sums_of(backtest).set_index("model")
    assert found.loc["TSB", ["totals", "pinball_totals", "interval_totals", "quantile_totals"]].tolist() == [1, 0, 0, 0]
    assert found.loc["LIGHTGBM", ["pinball_totals", "interval_totals", "covered"]].tolist() == [1, 1, 1]
    assert found["naive_absolute_error"].to_dict() == {"LIGHTGBM": 5.0, "TSB": 5.0}


def test_summaries_roll_up_published_totals_over_classes_and_models() -> None:
    fresh = sums_of(
        scored(outcome(), outcome(unique_id=2, demand_class="LUMPY", model="TSB", actual=30.0), outcome(unique_id=3))
    )
    found = summarise(fresh.iloc[:0], [fresh], AS_OF).set_index(["demand_class", "model"])
    assert found["totals"].to_dict() == {
        ("SMOOTH", "LIGHTGBM"): 2,
        ("LUMPY", "TSB"): 1,
        ("ALL", "LIGHTGBM"): 2,
        ("ALL", "TSB"): 1,
        ("SMOOTH", "ALL"): 2,
        ("LUMPY", "ALL"): 1,
        ("ALL", "ALL"): 3,
    }
    assert found.loc[("ALL", "ALL"), "absolute_error"] == 28.0
    assert found.loc[("ALL", "ALL"), "covered"] == 2


def test_what_was_scored_later_or_long_ago_is_not_summed() -> None:
    fresh = sums_of(scored(outcome()))
    known = pd.concat(
        [
            fresh.assign(scored_on=AS_OF + timedelta(days=1)),
            fresh.assign(scored_on=AS_OF - timedelta(days=182)),
            fresh.assign(scored_on=AS_OF - timedelta(days=181)),
        ]
    )
    found = summarise(known, [], AS_OF)
    assert found["totals"].tolist() == [1] * 4


def test_a_backtest_that_was_measured_again_replaces_the_one_before() -> None:
    backtest = sums_of(scored(outcome()).assign(source="BACKTEST", scored_on=None))
    known = pd.concat([backtest.assign(absolute_error=99.0), backtest.assign(origin_date=date(2026, 3, 13))])
    found = summarise(known, [backtest], AS_OF)
    found = found[found["model"] == "ALL"].set_index("demand_class")
    assert found.loc["SMOOTH", "totals"] == 2
    assert found.loc["SMOOTH", "absolute_error"] == 8.0
    assert found.loc["SMOOTH", "first_origin"] == pd.Timestamp(2026, 3, 13)


def test_backtested_methods_are_summed_over_the_totals_that_all_of_them_had() -> None:
    """The model was measured at three origins, the baselines at one of them and, at another, for fewer SKUs."""
    first, second, third = (date(2026, 3, day) for day in (6, 13, 20))
    model = pd.concat(
        [scored(outcome(), outcome(unique_id=2)).assign(origin_date=day) for day in (first, second, third)]
    )
    naive = pd.concat(
        [
            scored(outcome(), outcome(unique_id=2)).assign(origin_date=second),
            scored(outcome()).assign(origin_date=third),
        ]
    ).assign(model="SES")
    fresh = sums_of(pd.concat([model, naive]).assign(source="BACKTEST", scored_on=None))
    found = summarise(fresh.iloc[:0], [fresh], AS_OF).set_index(["demand_class", "model"])
    for demand_class in ("SMOOTH", "ALL"):
        for name in ("LIGHTGBM", "SES"):
            row = found.loc[(demand_class, name)]
            assert (row["totals"], row["first_origin"], row["last_origin"]) == (2, *[pd.Timestamp(second)] * 2)
        ours = found.loc[(demand_class, "ALL")]
        assert (ours["totals"], ours["first_origin"], ours["last_origin"]) == (
            6,
            pd.Timestamp(first),
            pd.Timestamp(third),
        )


def test_a_backtest_whose_days_were_not_over_is_left_out() -> None:
    ahead = sums_of(scored(outcome(origin_date=date(2026, 3, 25))).assign(source="BACKTEST", scored_on=None))
    assert summarise(ahead, [], AS_OF).empty


def test_nothing_known_sums_to_nothing() -> None:
    none = sums_of(scored(outcome())).iloc[:0]
    assert summarise(none, [none], AS_OF).empty


def test_overrides_are_scored_with_their_direction() -> None:
    rows = pd.DataFrame({"override_id": [1, 2, 3], "units_with": [5.0, 1.0, 2.0], "units_without": [3.0, 3.0, 2.0]})
    assert score_overrides(rows, AS_OF)["direction"].tolist() == ["UP", "DOWN", "NONE"]
