"""Saved views and column choices of lists belong to the account

Revision: 0030_saved_views, after 0029_orders_of_lists
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030_saved_views"
down_revision = "0029_orders_of_lists"
branch_labels = None
depends_on = None

PAGES = "'SKUS', 'RECOMMENDATIONS', 'PURCHASE_ORDERS', 'ANOMALIES'"
TIMES = ("created_at", "updated_at")


def upgrade() -> None:
    """Two tables, each row of one person."""
    op.create_table(
        "saved_views",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_shared", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("parameters", postgresql.JSONB(), nullable=False),
        *_times(),
        sa.CheckConstraint(f"page in ({PAGES})", name=op.f("ck_saved_views_page_known")),
        sa.CheckConstraint(
            "name = btrim(name) and char_length(name) between 1 and 60", name=op.f("ck_saved_views_name_length")
        ),
        sa.CheckConstraint(
            "jsonb_typeof(parameters) = 'object' and octet_length(parameters::text) <= 65536",
            name=op.f("ck_saved_views_parameters_size"),
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["app.users.id"], name=op.f("fk_saved_views_owner_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        schema="app",
    )
    op.create_index(
        "uq_saved_views_owner_page_name", "saved_views", ["owner_id", "page", "name"], unique=True, schema="app"
    )
    op.create_index(
        "ix_saved_views_shared", "saved_views", ["page", "name"], schema="app", postgresql_where="is_shared"
    )
    op.create_table(
        "column_choices",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("hidden", postgresql.ARRAY(sa.Text()), nullable=False),
        *_times(),
        sa.CheckConstraint(f"page in ({PAGES})", name=op.f("ck_column_choices_page_known")),
        sa.CheckConstraint("cardinality(hidden) <= 50", name=op.f("ck_column_choices_hidden_size")),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("fk_column_choices_user_id")),
        sa.PrimaryKeyConstraint("user_id", "page", name=op.f("pk_column_choices")),
        schema="app",
    )
    for table in ("saved_views", "column_choices"):
        op.execute(f"create trigger touch before update on app.{table} for each row execute function app.touch()")


def _times() -> list[sa.Column]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False) for name in TIMES
    ]


def downgrade() -> None:
    """Back to what each browser keeps for itself."""
    op.drop_table("column_choices", schema="app")
    op.drop_table("saved_views", schema="app")
