"""Import batches and rejected rows: what was uploaded, what was refused and why, and what can be retried."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    cast,
    exists,
    func,
    insert,
    select,
    update,
)
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session, aliased

from domain.catalog.models import Product
from domain.ingestion.contract import Table
from domain.ingestion.expressions import BLANKS, wanted
from domain.ingestion.lines import storable_json
from domain.ingestion.models import ImportBatch, RejectedRow
from domain.ingestion.statements import statement
from kit.paging import Key, Ordering
from kit.reading import AnySelect, among, among_given, columns_of, pick


@dataclass(frozen=True)
class Counts:
    """What became of the rows of a batch; they add up to `rows_in`."""

    rows_in: int
    loaded: int
    unchanged: int
    rejected: int

    @property
    def status(self) -> str:
        """The status of a batch with these counts."""
        if self.loaded:
            return "LOADED"
        return "REFUSED" if self.rejected and not self.unchanged else "UNCHANGED"


@dataclass(frozen=True)
class OpenRows:
    """A batch that still has rejected rows of a table that refer to something unknown."""

    batch_id: int
    table: str


@dataclass(frozen=True)
class Delivery:
    """An uploaded file: its name, SHA-256, profile and table, and what is assumed for it."""

    file_name: str
    sha256: bytes
    profile: str
    table_name: str
    assumptions: dict[str, str]


def open_batch(connection: Connection, delivery: Delivery) -> int:
    """Write the row of a file that is about to be loaded, and return its id."""
    added = insert(ImportBatch).values(
        **asdict(delivery),
        status="UNCHANGED",
        rows_in=0,
        rows_loaded=0,
        rows_unchanged=0,
        rows_rejected=0,
        started_at=func.clock_timestamp(),
    )
    return connection.execute(added.returning(ImportBatch.id)).scalar_one()


def close_batch(connection: Connection, batch_id: int, counts: Counts, details: Mapping[str, object]) -> None:
    """Write what became of a batch's rows."""
    connection.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id)
        .values(
            rows_in=counts.rows_in,
            rows_loaded=counts.loaded,
            rows_unchanged=counts.unchanged,
            rows_rejected=counts.rejected,
            status=counts.status,
            details=storable_json(details),
            finished_at=func.clock_timestamp(),
        )
    )


def read_counts(connection: Connection, batch_id: int) -> Counts:
    """The present outcome of a batch's rows."""
    row = connection.execute(
        select(
            ImportBatch.rows_in, ImportBatch.rows_loaded, ImportBatch.rows_unchanged, ImportBatch.rows_rejected
        ).where(ImportBatch.id == batch_id)
    ).one()
    return Counts(*row)


def earlier_batches(connection: Connection, batch_id: int, delivery: Delivery) -> list[int]:
    """The batches of identical files that came before."""
    same = select(ImportBatch.id).where(
        ImportBatch.sha256 == delivery.sha256,
        ImportBatch.profile == delivery.profile,
        ImportBatch.table_name == delivery.table_name,
        ImportBatch.id < batch_id,
    )
    return list(connection.scalars(same))


def store_rejected(connection: Connection, table: Table, batch_id: int, earlier: Sequence[int]) -> None:
    """Keep the rows of `checked` that have a problem, unless an identical file has kept them already."""
    bound = statement("store_rejected_rows").bindparams(
        bindparam("wanted", wanted(table), type_=RejectedRow.row.type),
        bindparam("earlier", list(earlier), type_=ARRAY(BigInteger)),
    )
    connection.execute(bound, {"batch_id": batch_id, "table_name": table.name})


def count_problems(connection: Connection, checked: SqlTable) -> dict[str, int]:
    """Rows with a problem, by reason, most frequent first."""
    reason = func.split_part(checked.c.problem, ":", 1)
    counted = (
        select(reason, func.count())
        .where(checked.c.problem.is_not(None))
        .group_by(reason)
        .order_by(func.count().desc())
    )
    return {row[0]: row[1] for row in connection.execute(counted)}


def first_rejection(connection: Connection, batch_ids: Sequence[int]) -> str | None:
    """The first rejected row of a file, or of identical ones, with its line and what is wrong; none if all are fine."""
    first = (
        select(RejectedRow.line_no, RejectedRow.message)
        .where(RejectedRow.batch_id.in_(batch_ids))
        .order_by(RejectedRow.line_no)
        .limit(1)
    )
    row = connection.execute(first).first()
    return f"line {row.line_no}: {row.message}" if row else None


def find_open(connection: Connection, table: str) -> list[OpenRows]:
    """The batches whose rows of a table still wait for something unknown, oldest first."""
    rows = connection.execute(
        select(RejectedRow.batch_id)
        .where(RejectedRow.table_name == table, RejectedRow.reason == "UNKNOWN_REFERENCE")
        .where(RejectedRow.resolved_at.is_(None))
        .group_by(RejectedRow.batch_id)
        .order_by(RejectedRow.batch_id)
    )
    return [OpenRows(batch_id, table) for (batch_id,) in rows]


def stage_open(
    connection: Connection, waiting: OpenRows, table: Table, staged: SqlTable, codes: Sequence[str] | None = None
) -> None:
    """Put a batch's waiting rows, or those of products called so, into `staged` again, numbered by their ids."""
    columns = [cast(RejectedRow.row[column.name].astext, Text) for column in table.columns]
    again = (
        select(RejectedRow.id, *columns)
        .where(RejectedRow.batch_id == waiting.batch_id, RejectedRow.table_name == waiting.table)
        .where(RejectedRow.reason == "UNKNOWN_REFERENCE", RejectedRow.resolved_at.is_(None))
    )
    if codes is not None:
        again = again.where(among(cast(func.btrim(RejectedRow.row["product"].astext, BLANKS), Text), codes))
    names = ["source_line", *[column.name for column in table.columns]]
    connection.execute(insert(staged).from_select(names, again))


def resolve(connection: Connection, checked: SqlTable) -> int:
    """Mark the rejected rows that `checked` found sound as resolved, and return how many they are."""
    sound = select(checked.c.source_line).where(checked.c.problem.is_(None))
    marked = update(RejectedRow).where(RejectedRow.id.in_(sound)).values(resolved_at=func.now())
    return connection.execute(marked).rowcount


def move_counts(connection: Connection, batch_id: int, loaded: int, unchanged: int) -> None:
    """Count rejected rows of a batch as loaded or unchanged instead."""
    connection.execute(
        update(ImportBatch)
        .where(ImportBatch.id == batch_id)
        .values(
            rows_loaded=ImportBatch.rows_loaded + loaded,
            rows_unchanged=ImportBatch.rows_unchanged + unchanged,
            rows_rejected=ImportBatch.rows_rejected - loaded - unchanged,
            status="LOADED" if loaded else ImportBatch.status,
        )
    )


def has_product_list(connection: Connection) -> bool:
    """Whether a list of products was imported: products that order lines made are not a list."""
    listed = exists().where(
        ImportBatch.table_name == "products",
        ImportBatch.status.in_(("LOADED", "UNCHANGED")),
        ImportBatch.rows_in > 0,
        ImportBatch.details["makes_products"].astext.is_distinct_from("true"),
    )
    return bool(connection.scalar(select(listed)))


def known_skus(connection: Connection) -> frozenset[str]:
    """The SKUs of all products."""
    return frozenset(connection.scalars(select(Product.sku).where(Product.deleted_at.is_(None))))


def newest_assumption(session: Session, key: str) -> str | None:
    """What the newest import with an assumption about `key` assumed (`--assume key=value`)."""
    query = (
        select(ImportBatch.assumptions[key].astext)
        .where(ImportBatch.assumptions.has_key(key))
        .order_by(ImportBatch.id.desc())
        .limit(1)
    )
    return session.scalar(query)


BATCH_COLUMNS = MappingProxyType(
    {
        "batch_id": ImportBatch.id,
        "file_name": ImportBatch.file_name,
        "file_sha256": ImportBatch.sha256,
        **columns_of(ImportBatch, "profile", "table_name", "status", "rows_in", "rows_loaded", "rows_unchanged"),
        **columns_of(ImportBatch, "rows_rejected", "started_at", "finished_at"),
        "assumed": ImportBatch.assumptions,
        "detail_values": ImportBatch.details,
    }
)
REJECTED_COLUMNS = MappingProxyType(
    {
        "rejected_id": RejectedRow.id,
        **columns_of(RejectedRow, "table_name", "line_no", "reason"),
        "full_message": RejectedRow.message,
        "content": RejectedRow.row,
        "resolved_at": RejectedRow.resolved_at,
        "file_name": ImportBatch.file_name,
        "imported_at": ImportBatch.started_at,
    }
)
NEWEST_BATCHES_FIRST = Ordering("NEWEST", (Key(ImportBatch.id, "int", is_descending=True),))
NEWEST_REJECTED_FIRST = Ordering(
    "NEWEST_FILE", (Key(RejectedRow.batch_id, "int", is_descending=True), Key(RejectedRow.id, "int"))
)


@dataclass(frozen=True)
class BatchFilter:
    """Conditions that all must hold; None asks nothing."""

    tables: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    has_rejected: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on batches."""
        conditions = among_given((ImportBatch.table_name, self.tables), (ImportBatch.status, self.statuses))
        if self.has_rejected is not None:
            some = ImportBatch.rows_rejected > 0
            conditions.append(some if self.has_rejected else ~some)
        return conditions


@dataclass(frozen=True)
class RejectedFilter:
    """Conditions that all must hold; None asks nothing.

    The rows of a batch are also those of identical files before it: an identical file's rows are kept once.
    """

    batch_id: int | None = None
    tables: Sequence[str] | None = None
    reasons: Sequence[str] | None = None
    is_open: bool | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on refused rows."""
        conditions = among_given((RejectedRow.table_name, self.tables), (RejectedRow.reason, self.reasons))
        if self.batch_id is not None:
            conditions.append(RejectedRow.batch_id.in_(_batch_and_identical_ones(self.batch_id)))
        if self.is_open is not None:
            waits = RejectedRow.resolved_at.is_(None)
            conditions.append(waits if self.is_open else ~waits)
        return conditions


def _batch_and_identical_ones(batch_id: int) -> AnySelect:
    named, same = aliased(ImportBatch), aliased(ImportBatch)
    return (
        select(same.id)
        .join(
            named,
            (named.sha256 == same.sha256)
            & (named.profile == same.profile)
            & (named.table_name == same.table_name)
            & (same.id <= named.id),
        )
        .where(named.id == batch_id)
    )


def select_batches(columns: Collection[str], where: BatchFilter) -> AnySelect:
    """The query for import batches."""
    return select(*pick(BATCH_COLUMNS, columns, always=("batch_id",))).where(*where.conditions())


def select_rejected(columns: Collection[str], where: RejectedFilter) -> AnySelect:
    """The query for refused rows."""
    query = select(*pick(REJECTED_COLUMNS, columns, always=("rejected_id",)))
    return query.join(ImportBatch, ImportBatch.id == RejectedRow.batch_id).where(*where.conditions())
