"""Entries of the audit log."""

import json
from collections.abc import Mapping
from datetime import datetime
from enum import Enum

from domain.audit.repository import AUDIT_COLUMNS
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.rows import FromRow

NEEDS: Mapping[str, tuple[str, ...]] = {"details": ("detail_values",)}


@enum
class AuditOutcome(Enum):
    """The outcome of an action."""

    DONE = "The action succeeded."
    REFUSED = "Not allowed; nothing was changed."
    FAILED = "The action failed; nothing was changed."


@object_type
class Detail:
    """A value with a name."""

    name: str = field("What the value is, such as total_amount or reason.")
    value: str = field("The value; lists and objects as JSON.")


@object_type
class AuditLog(FromRow, names=AUDIT_COLUMNS, needs=NEEDS):
    """An entry of the audit log: who did what, on what, when and from where. Entries are chained by SHA-256 and never
    changed; `jaego audit verify` checks it.
    """

    actor: str = field("Who: an e-mail address, or system.", Guard(Role.MANAGER))
    sequence: int = field("The entry's place in the chain, from 1 without gaps.", Guard(Role.MANAGER))
    happened_at: datetime = field("When, in UTC.", Guard(Role.MANAGER))
    action: str = field("The action, such as APPROVE_PURCHASE_ORDER.", Guard(Role.MANAGER))
    outcome: AuditOutcome = field("Its outcome.", Guard(Role.MANAGER))
    subject_type: str | None = field("The type of the changed object, such as PurchaseOrder.", Guard(Role.MANAGER))
    subject_id: str | None = field("The object's number in the database.", Guard(Role.MANAGER))
    request_id: str | None = field("The request's number, as in the logs.", Guard(Role.MANAGER))

    @resolver(Guard(Role.MANAGER))
    def address(self) -> str | None:
        """The network address that the request came from; null: none was."""
        return None if self.row.address is None else str(self.row.address)

    @resolver(Guard(Role.MANAGER))
    def details(self) -> list[Detail]:
        """Further values, by name."""
        return details(self.row.detail_values)


def details(values: Mapping[str, object]) -> list[Detail]:
    """Named values, by name; what is null is left out."""
    return [Detail(name=name, value=_text(value)) for name, value in sorted(values.items()) if value is not None]


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
