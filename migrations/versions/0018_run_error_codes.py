"""Why a run failed, by code: texts in the reader's language belong to it

Revision: 0018_run_error_codes, after 0017_anomaly_feedback
"""

import sqlalchemy as sa
from alembic import op

revision = "0018_run_error_codes"
down_revision = "0017_anomaly_feedback"
branch_labels = None
depends_on = None

CODES = "'INPUT_REFUSED', 'CHECK_FAILED', 'FAULT', 'BROKEN', 'INTERRUPTED', 'ABANDONED'"


def upgrade() -> None:
    op.add_column("pipeline_run", sa.Column("error_code", sa.Text(), nullable=True), schema="jobs")
    op.execute(
        "update jobs.pipeline_run set error_code = 'ABANDONED' where error = 'The process ended without finishing.'"
    )
    op.create_check_constraint(
        op.f("ck_pipeline_run_error_code_known"), "pipeline_run", f"error_code in ({CODES})", schema="jobs"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_pipeline_run_error_code_known"), "pipeline_run", schema="jobs", type_="check")
    op.drop_column("pipeline_run", "error_code", schema="jobs")
