"""Models, predictions, anomalies, recommendations

Revision: 0006_ai, after 0005_mart
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_ai"
down_revision = "0005_mart"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "model_versions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("trained_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data_cutoff", sa.Date(), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        sa.Column("code_version", sa.Text(), nullable=False),
        sa.Column("metrics", postgresql.JSONB(), nullable=False),
        sa.Column("artifact_path", sa.Text(), nullable=False),
        sa.Column("artifact_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('LIGHTGBM_GLOBAL', 'BASELINES')", name=op.f("ck_model_versions_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_model_versions")),
        schema="ai",
    )
    op.create_index(
        "ix_model_versions_kind_cutoff", "model_versions", ["kind", "data_cutoff", "id"], unique=False, schema="ai"
    )
    op.create_table(
        "anomaly_detections",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("detected_on", sa.Date(), nullable=False),
        sa.Column("anomaly_type", sa.Text(), nullable=False),
        sa.Column("severity", sa.Text(), nullable=False),
        sa.Column("observed", sa.Double(), nullable=True),
        sa.Column("expected", sa.Double(), nullable=True),
        sa.Column("p_value", sa.Double(), nullable=True),
        sa.Column("money_at_stake", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("snoozed_until", sa.Date(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("feedback", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "anomaly_type in ('SALES_SPIKE', 'SALES_DROP', 'RETURN_SURGE', 'STOCKOUT', 'OVERSTOCK', 'NEGATIVE_STOCK', 'PRICE_ANOMALY', 'FORECAST_BIAS', 'LEAD_TIME_SLIP', 'DATA_GAP', 'CAMPAIGN_WITHOUT_STOCK')",
            name=op.f("ck_anomaly_detections_anomaly_type_known"),
        ),
        sa.CheckConstraint("feedback in ('USEFUL', 'NOT_USEFUL')", name=op.f("ck_anomaly_detections_feedback_known")),
        sa.CheckConstraint(
            "severity in ('LOW', 'MEDIUM', 'HIGH', 'CRITICAL')", name=op.f("ck_anomaly_detections_severity_known")
        ),
        sa.CheckConstraint(
            "status in ('OPEN', 'ACKNOWLEDGED', 'SNOOZED', 'RESOLVED')", name=op.f("ck_anomaly_detections_status_known")
        ),
        sa.CheckConstraint("p_value between 0 and 1", name=op.f("ck_anomaly_detections_p_value_range")),
        sa.ForeignKeyConstraint(["owner_id"], ["app.users.id"], name=op.f("fk_anomaly_detections_owner_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_anomaly_detections_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_anomaly_detections_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_anomaly_detections")),
        schema="ai",
    )
    op.create_index(
        "ix_anomaly_detections_open",
        "anomaly_detections",
        ["detected_on", "id"],
        unique=False,
        schema="ai",
        postgresql_where="status = 'OPEN'",
    )
    op.create_index("ix_anomaly_detections_run_id", "anomaly_detections", ["run_id"], unique=False, schema="ai")
    op.create_index(
        "uq_anomaly_detections_key",
        "anomaly_detections",
        ["product_id", "detected_on", "anomaly_type"],
        unique=True,
        schema="ai",
    )
    op.create_table(
        "forecast_accuracy",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("origin_date", sa.Date(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), server_default=sa.text("'PUBLISHED'"), nullable=False),
        sa.Column("actual", sa.Double(), nullable=False),
        sa.Column("forecast", sa.Double(), nullable=False),
        sa.Column("absolute_error", sa.Double(), nullable=False),
        sa.Column("bias", sa.Double(), nullable=False),
        sa.Column("pinball", sa.Double(), nullable=True),
        sa.Column("is_covered", sa.Boolean(), nullable=True),
        sa.Column("value_added", sa.Double(), nullable=True, comment="naive absolute error minus ours, units"),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "absolute_error >= 0 and absolute_error < 'Infinity'",
            name=op.f("ck_forecast_accuracy_absolute_error_range"),
        ),
        sa.CheckConstraint("actual >= 0 and actual < 'Infinity'", name=op.f("ck_forecast_accuracy_actual_range")),
        sa.CheckConstraint("forecast >= 0 and forecast < 'Infinity'", name=op.f("ck_forecast_accuracy_forecast_range")),
        sa.CheckConstraint("source in ('PUBLISHED', 'BACKTEST')", name=op.f("ck_forecast_accuracy_source_known")),
        sa.CheckConstraint("horizon_days between 1 and 60", name=op.f("ck_forecast_accuracy_horizon_days_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_forecast_accuracy_product_id")),
        sa.PrimaryKeyConstraint(
            "product_id", "horizon_days", "origin_date", "model", "source", name=op.f("pk_forecast_accuracy")
        ),
        schema="ai",
    )
    op.create_index("ix_forecast_accuracy_origin_date", "forecast_accuracy", ["origin_date"], unique=False, schema="ai")
    op.create_table(
        "policy_backtests",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False, comment="number within the run"),
        sa.Column("policy", sa.Text(), nullable=False),
        sa.Column("period_start", sa.Date(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("service_level", sa.Double(), nullable=False),
        sa.Column("lost_units", sa.Double(), nullable=False),
        sa.Column("lost_margin", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("mean_stock_value", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("ordering_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("total_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "lost_units > '-Infinity' and lost_units < 'Infinity'", name=op.f("ck_policy_backtests_lost_units_finite")
        ),
        sa.CheckConstraint("period_end >= period_start", name=op.f("ck_policy_backtests_period_order")),
        sa.CheckConstraint("service_level between 0 and 1", name=op.f("ck_policy_backtests_service_level_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_policy_backtests_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_policy_backtests_run_id")),
        sa.PrimaryKeyConstraint("run_id", "id", name=op.f("pk_policy_backtests")),
        schema="ai",
    )
    op.create_index(
        "uq_policy_backtests_key",
        "policy_backtests",
        ["run_id", "policy", "period_start", "product_id"],
        unique=True,
        schema="ai",
        postgresql_nulls_not_distinct=True,
    )
    op.create_table(
        "prediction_explanations",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("base_value", sa.Double(), nullable=False),
        sa.Column("prediction", sa.Double(), nullable=False),
        sa.Column("contributions", postgresql.JSONB(), nullable=False),
        sa.Column("rules", postgresql.JSONB(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("horizon_days between 1 and 60", name=op.f("ck_prediction_explanations_horizon_days_range")),
        sa.ForeignKeyConstraint(
            ["product_id"], ["raw.products.id"], name=op.f("fk_prediction_explanations_product_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_prediction_explanations_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "horizon_days", name=op.f("pk_prediction_explanations")),
        schema="ai",
    )
    op.create_table(
        "prediction_totals",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("mean", sa.Double(), nullable=False),
        sa.Column("p10", sa.Double(), nullable=False),
        sa.Column("p50", sa.Double(), nullable=False),
        sa.Column("p90", sa.Double(), nullable=False),
        sa.Column("confidence_score", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("model_version_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("mean >= 0 and mean < 'Infinity'", name=op.f("ck_prediction_totals_mean_range")),
        sa.CheckConstraint(
            "p10 <= p50 and p50 <= p90 and p90 < 'Infinity'", name=op.f("ck_prediction_totals_quantiles_ordered")
        ),
        sa.CheckConstraint("p10 >= 0 and p10 < 'Infinity'", name=op.f("ck_prediction_totals_p10_range")),
        sa.CheckConstraint(
            "confidence_score between 0 and 1", name=op.f("ck_prediction_totals_confidence_score_range")
        ),
        sa.CheckConstraint("horizon_days between 1 and 60", name=op.f("ck_prediction_totals_horizon_days_range")),
        sa.ForeignKeyConstraint(
            ["model_version_id"], ["ai.model_versions.id"], name=op.f("fk_prediction_totals_model_version_id")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_prediction_totals_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_prediction_totals_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "horizon_days", name=op.f("pk_prediction_totals")),
        schema="ai",
    )
    op.create_table(
        "predictions",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=False),
        sa.Column("forecast_qty", sa.Double(), nullable=False),
        sa.Column("p10", sa.Double(), nullable=False),
        sa.Column("p50", sa.Double(), nullable=False),
        sa.Column("p90", sa.Double(), nullable=False),
        sa.Column("confidence_score", sa.Double(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "forecast_qty >= 0 and forecast_qty < 'Infinity'", name=op.f("ck_predictions_forecast_qty_range")
        ),
        sa.CheckConstraint(
            "p10 <= p50 and p50 <= p90 and p90 < 'Infinity'", name=op.f("ck_predictions_quantiles_ordered")
        ),
        sa.CheckConstraint("p10 >= 0 and p10 < 'Infinity'", name=op.f("ck_predictions_p10_range")),
        sa.CheckConstraint("confidence_score between 0 and 1", name=op.f("ck_predictions_confidence_score_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_predictions_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_predictions_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "target_date", name=op.f("pk_predictions")),
        schema="ai",
        postgresql_partition_by="LIST (run_id)",
    )
    op.create_table(
        "recommendations",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("order_by", sa.Date(), nullable=True),
        sa.Column("expected_arrival", sa.Date(), nullable=True),
        sa.Column("depletion_date", sa.Date(), nullable=True),
        sa.Column("lead_time_days", sa.Double(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("service_level", sa.Double(), nullable=False),
        sa.Column("order_up_to", sa.Integer(), nullable=False),
        sa.Column("waterfall", postgresql.JSONB(), nullable=False),
        sa.Column("assumptions", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column(
            "stockout_probability",
            sa.Double(),
            nullable=True,
            comment="over the protection period, if nothing is ordered",
        ),
        sa.Column("overstock_value", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("input_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'OPEN'"), nullable=False),
        sa.Column("dismissed_by", sa.BigInteger(), nullable=True),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "lead_time_days >= 0 and lead_time_days < 'Infinity'", name=op.f("ck_recommendations_lead_time_days_range")
        ),
        sa.CheckConstraint(
            "overstock_value >= 0 and overstock_value < 'Infinity'",
            name=op.f("ck_recommendations_overstock_value_range"),
        ),
        sa.CheckConstraint(
            "status in ('OPEN', 'ORDERED', 'DISMISSED', 'SUPERSEDED')", name=op.f("ck_recommendations_status_known")
        ),
        sa.CheckConstraint(
            "unit_cost >= 0 and unit_cost < 'Infinity'", name=op.f("ck_recommendations_unit_cost_range")
        ),
        sa.CheckConstraint("order_up_to >= 0", name=op.f("ck_recommendations_order_up_to_range")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_recommendations_quantity_range")),
        sa.CheckConstraint("review_days >= 1", name=op.f("ck_recommendations_review_days_range")),
        sa.CheckConstraint(
            "service_level > 0 and service_level < 1", name=op.f("ck_recommendations_service_level_range")
        ),
        sa.CheckConstraint(
            "stockout_probability between 0 and 1", name=op.f("ck_recommendations_stockout_probability_range")
        ),
        sa.ForeignKeyConstraint(["dismissed_by"], ["app.users.id"], name=op.f("fk_recommendations_dismissed_by")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_recommendations_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_recommendations_run_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_recommendations_supplier_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", name=op.f("pk_recommendations")),
        schema="ai",
    )
    op.create_index(
        "ix_recommendations_order_by",
        "recommendations",
        ["run_id", "order_by", "product_id"],
        unique=False,
        schema="ai",
    )
    op.create_index(
        "ix_recommendations_supplier_id", "recommendations", ["run_id", "supplier_id"], unique=False, schema="ai"
    )


def downgrade() -> None:
    op.drop_table("recommendations", schema="ai")
    op.drop_table("predictions", schema="ai")
    op.drop_table("prediction_totals", schema="ai")
    op.drop_table("prediction_explanations", schema="ai")
    op.drop_table("policy_backtests", schema="ai")
    op.drop_table("forecast_accuracy", schema="ai")
    op.drop_table("anomaly_detections", schema="ai")
    op.drop_table("model_versions", schema="ai")
