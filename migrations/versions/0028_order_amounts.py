"""The amount of an order holds any order that can be typed, so that no refusal shows a hidden cost

Revision: 0028_order_amounts, after 0027_revenue_unknown
"""

import sqlalchemy as sa
from alembic import op

revision = "0028_order_amounts"
down_revision = "0027_revenue_unknown"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Room for the most lines of the most units at the highest cost."""
    op.alter_column("purchase_orders", "total_amount", type_=sa.Numeric(24, 2), schema="app")


def downgrade() -> None:
    """The narrower column; it fails while an order is above it."""
    op.alter_column("purchase_orders", "total_amount", type_=sa.Numeric(14, 2), schema="app")
