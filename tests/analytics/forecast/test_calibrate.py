"""Calibration on outcomes whose distribution we chose."""

import numpy as np
import pandas as pd
import pytest

from analytics.forecast.calibrate import calibrate, scale_intervals, share_within
from analytics.forecast.sample import Rows

COUNT = 20_000


def held_out(total: np.ndarray, horizon: int = 7) -> Rows:
    ones = np.ones(len(total))
    return Rows(
        rows=np.zeros(len(total), dtype=np.int64),
        origins=np.zeros(len(total), dtype=np.int64),
        horizons=np.full(len(total), horizon),
        features=pd.DataFrame(index=range(len(total))),
        scale=ones,
        total=total,
    )


def predictions(half_width: float) -> dict[str, np.ndarray]:
    middle = np.full(COUNT, 100.0)
    return {"mean": middle, "p10": middle - half_width, "p50": middle, "p90": middle + half_width}


@pytest.mark.parametrize("half_width", [4.0, 12.8, 30.0])
def test_too_narrow_and_too_wide_bounds_are_moved_to_one_in_ten_on_each_side(half_width: float) -> None:
    rng = np.random.default_rng(1)
    classes = np.full(COUNT, "SMOOTH")
    learnt = calibrate(held_out(rng.normal(100, 10, COUNT)), predictions(half_width), classes, np.ones(COUNT))
    fresh = rng.normal(100, 10, COUNT)
    segments = np.full(COUNT, "SMOOTH/7")
    moved = scale_intervals(learnt, predictions(half_width), segments, np.full(COUNT, 7.0))
    assert (fresh >= moved["p10"]).mean() == pytest.approx(0.9, abs=0.015)
    assert (fresh <= moved["p90"]).mean() == pytest.approx(0.9, abs=0.015)


def test_where_nothing_can_lie_below_the_upper_bound_gives_up_what_the_lower_cannot() -> None:
    """Half of the totals are zero and p10 is zero: four in five lie within, so one in five above."""
    rng = np.random.default_rng(6)

    def totals() -> np.ndarray:
        return np.where(rng.random(COUNT) < 0.5, 0.0, rng.exponential(100, COUNT))

    predicted = {"mean": np.full(COUNT, 50.0), "p10": np.zeros(COUNT), "p50": np.ones(COUNT), "p90": np.full(COUNT, 90)}
    learnt = calibrate(held_out(totals()), predicted, np.full(COUNT, "LUMPY"), np.ones(COUNT))
    moved = scale_intervals(learnt, predicted, np.full(COUNT, "LUMPY/7"), np.full(COUNT, 7.0))
    fresh = totals()
    assert ((fresh >= moved["p10"]) & (fresh <= moved["p90"])).mean() == pytest.approx(0.8, abs=0.015)


def test_bounds_keep_their_order_and_never_go_below_zero() -> None:
    rng = np.random.default_rng(2)
    learnt = calibrate(held_out(rng.exponential(100, COUNT)), predictions(1.0), np.full(COUNT, "LUMPY"), np.ones(COUNT))
    moved = scale_intervals(learnt, predictions(1.0), np.full(COUNT, "LUMPY/7"), np.full(COUNT, 7.0))
    assert (moved["p10"] >= 0).all()
    assert (moved["p10"] <= moved["p50"]).all()
    assert (moved["p50"] <= moved["p90"]).all()


def test_spread_recovers_a_variance_that_grows_with_mean_and_its_square() -> None:
    rng = np.random.default_rng(3)
    mean = rng.uniform(5, 500, COUNT)
    total = rng.normal(mean, np.sqrt(2.0 * mean + (0.3 * mean) ** 2))
    predicted = {"mean": mean, "p10": mean * 0.5, "p50": mean, "p90": mean * 1.5}
    v, c = calibrate(held_out(total), predicted, np.full(COUNT, "SMOOTH"), np.ones(COUNT)).spread["SMOOTH"]
    assert v == pytest.approx(2.0, rel=0.35)
    assert c == pytest.approx(0.3, rel=0.1)


def test_an_unknown_segment_is_served_by_all_of_them() -> None:
    rng = np.random.default_rng(4)
    learnt = calibrate(held_out(rng.normal(100, 10, COUNT)), predictions(5.0), np.full(COUNT, "SMOOTH"), np.ones(COUNT))
    one = {name: values[:1] for name, values in predictions(5.0).items()}
    unit = np.array([7.0])
    assert scale_intervals(learnt, one, np.array(["NEW/30"]), unit) == scale_intervals(
        learnt, one, np.array(["SMOOTH/7"]), unit
    )


def test_backtested_error_is_the_wape_of_the_median() -> None:
    predicted = predictions(5.0)
    learnt = calibrate(held_out(np.full(COUNT, 125.0)), predicted, np.full(COUNT, "SMOOTH"), np.ones(COUNT))
    assert learnt.error["SMOOTH/7"] == pytest.approx(25 / 125)


def test_dormant_skus_make_the_others_intervals_narrower_by_two_points_at_most() -> None:
    assert share_within(1_000, 0, 1.0) == pytest.approx(0.8)
    assert share_within(980, 20, 0.98) == pytest.approx((800 - 19.6) / 980)
    assert share_within(500, 500, 1.0) == pytest.approx(0.78)
    assert share_within(900, 100, 0.5) == pytest.approx(0.8)


def test_the_share_that_was_asked_for_lies_within() -> None:
    rng = np.random.default_rng(7)
    classes = np.full(COUNT, "SMOOTH")
    learnt = calibrate(
        held_out(rng.normal(100, 10, COUNT)), predictions(5.0), classes, np.ones(COUNT), within={7: 0.77}
    )
    fresh = rng.normal(100, 10, COUNT)
    moved = scale_intervals(learnt, predictions(5.0), np.full(COUNT, "SMOOTH/7"), np.full(COUNT, 7.0))
    assert ((fresh >= moved["p10"]) & (fresh <= moved["p90"])).mean() == pytest.approx(0.77, abs=0.015)
