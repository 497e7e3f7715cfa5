"""Loading model versions."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.forecasting.models import ModelVersion


def newest_model_version(session: Session, kind: str, not_before: date, not_after: date) -> ModelVersion | None:
    """The model in service with the newest data cut-off between the two days, both included."""
    query = (
        select(ModelVersion)
        .where(
            ModelVersion.kind == kind,
            ModelVersion.retired_at.is_(None),
            ModelVersion.data_cutoff.between(not_before, not_after),
        )
        .order_by(ModelVersion.data_cutoff.desc(), ModelVersion.id.desc())
        .limit(1)
    )
    return session.scalar(query)
