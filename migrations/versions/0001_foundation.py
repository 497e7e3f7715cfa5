"""Schemas, and the trigger functions that every table uses

Revision: 0001_foundation, after nothing
"""

from alembic import op

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None

SCHEMAS = ("raw", "mart", "ai", "app", "audit", "jobs")


def upgrade() -> None:
    for schema in SCHEMAS:
        op.execute(f"create schema {schema}")
    op.execute("""
        create function app.touch() returns trigger language plpgsql as $$
        begin
            new.updated_at := now();
            return new;
        end $$
    """)
    op.execute("""
        create function raw.touch() returns trigger language plpgsql as $$
        begin
            new.updated_at := now();
            new.row_version := pg_current_xact_id()::text::bigint;
            return new;
        end $$
    """)
    op.execute("""
        create function audit.refuse_change() returns trigger language plpgsql as $$
        begin
            raise exception 'audit.audit_logs is append-only: % is refused', tg_op using errcode = 'insufficient_privilege';
        end $$
    """)


def downgrade() -> None:
    for table in ("kv", "schedule", "task", "counter"):
        op.execute(f"drop table if exists jobs.huey_{table}")  # made by the queue itself
    op.execute("drop function audit.refuse_change()")
    op.execute("drop function raw.touch()")
    op.execute("drop function app.touch()")
    for schema in reversed(SCHEMAS):
        op.execute(f"drop schema {schema}")
