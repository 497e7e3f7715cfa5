"""The raw tables: what flows in

Revision: 0002_raw, after 0001_foundation
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002_raw"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "import_batches",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("rows_in", sa.BigInteger(), nullable=False),
        sa.Column("rows_loaded", sa.BigInteger(), nullable=False),
        sa.Column("rows_unchanged", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("assumptions", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "status in ('LOADED', 'UNCHANGED', 'REFUSED', 'FAILED')", name=op.f("ck_import_batches_status_known")
        ),
        sa.CheckConstraint(
            "rows_in = rows_loaded + rows_unchanged + rows_rejected", name=op.f("ck_import_batches_rows_add_up")
        ),
        sa.CheckConstraint("rows_in >= 0", name=op.f("ck_import_batches_rows_in_range")),
        sa.CheckConstraint("rows_loaded >= 0", name=op.f("ck_import_batches_rows_loaded_range")),
        sa.CheckConstraint("rows_rejected >= 0", name=op.f("ck_import_batches_rows_rejected_range")),
        sa.CheckConstraint("rows_unchanged >= 0", name=op.f("ck_import_batches_rows_unchanged_range")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batches")),
        schema="raw",
    )
    op.create_index("ix_import_batches_started_at", "import_batches", ["started_at"], unique=False, schema="raw")
    op.create_table(
        "ad_campaigns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("budget", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("budget >= 0 and budget < 'Infinity'", name=op.f("ck_ad_campaigns_budget_range")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_ad_campaigns_period_order")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_ad_campaigns_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_campaigns")),
        sa.UniqueConstraint("code", name=op.f("uq_ad_campaigns_code")),
        schema="raw",
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("ordered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("customer_ref", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "(status = 'CANCELLED') = (cancelled_at is not null)", name=op.f("ck_orders_cancelled_has_time")
        ),
        sa.CheckConstraint(
            "status in ('PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED')", name=op.f("ck_orders_status_known")
        ),
        sa.CheckConstraint("cancelled_at >= ordered_at", name=op.f("ck_orders_cancelled_after_ordered")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_orders_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_orders_order_no")),
        schema="raw",
    )
    op.create_index("ix_orders_ordered_at", "orders", ["ordered_at"], unique=False, schema="raw")
    op.create_table(
        "promotions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("discount_rate", sa.Numeric(precision=7, scale=6), nullable=False),
        sa.Column("announced_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("discount_rate >= 0 and discount_rate <= 1", name=op.f("ck_promotions_discount_rate_range")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_promotions_period_order")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_promotions_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotions")),
        sa.UniqueConstraint("code", name=op.f("uq_promotions_code")),
        schema="raw",
    )
    op.create_index("ix_promotions_starts_on", "promotions", ["starts_on", "ends_on"], unique=False, schema="raw")
    op.create_table(
        "rejected_rows",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("row", postgresql.JSONB(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "reason in ('MISSING_VALUE', 'WRONG_TYPE', 'OUT_OF_RANGE', 'UNKNOWN_REFERENCE', 'DUPLICATE_KEY', 'NON_PRODUCT', 'UNMATCHED_RETURN', 'BROKEN_RULE')",
            name=op.f("ck_rejected_rows_reason_known"),
        ),
        sa.CheckConstraint("line_no >= 1", name=op.f("ck_rejected_rows_line_no_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_rejected_rows_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected_rows")),
        schema="raw",
    )
    op.create_index("ix_rejected_rows_batch_id", "rejected_rows", ["batch_id", "id"], unique=False, schema="raw")
    op.create_index("ix_rejected_rows_reason", "rejected_rows", ["reason", "id"], unique=False, schema="raw")
    op.create_table(
        "suppliers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column("order_cycle_days", sa.Integer(), nullable=True),
        sa.Column("order_weekdays", postgresql.ARRAY(sa.SmallInteger()), nullable=True),
        sa.Column("min_order_value", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("closures", postgresql.ARRAY(postgresql.DATERANGE()), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "min_order_value >= 0 and min_order_value < 'Infinity'", name=op.f("ck_suppliers_min_order_value_range")
        ),
        sa.CheckConstraint("lead_time_days between 0 and 730", name=op.f("ck_suppliers_lead_time_days_range")),
        sa.CheckConstraint("order_cycle_days between 1 and 366", name=op.f("ck_suppliers_order_cycle_days_range")),
        sa.CheckConstraint(
            "order_weekdays <@ array[1,2,3,4,5,6,7]::smallint[]", name=op.f("ck_suppliers_order_weekdays_iso")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_suppliers_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suppliers")),
        schema="raw",
    )
    op.create_index(
        "uq_suppliers_code", "suppliers", ["code"], unique=True, schema="raw", postgresql_where="deleted_at is null"
    )
    op.create_table(
        "payments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_amount", sa.Numeric(precision=14, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("amount >= 0 and amount < 'Infinity'", name=op.f("ck_payments_amount_range")),
        sa.CheckConstraint(
            "refunded_amount >= 0 and refunded_amount < 'Infinity'", name=op.f("ck_payments_refunded_amount_range")
        ),
        sa.CheckConstraint(
            "status in ('PENDING', 'PAID', 'FAILED', 'REFUNDED', 'PARTIALLY_REFUNDED')",
            name=op.f("ck_payments_status_known"),
        ),
        sa.CheckConstraint("refunded_amount <= amount", name=op.f("ck_payments_refunded_within_amount")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_payments_batch_id")),
        sa.ForeignKeyConstraint(["order_id"], ["raw.orders.id"], name=op.f("fk_payments_order_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payments")),
        schema="raw",
    )
    op.create_index("uq_payments_order_id_method", "payments", ["order_id", "method"], unique=True, schema="raw")
    op.create_table(
        "products",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("sku", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("list_price", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("moq", sa.Integer(), nullable=True),
        sa.Column("pack_size", sa.Integer(), nullable=True),
        sa.Column("max_order_qty", sa.Integer(), nullable=True),
        sa.Column("shelf_life_days", sa.Integer(), nullable=True),
        sa.Column("launched_on", sa.Date(), nullable=True),
        sa.Column("discontinued_on", sa.Date(), nullable=True),
        sa.Column("replaced_by_id", sa.BigInteger(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("list_price >= 0 and list_price < 'Infinity'", name=op.f("ck_products_list_price_range")),
        sa.CheckConstraint("unit_cost >= 0 and unit_cost < 'Infinity'", name=op.f("ck_products_unit_cost_range")),
        sa.CheckConstraint("discontinued_on >= launched_on", name=op.f("ck_products_life_order")),
        sa.CheckConstraint(
            "moq >= 1 and pack_size >= 1 and max_order_qty >= 1", name=op.f("ck_products_order_quantities_positive")
        ),
        sa.CheckConstraint("replaced_by_id <> id", name=op.f("ck_products_replaced_by_another")),
        sa.CheckConstraint("shelf_life_days >= 1", name=op.f("ck_products_shelf_life_days_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_products_batch_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["raw.products.id"], name=op.f("fk_products_replaced_by_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_products_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_products")),
        schema="raw",
    )
    op.create_index("ix_products_category", "products", ["category"], unique=False, schema="raw")
    op.create_index("ix_products_supplier_id", "products", ["supplier_id"], unique=False, schema="raw")
    op.create_index(
        "uq_products_sku", "products", ["sku"], unique=True, schema="raw", postgresql_where="deleted_at is null"
    )
    op.create_table(
        "ad_spend_daily",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("campaign_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("spend_date", sa.Date(), nullable=False),
        sa.Column("spend", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("impressions", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("clicks", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("spend >= 0 and spend < 'Infinity'", name=op.f("ck_ad_spend_daily_spend_range")),
        sa.CheckConstraint("clicks <= impressions", name=op.f("ck_ad_spend_daily_clicks_within_impressions")),
        sa.CheckConstraint("clicks >= 0", name=op.f("ck_ad_spend_daily_clicks_range")),
        sa.CheckConstraint("impressions >= 0", name=op.f("ck_ad_spend_daily_impressions_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_ad_spend_daily_batch_id")),
        sa.ForeignKeyConstraint(["campaign_id"], ["raw.ad_campaigns.id"], name=op.f("fk_ad_spend_daily_campaign_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_ad_spend_daily_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ad_spend_daily")),
        schema="raw",
    )
    op.create_index(
        "ix_ad_spend_daily_product_id_spend_date",
        "ad_spend_daily",
        ["product_id", "spend_date"],
        unique=False,
        schema="raw",
    )
    op.create_index(
        "uq_ad_spend_daily_campaign_product_date",
        "ad_spend_daily",
        ["campaign_id", "product_id", "spend_date"],
        unique=True,
        schema="raw",
    )
    op.create_table(
        "inventory",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_code", sa.Text(), nullable=False),
        sa.Column("snapshot_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("reserved", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("in_transit", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("in_transit >= 0", name=op.f("ck_inventory_in_transit_range")),
        sa.CheckConstraint("reserved >= 0", name=op.f("ck_inventory_reserved_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_inventory_batch_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_inventory_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory")),
        schema="raw",
    )
    op.create_index(
        "uq_inventory_product_warehouse_at",
        "inventory",
        ["product_id", "warehouse_code", "snapshot_at"],
        unique=True,
        schema="raw",
    )
    op.create_table(
        "inventory_movements",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("movement_ref", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("warehouse_code", sa.Text(), nullable=True),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "reason in ('RECEIPT', 'ADJUSTMENT', 'WRITE_OFF', 'TRANSFER', 'RETURN')",
            name=op.f("ck_inventory_movements_reason_known"),
        ),
        sa.CheckConstraint("quantity <> 0", name=op.f("ck_inventory_movements_quantity_not_zero")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_inventory_movements_batch_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_inventory_movements_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inventory_movements")),
        sa.UniqueConstraint("movement_ref", name=op.f("uq_inventory_movements_movement_ref")),
        schema="raw",
    )
    op.create_index(
        "ix_inventory_movements_product_id_moved_at",
        "inventory_movements",
        ["product_id", "moved_at"],
        unique=False,
        schema="raw",
    )
    op.create_table(
        "order_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("discount_amount", sa.Numeric(precision=14, scale=2), server_default=sa.text("0"), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "discount_amount >= 0 and discount_amount < 'Infinity'", name=op.f("ck_order_items_discount_amount_range")
        ),
        sa.CheckConstraint("unit_price >= 0 and unit_price < 'Infinity'", name=op.f("ck_order_items_unit_price_range")),
        sa.CheckConstraint("line_no >= 1", name=op.f("ck_order_items_line_no_range")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_items_quantity_positive")),
        sa.CheckConstraint(
            "returned_quantity = 0 or returned_at is not null", name=op.f("ck_order_items_returned_has_time")
        ),
        sa.CheckConstraint(
            "returned_quantity between 0 and quantity", name=op.f("ck_order_items_returned_quantity_range")
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_order_items_batch_id")),
        sa.ForeignKeyConstraint(["order_id"], ["raw.orders.id"], name=op.f("fk_order_items_order_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_order_items_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_items")),
        schema="raw",
    )
    op.create_index("ix_order_items_product_id", "order_items", ["product_id"], unique=False, schema="raw")
    op.create_index(
        "uq_order_items_order_id_line_no", "order_items", ["order_id", "line_no"], unique=True, schema="raw"
    )
    op.create_table(
        "promotion_products",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("promotion_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_promotion_products_batch_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_promotion_products_product_id")),
        sa.ForeignKeyConstraint(
            ["promotion_id"], ["raw.promotions.id"], name=op.f("fk_promotion_products_promotion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promotion_products")),
        schema="raw",
    )
    op.create_index(
        "ix_promotion_products_product_id", "promotion_products", ["product_id"], unique=False, schema="raw"
    )
    op.create_index(
        "uq_promotion_products_promotion_id_product_id",
        "promotion_products",
        ["promotion_id", "product_id"],
        unique=True,
        schema="raw",
    )
    op.create_table(
        "order_returns",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_item_id", sa.BigInteger(), nullable=False),
        sa.Column("source_ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("kind in ('CANCELLATION', 'RETURN')", name=op.f("ck_order_returns_kind_known")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_order_returns_quantity_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_order_returns_batch_id")),
        sa.ForeignKeyConstraint(["order_item_id"], ["raw.order_items.id"], name=op.f("fk_order_returns_order_item_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_returns")),
        schema="raw",
    )
    op.create_index(
        "uq_order_returns_order_item_id_source_ref",
        "order_returns",
        ["order_item_id", "source_ref"],
        unique=True,
        schema="raw",
    )
    op.create_table(
        "product_descriptions",
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("lines", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("lines >= 1", name=op.f("ck_product_descriptions_lines_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_product_descriptions_product_id")),
        sa.PrimaryKeyConstraint("product_id", "description", name=op.f("pk_product_descriptions")),
        schema="raw",
    )
    op.create_table(
        "reversals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reversal_no", sa.Text(), nullable=False),
        sa.Column("customer_ref", sa.Text(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_price", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("line_no", sa.BigInteger(), nullable=False),
        sa.Column("matched_quantity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column(
            "row_version",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text::bigint)"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_reversals_quantity_positive")),
        sa.CheckConstraint("matched_quantity between 0 and quantity", name=op.f("ck_reversals_matched_quantity_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_reversals_batch_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_reversals_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversals")),
        schema="raw",
    )
    op.create_index("uq_reversals_row_hash", "reversals", ["row_hash"], unique=True, schema="raw")
    op.create_index(
        "ix_reversals_customer_ref_product_id", "reversals", ["customer_ref", "product_id"], unique=False, schema="raw"
    )
    op.create_index("ix_reversals_product_id", "reversals", ["product_id"], unique=False, schema="raw")


def downgrade() -> None:
    op.drop_table("reversals", schema="raw")
    op.drop_table("product_descriptions", schema="raw")
    op.drop_table("order_returns", schema="raw")
    op.drop_table("promotion_products", schema="raw")
    op.drop_table("order_items", schema="raw")
    op.drop_table("inventory_movements", schema="raw")
    op.drop_table("inventory", schema="raw")
    op.drop_table("ad_spend_daily", schema="raw")
    op.drop_table("products", schema="raw")
    op.drop_table("payments", schema="raw")
    op.drop_table("suppliers", schema="raw")
    op.drop_table("rejected_rows", schema="raw")
    op.drop_table("promotions", schema="raw")
    op.drop_table("orders", schema="raw")
    op.drop_table("ad_campaigns", schema="raw")
    op.drop_table("import_batches", schema="raw")
