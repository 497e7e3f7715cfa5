"""Triggers on every table, the three roles, and the views of the published run

Revision: 0009_triggers_and_views, after 0008_audit
"""

import sqlalchemy as sa
from alembic import op

revision = "0009_triggers_and_views"
down_revision = "0008_audit"
branch_labels = None
depends_on = None

IMPORTED = (
    "suppliers",
    "products",
    "orders",
    "order_items",
    "order_returns",
    "reversals",
    "payments",
    "inventory",
    "inventory_movements",
    "promotions",
    "promotion_products",
    "ad_campaigns",
    "ad_spend_daily",
)

VIEWS = {
    "ai.current_predictions": """
        select product.sku, prediction.target_date, prediction.forecast_qty, prediction.p10, prediction.p50,
               prediction.p90, prediction.confidence_score, prediction.model, prediction.product_id, prediction.run_id
        from ai.predictions as prediction
        join jobs.published_run as pointer on pointer.run_id = prediction.run_id
        join raw.products as product on product.id = prediction.product_id
    """,
    "ai.current_prediction_totals": """
        select product.sku, total.horizon_days, total.mean, total.p10, total.p50, total.p90,
               total.confidence_score, total.model, total.product_id, total.run_id
        from ai.prediction_totals as total
        join jobs.published_run as pointer on pointer.run_id = total.run_id
        join raw.products as product on product.id = total.product_id
    """,
    "ai.current_recommendations": """
        select product.sku, recommendation.quantity, recommendation.order_by, recommendation.expected_arrival,
               recommendation.depletion_date, recommendation.lead_time_days, recommendation.review_days,
               recommendation.service_level, recommendation.order_up_to, recommendation.waterfall,
               recommendation.assumptions, recommendation.unit_cost, recommendation.currency,
               recommendation.stockout_probability, recommendation.overstock_value, recommendation.status,
               supplier.code as supplier, recommendation.product_id, recommendation.supplier_id, recommendation.run_id
        from ai.recommendations as recommendation
        join jobs.published_run as pointer on pointer.run_id = recommendation.run_id
        join raw.products as product on product.id = recommendation.product_id
        left join raw.suppliers as supplier on supplier.id = recommendation.supplier_id
    """,
    "ai.current_anomalies": """
        select product.sku, anomaly.detected_on, anomaly.anomaly_type, anomaly.severity, anomaly.observed,
               anomaly.expected, anomaly.p_value, anomaly.money_at_stake, anomaly.status, anomaly.details,
               anomaly.product_id, anomaly.id, anomaly.run_id
        from ai.anomaly_detections as anomaly
        join jobs.pipeline_run as run on run.id = anomaly.run_id
        join jobs.published_run as pointer on true
        join jobs.pipeline_run as published on published.id = pointer.run_id
        join raw.products as product on product.id = anomaly.product_id
        where run.status = 'SUCCEEDED' and anomaly.detected_on <= published.logical_date
    """,
    "mart.current_sku_overview": """
        select product.sku, product.name, product.category, product.brand, supplier.code as supplier,
               overview.as_of_date, overview.on_hand, overview.reserved, overview.on_order, overview.days_of_cover,
               overview.depletion_date, overview.stockout_risk, overview.stockout_probability_7,
               overview.stockout_probability_14, overview.stockout_probability_30, overview.forecast_7,
               overview.forecast_14, overview.forecast_30, overview.revenue_28, overview.units_28,
               overview.money_at_risk, overview.recommended_quantity, overview.demand_class, overview.abc,
               overview.xyz, overview.trust_grade, overview.product_id, product.supplier_id, overview.run_id
        from mart.sku_overview as overview
        join jobs.published_run as pointer on pointer.run_id = overview.run_id
        join raw.products as product on product.id = overview.product_id
        left join raw.suppliers as supplier on supplier.id = product.supplier_id
    """,
}


def _tables() -> list[tuple[str, str]]:
    rows = op.get_bind().execute(
        sa.text("""
            select schemaname, tablename from pg_tables
            where schemaname in ('raw', 'mart', 'ai', 'app', 'audit', 'jobs')
            and tablename not like 'alembic%' and tablename not like 'huey%'
            order by 1, 2
        """)
    )
    return [(schema, table) for schema, table in rows if (schema, table) != ("audit", "audit_logs")]


def upgrade() -> None:
    for schema, table in _tables():
        function = "raw.touch" if schema == "raw" and table in IMPORTED else "app.touch"
        op.execute(f"create trigger touch before update on {schema}.{table} for each row execute function {function}()")
    op.execute(
        "create trigger append_only before update or delete on audit.audit_logs"
        " for each row execute function audit.refuse_change()"
    )
    op.execute(
        "create trigger no_truncate before truncate on audit.audit_logs"
        " for each statement execute function audit.refuse_change()"
    )
    op.execute("insert into app.roles (code, rank) values ('OPERATOR', 1), ('MANAGER', 2), ('ADMIN', 3)")
    for name, query in VIEWS.items():
        op.execute(f"create view {name} as {query}")


def downgrade() -> None:
    for name in reversed(VIEWS):
        op.execute(f"drop view {name}")
    op.execute("delete from app.roles")
    op.execute("drop trigger no_truncate on audit.audit_logs")
    op.execute("drop trigger append_only on audit.audit_logs")
    for schema, table in _tables():
        op.execute(f"drop trigger touch on {schema}.{table}")
