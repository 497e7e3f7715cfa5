"""Purchasing, notifications, planning

Revision: 0007_app, after 0006_ai
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007_app"
down_revision = "0006_ai"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), server_default=sa.text("gen_random_uuid()"), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("relayed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
        sa.UniqueConstraint("event_id", name=op.f("uq_outbox_event_id")),
        schema="app",
    )
    op.create_index(
        "ix_outbox_waiting", "outbox", ["id"], unique=False, schema="app", postgresql_where="relayed_at is null"
    )
    op.create_table(
        "notification_settings",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("is_enabled", sa.Boolean(), nullable=False),
        sa.Column("is_digest", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=True),
        sa.Column("quiet_until", sa.Time(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "channel in ('IN_APP', 'EMAIL', 'SLACK', 'WEBHOOK')", name=op.f("ck_notification_settings_channel_known")
        ),
        sa.CheckConstraint(
            "(quiet_from is null) = (quiet_until is null)", name=op.f("ck_notification_settings_quiet_hours_whole")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("fk_notification_settings_user_id")),
        sa.PrimaryKeyConstraint("user_id", "event_type", "channel", name=op.f("pk_notification_settings")),
        schema="app",
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.BigInteger(), nullable=False),
        sa.Column("event_type", sa.Text(), nullable=False),
        sa.Column("payload", postgresql.JSONB(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["app.outbox.event_id"], name=op.f("fk_notifications_event_id")),
        sa.ForeignKeyConstraint(["recipient_id"], ["app.users.id"], name=op.f("fk_notifications_recipient_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        schema="app",
    )
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["recipient_id", "id"],
        unique=False,
        schema="app",
        postgresql_where="read_at is null",
    )
    op.create_index(
        "uq_notifications_event_recipient", "notifications", ["event_id", "recipient_id"], unique=True, schema="app"
    )
    op.create_table(
        "notification_deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), server_default=sa.text("'PENDING'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("delivered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "channel in ('IN_APP', 'EMAIL', 'SLACK', 'WEBHOOK')", name=op.f("ck_notification_deliveries_channel_known")
        ),
        sa.CheckConstraint(
            "status in ('PENDING', 'SENT', 'FAILED', 'GIVEN_UP')", name=op.f("ck_notification_deliveries_status_known")
        ),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_notification_deliveries_attempts_range")),
        sa.ForeignKeyConstraint(
            ["notification_id"], ["app.notifications.id"], name=op.f("fk_notification_deliveries_notification_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification_deliveries")),
        schema="app",
    )
    op.create_index(
        "ix_notification_deliveries_due",
        "notification_deliveries",
        ["next_attempt_at"],
        unique=False,
        schema="app",
        postgresql_where="status in ('PENDING', 'FAILED')",
    )
    op.create_index(
        "uq_notification_deliveries_channel",
        "notification_deliveries",
        ["notification_id", "channel"],
        unique=True,
        schema="app",
    )
    op.create_table(
        "purchase_orders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("order_no", sa.Text(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.Text(), server_default=sa.text("'DRAFT'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("content_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("submitted_sha256", sa.LargeBinary(length=32), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("total_amount", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("is_split_suspect", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("last_edited_by", sa.BigInteger(), nullable=False),
        sa.Column("submitted_by", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejected_by", sa.BigInteger(), nullable=True),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rejection_reason", sa.Text(), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state <> 'PENDING' or submitted_sha256 = content_sha256",
            name=op.f("ck_purchase_orders_pending_as_submitted"),
        ),
        sa.CheckConstraint(
            "state <> 'REJECTED' or rejected_by is not null", name=op.f("ck_purchase_orders_rejected_by_someone")
        ),
        sa.CheckConstraint(
            "state in ('DRAFT', 'PENDING', 'APPROVED', 'REJECTED', 'COMPLETED')",
            name=op.f("ck_purchase_orders_state_known"),
        ),
        sa.CheckConstraint(
            "state not in ('APPROVED', 'COMPLETED') or (approved_by is not null and approved_at is not null and submitted_by is not null and submitted_sha256 = content_sha256)",
            name=op.f("ck_purchase_orders_approved_as_submitted"),
        ),
        sa.CheckConstraint(
            "total_amount >= 0 and total_amount < 'Infinity'", name=op.f("ck_purchase_orders_total_amount_range")
        ),
        sa.CheckConstraint(
            "approved_by is null or (approved_by <> created_by and approved_by <> last_edited_by and approved_by is distinct from submitted_by)",
            name=op.f("ck_purchase_orders_four_eyes"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["app.users.id"], name=op.f("fk_purchase_orders_approved_by")),
        sa.ForeignKeyConstraint(["created_by"], ["app.users.id"], name=op.f("fk_purchase_orders_created_by")),
        sa.ForeignKeyConstraint(["last_edited_by"], ["app.users.id"], name=op.f("fk_purchase_orders_last_edited_by")),
        sa.ForeignKeyConstraint(["rejected_by"], ["app.users.id"], name=op.f("fk_purchase_orders_rejected_by")),
        sa.ForeignKeyConstraint(["submitted_by"], ["app.users.id"], name=op.f("fk_purchase_orders_submitted_by")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_purchase_orders_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_orders")),
        sa.UniqueConstraint("order_no", name=op.f("uq_purchase_orders_order_no")),
        schema="app",
    )
    op.create_index(
        "ix_purchase_orders_state",
        "purchase_orders",
        ["state", "id"],
        unique=False,
        schema="app",
        postgresql_where="deleted_at is null",
    )
    op.create_index(
        "ix_purchase_orders_supplier_id", "purchase_orders", ["supplier_id", "id"], unique=False, schema="app"
    )
    op.create_table(
        "comments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("author_id", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("char_length(body) between 1 and 10000", name=op.f("ck_comments_body_length")),
        sa.CheckConstraint("num_nonnulls(purchase_order_id, product_id) = 1", name=op.f("ck_comments_one_subject")),
        sa.ForeignKeyConstraint(["author_id"], ["app.users.id"], name=op.f("fk_comments_author_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_comments_product_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["app.purchase_orders.id"], name=op.f("fk_comments_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
        schema="app",
    )
    op.create_index("ix_comments_product_id", "comments", ["product_id", "id"], unique=False, schema="app")
    op.create_index(
        "ix_comments_purchase_order_id", "comments", ["purchase_order_id", "id"], unique=False, schema="app"
    )
    op.create_table(
        "forecast_overrides",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("created_by", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("btrim(reason) <> ''", name=op.f("ck_forecast_overrides_reason_given")),
        sa.CheckConstraint(
            "mode in ('FACTOR', 'UNITS_PER_DAY', 'TOTAL_UNITS')", name=op.f("ck_forecast_overrides_mode_known")
        ),
        sa.CheckConstraint("value >= 0 and value < 'Infinity'", name=op.f("ck_forecast_overrides_value_range")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_forecast_overrides_period_order")),
        sa.ForeignKeyConstraint(["created_by"], ["app.users.id"], name=op.f("fk_forecast_overrides_created_by")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_forecast_overrides_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forecast_overrides")),
        schema="app",
    )
    op.create_index(
        "ix_forecast_overrides_product_id",
        "forecast_overrides",
        ["product_id", "starts_on"],
        unique=False,
        schema="app",
    )
    op.create_table(
        "planning_settings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=True),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("product_id", sa.BigInteger(), nullable=True),
        sa.Column("service_level", sa.Numeric(precision=7, scale=6), nullable=True),
        sa.Column("review_days", sa.Integer(), nullable=True),
        sa.Column("lead_time_days", sa.Integer(), nullable=True),
        sa.Column(
            "holding_cost_rate", sa.Numeric(precision=7, scale=6), nullable=True, comment="share of unit cost a year"
        ),
        sa.Column("ordering_cost", sa.Numeric(precision=14, scale=2), nullable=True),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_by", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "holding_cost_rate >= 0 and holding_cost_rate < 'Infinity'",
            name=op.f("ck_planning_settings_holding_cost_rate_range"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(category, supplier_id, product_id) = (scope <> 'GLOBAL')::int and (scope = 'CATEGORY') = (category is not null) and (scope = 'SUPPLIER') = (supplier_id is not null) and (scope = 'PRODUCT') = (product_id is not null)",
            name=op.f("ck_planning_settings_scope_has_its_key"),
        ),
        sa.CheckConstraint(
            "ordering_cost >= 0 and ordering_cost < 'Infinity'", name=op.f("ck_planning_settings_ordering_cost_range")
        ),
        sa.CheckConstraint(
            "scope in ('GLOBAL', 'CATEGORY', 'SUPPLIER', 'PRODUCT')", name=op.f("ck_planning_settings_scope_known")
        ),
        sa.CheckConstraint("lead_time_days between 0 and 730", name=op.f("ck_planning_settings_lead_time_days_range")),
        sa.CheckConstraint("review_days between 1 and 366", name=op.f("ck_planning_settings_review_days_range")),
        sa.CheckConstraint(
            "service_level > 0 and service_level < 1", name=op.f("ck_planning_settings_service_level_range")
        ),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_planning_settings_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_planning_settings_supplier_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["app.users.id"], name=op.f("fk_planning_settings_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planning_settings")),
        schema="app",
    )
    op.create_index(
        "uq_planning_settings_scope",
        "planning_settings",
        ["scope", "category", "supplier_id", "product_id"],
        unique=True,
        schema="app",
        postgresql_nulls_not_distinct=True,
        postgresql_where="deleted_at is null",
    )
    op.create_table(
        "purchase_order_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "from_state in ('DRAFT', 'PENDING', 'APPROVED', 'REJECTED', 'COMPLETED')",
            name=op.f("ck_purchase_order_events_from_state_known"),
        ),
        sa.CheckConstraint(
            "to_state in ('DRAFT', 'PENDING', 'APPROVED', 'REJECTED', 'COMPLETED')",
            name=op.f("ck_purchase_order_events_to_state_known"),
        ),
        sa.ForeignKeyConstraint(["actor_id"], ["app.users.id"], name=op.f("fk_purchase_order_events_actor_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["app.purchase_orders.id"], name=op.f("fk_purchase_order_events_purchase_order_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_events")),
        schema="app",
    )
    op.create_index(
        "uq_purchase_order_events_version",
        "purchase_order_events",
        ["purchase_order_id", "version", "kind"],
        unique=True,
        schema="app",
    )
    op.create_table(
        "purchase_order_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purchase_order_id", sa.BigInteger(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("unit_cost", sa.Numeric(precision=14, scale=2), nullable=False),
        sa.Column("received_quantity", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("recommendation_run_id", sa.BigInteger(), nullable=True),
        sa.Column("waterfall", postgresql.JSONB(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint(
            "unit_cost >= 0 and unit_cost < 'Infinity'", name=op.f("ck_purchase_order_items_unit_cost_range")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_order_items_quantity_positive")),
        sa.CheckConstraint("received_quantity >= 0", name=op.f("ck_purchase_order_items_received_quantity_range")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_purchase_order_items_product_id")),
        sa.ForeignKeyConstraint(
            ["purchase_order_id"], ["app.purchase_orders.id"], name=op.f("fk_purchase_order_items_purchase_order_id")
        ),
        sa.ForeignKeyConstraint(
            ["recommendation_run_id"],
            ["jobs.pipeline_run.id"],
            name=op.f("fk_purchase_order_items_recommendation_run_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_items")),
        schema="app",
    )
    op.create_index(
        "ix_purchase_order_items_product_id", "purchase_order_items", ["product_id"], unique=False, schema="app"
    )
    op.create_index(
        "uq_purchase_order_items_line",
        "purchase_order_items",
        ["purchase_order_id", "line_no"],
        unique=True,
        schema="app",
    )
    op.create_table(
        "purchase_order_receipts",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("purchase_order_item_id", sa.BigInteger(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("warehouse_code", sa.Text(), nullable=False),
        sa.Column("received_by", sa.BigInteger(), nullable=False),
        sa.Column("movement_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_purchase_order_receipts_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["movement_id"], ["raw.inventory_movements.id"], name=op.f("fk_purchase_order_receipts_movement_id")
        ),
        sa.ForeignKeyConstraint(
            ["purchase_order_item_id"],
            ["app.purchase_order_items.id"],
            name=op.f("fk_purchase_order_receipts_purchase_order_item_id"),
        ),
        sa.ForeignKeyConstraint(["received_by"], ["app.users.id"], name=op.f("fk_purchase_order_receipts_received_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_order_receipts")),
        schema="app",
    )
    op.create_index(
        "ix_purchase_order_receipts_item",
        "purchase_order_receipts",
        ["purchase_order_item_id"],
        unique=False,
        schema="app",
    )


def downgrade() -> None:
    op.drop_table("purchase_order_receipts", schema="app")
    op.drop_table("purchase_order_items", schema="app")
    op.drop_table("purchase_order_events", schema="app")
    op.drop_table("planning_settings", schema="app")
    op.drop_table("forecast_overrides", schema="app")
    op.drop_table("comments", schema="app")
    op.drop_table("purchase_orders", schema="app")
    op.drop_table("notification_deliveries", schema="app")
    op.drop_table("notifications", schema="app")
    op.drop_table("notification_settings", schema="app")
    op.drop_table("outbox", schema="app")
