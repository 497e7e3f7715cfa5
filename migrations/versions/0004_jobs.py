"""Pipeline runs, the published pointer, idempotency keys

Revision: 0004_jobs, after 0003_identity
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_jobs"
down_revision = "0003_identity"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pipeline_run",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("kind", sa.Text(), server_default=sa.text("'NIGHTLY'"), nullable=False),
        sa.Column("logical_date", sa.Date(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("trigger", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("step", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fencing_token", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("warnings", postgresql.JSONB(), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("code_version", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("(status = 'FAILED') = (error is not null)", name=op.f("ck_pipeline_run_failed_has_error")),
        sa.CheckConstraint("kind in ('NIGHTLY', 'TRAINING')", name=op.f("ck_pipeline_run_kind_known")),
        sa.CheckConstraint(
            "status in ('QUEUED', 'RUNNING', 'SUCCEEDED', 'FAILED')", name=op.f("ck_pipeline_run_status_known")
        ),
        sa.CheckConstraint(
            "trigger in ('SCHEDULE', 'COMMAND', 'API', 'CATCH_UP')", name=op.f("ck_pipeline_run_trigger_known")
        ),
        sa.CheckConstraint("attempt >= 1", name=op.f("ck_pipeline_run_attempt_range")),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_pipeline_run_finished_after_started")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pipeline_run")),
        schema="jobs",
    )
    op.create_index(
        "uq_pipeline_run_active",
        "pipeline_run",
        ["kind", "logical_date"],
        unique=True,
        schema="jobs",
        postgresql_where="status in ('QUEUED', 'RUNNING')",
    )
    op.create_index(
        "uq_pipeline_run_attempt", "pipeline_run", ["kind", "logical_date", "attempt"], unique=True, schema="jobs"
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("operation", sa.Text(), nullable=False),
        sa.Column("body_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("response", postgresql.JSONB(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("fk_idempotency_keys_user_id")),
        sa.PrimaryKeyConstraint("user_id", "key", name=op.f("pk_idempotency_keys")),
        schema="jobs",
    )
    op.create_index("ix_idempotency_keys_expires_at", "idempotency_keys", ["expires_at"], unique=False, schema="jobs")
    op.create_table(
        "pipeline_step",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counts", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("status in ('RUNNING', 'SUCCEEDED', 'FAILED')", name=op.f("ck_pipeline_step_status_known")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_pipeline_step_position_range")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_pipeline_step_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_pipeline_step")),
        schema="jobs",
    )
    op.create_table(
        "published_run",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("fencing_token", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_published_run_only_row")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f("fk_published_run_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_published_run")),
        schema="jobs",
    )


def downgrade() -> None:
    op.drop_table("published_run", schema="jobs")
    op.drop_table("pipeline_step", schema="jobs")
    op.drop_table("idempotency_keys", schema="jobs")
    op.drop_table("pipeline_run", schema="jobs")
