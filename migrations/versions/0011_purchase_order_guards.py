"""Purchase orders: the rules of the workflow, held by the database whatever the route

Revision: 0011_purchase_order_guards, after 0012_notifications
"""

from alembic import op

revision = "0011_purchase_order_guards"
down_revision = "0012_notifications"
branch_labels = None
depends_on = None

APPROVED = """state not in ('APPROVED', 'COMPLETED') or (approved_by is not null and approved_at is not null
    and submitted_by is not null and submitted_sha256 {} content_sha256)"""
AS_SUBMITTED = {
    "approved_as_submitted": (APPROVED.format("="), APPROVED.format("is not distinct from")),
    "pending_as_submitted": (
        "state <> 'PENDING' or submitted_sha256 = content_sha256",
        "state <> 'PENDING' or (submitted_by is not null and submitted_sha256 is not distinct from content_sha256)",
    ),
}
"""Before and after: a comparison with null is no refusal."""

GUARD_ORDER = """
    create function app.guard_purchase_order() returns trigger language plpgsql as $$
    declare
        unversioned constant text[] := '{updated_at,is_split_suspect}';
    begin
        if tg_op = 'DELETE' then
            raise exception 'purchase order %: orders are kept', old.order_no using errcode = 'check_violation';
        end if;
        if tg_op = 'INSERT' then
            if new.state <> 'DRAFT' or new.version <> 1 then
                raise exception 'purchase order %: an order begins as a draft of version 1', new.order_no
                    using errcode = 'check_violation';
            end if;
            return new;
        end if;
        if new.version = old.version then
            if to_jsonb(new) - unversioned <> to_jsonb(old) - unversioned then
                raise exception 'purchase order %: a change needs a new version', old.order_no
                    using errcode = 'check_violation';
            end if;
            return new;
        end if;
        if new.version <> old.version + 1 then
            raise exception 'purchase order %: version % does not follow %', old.order_no, new.version, old.version
                using errcode = 'check_violation';
        end if;
        if (new.id, new.order_no, new.supplier_id, new.currency, new.created_by, new.created_at)
            is distinct from (old.id, old.order_no, old.supplier_id, old.currency, old.created_by, old.created_at)
        then
            raise exception 'purchase order %: number, supplier, currency and creator never change', old.order_no
                using errcode = 'check_violation';
        end if;
        if old.state || '>' || new.state not in (
            'DRAFT>DRAFT', 'DRAFT>PENDING', 'PENDING>DRAFT', 'PENDING>APPROVED', 'PENDING>REJECTED', 'REJECTED>DRAFT',
            'APPROVED>APPROVED', 'APPROVED>COMPLETED'
        ) then
            raise exception 'purchase order %: no way leads from % to %', old.order_no, old.state, new.state
                using errcode = 'check_violation';
        end if;
        if new.state <> 'DRAFT' and (new.content_sha256, new.total_amount, new.last_edited_by)
            is distinct from (old.content_sha256, old.total_amount, old.last_edited_by)
        then
            raise exception 'purchase order %: only a draft is edited', old.order_no using errcode = 'check_violation';
        end if;
        if old.state in ('APPROVED', 'COMPLETED') and (new.approved_by, new.approved_at, new.submitted_by)
            is distinct from (old.approved_by, old.approved_at, old.submitted_by)
        then
            raise exception 'purchase order %: an approval is kept', old.order_no using errcode = 'check_violation';
        end if;
        if old.state = 'PENDING' and new.state = 'APPROVED' and not exists (
            select from app.users as approver
            join app.user_roles as granted on granted.user_id = approver.id
            where approver.id = new.approved_by and approver.disabled_at is null and approver.deleted_at is null
            and (
                granted.role_code = 'ADMIN'
                or granted.role_code = 'MANAGER' and approver.approval_limit >= new.total_amount
            )
        ) then
            raise exception 'purchase order %: the approver may not approve this amount', old.order_no
                using errcode = 'check_violation', constraint = 'approver_may_approve';
        end if;
        return new;
    end $$
"""

GUARD_ITEM = """
    create function app.guard_purchase_order_item() returns trigger language plpgsql as $$
    declare
        found_state text;
        order_id bigint := case when tg_op = 'DELETE' then old.purchase_order_id else new.purchase_order_id end;
    begin
        select state into found_state from app.purchase_orders where id = order_id;
        if tg_op = 'UPDATE' and to_jsonb(new) - '{updated_at,received_quantity}'::text[]
            = to_jsonb(old) - '{updated_at,received_quantity}'::text[]
        then
            if found_state <> 'APPROVED' then
                raise exception 'purchase order line %: only an approved order is received', old.id
                    using errcode = 'check_violation';
            end if;
            return new;
        end if;
        if found_state <> 'DRAFT' or (tg_op = 'UPDATE' and new.purchase_order_id <> old.purchase_order_id) then
            raise exception 'purchase order line %: only the lines of a draft change', coalesce(new.id, old.id)
                using errcode = 'check_violation';
        end if;
        return case when tg_op = 'DELETE' then old else new end;
    end $$
"""


def _compare_submissions(position: int) -> None:
    for name, versions in AS_SUBMITTED.items():
        constraint = op.f(f"ck_purchase_orders_{name}")
        op.drop_constraint(constraint, "purchase_orders", schema="app", type_="check")
        op.create_check_constraint(constraint, "purchase_orders", versions[position], schema="app")


def upgrade() -> None:
    _compare_submissions(1)
    op.create_check_constraint(
        op.f("ck_purchase_orders_four_eyes_rejecting"),
        "purchase_orders",
        "rejected_by is null or (rejected_by <> created_by and rejected_by <> last_edited_by"
        " and rejected_by is distinct from submitted_by)",
        schema="app",
    )
    op.drop_constraint(
        op.f("ck_purchase_order_items_received_quantity_range"), "purchase_order_items", schema="app", type_="check"
    )
    op.create_check_constraint(
        op.f("ck_purchase_order_items_received_quantity_range"),
        "purchase_order_items",
        "received_quantity between 0 and quantity",
        schema="app",
    )
    op.create_index("ix_purchase_orders_created_by", "purchase_orders", ["created_by", "created_at"], schema="app")
    for table, body in (("purchase_order", GUARD_ORDER), ("purchase_order_item", GUARD_ITEM)):
        op.execute(body)
        op.execute(
            f"create trigger guard before insert or update or delete on app.{table}s"
            f" for each row execute function app.guard_{table}()"
        )


def downgrade() -> None:
    _compare_submissions(0)
    for table in ("purchase_order_item", "purchase_order"):
        op.execute(f"drop trigger guard on app.{table}s")
        op.execute(f"drop function app.guard_{table}()")
    op.drop_index("ix_purchase_orders_created_by", "purchase_orders", schema="app")
    op.drop_constraint(
        op.f("ck_purchase_order_items_received_quantity_range"), "purchase_order_items", schema="app", type_="check"
    )
    op.create_check_constraint(
        op.f("ck_purchase_order_items_received_quantity_range"),
        "purchase_order_items",
        "received_quantity >= 0",
        schema="app",
    )
    op.drop_constraint(op.f("ck_purchase_orders_four_eyes_rejecting"), "purchase_orders", schema="app", type_="check")
