"""Purchase orders can be cancelled, with a reason, before anything of them has arrived

Revision: 0024_order_cancellation, after 0023_data_until
"""

import sqlalchemy as sa
from alembic import op

revision = "0024_order_cancellation"
down_revision = "0023_data_until"
branch_labels = None
depends_on = None

TABLE = "purchase_orders"
STATES = "'DRAFT', 'PENDING', 'APPROVED', 'REJECTED', 'COMPLETED'"
STATE_COLUMNS = ((TABLE, "state"), ("purchase_order_events", "from_state"), ("purchase_order_events", "to_state"))
WAYS = "'APPROVED>APPROVED', 'APPROVED>COMPLETED'"
MORE_WAYS = ", 'DRAFT>CANCELLED', 'PENDING>CANCELLED', 'APPROVED>CANCELLED', 'REJECTED>CANCELLED'"
LET_PASS = """
    do $$ begin
        execute replace(pg_get_functiondef('app.guard_purchase_order'::regproc), $ways${}$ways$, $ways${}$ways$);
    end $$
"""
"""The guard stays as it is but for the ways between states."""

CANCELLED = """case when state = 'CANCELLED' then cancelled_by is not null and cancelled_at is not null
    and char_length(coalesce(btrim(cancellation_reason), '')) between 1 and 2000
    else num_nonnulls(cancelled_by, cancelled_at, cancellation_reason) = 0 end"""
GUARD = """
    create function app.guard_purchase_order_cancellation() returns trigger language plpgsql as $$
    begin
        if new.state <> 'CANCELLED' or old.state = 'CANCELLED' then
            return new;
        end if;
        if exists (select from app.purchase_order_items where purchase_order_id = new.id and received_quantity > 0) then
            raise exception 'purchase order %: units have arrived; it is completed, not cancelled', new.order_no
                using errcode = 'check_violation';
        end if;
        if not exists (
            select from app.users as canceller
            join app.user_roles as granted on granted.user_id = canceller.id
            where canceller.id = new.cancelled_by and canceller.disabled_at is null and canceller.deleted_at is null
            and (
                granted.role_code in ('MANAGER', 'ADMIN')
                or granted.role_code = 'OPERATOR' and (
                    old.state in ('DRAFT', 'REJECTED')
                    or old.state = 'PENDING' and canceller.id in (old.created_by, old.submitted_by)
                )
            )
        ) then
            raise exception 'purchase order %: who cancels it may not do so', new.order_no
                using errcode = 'check_violation', constraint = 'canceller_may_cancel';
        end if;
        return new;
    end $$
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("cancelled_by", sa.BigInteger(), nullable=True), schema="app")
    op.add_column(TABLE, sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True), schema="app")
    op.add_column(TABLE, sa.Column("cancellation_reason", sa.Text(), nullable=True), schema="app")
    op.create_foreign_key(
        op.f("fk_purchase_orders_cancelled_by"),
        TABLE,
        "users",
        ["cancelled_by"],
        ["id"],
        source_schema="app",
        referent_schema="app",
    )
    _allow_states(f"{STATES}, 'CANCELLED'")
    op.create_check_constraint(op.f("ck_purchase_orders_cancelled_with_reason"), TABLE, CANCELLED, schema="app")
    op.execute(LET_PASS.format(WAYS, WAYS + MORE_WAYS))
    op.execute(GUARD)
    op.execute(
        "create trigger guard_cancellation before update on app.purchase_orders"
        " for each row execute function app.guard_purchase_order_cancellation()"
    )


def downgrade() -> None:
    op.execute("drop trigger guard_cancellation on app.purchase_orders")
    op.execute("drop function app.guard_purchase_order_cancellation()")
    op.execute(LET_PASS.format(WAYS + MORE_WAYS, WAYS))
    op.drop_constraint(op.f("ck_purchase_orders_cancelled_with_reason"), TABLE, schema="app", type_="check")
    _allow_states(STATES)
    op.drop_constraint(op.f("fk_purchase_orders_cancelled_by"), TABLE, schema="app", type_="foreignkey")
    for column in ("cancellation_reason", "cancelled_at", "cancelled_by"):
        op.drop_column(TABLE, column, schema="app")


def _allow_states(states: str) -> None:
    for table, column in STATE_COLUMNS:
        name = op.f(f"ck_{table}_{column}_known")
        op.drop_constraint(name, table, schema="app", type_="check")
        op.create_check_constraint(name, table, f"{column} in ({states})", schema="app")
