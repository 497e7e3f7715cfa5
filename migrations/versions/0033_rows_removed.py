"""A run says since when its rows may be missing

Revision: 0033_rows_removed, after 0032_empty_shop
"""

import sqlalchemy as sa
from alembic import op

revision = "0033_rows_removed"
down_revision = "0032_empty_shop"
branch_labels = None
depends_on = None

# What retention removed before: all rows of the run at once, those of the overview among them.
MARK = """
    update jobs.pipeline_run as run set rows_removed_at = now()
    where run.published_at is not null
    and not exists (select from mart.sku_overview as kept where kept.run_id = run.id)
"""


def upgrade() -> None:
    """Add the column, and fill it for runs without rows."""
    op.add_column(
        "pipeline_run",
        sa.Column(
            "rows_removed_at",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="since when rows of the run may be missing",
        ),
        schema="jobs",
    )
    op.execute(MARK)


def downgrade() -> None:
    """Without the column."""
    op.drop_column("pipeline_run", "rows_removed_at", schema="jobs")
