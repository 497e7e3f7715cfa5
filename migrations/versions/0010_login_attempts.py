"""Login attempts, counted for all processes of the API

Revision: 0010_login_attempts, after 0009_triggers_and_views
"""

import sqlalchemy as sa
from alembic import op

revision = "0010_login_attempts"
down_revision = "0009_triggers_and_views"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "login_attempts",
        sa.Column("key_sha256", sa.LargeBinary(length=32), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("window_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("blocks", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("blocked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_login_attempts_attempts_range")),
        sa.CheckConstraint("blocks >= 0", name=op.f("ck_login_attempts_blocks_range")),
        sa.PrimaryKeyConstraint("key_sha256", name=op.f("pk_login_attempts")),
        schema="app",
    )
    op.create_index("ix_login_attempts_window_from", "login_attempts", ["window_from"], unique=False, schema="app")
    op.execute("create trigger touch before update on app.login_attempts for each row execute function app.touch()")


def downgrade() -> None:
    op.drop_table("login_attempts", schema="app")
