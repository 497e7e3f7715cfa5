"""The lists of import batches and of refused rows."""

from functools import partial
from typing import Annotated

import strawberry

from domain.ingestion.read_repository import (
    NEWEST_BATCHES_FIRST,
    NEWEST_REJECTED_FIRST,
    BatchFilter,
    RejectedFilter,
    count_batches,
    count_rejected,
    list_batches,
    list_rejected,
)
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, resolver
from graphql_api.ingestion.types import (
    ImportBatch,
    ImportStatus,
    RejectedRow,
    RejectionReason,
    batch_columns,
    rejected_columns,
)
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Role
from graphql_api.values import words


@input_type
class ImportBatchFilterInput:
    """Filter of batches: all given conditions must hold."""

    table_name: list[str] | None = field("Tables, any of them.", default=None)
    status: list[ImportStatus] | None = field("Statuses, any of them.", default=None)
    has_rejected: bool | None = field("Whether it has refused rows.", default=None)

    def conditions(self) -> BatchFilter:
        """The repository's filter."""
        return BatchFilter(tables=self.table_name, statuses=words(self.status), has_rejected=self.has_rejected)


@input_type
class RejectedRowFilterInput:
    """Filter of refused rows: all given conditions must hold."""

    batch_id: strawberry.ID | None = field(
        "A batch's `id`; rows of earlier identical files are included, since they are stored once.", default=None
    )
    table_name: list[str] | None = field("Tables, any of them.", default=None)
    reason: list[RejectionReason] | None = field("Reasons, any of them.", default=None)
    is_open: bool | None = field("True: rows still refused; false: rows that a later import loaded.", default=None)

    def conditions(self) -> RejectedFilter:
        """The repository's filter.

        Raises:
            BadInputError: the id is not a batch's.
        """
        return RejectedFilter(
            batch_id=None if self.batch_id is None else key_of("ImportBatch", self.batch_id),
            tables=self.table_name,
            reasons=words(self.reason),
            is_open=self.is_open,
        )


@strawberry.type
class IngestionQueries:
    """Questions about imports."""

    @resolver(Guard(Role.MANAGER))
    async def import_batches(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            ImportBatchFilterInput | None, argument("The filter; absent: all.")
        ] = None,
    ) -> Connection[ImportBatch]:
        """Uploaded files, the newest first, page by page."""
        first, where = page_size(first), filter.conditions() if filter is not None else BatchFilter()
        async with info.context.reading() as reading:
            page = await list_batches(
                reading, columns=batch_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        count = partial(_count_batches, info.context, where)
        return connection(page, NEWEST_BATCHES_FIRST, ImportBatch.of_all(page.rows), count, after)

    @resolver(Guard(Role.MANAGER))
    async def rejected_rows(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            RejectedRowFilterInput | None, argument("The filter; absent: all.")
        ] = None,
    ) -> Connection[RejectedRow]:
        """Refused rows, those of the newest file first, page by page. Values that may identify a person are masked for
        everybody.
        """
        first, where = page_size(first), filter.conditions() if filter is not None else RejectedFilter()
        async with info.context.reading() as reading:
            page = await list_rejected(
                reading, columns=rejected_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        count = partial(_count_rejected, info.context, where)
        return connection(page, NEWEST_REJECTED_FIRST, RejectedRow.of_all(page.rows), count, after)


async def _count_batches(context: Context, where: BatchFilter) -> int:
    async with context.reading() as reading:
        return await count_batches(reading, where)


async def _count_rejected(context: Context, where: RejectedFilter) -> int:
    async with context.reading() as reading:
        return await count_rejected(reading, where)
