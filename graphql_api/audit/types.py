"""Entries of the audit log."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

import strawberry

from domain.audit.repository import AUDIT_COLUMNS
from graphql_api.permissions import Guard, Role, operators
from graphql_api.rows import FromRow, columns

NEEDS: Mapping[str, tuple[str, ...]] = {"details": ("detail_values",), "actor": ("actor_label",)}


def audit_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of an entry."""
    return columns(AUDIT_COLUMNS, fields, NEEDS)


@strawberry.enum(description="The outcome of an action.")
class AuditOutcome(Enum):
    """Outcomes of `audit.audit_logs`."""

    DONE = strawberry.enum_value("DONE", description="The action succeeded.")
    REFUSED = strawberry.enum_value("REFUSED", description="Not allowed; nothing was changed.")
    FAILED = strawberry.enum_value("FAILED", description="The action failed; nothing was changed.")


@strawberry.type(description="A value with a name.", directives=operators())
class Detail:
    """A detail of a step or an audit entry."""

    name: str = strawberry.field(description="What the value is, such as total_amount or reason.")
    value: str = strawberry.field(description="The value; lists and objects as JSON.")


@strawberry.type(
    description="An entry of the audit log: who did what, on what, when and from where. Entries are chained by"
    " SHA-256 and never changed; `jaego audit verify` checks it.",
    directives=operators(),
)
class AuditLog(FromRow):
    """One row of `audit.audit_logs`."""

    sequence: int = strawberry.field(
        description="The entry's place in the chain, from 1 without gaps.", extensions=[Guard(Role.MANAGER)]
    )
    happened_at: datetime = strawberry.field(description="When, in UTC.", extensions=[Guard(Role.MANAGER)])
    action: str = strawberry.field(
        description="The action, such as APPROVE_PURCHASE_ORDER.", extensions=[Guard(Role.MANAGER)]
    )
    outcome: AuditOutcome = strawberry.field(description="Its outcome.", extensions=[Guard(Role.MANAGER)])
    subject_type: str | None = strawberry.field(
        description="The type of the changed object, such as PurchaseOrder.", extensions=[Guard(Role.MANAGER)]
    )
    subject_id: str | None = strawberry.field(
        description="The object's number in the database.", extensions=[Guard(Role.MANAGER)]
    )
    request_id: str | None = strawberry.field(
        description="The request's number, as in the logs.", extensions=[Guard(Role.MANAGER)]
    )

    @strawberry.field(description="Who: an e-mail address, or system.", extensions=[Guard(Role.MANAGER)])
    def actor(self) -> str:
        """The actor's label at that time."""
        return str(self.row.actor_label)

    @strawberry.field(
        description="The network address that the request came from; null: none was.", extensions=[Guard(Role.MANAGER)]
    )
    def address(self) -> str | None:
        """The address."""
        return None if self.row.address is None else str(self.row.address)

    @strawberry.field(description="Further values, by name.", extensions=[Guard(Role.MANAGER)])
    def details(self) -> list[Detail]:
        """The details."""
        return details(self.row.detail_values)


def details(values: Mapping[str, object]) -> list[Detail]:
    """Named values, by name; what is null is left out."""
    return [Detail(name=name, value=_text(value)) for name, value in sorted(values.items()) if value is not None]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
