"""The migrations build what the models say, and can be taken back."""

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, text

from domain.tables import metadata
from jobs.queue import open_queue
from kit.database import current_revision, downgrade, head_revision, migrate
from kit.orm import SCHEMAS
from kit.postgres import libpq_url

OURS = {
    "include_schemas": True,
    "compare_type": True,
    "include_name": lambda name, kind, _: name in SCHEMAS if kind == "schema" else True,
}


def test_database_equals_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts=OURS)
        assert compare_metadata(context, metadata) == []


def test_up_down_up(engine: Engine) -> None:
    open_queue(libpq_url(engine.url), "k" * 32)  # makes tables of its own
    downgrade(engine, "base")
    with engine.connect() as connection:
        assert current_revision(connection) is None
        left = connection.scalars(
            text("select nspname from pg_namespace where nspname = any(:s)"), {"s": list(SCHEMAS)}
        )
        assert left.all() == []
    assert migrate(engine)
    with engine.connect() as connection:
        assert current_revision(connection) == head_revision()
    assert not migrate(engine)


def test_every_table_has_timestamps_and_a_touch_trigger(engine: Engine) -> None:
    query = text("""
        select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where n.nspname = any(:schemas) and c.relkind in ('r', 'p') and c.relname not like 'huey%'
        and not exists (select 1 from pg_trigger t where t.tgrelid = c.oid and t.tgname in ('touch', 'append_only'))
    """)
    with engine.connect() as connection:
        assert connection.scalars(query, {"schemas": list(SCHEMAS)}).all() == []
    without = [t.fullname for t in metadata.tables.values() if not {"created_at", "updated_at"} <= set(t.c.keys())]
    assert without == []


def test_every_foreign_key_but_rare_ones_has_an_index_to_lead_with(engine: Engine) -> None:
    """Deleting or joining from the parent must not scan a big child table."""
    big = {"raw.order_items", "raw.order_returns", "raw.payments", "raw.inventory", "raw.ad_spend_daily"}
    query = text("""
        select n.nspname || '.' || c.relname || '.' || a.attname
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[1]
        where k.contype = 'f' and n.nspname || '.' || c.relname = any(:big) and a.attname <> 'batch_id'
        and not exists (select 1 from pg_index i where i.indrelid = c.oid and i.indkey[0] = a.attnum)
    """)
    with engine.connect() as connection:
        missing = connection.scalars(query, {"big": sorted(big)}).all()
    assert missing == []
