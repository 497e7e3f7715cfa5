"""The list of audit entries."""

from datetime import datetime
from functools import partial
from typing import Annotated

import strawberry

from domain.audit.repository import NEWEST_FIRST, AuditFilter, count_entries, list_entries
from graphql_api.audit.types import AuditLog, AuditOutcome, audit_columns
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.permissions import Guard, Role
from graphql_api.values import words


@strawberry.input(description="Filter of entries: all given conditions must hold.")
class AuditLogFilterInput:
    """Conditions on entries."""

    action: list[str] | None = strawberry.field(default=None, description="Actions, any of them.")
    outcome: list[AuditOutcome] | None = strawberry.field(default=None, description="Outcomes, any of them.")
    actor: str | None = strawberry.field(
        default=None,
        description="The actor's e-mail address; also finds actions with that user's API tokens.",
    )
    subject_type: str | None = strawberry.field(default=None, description="The object's type, such as PurchaseOrder.")
    subject_id: str | None = strawberry.field(default=None, description="The object's number in the database.")
    sku: str | None = strawberry.field(
        default=None,
        description="A SKU's code: entries about its comments, anomalies, overrides, demand corrections,"
        " recommendations and its own planning settings.",
    )
    since: datetime | None = strawberry.field(default=None, description="From this instant on.")
    until: datetime | None = strawberry.field(default=None, description="Before this instant.")

    def conditions(self) -> AuditFilter:
        """The repository's filter."""
        return AuditFilter(
            actions=self.action,
            outcomes=words(self.outcome),
            actor=self.actor,
            subject_type=self.subject_type,
            subject_id=self.subject_id,
            sku=self.sku,
            since=self.since,
            until=self.until,
        )


@strawberry.type
class AuditQueries:
    """Questions about what happened."""

    @strawberry.field(
        description="The audit log, page by page, the newest entries first.", extensions=[Guard(Role.MANAGER)]
    )
    async def audit_logs(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            AuditLogFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
    ) -> Connection[AuditLog]:
        """A page of entries."""
        first, where = page_size(first), filter.conditions() if filter is not None else AuditFilter()
        async with info.context.reading() as reading:
            page = await list_entries(
                reading, columns=audit_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        return connection(page, NEWEST_FIRST, AuditLog.of_all(page.rows), partial(_count, info.context, where), after)


async def _count(context: Context, where: AuditFilter) -> int:
    async with context.reading() as reading:
        return await count_entries(reading, where)
