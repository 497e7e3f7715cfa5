"""The link that creates the first administrator, and sample data that can be removed again

Revision: 0032_empty_shop, after 0031_imports
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032_empty_shop"
down_revision = "0031_imports"
branch_labels = None
depends_on = None

TIMES = ("created_at", "updated_at")
REFUSE_TRUNCATE = """
    create or replace function app.refuse_truncate() returns trigger language plpgsql as $$
    declare
        has_rows boolean;
    begin
        {exception}
        execute format('select exists (select from %I.%I)', tg_table_schema, tg_table_name) into has_rows;
        if has_rows then
            raise exception '%: orders are kept', tg_table_name using errcode = 'check_violation';
        end if;
        return null;
    end $$
"""
WHILE_REMOVING = """
        if exists (select from app.sample_data where state = 'REMOVING') then
            return null;
        end if;
"""


def upgrade() -> None:
    """Two tables of one row each; orders of the sample data go with them, and no others."""
    op.create_table(
        "welcome_links",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("code_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        *_times(),
        sa.CheckConstraint("id = 1", name=op.f("ck_welcome_links_only_row")),
        sa.CheckConstraint("expires_at > issued_at", name=op.f("ck_welcome_links_expires_after_issued")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_welcome_links")),
        schema="app",
    )
    op.create_table(
        "sample_data",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("done", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("batch_ids", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("requested_by", sa.BigInteger(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        *_times(),
        sa.CheckConstraint("id = 1", name=op.f("ck_sample_data_only_row")),
        sa.CheckConstraint(
            "state in ('FILLING', 'READY', 'FAILED', 'REMOVING')", name=op.f("ck_sample_data_state_known")
        ),
        sa.CheckConstraint("step in ('GENERATE', 'IMPORT', 'RUN')", name=op.f("ck_sample_data_step_known")),
        sa.CheckConstraint("done >= 0", name=op.f("ck_sample_data_done_range")),
        sa.CheckConstraint("(state = 'FAILED') = (error is not null)", name=op.f("ck_sample_data_failed_has_error")),
        sa.ForeignKeyConstraint(["requested_by"], ["app.users.id"], name=op.f("fk_sample_data_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_data")),
        schema="app",
    )
    for table in ("welcome_links", "sample_data"):
        op.execute(f"create trigger touch before update on app.{table} for each row execute function app.touch()")
    op.execute(REFUSE_TRUNCATE.format(exception=WHILE_REMOVING))


def _times() -> list[sa.Column]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False) for name in TIMES
    ]


def downgrade() -> None:
    """Administrators are made on the command line, and sample data stay."""
    op.execute(REFUSE_TRUNCATE.format(exception=""))
    op.drop_table("sample_data", schema="app")
    op.drop_table("welcome_links", schema="app")
