"""Versions of users, for changes that name the version they were decided on

Revision: 0013_user_versions, after 0014_workflow_guards
"""

import sqlalchemy as sa
from alembic import op

revision = "0013_user_versions"
down_revision = "0014_workflow_guards"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("set local lock_timeout = '5s'")
    op.add_column(
        "users", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False), schema="app"
    )
    op.create_check_constraint(op.f("ck_users_version_range"), "users", "version >= 1", schema="app")


def downgrade() -> None:
    op.drop_constraint(op.f("ck_users_version_range"), "users", schema="app")
    op.drop_column("users", "version", schema="app")
