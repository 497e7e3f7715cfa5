"""Which model serves: the newest that knew nothing after the day, and the record of each training."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from domain.forecasting import repository
from domain.forecasting.models import ModelVersion

LIGHTGBM = "LIGHTGBM_GLOBAL"


@dataclass(frozen=True, slots=True)
class StoredModel:
    """Where a trained model lies and how to know that it is the one that was trained."""

    id: int
    data_cutoff: date
    artifact_path: str
    artifact_sha256: bytes
    metrics: Mapping[str, object]


def newest_model(session: Session, *, not_before: date, not_after: date) -> StoredModel | None:
    """The model with the newest data whose cut-off lies between the two days, both included; None when there is none.

    A model that has seen later days would give a past run its future, so `not_after` is the run's date.
    """
    row = repository.newest_model_version(session, LIGHTGBM, not_before, not_after)
    return _stored(row) if row else None


def record_model(
    session: Session,
    *,
    trained_at: datetime,
    data_cutoff: date,
    parameters: dict[str, object],
    metrics: dict[str, object],
    code_version: str,
    artifact_path: str,
    artifact_sha256: bytes,
) -> StoredModel:
    """Record a trained model."""
    row = ModelVersion(
        kind=LIGHTGBM,
        trained_at=trained_at,
        data_cutoff=data_cutoff,
        parameters=parameters,
        code_version=code_version,
        metrics=metrics,
        artifact_path=artifact_path,
        artifact_sha256=artifact_sha256,
    )
    session.add(row)
    session.flush()
    return _stored(row)


def _stored(row: ModelVersion) -> StoredModel:
    return StoredModel(row.id, row.data_cutoff, row.artifact_path, row.artifact_sha256, row.metrics)
