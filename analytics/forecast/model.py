"""The global LightGBM: the mean and three quantiles of a total, trained, saved, loaded and checked by hash."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import lightgbm as lgb
import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.core.distribution import QUANTILES
from analytics.forecast.combine import EVERYTHING, PRIOR, Weights
from analytics.forecast.features import NAMES
from analytics.forecast.sample import Rows
from kit.errors import FaultError

MEAN = "mean"
MANIFEST = "manifest.json"
FORMAT = 3
NAMES_OF_FORMAT_2 = {
    "stretch": "interval_scale",
    "simpler": "fallback_model",
    "least_rows_in_leaf": "min_rows_in_leaf",
    "mean_least_rows_in_leaf": "mean_min_rows_in_leaf",
}
FEATURES_OF_FORMAT_2 = {
    "mean_": "rolling_mean_",
    "cv_": "rolling_cv_",
    "peak_": "rolling_max_",
    "smooth_": "exponentially_weighted_mean_",
    "kin_": "similar_",
}


@dataclass(frozen=True)
class Training:
    """How a model is trained. `rounds` are boosting rounds; the row limits bound cost whatever the number of SKUs."""

    rounds: int = 260
    row_limit: int = 600_000
    tail_row_limit: int = 160_000
    leaves: int = 63
    learning_rate: float = 0.06
    min_rows_in_leaf: int = 150
    mean_leaves: int = 31
    mean_depth: int = 8
    mean_learning_rate: float = 0.04
    mean_min_rows_in_leaf: int = 300
    mean_feature_fraction: float = 0.3
    mean_bagging_fraction: float = 0.5
    tweedie_power: float = 1.3
    seed: int = 20_240_601
    threads: int = 2


@dataclass(frozen=True)
class Calibration:
    """What held-out origins taught, per segment (see `calibrate`).

    Args:
        interval_scale: segment → factors that p10's and p90's distance from p50 is multiplied with.
        error: segment → backtested WAPE of p50, shrunk to all.
        spread: demand class → variance ratio v and noise share c: variance of a total with mean m is
            v·size·m + (c·m)², where `size` is the SKU's ratio of squared to plain units of a sales day.
        mean_weights, median_weights: segment → weights of the baselines in the blend (see `combine`).
        fallback_model: SKU id → the simple method that forecasts it, because the blend lost to it.
    """

    interval_scale: Mapping[str, tuple[float, float]]
    error: Mapping[str, float]
    spread: Mapping[str, tuple[float, float]]
    mean_weights: Mapping[str, Weights] = field(default_factory=lambda: {EVERYTHING: PRIOR})
    median_weights: Mapping[str, Weights] = field(default_factory=lambda: {EVERYTHING: PRIOR})
    fallback_model: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Model:
    """A trained model: one booster per target, and its calibration."""

    boosters: Mapping[str, lgb.Booster]
    calibration: Calibration
    training: Training
    metrics: Mapping[str, float] = field(default_factory=dict)

    def ratios(self, frame: pd.DataFrame) -> dict[str, Floats]:
        """Predict mean and quantiles in multiples of scale times horizon; quantiles ordered, none negative."""
        found = {name: np.maximum(booster.predict(frame), 0.0) for name, booster in self.boosters.items()}
        ordered = np.sort(np.stack([found[name] for name in QUANTILES]), axis=0)
        return {MEAN: found[MEAN], **dict(zip(QUANTILES, ordered, strict=True))}


def train_boosters(rows: Rows, training: Training) -> dict[str, lgb.Booster]:
    """Train the mean (Tweedie deviance) and the quantiles (pinball loss).

    Quantile rows are weighted with the square root of their units: plain units let a few big sellers decide,
    no weights let the many small ones. p10 and p90 learn from fewer rows: calibration moves them anyway.
    """
    mean = {
        "objective": "tweedie",
        "tweedie_variance_power": training.tweedie_power,
        "num_leaves": training.mean_leaves,
        "max_depth": training.mean_depth,  # explaining costs leaves times depth squared
        "learning_rate": training.mean_learning_rate,
        "min_data_in_leaf": training.mean_min_rows_in_leaf,
        # trees that see less differ more, and their sum follows single big orders less
        "feature_fraction": training.mean_feature_fraction,
        "bagging_fraction": training.mean_bagging_fraction,
    }
    found = {MEAN: _train(rows, rows.unit, mean, training)}
    for name, alpha in QUANTILES.items():
        part = rows if name == "p50" else rows.sample(training.tail_row_limit, training.seed)
        found[name] = _train(part, np.sqrt(part.unit), {"objective": "quantile", "alpha": alpha}, training)
    return found


def _train(rows: Rows, weight: Floats, own: dict[str, object], training: Training) -> lgb.Booster:
    data = lgb.Dataset(rows.features, rows.total / rows.unit, weight=weight)
    return lgb.train({**_parameters(training), **own}, data, num_boost_round=training.rounds)


def _parameters(training: Training) -> dict[str, object]:
    return {
        "num_leaves": training.leaves,
        "learning_rate": training.learning_rate,
        "min_data_in_leaf": training.min_rows_in_leaf,
        "feature_fraction": 0.6,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "max_bin": 127,
        "seed": training.seed,
        "num_threads": training.threads,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }


def save(model: Model, folder: Path) -> bytes:
    """Write the model as LightGBM text files and a JSON manifest; returns the manifest's SHA-256."""
    folder.mkdir(parents=True, exist_ok=True)
    hashes = {}
    for name, booster in model.boosters.items():
        text = booster.model_to_string().encode()
        (folder / f"{name}.txt").write_bytes(text)
        hashes[name] = hashlib.sha256(text).hexdigest()
    manifest = {
        "format": FORMAT,
        "features": NAMES,
        "boosters": hashes,
        "calibration": asdict(model.calibration),
        "training": asdict(model.training),
        "metrics": dict(model.metrics),
    }
    content = json.dumps(manifest, sort_keys=True, indent=1).encode()
    (folder / MANIFEST).write_bytes(content)
    return hashlib.sha256(content).digest()


def load(folder: Path, sha256: bytes) -> Model:
    """Read a saved model.

    Raises:
        FaultError: a file is missing, was changed since it was saved, or belongs to other features.
    """
    try:
        content = (folder / MANIFEST).read_bytes()
    except FileNotFoundError:
        raise FaultError(f"The model in {folder} is missing; train a new one: jaego train.") from None
    manifest = json.loads(content)
    if hashlib.sha256(content).digest() != sha256:
        raise FaultError(f"The model manifest in {folder} was changed since training; train a new one: jaego train.")
    if manifest["format"] not in (2, FORMAT) or tuple(map(_feature, manifest["features"])) != NAMES:
        raise FaultError(f"The model in {folder} was made by another version; train a new one: jaego train.")
    boosters = {name: _read_booster(folder / f"{name}.txt", digest) for name, digest in manifest["boosters"].items()}
    calibration, training = (_renamed(manifest[part]) for part in ("calibration", "training"))
    return Model(
        boosters=boosters,
        calibration=Calibration(
            interval_scale={key: (low, high) for key, (low, high) in calibration["interval_scale"].items()},
            error=calibration["error"],
            spread={key: (v, c) for key, (v, c) in calibration["spread"].items()},
            mean_weights={key: tuple(weights) for key, weights in calibration["mean_weights"].items()},
            median_weights={key: tuple(weights) for key, weights in calibration["median_weights"].items()},
            fallback_model=calibration["fallback_model"],
        ),
        training=Training(**training),
        metrics=manifest["metrics"],
    )


def _renamed(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values of a manifest under today's names; those of format 2 were other ones."""
    return {NAMES_OF_FORMAT_2.get(name, name): value for name, value in values.items()}


def _feature(name: str) -> str:
    """Today's name of a feature."""
    old = next((prefix for prefix in FEATURES_OF_FORMAT_2 if name.startswith(prefix)), "")
    return FEATURES_OF_FORMAT_2.get(old, "") + name.removeprefix(old)


def _read_booster(path: Path, digest: str) -> lgb.Booster:
    try:
        text = path.read_bytes()
    except FileNotFoundError:
        raise FaultError(f"The model file {path} is missing; train a new one: jaego train.") from None
    if hashlib.sha256(text).hexdigest() != digest:
        raise FaultError(f"The model file {path} was changed since training; train a new one: jaego train.")
    return lgb.Booster(model_str=text.decode())
