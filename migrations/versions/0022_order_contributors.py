"""Everybody who had a hand in an order is barred from deciding on it, not its last editor alone

Revision: 0022_order_contributors, after 0021_audit_by_sku
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY

revision = "0022_order_contributors"
down_revision = "0021_audit_by_sku"
branch_labels = None
depends_on = None

TABLE, INDEX = "purchase_orders", "ix_purchase_orders_lines_edited_at"
FOUR_EYES = {
    "four_eyes_of_contributors": "approved_by",
    "four_eyes_of_contributors_rejecting": "rejected_by",
}
FILL = """
    with decisions as (
        select purchase_order_id, max(version) as version from app.purchase_order_events
        where kind = 'REOPENED' group by purchase_order_id
    ), hands as (
        select event.purchase_order_id, event.actor_id from app.purchase_order_events as event
        left join decisions on decisions.purchase_order_id = event.purchase_order_id
        where event.kind in ('CREATED', 'UPDATED', 'SUBMITTED') and event.version > coalesce(decisions.version, 0)
    ), gathered as (
        select purchase_order_id, array_agg(distinct actor_id order by actor_id) as actors from hands
        group by purchase_order_id
    ), edits as (
        select purchase_order_id, max(happened_at) as happened_at from app.purchase_order_events
        where kind in ('CREATED', 'UPDATED') group by purchase_order_id
    )
    update app.purchase_orders as o set
        lines_edited_by = o.last_edited_by,
        lines_edited_at = coalesce((select happened_at from edits where purchase_order_id = o.id), o.created_at),
        contributor_ids = (
            select array_agg(distinct hand order by hand) from unnest(
                array[o.created_by, o.last_edited_by, coalesce(o.submitted_by, o.created_by)]
                || coalesce((select actors from gathered where purchase_order_id = o.id), '{}')
            ) as hand
            where hand is distinct from o.approved_by and hand is distinct from o.rejected_by
        )
"""
"""The timeline does not tell edits of lines from others: all count, but for decisions made under the former rule."""

GUARD = """
    create function app.guard_purchase_order_contributors() returns trigger language plpgsql as $$
    begin
        if not new.contributor_ids @> array[new.created_by] then
            raise exception 'purchase order %: its creator is a contributor', new.order_no using errcode = 'check_violation';
        end if;
        if new.state = 'PENDING' and not new.contributor_ids @> array[new.submitted_by] then
            raise exception 'purchase order %: who submits it is a contributor', new.order_no
                using errcode = 'check_violation';
        end if;
        if tg_op = 'INSERT' then
            return new;
        end if;
        if old.state || '>' || new.state <> 'REJECTED>DRAFT' and not new.contributor_ids @> old.contributor_ids then
            raise exception 'purchase order %: contributors are kept until its decision is reopened', new.order_no
                using errcode = 'check_violation';
        end if;
        if (new.total_amount <> old.total_amount or new.lines_edited_by <> old.lines_edited_by) and not (
            new.lines_edited_by = new.last_edited_by and new.contributor_ids @> array[new.lines_edited_by]
        ) then
            raise exception 'purchase order %: who changes lines or amount is a contributor', new.order_no
                using errcode = 'check_violation';
        end if;
        if old.state not in ('DRAFT', 'PENDING') and (new.lines_edited_by, new.lines_edited_at)
            is distinct from (old.lines_edited_by, old.lines_edited_at)
        then
            raise exception 'purchase order %: only a draft is edited', new.order_no using errcode = 'check_violation';
        end if;
        return new;
    end $$
"""

GUARD_LINES = """
    create function app.guard_purchase_order_line_editor() returns trigger language plpgsql as $$
    declare
        order_id bigint := case when tg_op = 'DELETE' then old.purchase_order_id else new.purchase_order_id end;
    begin
        if tg_op = 'UPDATE' and to_jsonb(new) - '{updated_at,received_quantity}'::text[]
            = to_jsonb(old) - '{updated_at,received_quantity}'::text[]
        then
            return new;
        end if;
        if exists (select from app.purchase_orders where id = order_id and lines_edited_by <> last_edited_by) then
            raise exception 'purchase order line %: who changes lines is their last editor', coalesce(new.id, old.id)
                using errcode = 'check_violation';
        end if;
        return case when tg_op = 'DELETE' then old else new end;
    end $$
"""


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("lines_edited_by", sa.BigInteger(), nullable=True), schema="app")
    op.add_column(TABLE, sa.Column("lines_edited_at", sa.DateTime(timezone=True), nullable=True), schema="app")
    op.add_column(TABLE, sa.Column("contributor_ids", ARRAY(sa.BigInteger()), nullable=True), schema="app")
    op.execute("alter table app.purchase_orders disable trigger guard")
    op.execute(FILL)
    op.execute("alter table app.purchase_orders enable trigger guard")
    for column in ("lines_edited_by", "lines_edited_at", "contributor_ids"):
        op.alter_column(TABLE, column, nullable=False, schema="app")
    op.create_foreign_key(
        op.f("fk_purchase_orders_lines_edited_by"),
        TABLE,
        "users",
        ["lines_edited_by"],
        ["id"],
        source_schema="app",
        referent_schema="app",
    )
    for name, who in FOUR_EYES.items():
        rule = f"{who} is null or ({who} <> lines_edited_by and {who} <> all (contributor_ids))"
        op.create_check_constraint(op.f(f"ck_purchase_orders_{name}"), TABLE, rule, schema="app")
    op.create_index(INDEX, TABLE, ["supplier_id", "lines_edited_at"], schema="app")
    op.execute(GUARD)
    op.execute(
        "create trigger guard_contributors before insert or update on app.purchase_orders"
        " for each row execute function app.guard_purchase_order_contributors()"
    )
    op.execute(GUARD_LINES)
    op.execute(
        "create trigger guard_editor before insert or update or delete on app.purchase_order_items"
        " for each row execute function app.guard_purchase_order_line_editor()"
    )


def downgrade() -> None:
    op.execute("drop trigger guard_editor on app.purchase_order_items")
    op.execute("drop trigger guard_contributors on app.purchase_orders")
    op.execute("drop function app.guard_purchase_order_line_editor()")
    op.execute("drop function app.guard_purchase_order_contributors()")
    op.drop_index(INDEX, TABLE, schema="app")
    for name in FOUR_EYES:
        op.drop_constraint(op.f(f"ck_purchase_orders_{name}"), TABLE, schema="app", type_="check")
    op.drop_constraint(op.f("fk_purchase_orders_lines_edited_by"), TABLE, schema="app", type_="foreignkey")
    for column in ("contributor_ids", "lines_edited_at", "lines_edited_by"):
        op.drop_column(TABLE, column, schema="app")
