"""The list of audit entries."""

from datetime import datetime

from domain.audit.repository import NEWEST_FIRST, AuditFilter, select_entries
from graphql_api.audit.types import AuditLog, AuditOutcome
from graphql_api.connections import After, Connection, Filter, First, read_page
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.values import words


@input_type
class AuditLogFilterInput:
    """Filter of entries: all given conditions must hold."""

    action: list[str] | None = field("Actions, any of them.", default=None)
    outcome: list[AuditOutcome] | None = field("Outcomes, any of them.", default=None)
    actor: str | None = field(
        "The actor's e-mail address; also finds actions with that user's API tokens.", default=None
    )
    subject_type: str | None = field("The object's type, such as PurchaseOrder.", default=None)
    subject_id: str | None = field("The object's number in the database.", default=None)
    sku: str | None = field(
        "A SKU's code: entries about its comments, anomalies, overrides, demand corrections,"
        " recommendations and its own planning settings.",
        default=None,
    )
    since: datetime | None = field("From this instant on.", default=None)
    until: datetime | None = field("Before this instant.", default=None)

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


@resolver(Guard(Role.MANAGER))
async def audit_logs(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[AuditLogFilterInput] = None,
) -> Connection[AuditLog]:
    """The audit log, page by page, the newest entries first."""
    where = AuditFilter() if filter is None else filter.conditions()
    return await read_page(
        info, AuditLog, lambda columns: select_entries(columns, where), NEWEST_FIRST, first=first, after=after
    )
