"""SKUs have a lifecycle, and the units of purchase orders that a run knew are kept beside its stock

Revision: 0025_lifecycle_and_open_units, after 0024_order_cancellation
"""

import sqlalchemy as sa
from alembic import op

revision = "0025_lifecycle_and_open_units"
down_revision = "0024_order_cancellation"
branch_labels = None
depends_on = None

LIFECYCLES = ("UPCOMING", "NEW", "ACTIVE", "ENDING", "DISCONTINUED", "NOT_STOCKED", "DORMANT")
STAGE = """
    update mart.sku_overview as overview set lifecycle = case
        when product.discontinued_on <= overview.as_of_date then 'DISCONTINUED'
        when product.launched_on > overview.as_of_date then 'UPCOMING'
        when product.discontinued_on is not null then 'ENDING'
        when overview.demand_class in ('NEW', 'DORMANT') then overview.demand_class
        else 'ACTIVE' end
    from raw.products as product where product.id = overview.product_id
"""
KNOWN_UNITS = """
    update mart.sku_overview as overview
    set open_order_units = known.open_units, received_order_units = known.received_units
    from (
        select item.product_id, overview.run_id,
               coalesce(sum(item.quantity - item.received_quantity)
                        filter (where purchase.state in ('DRAFT', 'PENDING', 'APPROVED')), 0) as open_units,
               sum(item.received_quantity) as received_units
        from mart.sku_overview as overview
        join app.purchase_order_items as item on item.product_id = overview.product_id
        join app.purchase_orders as purchase on purchase.id = item.purchase_order_id
        where purchase.deleted_at is null and purchase.created_at < overview.as_of_date + 1
        group by item.product_id, overview.run_id
    ) as known
    where known.product_id = overview.product_id and known.run_id = overview.run_id
"""
VIEW = """
    create view mart.current_sku_overview as
    select product.sku, product.name, product.category, product.brand, supplier.code as supplier,
           overview.as_of_date, overview.on_hand, overview.reserved, overview.on_order, overview.days_of_cover,
           overview.depletion_date, overview.stockout_risk, overview.stockout_probability_7,
           overview.stockout_probability_14, overview.stockout_probability_30, overview.forecast_7,
           overview.forecast_14, overview.forecast_30, overview.revenue_28, overview.units_28,
           overview.money_at_risk, overview.recommended_quantity, overview.demand_class, overview.abc,
           overview.xyz, {lifecycle}overview.trust_grade, overview.product_id, product.supplier_id, overview.run_id
    from mart.sku_overview as overview
    join jobs.published_run as pointer on pointer.run_id = overview.run_id
    join raw.products as product on product.id = overview.product_id
    left join raw.suppliers as supplier on supplier.id = product.supplier_id
"""
COMMENTS = {
    "open_order_units": "of on_order, units of purchase orders of app.purchase_orders",
    "received_order_units": "units ever received of such orders, as the run knew it",
}
INDEXES = (
    ("ix_sku_overview_money_at_risk", "mart", "sku_overview", "money_at_risk desc nulls last"),
    ("ix_sku_overview_money_at_risk_rising", "mart", "sku_overview", "money_at_risk"),
    ("ix_recommendations_order_by_falling", "ai", "recommendations", "order_by desc nulls last"),
    ("ix_recommendations_quantity", "ai", "recommendations", "quantity desc"),
    ("ix_recommendations_quantity_rising", "ai", "recommendations", "quantity"),
    ("ix_recommendations_stockout_probability", "ai", "recommendations", "stockout_probability desc nulls last"),
    ("ix_recommendations_stockout_probability_rising", "ai", "recommendations", "stockout_probability"),
)


def upgrade() -> None:
    for name, comment in COMMENTS.items():
        column = sa.Column(name, sa.Integer(), server_default=sa.text("0"), nullable=False, comment=comment)
        op.add_column("sku_overview", column, schema="mart")
    op.add_column("sku_overview", sa.Column("lifecycle", sa.Text()), schema="mart")
    op.execute(STAGE)
    op.execute(KNOWN_UNITS)
    op.alter_column("sku_overview", "lifecycle", nullable=False, schema="mart")
    for name in COMMENTS:
        op.alter_column("sku_overview", name, server_default=None, schema="mart")
        op.create_check_constraint(op.f(f"ck_sku_overview_{name}_range"), "sku_overview", f"{name} >= 0", schema="mart")
    listed = ", ".join(f"'{word}'" for word in LIFECYCLES)
    name = op.f("ck_sku_overview_lifecycle_known")
    op.create_check_constraint(name, "sku_overview", f"lifecycle in ({listed})", schema="mart")
    op.execute("drop view mart.current_sku_overview")
    op.execute(VIEW.format(lifecycle="overview.lifecycle, "))
    for name, schema, table, key in INDEXES:
        op.create_index(name, table, ["run_id", sa.text(key), "product_id"], schema=schema)


def downgrade() -> None:
    for name, schema, table, _ in reversed(INDEXES):
        op.drop_index(name, table, schema=schema)
    op.execute("drop view mart.current_sku_overview")
    op.execute(VIEW.format(lifecycle=""))
    for name in ("lifecycle", *COMMENTS):
        op.drop_column("sku_overview", name, schema="mart")
