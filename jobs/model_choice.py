"""The model that a run forecasts with: the newest good one, or a new one."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.forecast.model import Model, Training, load, save
from analytics.forecast.training import train
from domain.forecasting import service
from jobs.frames import history, training_panel
from kit.version import code_version

MODELS_FOLDER = "models"


@dataclass(frozen=True)
class Choice:
    """The model (None when the history is too short for one), its record, and its held-out accuracy if just trained."""

    model: Model | None
    version_id: int | None
    is_new: bool
    accuracy: pd.DataFrame


def stored_model(engine: Engine, home: Path, not_before: date, not_after: date) -> Choice | None:
    """Load the newest model whose data ends between the two days; None when there is none.

    Raises:
        FaultError: the recorded model's files were lost or changed.
    """
    with Session(engine) as session:
        stored = service.newest_model(session, not_before=not_before, not_after=not_after)
    if stored is None:
        return None
    model = load(home / stored.artifact_path, stored.artifact_sha256)
    return Choice(model, stored.id, is_new=False, accuracy=pd.DataFrame())


def train_new(warehouse: DuckDBPyConnection, engine: Engine, home: Path, training: Training) -> Choice:
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
            metrics=dict(model.metrics),
            code_version=code_version(),
            artifact_path=relative,
            artifact_sha256=sha256,
        )
    return Choice(model, stored.id, is_new=True, accuracy=accuracy)
