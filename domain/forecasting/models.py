"""Model versions, predictions, explanations and measured accuracy; what planners override and decide."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.pipeline.models import Published
from domain.published.models import DEMAND_DECISIONS, DEMAND_LAYERS
from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk, instant, not_negative, one_of

HORIZONS = (7, 14, 30)
MODEL_KINDS = ("LIGHTGBM_GLOBAL", "BASELINES")
SOURCES = ("PUBLISHED", "BACKTEST")
OVERRIDE_MODES = ("FACTOR", "UNITS_PER_DAY", "TOTAL_UNITS")
OVERRIDE_REASONS = ("PROMOTION", "EVENT", "COMPETITION", "CUSTOMER_NEWS", "ASSORTMENT", "DATA_ERROR", "JUDGEMENT")


class ModelVersion(Base, Timestamped):
    """A trained model: what it was trained on, with what, how good it was, and the hash of its file."""

    __tablename__ = "model_versions"
    id: Mapped[bigint_pk]
    kind: Mapped[str]
    trained_at: Mapped[instant]
    data_cutoff: Mapped[date]
    parameters: Mapped[dict[str, object]] = mapped_column(JSONB)
    code_version: Mapped[str]
    metrics: Mapped[dict[str, object]] = mapped_column(JSONB)
    artifact_path: Mapped[str]
    artifact_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    retired_at: Mapped[instant | None]
    __table_args__ = (
        one_of("kind", MODEL_KINDS),
        Index("ix_model_versions_kind_cutoff", "kind", "data_cutoff", "id"),
        {"schema": "ai"},
    )


class Prediction(Base, Published):
    """The daily path: expected units per SKU and future day, with quantiles of that day."""

    __tablename__ = "predictions"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    forecast_qty: Mapped[float]
    p10: Mapped[float]
    p50: Mapped[float]
    p90: Mapped[float]
    confidence_score: Mapped[float]
    model: Mapped[str]
    model_qty: Mapped[float | None]
    __table_args__ = (
        *not_negative("forecast_qty", "p10"),
        CheckConstraint("p10 <= p50 and p50 <= p90 and p90 < 'Infinity'", name="quantiles_ordered"),
        CheckConstraint("confidence_score between 0 and 1", name="confidence_score_range"),
        {"schema": "ai", "postgresql_partition_by": "LIST (run_id)"},
    )


class PredictionTotal(Base, Published):
    """Mean and quantiles of the total over a horizon (quantiles do not add up across days)."""

    __tablename__ = "prediction_totals"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True)
    mean: Mapped[float]
    p10: Mapped[float]
    p50: Mapped[float]
    p90: Mapped[float]
    confidence_score: Mapped[float]
    model: Mapped[str]
    model_version_id: Mapped[bigint | None] = mapped_column(ForeignKey("ai.model_versions.id"))
    model_mean: Mapped[float | None]
    model_p50: Mapped[float | None]
    __table_args__ = (
        CheckConstraint("horizon_days between 1 and 60", name="horizon_days_range"),
        *not_negative("mean", "p10"),
        CheckConstraint("p10 <= p50 and p50 <= p90 and p90 < 'Infinity'", name="quantiles_ordered"),
        CheckConstraint("confidence_score between 0 and 1", name="confidence_score_range"),
        {"schema": "ai"},
    )


class PredictionExplanation(Base, Published):
    """Why a total is what it is: base value + contributions = prediction; rules carry text keys and numbers."""

    __tablename__ = "prediction_explanations"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True)
    base_value: Mapped[float]
    prediction: Mapped[float]
    contributions: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    rules: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    __table_args__ = (
        CheckConstraint("horizon_days between 1 and 60", name="horizon_days_range"),
        {"schema": "ai"},
    )


class ForecastAccuracy(Base, Timestamped):
    """How a forecast of a past origin did against what followed; the sums allow exact WAPE over any group."""

    __tablename__ = "forecast_accuracy"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True)
    origin_date: Mapped[date] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True, server_default=text("'PUBLISHED'"))
    actual: Mapped[float]
    forecast: Mapped[float]
    absolute_error: Mapped[float]
    bias: Mapped[float]
    pinball: Mapped[float | None]
    is_covered: Mapped[bool | None]
    value_added: Mapped[float | None] = mapped_column(comment="naive absolute error minus ours, units")
    demand_class: Mapped[str | None]
    p10: Mapped[float | None]
    p90: Mapped[float | None]
    model_absolute_error: Mapped[float | None]
    stockout_days: Mapped[int | None]
    scored_on: Mapped[date | None]
    __table_args__ = (
        one_of("source", SOURCES),
        CheckConstraint("horizon_days between 1 and 60", name="horizon_days_range"),
        *not_negative("actual", "forecast", "absolute_error"),
        Index("ix_forecast_accuracy_origin_date", "origin_date"),
        Index("ix_forecast_accuracy_scored_on", "scored_on", postgresql_where="source = 'PUBLISHED'"),
        {"schema": "ai"},
    )


class ForecastOverride(Base, Timestamped, SoftDeleted):
    """A planner's change of the forecast over a period, with reason and expiry; it is scored later."""

    __tablename__ = "forecast_overrides"
    id: Mapped[bigint_pk]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    mode: Mapped[str]
    value: Mapped[float]
    reason: Mapped[str]
    note: Mapped[str | None]
    expires_on: Mapped[date]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = (
        one_of("mode", OVERRIDE_MODES),
        one_of("reason", OVERRIDE_REASONS),
        *not_negative("value"),
        CheckConstraint("ends_on >= starts_on", name="period_order"),
        Index("ix_forecast_overrides_product_id", "product_id", "starts_on"),
        {"schema": "app"},
    )


class DemandDecision(Base, Timestamped):
    """What a planner thinks of a correction of a SKU's demand history; without one the layer's own default holds."""

    __tablename__ = "demand_decisions"
    id: Mapped[bigint_pk]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    layer: Mapped[str]
    decision: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    decided_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = (
        one_of("layer", DEMAND_LAYERS),
        one_of("decision", DEMAND_DECISIONS),
        Index("uq_demand_decisions_key", "product_id", "layer", unique=True),
        {"schema": "app"},
    )
