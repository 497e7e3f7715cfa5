"""Purchase orders: what is decided on adds up and is kept; dismissed recommendations; retention of notifications

Revision: 0014_workflow_guards, after 0011_purchase_order_guards
"""

import sqlalchemy as sa
from alembic import op

revision = "0014_workflow_guards"
down_revision = "0011_purchase_order_guards"
branch_labels = None
depends_on = None

GUARD_STEP = """
    create function app.guard_purchase_order_step() returns trigger language plpgsql as $$
    begin
        if new.version = old.version then
            return new;
        end if;
        if new.state <> 'DRAFT' and (new.expected_on, new.note) is distinct from (old.expected_on, old.note) then
            raise exception 'purchase order %: only a draft is edited', old.order_no using errcode = 'check_violation';
        end if;
        if old.state || '>' || new.state in ('DRAFT>PENDING', 'PENDING>APPROVED') and new.total_amount is distinct from (
            select sum(quantity * unit_cost) from app.purchase_order_items where purchase_order_id = new.id
        ) then
            raise exception 'purchase order %: the lines do not add up to %', old.order_no, new.total_amount
                using errcode = 'check_violation';
        end if;
        if old.state = 'PENDING' and new.state = 'REJECTED' and not exists (
            select from app.users as rejecter
            join app.user_roles as granted on granted.user_id = rejecter.id
            where rejecter.id = new.rejected_by and rejecter.disabled_at is null and rejecter.deleted_at is null
            and granted.role_code in ('MANAGER', 'ADMIN')
        ) then
            raise exception 'purchase order %: who rejects it may not decide on orders', old.order_no
                using errcode = 'check_violation', constraint = 'rejecter_may_reject';
        end if;
        return new;
    end $$
"""
"""Beside `guard_purchase_order`, whose name sorts before it: the state, version and approver are right by then."""

GUARD_RECEIVED = """
    create function app.guard_purchase_order_received() returns trigger language plpgsql as $$
    begin
        -- Locked, so that no submission or decision comes between this look at the state and the change of the line.
        perform from app.purchase_orders where id = new.purchase_order_id for share;
        if tg_op = 'INSERT' and new.received_quantity <> 0 then
            raise exception 'purchase order line: nothing has arrived of a new line' using errcode = 'check_violation';
        end if;
        if tg_op = 'UPDATE' and new.received_quantity < old.received_quantity then
            raise exception 'purchase order line %: what has arrived stays', old.id using errcode = 'check_violation';
        end if;
        return new;
    end $$
"""
KEPT = ("purchase_order_events", "purchase_order_receipts")
WHOLE = ("purchase_orders", "purchase_order_items", *KEPT)
REFUSE = """
    create function app.refuse_change() returns trigger language plpgsql as $$
    begin
        raise exception '%: rows are added, never changed or removed', tg_table_name using errcode = 'check_violation';
    end $$
"""
REFUSE_TRUNCATE = """
    create function app.refuse_truncate() returns trigger language plpgsql as $$
    declare
        has_rows boolean;
    begin
        execute format('select exists (select from %I.%I)', tg_table_schema, tg_table_name) into has_rows;
        if has_rows then
            raise exception '%: orders are kept', tg_table_name using errcode = 'check_violation';
        end if;
        return null;
    end $$
"""


def upgrade() -> None:
    op.execute(GUARD_STEP)
    op.execute(GUARD_RECEIVED)
    op.execute(REFUSE)
    op.execute(REFUSE_TRUNCATE)
    op.execute(
        "create trigger guard_step before update on app.purchase_orders"
        " for each row execute function app.guard_purchase_order_step()"
    )
    op.execute(
        "create trigger before_guard before insert or update on app.purchase_order_items"
        " for each row execute function app.guard_purchase_order_received()"
    )
    for table in KEPT:
        op.execute(
            f"create trigger kept before update or delete on app.{table}"
            " for each row execute function app.refuse_change()"
        )
    for table in WHOLE:
        op.execute(
            f"create trigger kept_whole before truncate on app.{table}"
            " for each statement execute function app.refuse_truncate()"
        )
    _add_dismissals()
    op.create_index("ix_notification_deliveries_event_id", "notification_deliveries", ["event_id"], schema="app")
    op.create_index("ix_outbox_created_at", "outbox", ["created_at"], schema="app")
    op.create_index("ix_notifications_created_at", "notifications", ["created_at"], schema="app")


def _add_dismissals() -> None:
    op.create_table(
        "recommendation_dismissals",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=True),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("stockout_probability", sa.Double(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dismissed_by", sa.BigInteger(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_recommendation_dismissals_quantity_positive")),
        sa.CheckConstraint(
            "char_length(reason) between 1 and 2000", name=op.f("ck_recommendation_dismissals_reason_length")
        ),
        sa.ForeignKeyConstraint(
            ["product_id"], ["raw.products.id"], name=op.f("fk_recommendation_dismissals_product_id")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_recommendation_dismissals_supplier_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_recommendation_dismissals_run_id")),
        sa.ForeignKeyConstraint(
            ["dismissed_by"], ["app.users.id"], name=op.f("fk_recommendation_dismissals_dismissed_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation_dismissals")),
        schema="app",
    )
    op.create_index(
        "ix_recommendation_dismissals_product_id",
        "recommendation_dismissals",
        ["product_id", "dismissed_at"],
        schema="app",
    )
    op.execute(
        "create trigger touch before update on app.recommendation_dismissals for each row execute function app.touch()"
    )


def downgrade() -> None:
    for name, table in (
        ("ix_notifications_created_at", "notifications"),
        ("ix_outbox_created_at", "outbox"),
        ("ix_notification_deliveries_event_id", "notification_deliveries"),
    ):
        op.drop_index(name, table, schema="app")
    op.drop_table("recommendation_dismissals", schema="app")
    for table in WHOLE:
        op.execute(f"drop trigger kept_whole on app.{table}")
    for table in KEPT:
        op.execute(f"drop trigger kept on app.{table}")
    op.execute("drop trigger before_guard on app.purchase_order_items")
    op.execute("drop trigger guard_step on app.purchase_orders")
    for name in ("refuse_truncate", "refuse_change", "guard_purchase_order_received", "guard_purchase_order_step"):
        op.execute(f"drop function app.{name}()")
