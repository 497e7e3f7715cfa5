"""Asynchronous reads of imports for the API; `repository.py` beside it serves the import."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.ingestion.models import ImportBatch, RejectedRow
from kit.paging import Key, Ordering, Page, cut
from kit.reading import AnyRow, AnySelect, among, pick

BATCH_COLUMNS = MappingProxyType(
    {
        "batch_id": ImportBatch.id,
        "file_name": ImportBatch.file_name,
        "file_sha256": ImportBatch.sha256,
        "profile": ImportBatch.profile,
        "table_name": ImportBatch.table_name,
        "status": ImportBatch.status,
        "rows_in": ImportBatch.rows_in,
        "rows_loaded": ImportBatch.rows_loaded,
        "rows_unchanged": ImportBatch.rows_unchanged,
        "rows_rejected": ImportBatch.rows_rejected,
        "started_at": ImportBatch.started_at,
        "finished_at": ImportBatch.finished_at,
        "assumed": ImportBatch.assumptions,
        "detail_values": ImportBatch.details,
    }
)
REJECTED_COLUMNS = MappingProxyType(
    {
        "rejected_id": RejectedRow.id,
        "table_name": RejectedRow.table_name,
        "line_no": RejectedRow.line_no,
        "reason": RejectedRow.reason,
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
        listed = ((ImportBatch.table_name, self.tables), (ImportBatch.status, self.statuses))
        conditions = [among(column, values) for column, values in listed if values is not None]
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
        listed = ((RejectedRow.table_name, self.tables), (RejectedRow.reason, self.reasons))
        conditions = [among(column, values) for column, values in listed if values is not None]
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


async def list_batches(
    connection: AsyncConnection, *, columns: Collection[str], where: BatchFilter, after: str | None, first: int
) -> Page[AnyRow]:
    """A page of import batches, the newest first.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = select(*pick(BATCH_COLUMNS, columns, always=("batch_id",)), *NEWEST_BATCHES_FIRST.columns())
    query = query.where(*where.conditions()).order_by(*NEWEST_BATCHES_FIRST.order_by()).limit(first + 1)
    if after is not None:
        query = query.where(NEWEST_BATCHES_FIRST.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_batches(connection: AsyncConnection, where: BatchFilter) -> int:
    """How many batches match."""
    return (
        await connection.execute(select(func.count()).select_from(ImportBatch).where(*where.conditions()))
    ).scalar_one()


async def list_rejected(
    connection: AsyncConnection, *, columns: Collection[str], where: RejectedFilter, after: str | None, first: int
) -> Page[AnyRow]:
    """A page of refused rows: of the newest file first, in the file's order.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = select(*pick(REJECTED_COLUMNS, columns, always=("rejected_id",)), *NEWEST_REJECTED_FIRST.columns())
    query = query.join(ImportBatch, ImportBatch.id == RejectedRow.batch_id).where(*where.conditions())
    query = query.order_by(*NEWEST_REJECTED_FIRST.order_by()).limit(first + 1)
    if after is not None:
        query = query.where(NEWEST_REJECTED_FIRST.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_rejected(connection: AsyncConnection, where: RejectedFilter) -> int:
    """How many refused rows match."""
    return (
        await connection.execute(select(func.count()).select_from(RejectedRow).where(*where.conditions()))
    ).scalar_one()
