"""Reading and writing imports and saved mappings; the asynchronous functions are the API's."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from types import MappingProxyType

from sqlalchemy import Boolean, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session, aliased

from domain.identity.models import User
from domain.ingestion.models import ImportBatch, RejectedRow
from domain.ingestion.repository import BATCH_COLUMNS
from domain.ingestion.uploads.models import Import, ImportMapping
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, columns_of, pick

MAX_LISTED_MAPPINGS = 500
REFUSED_ROWS = (
    select(func.coalesce(func.sum(ImportBatch.rows_rejected), 0))
    .where(ImportBatch.import_id == Import.id)
    .correlate(Import)
    .scalar_subquery()
)
REFUSED_TABLES = (
    select(func.count(ImportBatch.table_name.distinct()))
    .where(ImportBatch.import_id == Import.id, ImportBatch.rows_rejected > 0)
    .correlate(Import)
    .scalar_subquery()
)
IMPORT_COLUMNS = MappingProxyType(
    {
        "import_id": Import.id,
        **columns_of(Import, "file_name", "state", "source", "uploaded_by", "finished_at"),
        "bytes": Import.size_bytes,
        "uploaded_at": Import.created_at,
        "answers": Import.options,
        "described": Import.description,
        "progress_values": Import.progress,
        "failure_values": Import.failure,
        "set_aside_counts": Import.set_aside,
        "refused_rows": REFUSED_ROWS,
        "refused_tables": REFUSED_TABLES,
    }
)
NEWEST_IMPORTS_FIRST = Ordering("NEWEST", (Key(Import.id, "int", is_descending=True),))


def select_imports(columns: Collection[str]) -> AnySelect:
    """The query for imports."""
    return select(*pick(IMPORT_COLUMNS, columns, always=("import_id",)))


async def find_import(connection: AsyncConnection, import_id: int, columns: Collection[str]) -> AnyRow | None:
    """The import of this number."""
    return (await connection.execute(select_imports(columns).where(Import.id == import_id))).one_or_none()


async def batches_of(connection: AsyncConnection, ids: Collection[int]) -> Sequence[AnyRow]:
    """The batches of these imports, in the order in which they were loaded, with `import_id`."""
    query = select(ImportBatch.import_id, *pick(BATCH_COLUMNS, BATCH_COLUMNS)).where(among(ImportBatch.import_id, ids))
    return (await connection.execute(query.order_by(ImportBatch.id))).all()


async def refused_tables(connection: AsyncConnection, import_id: int) -> list[str]:
    """The tables that rows of an import were refused for and are not loaded since."""
    query = _refused(import_id, select(RejectedRow.table_name)).distinct().order_by(RejectedRow.table_name)
    return list((await connection.execute(query)).scalars())


async def refused_columns(connection: AsyncConnection, import_id: int, table: str) -> list[str]:
    """The columns of an import's refused rows of a table, by name."""
    names = func.jsonb_object_keys(RejectedRow.row).label("name")
    query = _refused(import_id, select(names)).where(RejectedRow.table_name == table)
    return sorted(set((await connection.execute(query)).scalars()))


async def refused_rows(
    connection: AsyncConnection, import_id: int, table: str, *, after: int, first: int
) -> Sequence[AnyRow]:
    """Some of an import's refused rows of a table, in the order of their numbers, from the one after `after`."""
    query = _refused(
        import_id, select(RejectedRow.id, RejectedRow.reason, RejectedRow.message, RejectedRow.row.label("content"))
    ).where(RejectedRow.table_name == table, RejectedRow.id > after)
    return (await connection.execute(query.order_by(RejectedRow.id).limit(first))).all()


def _refused(import_id: int, query: AnySelect) -> AnySelect:
    """Only what is refused still, of an import and of the identical files before it, whose rows are kept once."""
    own, same = aliased(ImportBatch), aliased(ImportBatch)
    batches = (
        select(same.id)
        .join(
            own,
            (own.sha256 == same.sha256)
            & (own.profile == same.profile)
            & (own.table_name == same.table_name)
            & (same.id <= own.id),
        )
        .where(own.import_id == import_id)
    )
    return query.where(RejectedRow.batch_id.in_(batches), RejectedRow.resolved_at.is_(None))


async def list_mappings(connection: AsyncConnection) -> Sequence[AnyRow]:
    """The saved mappings by name."""
    query = (
        select(
            ImportMapping.id,
            ImportMapping.name,
            ImportMapping.options,
            ImportMapping.updated_at,
            User.display_name.label("saved_by"),
        )
        .join(User, User.id == ImportMapping.user_id)
        .order_by(func.lower(ImportMapping.name))
    )
    return (await connection.execute(query.limit(MAX_LISTED_MAPPINGS))).all()


def add_import(session: Session, added: Import) -> None:
    """Add an import; its number is known afterwards."""
    session.add(added)
    session.flush()


def lock_import(session: Session, import_id: int) -> Import | None:
    """The import of this number, locked until the commit."""
    query = select(Import).where(Import.id == import_id).with_for_update()
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def lock_named_mapping(session: Session, name: str) -> ImportMapping | None:
    """The mapping of this name, whatever its case, locked until the commit."""
    query = select(ImportMapping).where(func.lower(ImportMapping.name) == func.lower(name))
    return session.scalars(query.with_for_update()).one_or_none()


def add_mapping(session: Session, mapping: ImportMapping) -> None:
    """Add a mapping; its number is known afterwards."""
    session.add(mapping)
    session.flush()


def find_mapping(session: Session, fingerprint: bytes) -> ImportMapping | None:
    """The mapping that was saved last for a header."""
    query = select(ImportMapping).where(ImportMapping.fingerprint == fingerprint)
    return session.scalars(query.order_by(ImportMapping.updated_at.desc(), ImportMapping.id.desc()).limit(1)).first()


def lock_next(session: Session, waiting: str, working: str) -> Import | None:
    """The oldest import that waits, or whose worker's lease is over by the database's clock; locked."""
    is_left = (Import.state == working) & (Import.lease_until < func.clock_timestamp())
    query = select(Import).where(Import.finished_at.is_(None), or_(Import.state == waiting, is_left))
    return session.scalars(query.order_by(Import.id).limit(1).with_for_update(skip_locked=True)).first()


def set_lease(session: Session, held: Import, worker: str, seconds: float) -> None:
    """Give an import to a worker for a time by the database's clock."""
    held.worker = worker
    held.lease_until = func.clock_timestamp() + timedelta(seconds=seconds)
    session.flush()


def lock_untouched(session: Session, days: int) -> Sequence[Import]:
    """The imports that wait for a person and that nobody went on with for some days, locked."""
    limit = func.clock_timestamp() - timedelta(days=days)
    query = select(Import).where(Import.state.in_(("ASKING", "READY")), Import.updated_at < limit)
    return session.scalars(query.order_by(Import.id).limit(100).with_for_update(skip_locked=True)).all()


def find_imports(session: Session, ids: Collection[int]) -> Sequence[Import]:
    """The imports of these numbers, as far as they exist."""
    return session.scalars(select(Import).where(among(Import.id, ids)).order_by(Import.id)).all()


def find_batches(session: Session, import_id: int) -> Sequence[ImportBatch]:
    """The batches that an import was loaded in, in their order."""
    query = select(ImportBatch).where(ImportBatch.import_id == import_id)
    return session.scalars(query.order_by(ImportBatch.id)).all()


def assign_batches(session: Session, batches: Collection[int], import_id: int, renamed: tuple[str, str]) -> None:
    """Note that batches came with an import, under the name that people know its file by."""
    session.execute(
        update(ImportBatch)
        .where(among(ImportBatch.id, batches))
        .values(import_id=import_id, file_name=func.replace(ImportBatch.file_name, *renamed))
        .execution_options(synchronize_session=False)
    )


def is_inbox_free(session: Session) -> bool:
    """Whether no other transaction takes files from the inbox; until the commit none will."""
    query = select(func.pg_try_advisory_xact_lock(func.hashtext("jaego.inbox"), type_=Boolean))
    return session.scalars(query).one()
