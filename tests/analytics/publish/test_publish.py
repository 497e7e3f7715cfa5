"""Frames reach the tables with the tables' types, under their run, unseen until the pointer flips."""

from datetime import date
from decimal import Decimal

import duckdb
import pandas as pd
import pyarrow as pa
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from analytics.publish.columns import Column, FrameError, fit
from analytics.publish.retention import Purged, drop_old_runs
from analytics.publish.service import publish
from kit.postgres import libpq_url
from kit.progress import silent

DAY = date(2024, 3, 9)


@pytest.fixture
def uri(database_url: URL) -> str:
    return libpq_url(database_url)


@pytest.fixture
def products(engine: Engine) -> list[int]:
    with engine.begin() as connection:
        sql = "insert into raw.products (sku, name, currency, row_hash) values (:sku, :sku, 'KRW', :h) returning id"
        return [connection.scalar(text(sql), {"sku": sku, "h": b"0" * 32}) for sku in ("A", "B")]


def create_run(engine: Engine, status: str = "RUNNING", published_at: str | None = None) -> int:
    sql = """insert into jobs.pipeline_run (logical_date, attempt, trigger, status, error, started_at, published_at)
             select '2024-03-09', count(*) + 1, 'COMMAND', :status, case when :status = 'FAILED' then 'broke' end,
                    now(), :published_at from jobs.pipeline_run returning id"""
    with engine.begin() as connection:
        if status == "RUNNING":
            connection.execute(text("update jobs.pipeline_run set status = 'SUCCEEDED' where status = 'RUNNING'"))
        return connection.scalar(text(sql), {"status": status, "published_at": published_at})


def point_at(engine: Engine, run_id: int) -> None:
    with engine.begin() as connection:
        connection.execute(
            text("""insert into jobs.published_run (id, run_id, published_at) values (1, :run, now())
                    on conflict (id) do update set run_id = excluded.run_id"""),
            {"run": run_id},
        )


def predictions(products: list[int], quantity: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "product_id": products,
            "target_date": pd.to_datetime([DAY, DAY]),
            "forecast_qty": [quantity, quantity],
            "p10": 0.0,
            "p50": quantity,
            "p90": quantity * 2,
            "confidence_score": 0.5,
            "model": "LIGHTGBM_GLOBAL",
        }
    )


def explanations(product: int) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "product_id": [product],
            "horizon_days": [7],
            "base_value": [1.5],
            "prediction": [3.0],
            "contributions": [[{"group": "SEASON", "units": 1.5}, {"group": "OTHER"}]],
            "rules": [[]],
        }
    )


def all_of(engine: Engine, query: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def test_rows_are_unseen_until_the_pointer_flips_and_only_one_run_is_seen(
    engine: Engine, uri: str, products: list[int]
) -> None:
    query = "select sku, forecast_qty, run_id from ai.current_predictions order by 1"
    first = create_run(engine)
    assert publish(uri, first, {"ai.predictions": predictions(products, 4.0)}, silent) == {"predictions": 2}
    assert all_of(engine, query) == []
    point_at(engine, first)
    assert all_of(engine, query) == [("A", 4.0, first), ("B", 4.0, first)]
    second = create_run(engine)
    publish(uri, second, {"ai.predictions": predictions(products, 5.0)}, silent)
    assert all_of(engine, query) == [("A", 4.0, first), ("B", 4.0, first)]
    point_at(engine, second)
    assert all_of(engine, query) == [("A", 5.0, second), ("B", 5.0, second)]


def test_publishing_a_run_again_replaces_what_it_left(engine: Engine, uri: str, products: list[int]) -> None:
    run = create_run(engine)
    publish(uri, run, {"ai.predictions": predictions(products, 4.0)}, silent)
    frames = {
        "ai.predictions": predictions(products, 5.0),
        "ai.prediction_explanations": explanations(products[0]),
    }
    publish(uri, run, frames, silent)
    publish(uri, run, frames, silent)
    assert all_of(engine, "select run_id, forecast_qty from ai.predictions") == [(run, 5.0), (run, 5.0)]
    assert len(all_of(engine, "select 1 from ai.prediction_explanations")) == 1


def test_a_partition_is_like_its_parent(engine: Engine, uri: str, products: list[int]) -> None:
    run = create_run(engine)
    publish(uri, run, {"ai.predictions": predictions(products, 4.0)}, silent)
    kinds = all_of(
        engine,
        f"select contype, count(*) from pg_constraint where conrelid = 'ai.predictions_r{run}'::regclass"
        " and contype <> 'n' group by 1 order by 1",
    )
    parent = all_of(
        engine,
        "select contype, count(*) from pg_constraint where conrelid = 'ai.predictions'::regclass"
        " and contype <> 'n' group by 1 order by 1",
    )
    assert kinds == parent
    touched = all_of(
        engine, f"select tgname from pg_trigger where tgrelid = 'ai.predictions_r{run}'::regclass and tgname = 'touch'"
    )
    assert touched == [("touch",)]


def test_objects_become_json_and_a_relation_is_taken_as_it_is(engine: Engine, uri: str, products: list[int]) -> None:
    run = create_run(engine)
    weeks = duckdb.sql(f"""
        select {products[0]} as product_id, date '2024-03-04' as week_start, 7 as ordered_units, 6 as sold_units,
               1::bigint as returned_units, 1234.565::decimal(38, 3) as net_revenue, 6.5 as demand_units,
               0 as stockout_days, 10.0::double as ad_spend
    """)
    counts = publish(
        uri, run, {"mart.sku_weekly_stats": weeks, "ai.prediction_explanations": explanations(products[0])}, silent
    )
    assert counts == {"sku_weekly_stats": 1, "prediction_explanations": 1}
    assert all_of(engine, "select contributions, rules from ai.prediction_explanations") == [
        ([{"group": "SEASON", "units": 1.5}, {"group": "OTHER"}], [])
    ]
    assert all_of(engine, "select week_start, returned_units, net_revenue, ad_spend from mart.sku_weekly_stats") == [
        (date(2024, 3, 4), 1, Decimal("1234.57"), Decimal("10.00"))
    ]


def test_nothing_is_written_when_one_frame_is_wrong(engine: Engine, uri: str, products: list[int]) -> None:
    run = create_run(engine)
    wrong = explanations(products[0]).drop(columns="base_value").assign(extra=1)
    with pytest.raises(FrameError, match=r"ai\.prediction_explanations lacks base_value and has unknown extra"):
        publish(uri, run, {"ai.predictions": predictions(products, 4.0), "ai.prediction_explanations": wrong}, silent)
    assert all_of(engine, "select 1 from ai.predictions") == []
    with pytest.raises(FrameError, match=r"Nothing is published to raw\.orders"):
        publish(uri, run, {"raw.orders": wrong}, silent)


def anomalies(product: int, severity: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "product_id": [product],
            "detected_on": [DAY],
            "anomaly_type": ["SALES_SPIKE"],
            "severity": [severity],
            "observed": [40.0],
            "expected": [4.0],
            "p_value": [0.001],
            "money_at_stake": pd.array([None], dtype="Float64"),
            "details": [{"weekday": 6, "on": DAY}],
        }
    )


def test_an_anomaly_is_raised_once_but_that_of_a_failed_run_does_not_count(
    engine: Engine, uri: str, products: list[int]
) -> None:
    failed = create_run(engine, "RUNNING")
    publish(uri, failed, {"ai.anomaly_detections": anomalies(products[0], "LOW")}, silent)
    with engine.begin() as connection:
        connection.execute(text("update jobs.pipeline_run set status = 'FAILED', error = 'broke'"))
    good = create_run(engine)
    assert publish(uri, good, {"ai.anomaly_detections": anomalies(products[0], "HIGH")}, silent) == {
        "anomaly_detections": 1
    }
    later = create_run(engine)
    assert publish(uri, later, {"ai.anomaly_detections": anomalies(products[0], "CRITICAL")}, silent) == {
        "anomaly_detections": 0
    }
    assert all_of(engine, "select run_id, severity, details from ai.anomaly_detections") == [
        (good, "HIGH", {"weekday": 6, "on": "2024-03-09"})
    ]


def test_accuracy_is_replaced_by_the_newest_score(engine: Engine, uri: str, products: list[int]) -> None:
    score = pd.DataFrame(
        {
            "product_id": [products[0]],
            "horizon_days": [7],
            "origin_date": [DAY],
            "model": ["LIGHTGBM_GLOBAL"],
            "source": ["PUBLISHED"],
            "actual": [10.0],
            "forecast": [8.0],
            "absolute_error": [2.0],
            "bias": [-2.0],
        }
    )
    run = create_run(engine)
    publish(uri, run, {"ai.forecast_accuracy": score}, silent)
    publish(uri, run, {"ai.forecast_accuracy": score.assign(actual=9.0, absolute_error=1.0, bias=-1.0)}, silent)
    assert all_of(engine, "select actual, absolute_error, bias from ai.forecast_accuracy") == [(9.0, 1.0, -1.0)]


def test_retention_keeps_the_newest_published_the_served_and_the_running(
    engine: Engine, uri: str, products: list[int]
) -> None:
    frames = {"ai.predictions": predictions(products, 4.0), "ai.prediction_explanations": explanations(products[0])}
    published = [create_run(engine, "SUCCEEDED", f"2024-03-0{day}") for day in (1, 2, 3, 4)]
    failed, running = create_run(engine, "FAILED"), create_run(engine)
    for run in (*published, failed, running):
        publish(uri, run, frames, silent)
    point_at(engine, published[0])
    assert drop_old_runs(engine, keep=2) == Purged(rows=2, partitions=2, postponed=0)
    kept = [(published[0],), (published[2],), (published[3],), (running,)]
    assert all_of(engine, "select distinct run_id from ai.predictions order by 1") == kept
    assert all_of(engine, "select run_id from ai.prediction_explanations order by 1") == kept
    assert drop_old_runs(engine, keep=2) == Purged(rows=0, partitions=0, postponed=0)


def test_retention_waits_for_readers(engine: Engine, uri: str, products: list[int]) -> None:
    old, new = create_run(engine, "SUCCEEDED", "2024-03-01"), create_run(engine, "SUCCEEDED", "2024-03-02")
    for run in (old, new):
        publish(uri, run, {"ai.predictions": predictions(products, 4.0)}, silent)
    point_at(engine, new)
    with engine.connect() as reader:
        reader.execute(text("begin"))
        assert reader.scalar(text("select count(*) from ai.predictions")) == 4
        assert drop_old_runs(engine, keep=1, patience_ms=200).postponed == 1
    assert drop_old_runs(engine, keep=1) == Purged(rows=0, partitions=1, postponed=0)
    assert all_of(engine, "select distinct run_id from ai.predictions") == [(new,)]


UNITS = Column("units", "int4", is_nullable=False, has_default=False, precision=0, scale=0)
MONEY = Column("money", "numeric", is_nullable=True, has_default=False, precision=14, scale=2)


def test_fit_casts_to_the_tables_types() -> None:
    frame = pa.table({"money": pa.array([1.5, None]), "units": pa.array([1, 2], pa.int64())})
    fitted = fit(frame, [UNITS, MONEY], "mart.things")
    assert fitted.schema == pa.schema({"units": pa.int32(), "money": pa.decimal128(14, 2)})
    assert fitted.to_pydict() == {"units": [1, 2], "money": [Decimal("1.50"), None]}


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (pa.array([1, None]), "mart.things.units: 1 of 2 values are null"),
        (pa.array([1.5]), "mart.things.units: a value does not fit int4"),
        (pa.array([2**40]), "mart.things.units: a value does not fit int4"),
        (pa.array([float("nan"), 1.0]), "mart.things.units: 1 of 2 values are not finite"),
        (pa.array([[1]]), "mart.things.units is int4, but the frame has list"),
        (pa.array(["many"]), "mart.things.units: a value does not fit int4"),
    ],
)
def test_fit_refuses_what_does_not_fit_by_name(values: pa.Array, message: str) -> None:
    with pytest.raises(FrameError, match=message):
        fit(pa.table({"units": values}), [UNITS], "mart.things")
