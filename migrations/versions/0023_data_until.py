"""A run keeps up to which day it knew orders

Revision: 0023_data_until, after 0022_order_contributors
"""

import sqlalchemy as sa
from alembic import op

revision = "0023_data_until"
down_revision = "0022_order_contributors"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column(
        "data_until", sa.Date(), nullable=True, comment="last business day with orders that the run knew"
    )
    op.add_column("pipeline_run", column, schema="jobs")
    op.execute("""
        update jobs.pipeline_run as run
        set data_until = run.logical_date - cast(warning ->> 'stale_days' as integer)
        from jobs.pipeline_run as warned, jsonb_array_elements(warned.warnings) as warning
        where warned.id = run.id and warning ->> 'code' = 'STALE_DATA'
    """)


def downgrade() -> None:
    op.drop_column("pipeline_run", "data_until", schema="jobs")
