"""Decisions against recommendations, and policy backtests."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.pipeline.models import Published
from kit.orm import Base, Timestamped, bigint, bigint_pk, counted, finite, instant, money


class RecommendationDismissal(Base, Timestamped):
    """Somebody's decision against a recommendation, and what it recommended; later runs measure theirs by it."""

    __tablename__ = "recommendation_dismissals"
    id: Mapped[bigint_pk]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    supplier_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.suppliers.id"))
    run_id: Mapped[bigint]
    quantity: Mapped[int]
    stockout_probability: Mapped[float | None]
    reason: Mapped[str]
    dismissed_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    dismissed_at: Mapped[instant]
    __table_args__ = (
        ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("char_length(reason) between 1 and 2000", name="reason_length"),
        Index("ix_recommendation_dismissals_product_id", "product_id", "dismissed_at"),
        {"schema": "app"},
    )


class PolicyBacktest(Base, Published):
    """A policy simulated over a past period, for one SKU or (SKU null) in total."""

    __tablename__ = "policy_backtests"
    id: Mapped[bigint] = mapped_column(primary_key=True, comment="number within the run")
    policy: Mapped[str]
    period_start: Mapped[date]
    period_end: Mapped[date]
    product_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    parameters: Mapped[str] = mapped_column(server_default=text("''"), comment="what a rival was tuned to")
    service_level: Mapped[float] = mapped_column(comment="share of the demanded units that were served")
    planned_service_level: Mapped[float | None] = mapped_column(comment="what the orders were expected to serve")
    demand_units: Mapped[float] = mapped_column(server_default=text("0"))
    lost_units: Mapped[float]
    order_count: Mapped[int] = mapped_column(server_default=text("0"))
    lost_margin: Mapped[money | None]
    mean_stock_value: Mapped[money | None]
    holding_cost: Mapped[money | None]
    ordering_cost: Mapped[money | None]
    total_cost: Mapped[money | None]
    total_cost_low: Mapped[money | None] = mapped_column(comment="90 % interval over SKUs")
    total_cost_high: Mapped[money | None]
    cost_ratio: Mapped[float | None] = mapped_column(comment="the recommended policy's total cost over this one's")
    cost_ratio_low: Mapped[float | None]
    cost_ratio_high: Mapped[float | None]
    __table_args__ = (
        CheckConstraint("period_end >= period_start", name="period_order"),
        CheckConstraint("service_level between 0 and 1", name="service_level_range"),
        CheckConstraint("planned_service_level between 0 and 1", name="planned_service_level_range"),
        *counted("order_count"),
        *finite("demand_units", "lost_units"),
        Index(
            "uq_policy_backtests_key",
            "run_id",
            "policy",
            "period_start",
            "product_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        {"schema": "ai"},
    )
