"""Demand in layers, planners' decisions, overrides beside the model's own number, the ledger of published forecasts

Revision: 0015_forecast_ledger, after 0013_user_versions
"""

import sqlalchemy as sa
from alembic import op

revision = "0015_forecast_ledger"
down_revision = "0013_user_versions"
branch_labels = None
depends_on = None

LAYER_COLUMNS = ("outlier_units", "stockout_units", "promotion_units", "planner_units")
LAYERS = "('OUTLIER', 'STOCKOUT', 'PROMOTION')"
REASONS = "('PROMOTION', 'EVENT', 'COMPETITION', 'CUSTOMER_NEWS', 'ASSORTMENT', 'DATA_ERROR', 'JUDGEMENT')"
CLASSES = "('SMOOTH', 'INTERMITTENT', 'ERRATIC', 'LUMPY', 'NEW', 'DORMANT')"
DEMAND_REASONS = (
    "demand_reason in ('OBSERVED', 'STOCKOUT_CORRECTED', 'OUTLIER_CAPPED', 'PROMOTION_REMOVED')",
    "demand_reason in ('OBSERVED', 'STOCKOUT_CORRECTED', 'OUTLIER_CAPPED')",
)
# Partitions are made beside their parent and attached, so each holds the constraint as its own.
DROP_REASON = """
    do $$
    declare part regclass;
    begin
        alter table mart.sku_daily_stats drop constraint ck_sku_daily_stats_demand_reason_known;
        for part in select inhrelid from pg_inherits where inhparent = 'mart.sku_daily_stats'::regclass loop
            execute format('alter table %s drop constraint if exists ck_sku_daily_stats_demand_reason_known', part);
        end loop;
    end $$
"""


def _stamps() -> list[sa.Column[object]]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False)
        for name in ("created_at", "updated_at")
    ]


def _range(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"{column} >= 0 and {column} < 'Infinity'", name=op.f(f"ck_{table}_{column}_range"))
        for column in columns
    ]


def _of_product(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f(f"fk_{table}_product_id"))


def _of_run(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(["run_id"], ["jobs.pipeline_run.id"], name=op.f(f"fk_{table}_run_id"))


def _known(table: str, column: str, words: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} in {words}", name=op.f(f"ck_{table}_{column}_known"))


def _layers() -> None:
    for column in LAYER_COLUMNS:
        op.add_column(
            "sku_daily_stats",
            sa.Column(column, sa.Double(), server_default=sa.text("0"), nullable=False),
            schema="mart",
        )
    op.execute(DROP_REASON)
    op.create_check_constraint(
        op.f("ck_sku_daily_stats_demand_reason_known"), "sku_daily_stats", DEMAND_REASONS[0], schema="mart"
    )
    op.create_table(
        "demand_corrections",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("units", sa.Double(), nullable=False),
        sa.Column("share", sa.Double(), nullable=True),
        sa.Column("share_low", sa.Double(), nullable=True),
        sa.Column("share_high", sa.Double(), nullable=True),
        sa.Column("is_applied", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        *_stamps(),
        _known("demand_corrections", "layer", LAYERS),
        _known("demand_corrections", "decision", "('ACCEPTED', 'REFUSED')"),
        sa.CheckConstraint("days >= 0", name=op.f("ck_demand_corrections_days_range")),
        sa.CheckConstraint(
            "units > '-Infinity' and units < 'Infinity'", name=op.f("ck_demand_corrections_units_finite")
        ),
        _of_product("demand_corrections"),
        _of_run("demand_corrections"),
        sa.PrimaryKeyConstraint("run_id", "product_id", "layer", name=op.f("pk_demand_corrections")),
        schema="mart",
    )
    op.create_table(
        "demand_decisions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("layer", sa.Text(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("decided_by", sa.BigInteger(), nullable=False),
        *_stamps(),
        _known("demand_decisions", "layer", LAYERS),
        _known("demand_decisions", "decision", "('ACCEPTED', 'REFUSED')"),
        sa.ForeignKeyConstraint(["decided_by"], ["app.users.id"], name=op.f("fk_demand_decisions_decided_by")),
        _of_product("demand_decisions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_decisions")),
        schema="app",
    )
    op.create_index("uq_demand_decisions_key", "demand_decisions", ["product_id", "layer"], unique=True, schema="app")


def _overrides() -> None:
    op.add_column("forecast_overrides", sa.Column("note", sa.Text(), nullable=True), schema="app")
    op.add_column(
        "forecast_overrides",
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        schema="app",
    )
    op.drop_constraint(op.f("ck_forecast_overrides_reason_given"), "forecast_overrides", schema="app", type_="check")
    op.create_check_constraint(
        op.f("ck_forecast_overrides_reason_known"), "forecast_overrides", f"reason in {REASONS}", schema="app"
    )
    op.add_column("predictions", sa.Column("model_qty", sa.Double(), nullable=True), schema="ai")
    for column in ("model_mean", "model_p50"):
        op.add_column("prediction_totals", sa.Column(column, sa.Double(), nullable=True), schema="ai")
    units = ("units_with", "units_without")
    op.create_table(
        "override_forecasts",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("override_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("origin_date", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in units),
        *_stamps(),
        *_range("override_forecasts", *units),
        sa.ForeignKeyConstraint(
            ["override_id"], ["app.forecast_overrides.id"], name=op.f("fk_override_forecasts_override_id")
        ),
        _of_product("override_forecasts"),
        _of_run("override_forecasts"),
        sa.PrimaryKeyConstraint("run_id", "override_id", name=op.f("pk_override_forecasts")),
        schema="ai",
    )
    op.create_index("ix_override_forecasts_override_id", "override_forecasts", ["override_id"], schema="ai")
    op.create_table(
        "override_scores",
        sa.Column("override_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("origin_date", sa.Date(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in (*units, "actual")),
        sa.Column("scored_on", sa.Date(), nullable=False),
        *_stamps(),
        _known("override_scores", "direction", "('UP', 'DOWN', 'NONE')"),
        *_range("override_scores", *units, "actual"),
        sa.ForeignKeyConstraint(
            ["override_id"], ["app.forecast_overrides.id"], name=op.f("fk_override_scores_override_id")
        ),
        _of_product("override_scores"),
        _of_run("override_scores"),
        sa.PrimaryKeyConstraint("override_id", name=op.f("pk_override_scores")),
        schema="ai",
    )


def _ledger() -> None:
    quantities = ("mean", "p10", "p50", "p90", "model_p50")
    op.create_table(
        "forecast_ledger",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("origin_date", sa.Date(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("demand_class", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Double(), nullable=False) for name in quantities),
        *_stamps(),
        _known("forecast_ledger", "demand_class", CLASSES),
        sa.CheckConstraint("horizon_days between 1 and 60", name=op.f("ck_forecast_ledger_horizon_days_range")),
        *_range("forecast_ledger", *quantities),
        _of_product("forecast_ledger"),
        _of_run("forecast_ledger"),
        sa.PrimaryKeyConstraint("run_id", "product_id", "horizon_days", name=op.f("pk_forecast_ledger")),
        schema="ai",
    )
    for column, kind in (
        ("demand_class", sa.Text()),
        ("p10", sa.Double()),
        ("p90", sa.Double()),
        ("model_absolute_error", sa.Double()),
        ("stockout_days", sa.Integer()),
        ("scored_on", sa.Date()),
    ):
        op.add_column("forecast_accuracy", sa.Column(column, kind, nullable=True), schema="ai")
    op.create_index(
        "ix_forecast_accuracy_scored_on",
        "forecast_accuracy",
        ["scored_on"],
        schema="ai",
        postgresql_where="source = 'PUBLISHED'",
    )
    op.create_table(
        "accuracy_summaries",
        sa.Column("run_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("demand_class", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("totals", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.Double(), nullable=False)
            for name in ("actual", "absolute_error", "model_absolute_error", "naive_absolute_error", "bias", "pinball")
        ),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in (
                "pinball_totals",
                "interval_totals",
                "quantile_totals",
                "below_p10",
                "up_to_p50",
                "up_to_p90",
                "covered",
            )
        ),
        sa.Column("first_origin", sa.Date(), nullable=False),
        sa.Column("last_origin", sa.Date(), nullable=False),
        *_stamps(),
        _known("accuracy_summaries", "source", "('PUBLISHED', 'BACKTEST')"),
        _known("accuracy_summaries", "demand_class", CLASSES.replace("(", "('ALL', ")),
        _of_run("accuracy_summaries"),
        sa.PrimaryKeyConstraint(
            "run_id", "source", "horizon_days", "demand_class", "model", name=op.f("pk_accuracy_summaries")
        ),
        schema="ai",
    )


NEW_TABLES = (
    "ai.accuracy_summaries",
    "ai.forecast_ledger",
    "ai.override_scores",
    "ai.override_forecasts",
    "app.demand_decisions",
    "mart.demand_corrections",
)


def upgrade() -> None:
    _layers()
    _overrides()
    _ledger()
    for table in NEW_TABLES:
        op.execute(f"create trigger touch before update on {table} for each row execute function app.touch()")


def downgrade() -> None:
    for table in NEW_TABLES:
        op.execute(f"drop table {table}")
    op.drop_index("ix_forecast_accuracy_scored_on", "forecast_accuracy", schema="ai")
    for column in ("scored_on", "stockout_days", "model_absolute_error", "p90", "p10", "demand_class"):
        op.drop_column("forecast_accuracy", column, schema="ai")
    for column in ("model_mean", "model_p50"):
        op.drop_column("prediction_totals", column, schema="ai")
    op.drop_column("predictions", "model_qty", schema="ai")
    op.drop_constraint(op.f("ck_forecast_overrides_reason_known"), "forecast_overrides", schema="app", type_="check")
    op.create_check_constraint(
        op.f("ck_forecast_overrides_reason_given"), "forecast_overrides", "btrim(reason) <> ''", schema="app"
    )
    for column in ("version", "note"):
        op.drop_column("forecast_overrides", column, schema="app")
    op.execute(DROP_REASON)
    op.create_check_constraint(
        op.f("ck_sku_daily_stats_demand_reason_known"), "sku_daily_stats", DEMAND_REASONS[1], schema="mart"
    )
    for column in LAYER_COLUMNS:
        op.drop_column("sku_daily_stats", column, schema="mart")
