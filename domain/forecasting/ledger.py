"""Published forecasts until they come due, what planners' overrides did, and how forecasts did, summed."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from domain.forecasting.models import SOURCES
from domain.pipeline.models import Published
from domain.published.models import DEMAND_CLASSES
from kit.orm import Base, Timestamped, bigint, not_negative, one_of

DIRECTIONS = ("UP", "DOWN", "NONE")
EVERY = "ALL"


class LedgerEntry(Base, Published):
    """A published total, kept beyond its run until what it foretold has happened."""

    __tablename__ = "forecast_ledger"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True)
    origin_date: Mapped[date]
    model: Mapped[str]
    demand_class: Mapped[str]
    mean: Mapped[float]
    p10: Mapped[float]
    p50: Mapped[float]
    p90: Mapped[float]
    model_p50: Mapped[float]
    __table_args__ = (
        one_of("demand_class", DEMAND_CLASSES),
        CheckConstraint("horizon_days between 1 and 60", name="horizon_days_range"),
        *not_negative("mean", "p10", "p50", "p90", "model_p50"),
        {"schema": "ai"},
    )


class DayForecast(Base, Published):
    """What a run expected of one of the next days, kept beyond it so that anomalies are measured against it."""

    __tablename__ = "day_forecasts"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    target_date: Mapped[date] = mapped_column(primary_key=True)
    origin_date: Mapped[date]
    mean: Mapped[float]
    v: Mapped[float]
    c: Mapped[float]
    __table_args__ = (
        *not_negative("mean", "v", "c"),
        CheckConstraint("target_date > origin_date", name="made_before"),
        {"schema": "ai"},
    )


class OverrideForecast(Base, Published):
    """What an override made of a run's forecast over the days that both cover."""

    __tablename__ = "override_forecasts"
    override_id: Mapped[bigint] = mapped_column(ForeignKey("app.forecast_overrides.id"), primary_key=True)
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    reason: Mapped[str]
    origin_date: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    units_with: Mapped[float]
    units_without: Mapped[float]
    __table_args__ = (
        *not_negative("units_with", "units_without"),
        Index("ix_override_forecasts_override_id", "override_id"),
        {"schema": "ai"},
    )


class OverrideScore(Base, Timestamped):
    """An override whose days have passed: demand with it, without it, and as it came. `run_id` scored it."""

    __tablename__ = "override_scores"
    override_id: Mapped[bigint] = mapped_column(
        ForeignKey("app.forecast_overrides.id"), primary_key=True, autoincrement=False
    )
    run_id: Mapped[bigint] = mapped_column(ForeignKey("jobs.pipeline_run.id"))
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    reason: Mapped[str]
    direction: Mapped[str]
    origin_date: Mapped[date]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    units_with: Mapped[float]
    units_without: Mapped[float]
    actual: Mapped[float]
    scored_on: Mapped[date]
    __table_args__ = (
        one_of("direction", DIRECTIONS),
        *not_negative("units_with", "units_without", "actual"),
        {"schema": "ai"},
    )


class AccuracySummary(Base, Published):
    """Sums over totals, so that every ratio over any group is exact; `ALL` stands for every class or model.

    `pinball` sums over `pinball_totals`, `covered` counts among `interval_totals`, the other counts on quantiles among
    `quantile_totals`: a baseline that gives one number has none of them.
    """

    __tablename__ = "accuracy_summaries"
    source: Mapped[str] = mapped_column(primary_key=True)
    horizon_days: Mapped[int] = mapped_column(primary_key=True)
    demand_class: Mapped[str] = mapped_column(primary_key=True)
    model: Mapped[str] = mapped_column(primary_key=True)
    totals: Mapped[int]
    actual: Mapped[float]
    absolute_error: Mapped[float]
    model_absolute_error: Mapped[float]
    naive_absolute_error: Mapped[float]
    bias: Mapped[float]
    pinball: Mapped[float]
    pinball_totals: Mapped[int]
    interval_totals: Mapped[int]
    quantile_totals: Mapped[int]
    below_p10: Mapped[int]
    up_to_p50: Mapped[int]
    up_to_p90: Mapped[int]
    covered: Mapped[int]
    first_origin: Mapped[date]
    last_origin: Mapped[date]
    __table_args__ = (
        one_of("source", SOURCES),
        one_of("demand_class", (EVERY, *DEMAND_CLASSES)),
        {"schema": "ai"},
    )
