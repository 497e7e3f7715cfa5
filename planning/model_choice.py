"""The model that a run forecasts with: the newest good one, or a new one."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.forecast.drift import Drift, drift_of_features, drift_of_scores, profile
from analytics.forecast.model import Model, Training, load, save
from analytics.forecast.training import train
from domain.forecasting import service
from domain.forecasting.service import StoredModel
from kit.version import code_version
from planning.frames import accuracy_sums, history, sku_features, training_panel

MODELS_FOLDER = "models"
PROFILE = "feature_profile"


@dataclass(frozen=True)
class Choice:
    """The model (None when the history is too short for one), its record, and its held-out accuracy if just trained.

    `drift` says why the model before it was not good enough any more; empty: it was, or there was none.
    """

    model: Model | None
    version_id: int | None
    is_new: bool
    accuracy: pd.DataFrame
    drift: list[Drift] = field(default_factory=list)


def choose(
    warehouse: DuckDBPyConnection, engine: Engine, home: Path, training: Training, *, as_of: date, not_before: date
) -> Choice:
    """The newest model whose data ends between the two days, unless it has drifted; else a new one.

    Raises:
        FaultError: the recorded model's files were lost or changed.
    """
    with Session(engine) as session:
        stored = service.newest_model(session, not_before=not_before, not_after=as_of)
    drift = [] if stored is None else drift_of(warehouse, stored, as_of)
    if stored is not None and not drift:
        return _loaded(stored, home)
    new = train_new(warehouse, engine, home, training, drift)
    return _loaded(stored, home) if new.model is None and stored is not None else new


def drift_of(warehouse: DuckDBPyConnection, stored: StoredModel, as_of: date) -> list[Drift]:
    """What of a model has left its band by a day."""
    by_scores = drift_of_scores(accuracy_sums(warehouse), stored.metrics, stored.data_cutoff, as_of)
    return by_scores + drift_of_features(stored.metrics.get(PROFILE), sku_features(warehouse))


def train_new(
    warehouse: DuckDBPyConnection, engine: Engine, home: Path, training: Training, drift: list[Drift] | None = None
) -> Choice:
    """Train on what the warehouse holds, save the files under `home/models`, and record the version."""
    model, accuracy = train(training_panel(warehouse), training)
    if model is None:
        return Choice(None, None, is_new=False, accuracy=accuracy)
    cutoff = history(warehouse).until
    now = datetime.now().astimezone()
    relative = f"{MODELS_FOLDER}/{cutoff}-{now:%Y%m%dT%H%M%S%f}"
    sha256 = save(model, home / relative)
    with Session(engine) as session, session.begin():
        stored = service.record_model(
            session,
            trained_at=now,
            data_cutoff=cutoff,
            parameters=asdict(training),
            metrics={**model.metrics, PROFILE: profile(sku_features(warehouse))},
            code_version=code_version(),
            artifact_path=relative,
            artifact_sha256=sha256,
        )
    return Choice(model, stored.id, is_new=True, accuracy=accuracy, drift=drift or [])


def _loaded(stored: StoredModel, home: Path) -> Choice:
    model = load(home / stored.artifact_path, stored.artifact_sha256)
    return Choice(model, stored.id, is_new=False, accuracy=pd.DataFrame())
