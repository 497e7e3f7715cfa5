"""Loading anomalies in order to change them, in a unit of work."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from domain.anomalies.models import AnomalyDetection
from domain.catalog.models import Product
from domain.pipeline.models import PipelineRun


def lock_anomaly(session: Session, anomaly_id: int, as_of: date) -> tuple[AnomalyDetection, str] | None:
    """The anomaly known as of a published run's date, locked, and its SKU's code."""
    query = (
        select(AnomalyDetection, Product.sku)
        .join(PipelineRun, PipelineRun.id == AnomalyDetection.run_id)
        .join(Product, Product.id == AnomalyDetection.product_id)
        .where(
            AnomalyDetection.id == anomaly_id,
            AnomalyDetection.detected_on <= as_of,
            PipelineRun.status == "SUCCEEDED",
        )
        .with_for_update(of=AnomalyDetection)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])
