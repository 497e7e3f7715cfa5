"""Revenue of a SKU is not known in the currency of its cost where it is sold in another one

Revision: 0027_revenue_unknown, after 0026_see_costs
"""

from alembic import op

revision = "0027_revenue_unknown"
down_revision = "0026_see_costs"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let it be null."""
    op.alter_column("sku_overview", "revenue_28", nullable=True, schema="mart")


def downgrade() -> None:
    """What is not known reads zero again."""
    op.execute("update mart.sku_overview set revenue_28 = 0 where revenue_28 is null")
    op.alter_column("sku_overview", "revenue_28", nullable=False, schema="mart")
