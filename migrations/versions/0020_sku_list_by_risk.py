"""The SKU list by risk is read from an index in just its order

Revision: 0020_sku_list_by_risk, after 0019_purchase_history
"""

import sqlalchemy as sa
from alembic import op

revision = "0020_sku_list_by_risk"
down_revision = "0019_purchase_history"
branch_labels = None
depends_on = None

NAME, TABLE = "ix_sku_overview_risk", "sku_overview"


def upgrade() -> None:
    op.drop_index(NAME, TABLE, schema="mart")
    in_order = (sa.text("stockout_probability_14 desc nulls last"), sa.text("money_at_risk desc nulls last"))
    op.create_index(NAME, TABLE, ["run_id", *in_order, "product_id"], schema="mart")


def downgrade() -> None:
    op.drop_index(NAME, TABLE, schema="mart")
    op.create_index(NAME, TABLE, ["run_id", "stockout_probability_14", "product_id"], schema="mart")
