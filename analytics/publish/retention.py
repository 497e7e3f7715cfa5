"""Remove the rows of old runs; the runs themselves, their steps and their evidence stay."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from analytics.publish.tables import TARGETS, Target, Way

CAN_WAIT = ("55P03", "57014")  # lock not available, statement cancelled: readers come first
KEPT = """
    select id from jobs.pipeline_run where status in ('QUEUED', 'RUNNING')
    union select run_id from jobs.published_run
    union (
        select id from jobs.pipeline_run where kind = 'POLICY_BACKTEST' and status = 'SUCCEEDED'
        order by finished_at desc, id desc limit 1
    )
    union (
        select id from jobs.pipeline_run where published_at is not null
        order by published_at desc, id desc limit :keep
    )
"""
PARTITIONS = """
    select c.oid::regclass::text as name, substring(c.relname from '_r([0-9]+)$')::bigint as run_id,
           coalesce(i.inhdetachpending, false) as is_half_detached, i.inhrelid is not null as is_attached
    from pg_class as c
    join pg_namespace as n on n.oid = c.relnamespace
    left join pg_inherits as i on i.inhrelid = c.oid
    where n.nspname = :schema and c.relkind = 'r' and c.relname ~ ('^' || :table || '_r[0-9]+$')
"""
MARK = """
    update jobs.pipeline_run set rows_removed_at = clock_timestamp()
    where published_at is not null and rows_removed_at is null and id <> all(:kept)
"""
# What outlives its run is kept for as long as somebody looks back: a pending total comes due within 60 days.
OUTDATED = (
    "delete from ai.forecast_ledger where origin_date < (select max(origin_date) - 120 from ai.forecast_ledger)",
    "delete from ai.day_forecasts where target_date < (select max(origin_date) - 70 from ai.day_forecasts)",
    # A day is measured against the last forecast made before it; older ones of the same day are not read.
    """
    delete from ai.day_forecasts as older using ai.day_forecasts as newer, jobs.pipeline_run as run
    where newer.product_id = older.product_id and newer.target_date = older.target_date
    and older.origin_date < newer.origin_date and run.id = newer.run_id and run.published_at is not null
    and run.status = 'SUCCEEDED' and newer.target_date > (select max(origin_date) - 14 from ai.day_forecasts)
    """,
    """
    delete from ai.forecast_accuracy where source = 'PUBLISHED'
    and scored_on < (select max(scored_on) - 400 from ai.forecast_accuracy where source = 'PUBLISHED')
    """,
)


@dataclass(frozen=True, slots=True)
class Purged:
    """What retention did: rows deleted, partitions dropped, and partitions that wait because readers hold them."""

    rows: int
    partitions: int
    postponed: int


def drop_old_runs(engine: Engine, keep: int, patience_ms: int = 5000) -> Purged:
    """Remove the rows of all runs but the newest `keep` published ones, the served one, the newest policy backtest
    and those under way.

    A partition that readers hold for longer than `patience_ms` is left for the next time.
    """
    options = engine.execution_options(isolation_level="AUTOCOMMIT")
    rows = dropped = postponed = 0
    with options.connect() as connection:
        kept = set(connection.scalars(text(KEPT), {"keep": keep}))
        # Before the first row goes: readers of such a run look at the mark after they have read.
        connection.execute(text(MARK), {"kept": sorted(kept)})
        connection.execute(text(f"set lock_timeout = {patience_ms}"))
        try:
            for target in TARGETS.values():
                if target.way is Way.ROWS:
                    rows += _delete(connection, target, kept)
                elif target.way is Way.PARTITION:
                    done, waiting = _drop(connection, target, kept)
                    dropped, postponed = dropped + done, postponed + waiting
            rows += sum(connection.execute(text(statement)).rowcount for statement in OUTDATED)
        finally:
            connection.execute(text("reset lock_timeout"))
    return Purged(rows, dropped, postponed)


def _delete(connection: Connection, target: Target, kept: set[int]) -> int:
    delete = text(f"delete from {target.table} where run_id <> all(:kept)")
    return connection.execute(delete, {"kept": sorted(kept)}).rowcount


def _drop(connection: Connection, target: Target, kept: set[int]) -> tuple[int, int]:
    names = {"schema": target.schema, "table": target.name}
    old = [row for row in connection.execute(text(PARTITIONS), names) if row.run_id not in kept]
    postponed = 0
    for row in old:
        try:
            if row.is_attached:
                # Concurrently, so that readers of the parent are not kept waiting.
                how = "finalize" if row.is_half_detached else "concurrently"
                connection.execute(text(f"alter table {target.table} detach partition {row.name} {how}"))
            connection.execute(text(f"drop table {row.name}"))
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) not in CAN_WAIT:
                raise
            postponed += 1
    return len(old) - postponed, postponed
