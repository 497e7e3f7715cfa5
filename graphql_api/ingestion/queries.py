"""The lists of import batches and of refused rows."""

import strawberry

from domain.ingestion.repository import (
    NEWEST_BATCHES_FIRST,
    NEWEST_REJECTED_FIRST,
    BatchFilter,
    RejectedFilter,
    select_batches,
    select_rejected,
)
from graphql_api.connections import After, Connection, Filter, First, read_page
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, resolver
from graphql_api.ingestion.types import (
    ImportBatch,
    ImportStatus,
    RejectedRow,
    RejectionReason,
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


@resolver(Guard(Role.MANAGER))
async def import_batches(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[ImportBatchFilterInput] = None,
) -> Connection[ImportBatch]:
    """Uploaded files, the newest first, page by page."""
    where = BatchFilter() if filter is None else filter.conditions()
    return await read_page(
        info,
        ImportBatch,
        lambda columns: select_batches(columns, where),
        NEWEST_BATCHES_FIRST,
        first=first,
        after=after,
    )


@resolver(Guard(Role.MANAGER))
async def rejected_rows(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[RejectedRowFilterInput] = None,
) -> Connection[RejectedRow]:
    """Refused rows, those of the newest file first, page by page. Values that may identify a person are masked for
    everybody.
    """
    where = RejectedFilter() if filter is None else filter.conditions()
    return await read_page(
        info,
        RejectedRow,
        lambda columns: select_rejected(columns, where),
        NEWEST_REJECTED_FIRST,
        first=first,
        after=after,
    )
