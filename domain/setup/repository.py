"""Reads what a shop has, keeps the row of the sample data, and removes all that came with them."""

from collections.abc import Collection
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, MetaData, Table, delete, exists, func, insert, literal, or_, select, text, true
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Product, Supplier
from domain.identity.models import User
from domain.inventory.models import InventorySnapshot
from domain.notifications.models import Notification, NotificationDelivery
from domain.outbox.events import SESSION_REUSED
from domain.outbox.models import OutboxEvent
from domain.pipeline.models import PipelineRun, PublishedPointer
from domain.sales.models import Order
from domain.setup.models import SampleData
from domain.setup.rules import MARK_OF_FILLING, MAX_COUNTED, Found
from kit.orm import Base
from kit.reading import AnyRow, AnySelect

SHOP_SCHEMAS = ("raw", "mart", "ai")
RUN_TABLES = ("jobs.pipeline_run", "jobs.pipeline_step", "jobs.published_run")
LOCK = "jaego.sample_data"
SETTINGS = "app.planning_settings"
"""Refers to suppliers and SKUs; the row of the whole company stays."""


def found_in_shop(zone: ZoneInfo) -> AnySelect:
    """One row of the fields of `Found`; days are business days in the zone."""
    has_stock = exists().where(InventorySnapshot.product_id == Product.id)
    living, supplies = Product.deleted_at.is_(None), Supplier.deleted_at.is_(None)
    counts = {
        "orders": select(Order.id),
        "products": select(Product.id).where(living),
        "products_with_cost": select(Product.id).where(living, Product.unit_cost.is_not(None)),
        "products_with_stock": select(Product.id).where(living, has_stock),
        "suppliers": select(Supplier.id).where(supplies),
        "suppliers_with_lead_time": select(Supplier.id).where(supplies, Supplier.lead_time_days.is_not(None)),
        "users": select(User.id).where(User.deleted_at.is_(None)),
    }
    days = {"first_day": func.min(Order.ordered_at), "last_day": func.max(Order.ordered_at)}
    return select(
        *(_counted(query).label(name) for name, query in counts.items()),
        *(
            select(func.date(func.timezone(zone.key, instant))).scalar_subquery().label(name)
            for name, instant in days.items()
        ),
        exists(select(PublishedPointer.id)).label("is_published"),
    )


def _counted(query: AnySelect) -> AnySelect:
    few = query.limit(MAX_COUNTED).subquery()
    return select(func.count()).select_from(few).scalar_subquery()  # type: ignore[return-value]


def found_of(row: AnyRow) -> Found:
    """The row of `found_in_shop`."""
    return Found(**row._mapping)  # noqa: SLF001  # SQLAlchemy's public name for a row's names


async def newest_night(connection: AsyncConnection) -> int | None:
    """The number of the newest nightly run."""
    query = select(func.max(PipelineRun.id)).where(PipelineRun.kind == "NIGHTLY")
    return (await connection.execute(query)).scalar_one()


async def find_sample_row(connection: AsyncConnection) -> AnyRow | None:
    """The sample data's state, step, progress, error and last day."""
    columns = (SampleData.state, SampleData.step, SampleData.done, SampleData.total, SampleData.error)
    return (await connection.execute(select(*columns, SampleData.last_day))).one_or_none()


def sample_data(session: Session) -> SampleData | None:
    """The row of the sample data as it is now."""
    return session.get(SampleData, 1, populate_existing=True)


def locked_sample_data(session: Session) -> SampleData | None:
    """The row of the sample data, after others who add or remove them; they wait until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext(LOCK))))
    return sample_data(session)


def try_lock(session: Session) -> bool:
    """Whether nobody imports, adds or removes at the moment; if so, others wait until the commit."""
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(func.hashtext(LOCK)))))


def keep_sample_data_out(session: Session) -> None:
    """Let nobody add sample data until the commit; imports don't wait for each other."""
    session.execute(select(func.pg_advisory_xact_lock_shared(func.hashtext(LOCK))))


def try_worker_lock(session: Session) -> bool:
    """Become the one worker that fills or removes, for as long as the session's connection lasts."""
    return bool(session.scalar(select(func.pg_try_advisory_lock(func.hashtext(f"{LOCK}.worker")))))


def release_worker_lock(session: Session) -> None:
    """Let other workers fill or remove."""
    session.execute(select(func.pg_advisory_unlock(func.hashtext(f"{LOCK}.worker"))))


def is_filling(session: Session) -> bool:
    """Whether this database session adds the sample data."""
    return session.scalar(select(func.current_setting(MARK_OF_FILLING, true()))) == "on"


def batch_ids(session: Session) -> list[int]:
    """The numbers of all imports."""
    batches = Base.metadata.tables["raw.import_batches"]
    return list(session.scalars(select(batches.c.id).order_by(batches.c.id)))


def has_shop_data(session: Session) -> bool:
    """Whether a row was imported into any table; refused rows and the files they came in don't count."""
    return bool(session.scalar(select(_any_row(_imported(Base.metadata)))))


def _any_row(tables: Collection[Table]) -> ColumnElement[bool]:
    return or_(*(exists(select(literal(1)).select_from(table)) for table in tables))


def _imported(metadata: MetaData) -> list[Table]:
    """The tables whose rows name the import that brought them."""
    return [table for table in metadata.sorted_tables if table.schema == "raw" and "row_version" in table.c]


def count_foreign_rows(session: Session, batch_ids: Collection[int], limit: int = 1_000) -> int:
    """How many imported rows, up to a limit for each table, did not come with these imports."""
    counts = 0
    for table in _imported(Base.metadata):
        query = select(table.c.batch_id).where(
            table.c.batch_id.is_(None) | table.c.batch_id.not_in([int(number) for number in batch_ids])
        )
        counts += session.execute(select(func.count()).select_from(query.limit(limit).subquery())).scalar_one()
    return counts


def shop_tables(metadata: MetaData) -> list[Table]:
    """All tables of data, runs and what people made of them: those of the shop, and all that refer to one of them."""
    found = {name for name, table in metadata.tables.items() if table.schema in SHOP_SCHEMAS or name in RUN_TABLES}
    while True:
        more = {
            name
            for name, table in metadata.tables.items()
            if name not in found and any(key.column.table.key in found for key in table.foreign_keys)
        }
        if not more:
            return [metadata.tables[name] for name in sorted(found)]
        found |= more


def run_ids(session: Session) -> list[int]:
    """The numbers of all runs."""
    return list(session.scalars(select(PipelineRun.id)))


def empty_shop(session: Session, metadata: MetaData) -> None:
    """Remove all data, runs, recommendations and orders; users, their settings and the company's stay.

    Keys of requests go too, since their answers lead to what is gone, and so do notifications about it.
    """
    about_shop = OutboxEvent.event_type != SESSION_REUSED
    events = select(OutboxEvent.event_id).where(about_shop)
    session.execute(delete(NotificationDelivery).where(NotificationDelivery.event_id.in_(events)))
    session.execute(delete(Notification).where(Notification.event_id.in_(events)))
    session.execute(delete(OutboxEvent).where(about_shop))
    settings = metadata.tables[SETTINGS]
    kept = session.execute(select(settings).where(settings.c.scope == "GLOBAL")).mappings().all()
    names = ", ".join(f"{table.schema}.{table.name}" for table in shop_tables(metadata))
    session.execute(text(f"truncate {names}, jobs.idempotency_keys"))
    if kept:
        session.execute(insert(settings), [dict(row) for row in kept])
    session.execute(delete(SampleData))


def new_sample_data(session: Session, row: SampleData) -> None:
    """Keep the row, instead of one that failed."""
    session.execute(delete(SampleData))
    session.add(row)
    session.flush()
