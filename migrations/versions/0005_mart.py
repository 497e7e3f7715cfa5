"""Published marts

Revision: 0005_mart, after 0004_jobs
"""

import sqlalchemy as sa
from alembic import op

revision = "0005_mart"
down_revision = "0004_jobs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "sku_daily_stats",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("stat_date", sa.Date(), nullable=False),
        sa.Column("ordered_units", sa.Integer(), nullable=False),
        sa.Column("cancelled_units", sa.Integer(), nullable=False),
        sa.Column("sold_units", sa.Integer(), nullable=False),
        sa.Column("returned_units", sa.Integer(), nullable=False),
        sa.Column("order_count", sa.Integer(), nullable=False),
        sa.Column("gross_revenue", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("net_revenue", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("paid_price", sa.Double(), nullable=True),
        sa.Column("discount_rate", sa.Double(), nullable=True),
        sa.Column("on_hand", sa.Integer(), nullable=True),
        sa.Column("is_stockout", sa.Boolean(), nullable=True),
        sa.Column("is_promotion", sa.Boolean(), nullable=False),
        sa.Column("ad_spend", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("demand_units", sa.Double(), nullable=False),
        sa.Column("demand_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "demand_reason in ('OBSERVED', 'STOCKOUT_CORRECTED', 'OUTLIER_CAPPED')",
            name=op.f("ck_sku_daily_stats_demand_reason_known"),
        ),
        sa.CheckConstraint(
            "demand_units > '-Infinity' and demand_units < 'Infinity'",
            name=op.f("ck_sku_daily_stats_demand_units_finite"),
        ),
        sa.CheckConstraint(
            "gross_revenue > '-Infinity' and gross_revenue < 'Infinity'",
            name=op.f("ck_sku_daily_stats_gross_revenue_finite"),
        ),
        sa.CheckConstraint(
            "net_revenue > '-Infinity' and net_revenue < 'Infinity'", name=op.f("ck_sku_daily_stats_net_revenue_finite")
        ),
        sa.CheckConstraint("cancelled_units >= 0", name=op.f("ck_sku_daily_stats_cancelled_units_range")),
        sa.CheckConstraint("order_count >= 0", name=op.f("ck_sku_daily_stats_order_count_range")),
        sa.CheckConstraint("ordered_units >= 0", name=op.f("ck_sku_daily_stats_ordered_units_range")),
        sa.CheckConstraint("returned_units >= 0", name=op.f("ck_sku_daily_stats_returned_units_range")),
        sa.CheckConstraint("sold_units = ordered_units - cancelled_units", name=op.f("ck_sku_daily_stats_sold_is_net")),
        sa.CheckConstraint("sold_units >= 0", name=op.f("ck_sku_daily_stats_sold_units_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_sku_daily_stats_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_sku_daily_stats_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "stat_date", name=op.f("pk_sku_daily_stats")),
        schema="mart",
        postgresql_partition_by="LIST (run_id)",
    )
    op.create_table(
        "sku_features",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of_date", sa.Date(), nullable=False),
        sa.Column("age_days", sa.Integer(), nullable=False),
        sa.Column("days_since_last_sale", sa.Integer(), nullable=True),
        sa.Column("sales_days", sa.Integer(), nullable=False),
        sa.Column("level_28", sa.Double(), nullable=False),
        sa.Column("level_91", sa.Double(), nullable=False),
        sa.Column("trend_ratio", sa.Double(), nullable=True),
        sa.Column("volatility_91", sa.Double(), nullable=True),
        sa.Column("zero_share_91", sa.Double(), nullable=False),
        sa.Column("same_window_last_year", sa.Double(), nullable=True),
        sa.Column("weekday_strength", sa.Double(), nullable=True),
        sa.Column("season_index", sa.Double(), nullable=True),
        sa.Column("next_holiday_days", sa.Integer(), nullable=True),
        sa.Column("next_payday_days", sa.Integer(), nullable=True),
        sa.Column("paid_price", sa.Double(), nullable=True),
        sa.Column("price_change", sa.Double(), nullable=True),
        sa.Column("discount_rate_28", sa.Double(), nullable=True),
        sa.Column("is_promotion", sa.Boolean(), nullable=False),
        sa.Column("promotion_days_ahead_30", sa.Integer(), nullable=False),
        sa.Column("planned_discount_rate", sa.Double(), nullable=True),
        sa.Column("ad_spend_7", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("ad_spend_28", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("lead_time_stated_days", sa.Integer(), nullable=True),
        sa.Column("lead_time_mean_days", sa.Double(), nullable=True),
        sa.Column("lead_time_sd_days", sa.Double(), nullable=True),
        sa.Column("inventory_turnover", sa.Double(), nullable=True),
        sa.Column("return_rate_28", sa.Double(), nullable=True),
        sa.Column("return_rate_91", sa.Double(), nullable=True),
        sa.Column("stockout_days_91", sa.Integer(), nullable=False),
        sa.Column("adi", sa.Double(), nullable=True),
        sa.Column("cv2", sa.Double(), nullable=True),
        sa.Column("demand_class", sa.Text(), nullable=False),
        sa.Column("abc", sa.Text(), nullable=False),
        sa.Column("xyz", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("abc in ('A', 'B', 'C')", name=op.f("ck_sku_features_abc_known")),
        sa.CheckConstraint(
            "demand_class in ('SMOOTH', 'INTERMITTENT', 'ERRATIC', 'LUMPY', 'NEW', 'DORMANT')",
            name=op.f("ck_sku_features_demand_class_known"),
        ),
        sa.CheckConstraint("level_28 >= 0 and level_28 < 'Infinity'", name=op.f("ck_sku_features_level_28_range")),
        sa.CheckConstraint("level_91 >= 0 and level_91 < 'Infinity'", name=op.f("ck_sku_features_level_91_range")),
        sa.CheckConstraint("xyz in ('X', 'Y', 'Z')", name=op.f("ck_sku_features_xyz_known")),
        sa.CheckConstraint("zero_share_91 between 0 and 1", name=op.f("ck_sku_features_zero_share_91_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_sku_features_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_sku_features_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", name=op.f("pk_sku_features")),
        schema="mart",
    )
    op.create_table(
        "sku_overview",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("as_of_date", sa.Date(), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=True),
        sa.Column("reserved", sa.Integer(), nullable=True),
        sa.Column("on_order", sa.Integer(), nullable=False),
        sa.Column("days_of_cover", sa.Double(), nullable=True),
        sa.Column("depletion_date", sa.Date(), nullable=True),
        sa.Column("stockout_risk", sa.Text(), nullable=False),
        sa.Column("stockout_probability_7", sa.Double(), nullable=True),
        sa.Column("stockout_probability_14", sa.Double(), nullable=True),
        sa.Column("stockout_probability_30", sa.Double(), nullable=True),
        sa.Column("forecast_7", sa.Double(), nullable=True),
        sa.Column("forecast_14", sa.Double(), nullable=True),
        sa.Column("forecast_30", sa.Double(), nullable=True),
        sa.Column("revenue_28", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("units_28", sa.Integer(), nullable=False),
        sa.Column("money_at_risk", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("recommended_quantity", sa.Integer(), nullable=True),
        sa.Column("demand_class", sa.Text(), nullable=False),
        sa.Column("abc", sa.Text(), nullable=False),
        sa.Column("xyz", sa.Text(), nullable=False),
        sa.Column("trust_grade", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("abc in ('A', 'B', 'C')", name=op.f("ck_sku_overview_abc_known")),
        sa.CheckConstraint(
            "stockout_risk in ('STOCKED_OUT', 'HIGH', 'MEDIUM', 'LOW', 'UNKNOWN')",
            name=op.f("ck_sku_overview_stockout_risk_known"),
        ),
        sa.CheckConstraint("trust_grade in ('A', 'B', 'C', 'D')", name=op.f("ck_sku_overview_trust_grade_known")),
        sa.CheckConstraint("xyz in ('X', 'Y', 'Z')", name=op.f("ck_sku_overview_xyz_known")),
        sa.CheckConstraint(
            "stockout_probability_14 between 0 and 1", name=op.f("ck_sku_overview_stockout_probability_14_range")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_sku_overview_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_sku_overview_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", name=op.f("pk_sku_overview")),
        schema="mart",
    )
    op.create_index(
        "ix_sku_overview_cover", "sku_overview", ["run_id", "days_of_cover", "product_id"], unique=False, schema="mart"
    )
    op.create_index(
        "ix_sku_overview_depletion",
        "sku_overview",
        ["run_id", "depletion_date", "product_id"],
        unique=False,
        schema="mart",
    )
    op.create_index(
        "ix_sku_overview_revenue", "sku_overview", ["run_id", "revenue_28", "product_id"], unique=False, schema="mart"
    )
    op.create_index(
        "ix_sku_overview_risk",
        "sku_overview",
        ["run_id", "stockout_probability_14", "product_id"],
        unique=False,
        schema="mart",
    )
    op.create_table(
        "sku_weekly_stats",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("ordered_units", sa.Integer(), nullable=False),
        sa.Column("sold_units", sa.Integer(), nullable=False),
        sa.Column("returned_units", sa.Integer(), nullable=False),
        sa.Column("net_revenue", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("demand_units", sa.Double(), nullable=False),
        sa.Column("stockout_days", sa.Integer(), nullable=False),
        sa.Column("ad_spend", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "demand_units > '-Infinity' and demand_units < 'Infinity'",
            name=op.f("ck_sku_weekly_stats_demand_units_finite"),
        ),
        sa.CheckConstraint(
            "net_revenue > '-Infinity' and net_revenue < 'Infinity'",
            name=op.f("ck_sku_weekly_stats_net_revenue_finite"),
        ),
        sa.CheckConstraint(
            "extract(isodow from week_start) = 1", name=op.f("ck_sku_weekly_stats_week_start_is_monday")
        ),
        sa.CheckConstraint("ordered_units >= 0", name=op.f("ck_sku_weekly_stats_ordered_units_range")),
        sa.CheckConstraint("returned_units >= 0", name=op.f("ck_sku_weekly_stats_returned_units_range")),
        sa.CheckConstraint("sold_units >= 0", name=op.f("ck_sku_weekly_stats_sold_units_range")),
        sa.CheckConstraint("stockout_days >= 0", name=op.f("ck_sku_weekly_stats_stockout_days_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_sku_weekly_stats_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_sku_weekly_stats_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "week_start", name=op.f("pk_sku_weekly_stats")),
        schema="mart",
        postgresql_partition_by="LIST (run_id)",
    )
    op.create_table(
        "supplier_lead_times",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False, comment="number within the run"),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("receipts", sa.Integer(), nullable=False),
        sa.Column("stated_days", sa.Integer(), nullable=True),
        sa.Column("mean_days", sa.Double(), nullable=False),
        sa.Column("sd_days", sa.Double(), nullable=False),
        sa.Column("p50_days", sa.Double(), nullable=False),
        sa.Column("p90_days", sa.Double(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "mean_days >= 0 and mean_days < 'Infinity'", name=op.f("ck_supplier_lead_times_mean_days_range")
        ),
        sa.CheckConstraint(
            "p50_days >= 0 and p50_days < 'Infinity'", name=op.f("ck_supplier_lead_times_p50_days_range")
        ),
        sa.CheckConstraint(
            "p90_days >= 0 and p90_days < 'Infinity'", name=op.f("ck_supplier_lead_times_p90_days_range")
        ),
        sa.CheckConstraint("sd_days >= 0 and sd_days < 'Infinity'", name=op.f("ck_supplier_lead_times_sd_days_range")),
        sa.CheckConstraint("receipts >= 0", name=op.f("ck_supplier_lead_times_receipts_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_supplier_lead_times_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_supplier_lead_times_run_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_supplier_lead_times_supplier_id")),
        sa.PrimaryKeyConstraint("run_id", "id", name=op.f("pk_supplier_lead_times")),
        schema="mart",
    )
    op.create_index(
        "uq_supplier_lead_times_key",
        "supplier_lead_times",
        ["run_id", "supplier_id", "product_id"],
        unique=True,
        schema="mart",
        postgresql_nulls_not_distinct=True,
    )


def downgrade() -> None:
    op.drop_table("supplier_lead_times", schema="mart")
    op.drop_table("sku_weekly_stats", schema="mart")
    op.drop_table("sku_overview", schema="mart")
    op.drop_table("sku_features", schema="mart")
    op.drop_table("sku_daily_stats", schema="mart")
