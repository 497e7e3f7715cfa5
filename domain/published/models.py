"""What a run publishes: marts, one row per run and SKU (and day or week), and recommendations."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.pipeline.models import Published
from kit.orm import Base, bigint, counted, finite, instant, money, not_negative, one_of

ABC = ("A", "B", "C")
XYZ = ("X", "Y", "Z")
DEMAND_CLASSES = ("SMOOTH", "INTERMITTENT", "ERRATIC", "LUMPY", "NEW", "DORMANT")
DEMAND_LAYERS = ("OUTLIER", "STOCKOUT", "PROMOTION")
DEMAND_DECISIONS = ("ACCEPTED", "REFUSED")
DEMAND_REASONS = ("OBSERVED", "STOCKOUT_CORRECTED", "OUTLIER_CAPPED", "PROMOTION_REMOVED")
RISKS = ("STOCKED_OUT", "HIGH", "MEDIUM", "LOW", "UNKNOWN")
LIFECYCLES = ("UPCOMING", "NEW", "ACTIVE", "ENDING", "DISCONTINUED", "NOT_STOCKED", "DORMANT")
"""Stages of a SKU's life; `sql/marts/sku_lifecycles.yml` defines them."""
RECOMMENDATION_STATUSES = ("OPEN", "ORDERED", "DISMISSED", "SUPERSEDED")
PARTITIONED = {"schema": "mart", "postgresql_partition_by": "LIST (run_id)"}


class SkuDailyStats(Base, Published):
    """One row per SKU and business day on which something happened or the stock changed (quiet days are left out)."""

    __tablename__ = "sku_daily_stats"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    stat_date: Mapped[date] = mapped_column(primary_key=True)
    ordered_units: Mapped[int]
    cancelled_units: Mapped[int]
    sold_units: Mapped[int]
    returned_units: Mapped[int]
    order_count: Mapped[int]
    gross_revenue: Mapped[money]
    net_revenue: Mapped[money]
    paid_price: Mapped[float | None]
    discount_rate: Mapped[float | None]
    on_hand: Mapped[int | None]
    is_stockout: Mapped[bool | None]
    is_promotion: Mapped[bool]
    ad_spend: Mapped[money]
    demand_units: Mapped[float]
    demand_reason: Mapped[str]
    outlier_units: Mapped[float] = mapped_column(server_default=text("0"))
    stockout_units: Mapped[float] = mapped_column(server_default=text("0"))
    promotion_units: Mapped[float] = mapped_column(server_default=text("0"))
    planner_units: Mapped[float] = mapped_column(server_default=text("0"))
    __table_args__ = (
        CheckConstraint("sold_units = ordered_units - cancelled_units", name="sold_is_net"),
        *counted("ordered_units", "cancelled_units", "sold_units", "returned_units", "order_count"),
        *finite("gross_revenue", "net_revenue", "demand_units"),
        one_of("demand_reason", DEMAND_REASONS),
        PARTITIONED,
    )


class SkuWeeklyStats(Base, Published):
    """One row per SKU and ISO week with activity."""

    __tablename__ = "sku_weekly_stats"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    week_start: Mapped[date] = mapped_column(primary_key=True)
    ordered_units: Mapped[int]
    sold_units: Mapped[int]
    returned_units: Mapped[int]
    net_revenue: Mapped[money]
    demand_units: Mapped[float]
    stockout_days: Mapped[int]
    ad_spend: Mapped[money]
    __table_args__ = (
        CheckConstraint("extract(isodow from week_start) = 1", name="week_start_is_monday"),
        *counted("ordered_units", "sold_units", "returned_units", "stockout_days"),
        *finite("net_revenue", "demand_units"),
        PARTITIONED,
    )


class DemandCorrection(Base, Published):
    """One row per SKU and layer that has something to correct: by how much, how sure, and whether it is applied."""

    __tablename__ = "demand_corrections"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    layer: Mapped[str] = mapped_column(primary_key=True)
    days: Mapped[int]
    units: Mapped[float]
    share: Mapped[float | None]
    share_low: Mapped[float | None]
    share_high: Mapped[float | None]
    is_applied: Mapped[bool]
    decision: Mapped[str | None]
    __table_args__ = (
        one_of("layer", DEMAND_LAYERS),
        one_of("decision", DEMAND_DECISIONS),
        *counted("days"),
        *finite("units"),
        {"schema": "mart"},
    )


class SkuFeatures(Base, Published):
    """One row per SKU: the features as of the run's date; formulas and units are in `sql/marts/sku_features.yml`."""

    __tablename__ = "sku_features"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    as_of_date: Mapped[date]
    age_days: Mapped[int]
    days_since_last_sale: Mapped[int | None]
    sales_days: Mapped[int]
    level_28: Mapped[float]
    level_91: Mapped[float]
    trend_ratio: Mapped[float | None]
    volatility_91: Mapped[float | None]
    zero_share_91: Mapped[float]
    same_window_last_year: Mapped[float | None]
    weekday_strength: Mapped[float | None]
    season_index: Mapped[float | None]
    next_holiday_days: Mapped[int | None]
    next_payday_days: Mapped[int | None]
    paid_price: Mapped[float | None]
    price_change: Mapped[float | None]
    discount_rate_28: Mapped[float | None]
    is_promotion: Mapped[bool]
    promotion_days_ahead_30: Mapped[int]
    planned_discount_rate: Mapped[float | None]
    ad_spend_7: Mapped[money]
    ad_spend_28: Mapped[money]
    lead_time_stated_days: Mapped[int | None]
    lead_time_mean_days: Mapped[float | None]
    lead_time_sd_days: Mapped[float | None]
    inventory_turnover: Mapped[float | None]
    return_rate_28: Mapped[float | None]
    return_rate_91: Mapped[float | None]
    stockout_days_91: Mapped[int]
    adi: Mapped[float | None]
    cv2: Mapped[float | None]
    demand_class: Mapped[str]
    abc: Mapped[str]
    xyz: Mapped[str]
    __table_args__ = (
        one_of("demand_class", DEMAND_CLASSES),
        one_of("abc", ABC),
        one_of("xyz", XYZ),
        CheckConstraint("zero_share_91 between 0 and 1", name="zero_share_91_range"),
        *not_negative("level_28", "level_91"),
        {"schema": "mart"},
    )


RISK_RANK = "mart.risk_rank(stockout_risk, money_at_risk)"
"""Place of a SKU by its class of risk, the greatest first; within a class those without money at stake come last."""


class SkuOverview(Base, Published):
    """One row per SKU: what a list needs in one read. Nulls mean "not known", never zero."""

    __tablename__ = "sku_overview"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    as_of_date: Mapped[date]
    on_hand: Mapped[int | None]
    reserved: Mapped[int | None]
    on_order: Mapped[int]
    open_order_units: Mapped[int] = mapped_column(
        comment="of on_order, units of purchase orders of app.purchase_orders"
    )
    received_order_units: Mapped[int] = mapped_column(comment="units ever received of such orders, as the run knew it")
    days_of_cover: Mapped[float | None]
    depletion_date: Mapped[date | None]
    stockout_risk: Mapped[str | None] = mapped_column(comment="null: a SKU that is not stocked has none")
    stockout_probability_7: Mapped[float | None]
    stockout_probability_14: Mapped[float | None]
    stockout_probability_30: Mapped[float | None]
    forecast_7: Mapped[float | None]
    forecast_14: Mapped[float | None]
    forecast_30: Mapped[float | None]
    revenue_28: Mapped[money | None]
    units_28: Mapped[int]
    money_at_risk: Mapped[money | None]
    recommended_quantity: Mapped[int | None]
    demand_class: Mapped[str]
    abc: Mapped[str]
    xyz: Mapped[str]
    lifecycle: Mapped[str]
    trust_grade: Mapped[str]
    __table_args__ = (
        one_of("stockout_risk", RISKS),
        one_of("lifecycle", LIFECYCLES),
        *counted("open_order_units", "received_order_units"),
        one_of("abc", ABC),
        one_of("xyz", XYZ),
        one_of("trust_grade", ("A", "B", "C", "D")),
        CheckConstraint("stockout_probability_14 between 0 and 1", name="stockout_probability_14_range"),
        Index(
            "ix_sku_overview_risk",
            "run_id",
            text(RISK_RANK),
            text("stockout_probability_14 desc nulls last"),
            text("money_at_risk desc nulls last"),
            "product_id",
        ),
        Index("ix_sku_overview_money_at_risk", "run_id", text("money_at_risk desc nulls last"), "product_id"),
        Index("ix_sku_overview_money_at_risk_rising", "run_id", "money_at_risk", "product_id"),
        Index("ix_sku_overview_depletion", "run_id", "depletion_date", "product_id"),
        Index("ix_sku_overview_revenue", "run_id", "revenue_28", "product_id"),
        Index("ix_sku_overview_cover", "run_id", "days_of_cover", "product_id"),
        {"schema": "mart"},
    )


class SupplierLeadTime(Base, Published):
    """One row per supplier and SKU (SKU null: the supplier as a whole): measured lead time, shrunk."""

    __tablename__ = "supplier_lead_times"
    id: Mapped[bigint] = mapped_column(primary_key=True, comment="number within the run")
    supplier_id: Mapped[bigint] = mapped_column(ForeignKey("raw.suppliers.id"))
    product_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    receipts: Mapped[int]
    stated_days: Mapped[int | None]
    mean_days: Mapped[float]
    sd_days: Mapped[float]
    p50_days: Mapped[float]
    p90_days: Mapped[float]
    __table_args__ = (
        Index(
            "uq_supplier_lead_times_key",
            "run_id",
            "supplier_id",
            "product_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
        ),
        *counted("receipts"),
        *not_negative("mean_days", "sd_days", "p50_days", "p90_days"),
        {"schema": "mart"},
    )


class Recommendation(Base, Published):
    """What to order of a SKU, by when, and every signed term that leads to the quantity."""

    __tablename__ = "recommendations"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    supplier_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.suppliers.id"))
    quantity: Mapped[int]
    order_by: Mapped[date | None]
    expected_arrival: Mapped[date | None]
    depletion_date: Mapped[date | None]
    lead_time_days: Mapped[float]
    review_days: Mapped[int]
    service_level: Mapped[float]
    order_up_to: Mapped[int]
    waterfall: Mapped[list[dict[str, object]]] = mapped_column(JSONB)
    assumptions: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    unit_cost: Mapped[money | None]
    currency: Mapped[str] = mapped_column(String(3))
    stockout_probability: Mapped[float | None] = mapped_column(
        comment="over the protection period, if nothing is ordered"
    )
    overstock_value: Mapped[money | None]
    input_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    status: Mapped[str] = mapped_column(server_default=text("'OPEN'"))
    dismissed_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    dismissed_at: Mapped[instant | None]
    __table_args__ = (
        one_of("status", RECOMMENDATION_STATUSES),
        *counted("quantity", "order_up_to"),
        *not_negative("lead_time_days", "unit_cost", "overstock_value"),
        CheckConstraint("service_level > 0 and service_level < 1", name="service_level_range"),
        CheckConstraint("stockout_probability between 0 and 1", name="stockout_probability_range"),
        CheckConstraint("review_days >= 1", name="review_days_range"),
        Index("ix_recommendations_order_by", "run_id", "order_by", "product_id"),
        Index("ix_recommendations_order_by_falling", "run_id", text("order_by desc nulls last"), "product_id"),
        Index(
            "ix_recommendations_stockout_probability",
            "run_id",
            text("stockout_probability desc nulls last"),
            "product_id",
        ),
        Index("ix_recommendations_stockout_probability_rising", "run_id", "stockout_probability", "product_id"),
        Index("ix_recommendations_supplier_id", "run_id", "supplier_id"),
        {"schema": "ai"},
    )
