"""Risk lists put money at stake before none within a class of risk; recommendations are sorted by what remains of them

Revision: 0029_orders_of_lists, after 0028_order_amounts
"""

import sqlalchemy as sa
from alembic import op

revision = "0029_orders_of_lists"
down_revision = "0028_order_amounts"
branch_labels = None
depends_on = None

RISK_RANK = """
    create function mart.risk_rank(stockout_risk text, money_at_risk numeric) returns integer
    language sql immutable parallel safe as $$
        select case stockout_risk
            when 'STOCKED_OUT' then 0 when 'HIGH' then 2 when 'MEDIUM' then 4 when 'LOW' then 6 else 8
        end + case when money_at_risk = 0 then 1 else 0 end
    $$
"""
PROBABILITY = ("stockout_probability_14 desc nulls last", "money_at_risk desc nulls last")


def upgrade() -> None:
    """Index the new order of risks; what remains is computed, so the indexes by quantity serve no list."""
    op.execute(RISK_RANK)
    _index_risks("mart.risk_rank(stockout_risk, money_at_risk)", *PROBABILITY)
    for name in ("ix_recommendations_quantity", "ix_recommendations_quantity_rising"):
        op.drop_index(name, table_name="recommendations", schema="ai")


def downgrade() -> None:
    """The orders as they were."""
    _index_risks(*PROBABILITY)
    op.execute("drop function mart.risk_rank(text, numeric)")
    for name, term in (
        ("ix_recommendations_quantity", "quantity desc"),
        ("ix_recommendations_quantity_rising", "quantity"),
    ):
        op.create_index(name, "recommendations", ["run_id", sa.text(term), "product_id"], schema="ai")


def _index_risks(*terms: str) -> None:
    op.drop_index("ix_sku_overview_risk", table_name="sku_overview", schema="mart")
    columns = ["run_id", *(sa.text(term) for term in terms), "product_id"]
    op.create_index("ix_sku_overview_risk", "sku_overview", columns, schema="mart")
