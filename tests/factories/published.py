"""Published rows with ordinary values: runs, overview, forecasts, explanations, recommendations, anomalies, history."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import Connection, Table, insert, text

from domain.anomalies.models import AnomalyDetection
from domain.forecasting.models import Prediction, PredictionExplanation, PredictionTotal
from domain.pipeline.models import PipelineRun, PipelineStep, PublishedPointer
from domain.published.models import Recommendation, SkuDailyStats, SkuFeatures, SkuOverview

AS_OF = date(2026, 3, 31)
STARTED = datetime(2026, 4, 1, 2, tzinfo=UTC)
PARTITIONED = ("mart.sku_daily_stats", "mart.sku_weekly_stats", "ai.predictions")


def _add(connection: Connection, model: type, /, **values: object) -> None:
    table: Table = model.__table__  # type: ignore[attr-defined]
    connection.execute(insert(table).values(**values))


def create_run(connection: Connection, logical_date: date = AS_OF, *, publish: bool = True, **values: object) -> int:
    """A run that succeeded, with partitions of its own, served unless `publish` is false."""
    row = {
        "logical_date": logical_date,
        "attempt": 1,
        "trigger": "COMMAND",
        "status": "SUCCEEDED",
        "started_at": STARTED,
        "finished_at": STARTED + timedelta(seconds=90),
        "published_at": STARTED + timedelta(seconds=90),
        **values,
    }
    if row["status"] == "RUNNING":
        row.setdefault("lease_until", datetime.now(UTC) + timedelta(hours=1))
    query = insert(PipelineRun).values(**row).returning(PipelineRun.id)
    run_id = int(connection.execute(query).scalar_one())
    for table in PARTITIONED:
        connection.execute(text(f"create table {table}_r{run_id} partition of {table} for values in ({run_id})"))
    if publish:
        serve_run(connection, run_id)
    return run_id


def serve_run(connection: Connection, run_id: int) -> None:
    """Let readers see this run."""
    connection.execute(text("delete from jobs.published_run"))
    _add(connection, PublishedPointer, id=1, run_id=run_id, published_at=STARTED + timedelta(seconds=90))


def create_step(connection: Connection, run_id: int, position: int, **values: object) -> None:
    row = {"name": "forecast", "status": "SUCCEEDED", "started_at": STARTED, "counts": {"skus": 3}}
    _add(connection, PipelineStep, run_id=run_id, position=position, **{**row, **values})


def create_overview(connection: Connection, run_id: int, product_id: int, **values: object) -> None:
    row = {
        "as_of_date": AS_OF,
        "on_hand": 40,
        "reserved": 2,
        "on_order": 10,
        "open_order_units": 0,
        "received_order_units": 0,
        "days_of_cover": 12.5,
        "depletion_date": date(2026, 4, 12),
        "stockout_risk": "MEDIUM",
        "stockout_probability_7": 0.1,
        "stockout_probability_14": 0.3,
        "stockout_probability_30": 0.9,
        "forecast_7": 20.5,
        "forecast_14": 41.0,
        "forecast_30": 90.0,
        "revenue_28": Decimal("123456.00"),
        "units_28": 82,
        "money_at_risk": Decimal("5000.00"),
        "recommended_quantity": 60,
        "demand_class": "SMOOTH",
        "abc": "A",
        "xyz": "X",
        "lifecycle": "ACTIVE",
        "trust_grade": "A",
    }
    _add(connection, SkuOverview, run_id=run_id, product_id=product_id, **{**row, **values})


def create_forecast(connection: Connection, run_id: int, product_id: int, a_day: float = 3.0) -> None:
    """Thirty days of path and three explained totals at an even rate a day."""
    for ahead in range(1, 31):
        _add(
            connection,
            Prediction,
            run_id=run_id,
            product_id=product_id,
            target_date=AS_OF + timedelta(days=ahead),
            forecast_qty=a_day,
            p10=a_day / 2,
            p50=a_day,
            p90=a_day * 2,
            confidence_score=0.8,
            model="LIGHTGBM_GLOBAL",
        )
    for days in (7, 14, 30):
        create_total(connection, run_id, product_id, days, a_day * days)


def create_total(connection: Connection, run_id: int, product_id: int, days: int, mean: float) -> None:
    """A total over a horizon and its explanation."""
    _add(
        connection,
        PredictionTotal,
        run_id=run_id,
        product_id=product_id,
        horizon_days=days,
        mean=mean,
        p10=mean * 0.7,
        p50=mean,
        p90=mean * 1.4,
        confidence_score=0.75,
        model="LIGHTGBM_GLOBAL",
    )
    _add(
        connection,
        PredictionExplanation,
        run_id=run_id,
        product_id=product_id,
        horizon_days=days,
        base_value=mean - 4,
        prediction=mean,
        contributions=[{"group": "RECENT_SALES", "units": 3.2}, {"group": "SEASON", "units": 0.8}],
        rules=[{"key": "PROMOTION_AHEAD", "numbers": {"discount_rate": 0.2, "units": 34}}],
    )


def create_recommendation(connection: Connection, run_id: int, product_id: int, **values: object) -> None:
    row = {
        "quantity": 60,
        "order_by": date(2026, 4, 5),
        "expected_arrival": date(2026, 4, 12),
        "depletion_date": date(2026, 4, 12),
        "lead_time_days": 7.0,
        "review_days": 7,
        "service_level": 0.95,
        "order_up_to": 150,
        "waterfall": [
            {"key": "EXPECTED_DEMAND", "units": 120},
            {"key": "SAFETY_STOCK", "units": 30},
            {"key": "ON_HAND", "units": -80},
            {"key": "RESERVED", "units": 5},
            {"key": "INBOUND", "units": -20},
            {"key": "PACK_ROUNDING", "units": 5},
        ],
        "assumptions": ["LEAD_TIME_ASSUMED"],
        "unit_cost": Decimal("1200.50"),
        "currency": "KRW",
        "stockout_probability": 0.4,
        "overstock_value": Decimal("0.00"),
        "input_sha256": bytes(32),
    }
    _add(connection, Recommendation, run_id=run_id, product_id=product_id, **{**row, **values})


def create_anomaly(connection: Connection, run_id: int, product_id: int, **values: object) -> None:
    row = {
        "detected_on": AS_OF,
        "anomaly_type": "SALES_SPIKE",
        "severity": "HIGH",
        "observed": 90.0,
        "expected": 30.0,
        "p_value": 0.0001,
        "money_at_stake": Decimal("70000.00"),
        "details": {"units": 60, "days": 1, "lead_time_days": 14, "note": "text"},
    }
    _add(connection, AnomalyDetection, run_id=run_id, product_id=product_id, **{**row, **values})


def create_day(connection: Connection, run_id: int, product_id: int, stat_date: date, **values: object) -> None:
    row = {
        "ordered_units": 5,
        "cancelled_units": 1,
        "sold_units": 4,
        "returned_units": 0,
        "order_count": 3,
        "gross_revenue": Decimal("5000.00"),
        "net_revenue": Decimal("4000.00"),
        "paid_price": 1000.0,
        "discount_rate": 0.0,
        "on_hand": 40,
        "is_stockout": False,
        "is_promotion": False,
        "ad_spend": Decimal("0.00"),
        "demand_units": 4.0,
        "demand_reason": "OBSERVED",
    }
    _add(connection, SkuDailyStats, run_id=run_id, product_id=product_id, stat_date=stat_date, **{**row, **values})


def create_features(connection: Connection, run_id: int, product_id: int, **values: object) -> None:
    row = {
        "as_of_date": AS_OF,
        "age_days": 400,
        "sales_days": 300,
        "level_28": 3.0,
        "level_91": 2.5,
        "zero_share_91": 0.2,
        "is_promotion": False,
        "promotion_days_ahead_30": 0,
        "ad_spend_7": Decimal(0),
        "ad_spend_28": Decimal(0),
        "lead_time_stated_days": 9,
        "stockout_days_91": 0,
        "demand_class": "SMOOTH",
        "abc": "A",
        "xyz": "X",
    }
    _add(connection, SkuFeatures, run_id=run_id, product_id=product_id, **{**row, **values})
