-- Which database this is, and the oldest transaction that is still open: all earlier ones are seen whole.
-- The timeline changes when a backup is restored, after which transaction numbers may run a second time. The number of
-- the file of raw.products changes when sample data are removed: the rows of every table are other ones from then on.
select
    cast(cast(pg_snapshot_xmin(pg_current_snapshot()) as text) as bigint) as oldest_open_transaction,
    concat_ws(
        '/',
        (select cast(system_identifier as text) from pg_control_system()),
        (select cast(timeline_id as text) from pg_control_checkpoint()),
        (select cast(oid as text) from pg_database where datname = current_database()),
        (select version_num from alembic_version),
        (select cast(pg_relation_filenode('raw.products') as text))
    ) as identity
