"""Administrators allow a user to see costs; a line of an order knows who typed its price

Revision: 0026_see_costs, after 0025_lifecycle_and_open_units
"""

import sqlalchemy as sa
from alembic import op

revision = "0026_see_costs"
down_revision = "0025_lifecycle_and_open_units"
branch_labels = None
depends_on = None

ITEMS, COLUMN = "purchase_order_items", "price_typed_by"


def upgrade() -> None:
    """Add both columns; of lines made before it is not known who typed the price."""
    op.add_column(
        "users", sa.Column("may_see_costs", sa.Boolean, nullable=False, server_default=sa.false()), schema="app"
    )
    op.add_column(ITEMS, sa.Column(COLUMN, sa.BigInteger), schema="app")
    op.create_foreign_key(
        f"fk_{ITEMS}_{COLUMN}_users", ITEMS, "users", [COLUMN], ["id"], source_schema="app", referent_schema="app"
    )


def downgrade() -> None:
    """Remove both."""
    op.drop_column(ITEMS, COLUMN, schema="app")
    op.drop_column("users", "may_see_costs", schema="app")
