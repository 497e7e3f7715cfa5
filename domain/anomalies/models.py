"""Anomaly detections and their life cycle."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint, bigint_pk, instant, money, one_of

ANOMALY_TYPES = (
    "SALES_SPIKE",
    "SALES_DROP",
    "RETURN_SURGE",
    "STOCKOUT",
    "OVERSTOCK",
    "NEGATIVE_STOCK",
    "PRICE_ANOMALY",
    "FORECAST_BIAS",
    "LEAD_TIME_SLIP",
    "DATA_GAP",
    "CAMPAIGN_WITHOUT_STOCK",
)
SEVERITIES = ("LOW", "MEDIUM", "HIGH", "CRITICAL")
STATUSES = ("OPEN", "ACKNOWLEDGED", "SNOOZED", "RESOLVED")
FEEDBACK = ("USEFUL", "NOT_USEFUL")


class AnomalyDetection(Base, Timestamped):
    """One alert per SKU, day and type. The run that first raised it is kept; a later run raises it no second time."""

    __tablename__ = "anomaly_detections"
    id: Mapped[bigint_pk]
    run_id: Mapped[bigint] = mapped_column(ForeignKey("jobs.pipeline_run.id"))
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    detected_on: Mapped[date]
    anomaly_type: Mapped[str]
    severity: Mapped[str]
    observed: Mapped[float | None]
    expected: Mapped[float | None]
    p_value: Mapped[float | None]
    money_at_stake: Mapped[money | None]
    details: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    status: Mapped[str] = mapped_column(server_default=text("'OPEN'"))
    owner_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    snoozed_until: Mapped[date | None]
    resolved_at: Mapped[instant | None]
    feedback: Mapped[str | None]
    rated_at: Mapped[instant | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    __table_args__ = (
        Index("uq_anomaly_detections_key", "product_id", "detected_on", "anomaly_type", unique=True),
        Index("ix_anomaly_detections_open", "detected_on", "id", postgresql_where="status = 'OPEN'"),
        Index("ix_anomaly_detections_run_id", "run_id"),
        one_of("anomaly_type", ANOMALY_TYPES),
        one_of("severity", SEVERITIES),
        one_of("status", STATUSES),
        one_of("feedback", FEEDBACK),
        CheckConstraint("p_value between 0 and 1", name="p_value_range"),
        CheckConstraint("(feedback is null) = (rated_at is null)", name="rating_dated"),
        CheckConstraint("status <> 'SNOOZED' or snoozed_until is not null", name="snooze_dated"),
        {"schema": "ai"},
    )
