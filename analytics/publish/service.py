"""Load the frames of a run; readers see none of it until the run's pointer flips."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
from adbc_driver_manager.dbapi import Connection

from analytics.publish.columns import ArrowStream, FrameError, fit, read_columns
from analytics.publish.tables import TARGETS, Target, Way
from kit import arrow
from kit.progress import Progress

PRIMARY_KEY = """
    select pg_get_constraintdef(oid) as definition from pg_constraint
    where conrelid = '{table}'::regclass and contype = 'p'
"""

Frames = Mapping[str, pd.DataFrame | ArrowStream]


def publish(uri: str, run_id: int, frames: Frames, report: Progress) -> dict[str, int]:
    """Load frames under a run's id; what an earlier try of the same run left is removed first.

    All frames are checked against the tables before the first row is written. Each table is filled in a transaction of
    its own; a failure half-way leaves rows that no view shows and that retention removes.

    Args:
        uri: libpq address of the database.
        run_id: the run, which is in `jobs.pipeline_run` already.
        frames: rows by table (`ai.predictions`, ...), without `run_id`; timestamps are the table's own.
        report: receives the table, the rows loaded and the rows to load.

    Returns:
        Rows loaded by table name without schema.

    Raises:
        FrameError: a frame is for no known table or does not match its table.
        FaultError: the database does not answer.
    """
    unknown = sorted(set(frames) - set(TARGETS))
    if unknown:
        raise FrameError(f"Nothing is published to {', '.join(unknown)}; known are {', '.join(TARGETS)}.")
    with arrow.connect(uri) as connection:
        fitted = {name: _fitted(connection, TARGETS[name], run_id, frame) for name, frame in frames.items()}
        clear(connection, run_id)
        counts = {}
        for name, data in fitted.items():
            counts[TARGETS[name].name] = _load(connection, TARGETS[name], run_id, data)
            report(name, len(data), len(data))
    return counts


def _fitted(connection: Connection, target: Target, run_id: int, frame: pd.DataFrame | ArrowStream) -> pa.Table:
    columns = read_columns(connection, target.table)
    if target.way is Way.LAST_WINS:
        return fit(frame, columns, target.table)
    data = fit(frame, [column for column in columns if column.name != "run_id"], target.table)
    return data.add_column(
        0, "run_id", pa.array([run_id], pa.int64()).take(pa.nulls(len(data), pa.int64()).fill_null(0))
    )


def clear(connection: Connection, run_id: int) -> None:
    """Remove what the run has loaded so far."""
    for target in TARGETS.values():
        if target.way is Way.PARTITION:
            arrow.execute(connection, f"drop table if exists {target.schema}.{target.partition(run_id)}")
        elif target.way is Way.ROWS:
            arrow.execute(connection, f"delete from {target.table} where run_id = {run_id}")
    arrow.execute(
        connection,
        "delete from ai.anomaly_detections as anomaly using jobs.pipeline_run as run"
        f" where run.id = anomaly.run_id and (run.id = {run_id} or run.status = 'FAILED')",
    )
    connection.commit()


def _load(connection: Connection, target: Target, run_id: int, data: pa.Table) -> int:
    match target.way:
        case Way.PARTITION:
            return _load_partition(connection, target, run_id, data)
        case Way.ROWS:
            return _load_rows(connection, target, data)
        case Way.FIRST_WINS:
            return _merge(connection, target, data, "do nothing")
        case Way.LAST_WINS:
            rest = [name for name in data.column_names if name not in target.key]
            update = ", ".join(f"{name} = excluded.{name}" for name in rest)
            return _merge(connection, target, data, f"do update set {update}")


def _load_partition(connection: Connection, target: Target, run_id: int, data: pa.Table) -> int:
    """Fill a table of its own, then attach it: the parent is locked for the foreign keys' check only."""
    partition = target.partition(run_id)
    full_name = f"{target.schema}.{partition}"
    arrow.execute(connection, f"create table {full_name} (like {target.table} including all excluding indexes)")
    # Shows PostgreSQL that every row belongs here, so that attaching need not read them for that.
    arrow.execute(connection, f"alter table {full_name} add constraint of_one_run check (run_id = {run_id})")
    arrow.ingest(connection, target.schema, partition, data)
    # After the rows: a sorted build takes a fraction of what keeping the index up to date during COPY does.
    key = arrow.fetch_one(connection, PRIMARY_KEY.format(table=target.table))["definition"]
    arrow.execute(connection, f"alter table {full_name} add {key}")
    arrow.execute(connection, f"analyze {full_name}")
    connection.commit()
    arrow.execute(connection, f"alter table {target.table} attach partition {full_name} for values in ({run_id})")
    arrow.execute(connection, f"alter table {full_name} drop constraint of_one_run")
    connection.commit()
    return len(data)


def _load_rows(connection: Connection, target: Target, data: pa.Table) -> int:
    arrow.ingest(connection, target.schema, target.name, data)
    connection.commit()
    return len(data)


def _merge(connection: Connection, target: Target, data: pa.Table, action: str) -> int:
    names = ", ".join(data.column_names)
    arrow.execute(
        connection, f"create temporary table incoming on commit drop as select {names} from {target.table} limit 0"
    )
    arrow.ingest(connection, "pg_temp", "incoming", data)
    merge = (
        f"with merged as (insert into {target.table} ({names}) select {names} from incoming"
        f" on conflict ({', '.join(target.key)}) {action} returning 1) select count(*) as rows from merged"
    )
    merged = arrow.fetch_one(connection, merge)["rows"]
    connection.commit()
    return int(str(merged))
