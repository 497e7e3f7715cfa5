"""A model comes back from its files as it was, and from nobody else's."""

import json
from pathlib import Path

import numpy as np
import pytest

from analytics.forecast.model import MANIFEST, load, save
from analytics.forecast.sample import rows_of, training_rows
from analytics.forecast.training import train
from kit.errors import FaultError
from tests.analytics.forecast.conftest import QUICK, Trained
from tests.analytics.forecast.planted import panel_of, poisson_world


def test_a_loaded_model_predicts_exactly_what_the_saved_one_did(trained: Trained, tmp_path: Path) -> None:
    digest = save(trained.model, tmp_path)
    loaded = load(tmp_path, digest)
    rows = rows_of(trained.panel, np.array([[0, 429, 7], [5, 429, 30], [9, 400, 14]]))
    for name, values in trained.model.ratios(rows.features).items():
        np.testing.assert_array_equal(values, loaded.ratios(rows.features)[name])
    assert loaded.calibration == trained.model.calibration
    assert loaded.training == trained.model.training


@pytest.mark.parametrize("file", ["mean.txt", MANIFEST])
def test_a_changed_file_is_refused(trained: Trained, tmp_path: Path, file: str) -> None:
    digest = save(trained.model, tmp_path)
    text = (tmp_path / file).read_text()
    (tmp_path / file).write_text(text.replace("0", "1", 1))
    with pytest.raises(FaultError, match=r"was changed since training; train a new one: jaego train\."):
        load(tmp_path, digest)


def test_a_missing_file_is_told(trained: Trained, tmp_path: Path) -> None:
    digest = save(trained.model, tmp_path)
    (tmp_path / "p50.txt").unlink()
    with pytest.raises(FaultError, match="is missing; train a new one"):
        load(tmp_path, digest)


def test_a_model_of_other_features_is_refused(trained: Trained, tmp_path: Path) -> None:
    import hashlib

    save(trained.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    content = json.dumps(manifest | {"features": ["another"]}).encode()
    (tmp_path / MANIFEST).write_bytes(content)
    with pytest.raises(FaultError, match="made by another version"):
        load(tmp_path, hashlib.sha256(content).digest())


def test_a_model_of_the_format_before_is_read_under_todays_names(trained: Trained, tmp_path: Path) -> None:
    import hashlib

    save(trained.model, tmp_path)
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    calibration, training = manifest["calibration"], manifest["training"]
    calibration |= {"stretch": calibration.pop("interval_scale"), "simpler": calibration.pop("fallback_model")}
    training |= {"least_rows_in_leaf": training.pop("min_rows_in_leaf")}
    training |= {"mean_least_rows_in_leaf": training.pop("mean_min_rows_in_leaf")}
    features = manifest["features"]
    for new, old in (
        ("rolling_mean_", "mean_"),
        ("rolling_cv_", "cv_"),
        ("rolling_max_", "peak_"),
        ("similar_", "kin_"),
    ):
        features = [name.replace(new, old) for name in features]
    features = [name.replace("exponentially_weighted_mean_", "smooth_") for name in features]
    assert "mean_28" in features
    content = json.dumps(manifest | {"format": 2, "features": features}).encode()
    (tmp_path / MANIFEST).write_bytes(content)
    again = load(tmp_path, hashlib.sha256(content).digest())
    assert (again.calibration, again.training) == (trained.model.calibration, trained.model.training)


def test_training_again_on_the_same_panel_gives_the_same_model(tmp_path: Path) -> None:
    units, _, discount = poisson_world(60, 300, seed=8)
    hashes = set()
    for attempt in range(2):
        model, _ = train(panel_of(units, discount=discount), QUICK)
        assert model is not None
        hashes.add(save(model, tmp_path / str(attempt)))
    assert len(hashes) == 1


def test_a_short_history_gives_no_model() -> None:
    model, accuracy = train(panel_of(np.ones((3, 70))), QUICK)
    assert model is None
    assert accuracy.empty


def test_training_rows_end_where_the_outcome_is_known_and_are_bounded() -> None:
    units, _, _ = poisson_world(40, 250, seed=9)
    rows = training_rows(panel_of(units), until=200, since=100, limit=500, seed=1)
    assert len(rows.total) == 500
    assert (rows.origins + rows.horizons).max() <= 200
    assert rows.origins.min() >= 100


def test_totals_that_share_a_day_with_a_span_are_left_out() -> None:
    units, _, _ = poisson_world(20, 250, seed=9)
    rows = training_rows(panel_of(units), until=249, since=60, limit=10**6, seed=1, without=(120, 160))
    assert ((rows.origins + rows.horizons <= 120) | (rows.origins >= 160)).all()
    assert {(rows.origins < 120).any(), (rows.origins >= 160).any()} == {True}


def test_intervals_are_wide_enough_for_the_coming_season_as_it_was_a_year_ago() -> None:
    calm, _, _ = poisson_world(60, 560, seed=4)
    wild = calm.copy()
    rng = np.random.default_rng(5)
    season = slice(560 - 364, 560 - 364 + 91)
    wild[:, season] *= rng.lognormal(0.0, 1.5, (60, 13)).round().clip(0).repeat(7, axis=1)
    scales = []
    for units in (calm, wild):
        model, _ = train(panel_of(units), QUICK)
        assert model is not None
        scales.append(model.calibration.interval_scale["ALL"][1])
    assert scales[1] > 1.3 * scales[0]
