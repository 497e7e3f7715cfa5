"""Planning settings by scope, planners' overrides of the forecast, and their decisions on corrections of demand."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk, money, not_negative, one_of, rate

SCOPES = ("GLOBAL", "CATEGORY", "SUPPLIER", "PRODUCT")
OVERRIDE_MODES = ("FACTOR", "UNITS_PER_DAY", "TOTAL_UNITS")
OVERRIDE_REASONS = ("PROMOTION", "EVENT", "COMPETITION", "CUSTOMER_NEWS", "ASSORTMENT", "DATA_ERROR", "JUDGEMENT")
DEMAND_LAYERS = ("OUTLIER", "STOCKOUT", "PROMOTION")
DEMAND_DECISIONS = ("ACCEPTED", "REFUSED")


class PlanningSetting(Base, Timestamped, SoftDeleted):
    """Terms of planning; the narrowest scope that says something wins (product, supplier, category, global)."""

    __tablename__ = "planning_settings"
    id: Mapped[bigint_pk]
    scope: Mapped[str]
    category: Mapped[str | None]
    supplier_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.suppliers.id"))
    product_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    service_level: Mapped[rate | None]
    review_days: Mapped[int | None]
    lead_time_days: Mapped[int | None]
    holding_cost_rate: Mapped[rate | None] = mapped_column(comment="share of unit cost a year")
    ordering_cost: Mapped[money | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = (
        one_of("scope", SCOPES),
        CheckConstraint(
            "num_nonnulls(category, supplier_id, product_id) = (scope <> 'GLOBAL')::int"
            " and (scope = 'CATEGORY') = (category is not null)"
            " and (scope = 'SUPPLIER') = (supplier_id is not null)"
            " and (scope = 'PRODUCT') = (product_id is not null)",
            name="scope_has_its_key",
        ),
        CheckConstraint("service_level > 0 and service_level < 1", name="service_level_range"),
        CheckConstraint("review_days between 1 and 366", name="review_days_range"),
        CheckConstraint("lead_time_days between 0 and 730", name="lead_time_days_range"),
        *not_negative("holding_cost_rate", "ordering_cost"),
        Index(
            "uq_planning_settings_scope",
            "scope",
            "category",
            "supplier_id",
            "product_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="deleted_at is null",
        ),
        {"schema": "app"},
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
