"""What people say of anomalies and when, and what published runs expected of single days

Revision: 0017_anomaly_feedback, after 0016_policy_backtests
"""

import sqlalchemy as sa
from alembic import op

revision = "0017_anomaly_feedback"
down_revision = "0016_policy_backtests"
branch_labels = None
depends_on = None

TABLE = "day_forecasts"


def upgrade() -> None:
    op.add_column("anomaly_detections", sa.Column("rated_at", sa.DateTime(timezone=True), nullable=True), schema="ai")
    op.execute("update ai.anomaly_detections set rated_at = updated_at where feedback is not null")
    op.create_check_constraint(
        op.f("ck_anomaly_detections_rating_dated"),
        "anomaly_detections",
        "(feedback is null) = (rated_at is null)",
        schema="ai",
    )
    op.create_check_constraint(
        op.f("ck_anomaly_detections_snooze_dated"),
        "anomaly_detections",
        "status <> 'SNOOZED' or snoozed_until is not null",
        schema="ai",
    )
    numbers = ("mean", "v", "c")
    op.create_table(
        TABLE,
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("target_date", sa.Date(), nullable=False),
        sa.Column("origin_date", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in numbers),
        *(
            sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
            for name in ("created_at", "updated_at")
        ),
        *(
            sa.CheckConstraint(f"{name} >= 0 and {name} < 'Infinity'", name=op.f(f"ck_{TABLE}_{name}_range"))
            for name in numbers
        ),
        sa.CheckConstraint("target_date > origin_date", name=op.f(f"ck_{TABLE}_made_before")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f(f"fk_{TABLE}_product_id")),
        sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f(f"fk_{TABLE}_run_id")),
        sa.PrimaryKeyConstraint("run_id", "product_id", "target_date", name=op.f(f"pk_{TABLE}")),
        schema="ai",
    )
    op.execute(f"create trigger touch before update on ai.{TABLE} for each row execute function app.touch()")


def downgrade() -> None:
    op.execute(f"drop table ai.{TABLE}")
    for name in ("snooze_dated", "rating_dated"):
        op.drop_constraint(op.f(f"ck_anomaly_detections_{name}"), "anomaly_detections", schema="ai", type_="check")
    op.drop_column("anomaly_detections", "rated_at", schema="ai")
