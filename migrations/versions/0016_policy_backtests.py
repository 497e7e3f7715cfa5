"""Policy backtests: a run of their own, what each policy held and ordered, and how sure the difference is

Revision: 0016_policy_backtests, after 0015_forecast_ledger
"""

import sqlalchemy as sa
from alembic import op

revision = "0016_policy_backtests"
down_revision = "0015_forecast_ledger"
branch_labels = None
depends_on = None

TABLE = "policy_backtests"
MONEY = sa.Numeric(precision=14, scale=2)
KIND = "ck_pipeline_run_kind_known"


def upgrade() -> None:
    _kinds("'NIGHTLY', 'TRAINING', 'POLICY_BACKTEST'")
    for column in (
        sa.Column(
            "parameters",
            sa.Text(),
            server_default=sa.text("''"),
            nullable=False,
            comment="what a rival was tuned to",
        ),
        sa.Column(
            "planned_service_level", sa.Double(), nullable=True, comment="what the orders were expected to serve"
        ),
        sa.Column("demand_units", sa.Double(), server_default=sa.text("0"), nullable=False),
        sa.Column("order_count", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("holding_cost", MONEY, nullable=True),
        sa.Column("total_cost_low", MONEY, nullable=True, comment="90 % interval over SKUs"),
        sa.Column("total_cost_high", MONEY, nullable=True),
        sa.Column(
            "cost_ratio", sa.Double(), nullable=True, comment="the recommended policy's total cost over this one's"
        ),
        sa.Column("cost_ratio_low", sa.Double(), nullable=True),
        sa.Column("cost_ratio_high", sa.Double(), nullable=True),
    ):
        op.add_column(TABLE, column, schema="ai")
    op.alter_column(TABLE, "service_level", comment="share of the demanded units that were served", schema="ai")
    for name, condition in (
        ("planned_service_level_range", "planned_service_level between 0 and 1"),
        ("order_count_range", "order_count >= 0"),
        ("demand_units_finite", "demand_units > '-Infinity' and demand_units < 'Infinity'"),
    ):
        op.create_check_constraint(op.f(f"ck_policy_backtests_{name}"), TABLE, condition, schema="ai")


def _kinds(allowed: str) -> None:
    op.drop_constraint(op.f(KIND), "pipeline_run", schema="jobs")
    op.create_check_constraint(op.f(KIND), "pipeline_run", f"kind in ({allowed})", schema="jobs")


def downgrade() -> None:
    for name in (
        "cost_ratio_high",
        "cost_ratio_low",
        "cost_ratio",
        "total_cost_high",
        "total_cost_low",
        "holding_cost",
        "order_count",
        "demand_units",
        "planned_service_level",
        "parameters",
    ):
        op.drop_column(TABLE, name, schema="ai")
    op.alter_column(TABLE, "service_level", comment=None, schema="ai")
    op.execute(
        "delete from ai.policy_backtests where run_id in (select id from jobs.pipeline_run where kind = 'POLICY_BACKTEST')"
    )
    op.execute(
        "delete from jobs.pipeline_step where run_id in (select id from jobs.pipeline_run where kind = 'POLICY_BACKTEST')"
    )
    op.execute("delete from jobs.pipeline_run where kind = 'POLICY_BACKTEST'")
    _kinds("'NIGHTLY', 'TRAINING'")
