"""The audit log

Revision: 0008_audit, after 0007_app
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_audit"
down_revision = "0007_app"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_logs",
        sa.Column("sequence", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.Column("actor_label", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.Text(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Text(), nullable=True),
        sa.Column("address", postgresql.INET(), nullable=True),
        sa.Column("details", postgresql.JSONB(), nullable=False),
        sa.Column("previous_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("entry_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("outcome in ('DONE', 'REFUSED', 'FAILED')", name=op.f("ck_audit_logs_outcome_known")),
        sa.CheckConstraint(
            "octet_length(previous_sha256) = 32 and octet_length(entry_sha256) = 32",
            name=op.f("ck_audit_logs_hash_length"),
        ),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_audit_logs_sequence_range")),
        sa.ForeignKeyConstraint(["actor_id"], ["app.users.id"], name=op.f("fk_audit_logs_actor_id")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit_logs")),
        sa.UniqueConstraint("entry_sha256", name=op.f("uq_audit_logs_entry_sha256")),
        schema="audit",
    )
    op.create_index("ix_audit_logs_action", "audit_logs", ["action", "sequence"], unique=False, schema="audit")
    op.create_index("ix_audit_logs_actor_id", "audit_logs", ["actor_id", "sequence"], unique=False, schema="audit")
    op.create_index(
        "ix_audit_logs_subject", "audit_logs", ["subject_type", "subject_id", "sequence"], unique=False, schema="audit"
    )


def downgrade() -> None:
    op.drop_table("audit_logs", schema="audit")
