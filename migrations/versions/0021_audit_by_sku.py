"""The audit entries about a SKU are found by an index

Revision: 0021_audit_by_sku, after 0020_sku_list_by_risk
"""

import sqlalchemy as sa
from alembic import op

revision = "0021_audit_by_sku"
down_revision = "0020_sku_list_by_risk"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_audit_logs_sku", "audit_logs"


def upgrade() -> None:
    op.create_index(
        NAME,
        TABLE,
        [sa.text("(details ->> 'sku')"), "sequence"],
        schema="audit",
        postgresql_where=sa.text("(details ->> 'sku') is not null"),
    )


def downgrade() -> None:
    op.drop_index(NAME, TABLE, schema="audit")
