"""Who did it and from where, as the audit log of identity keeps it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.audit.service import AuditEntry
from domain.identity.rules import Viewer

NOTHING: Mapping[str, object] = MappingProxyType({})


@dataclass(frozen=True)
class Client:
    """Where a request comes from: network address, the program's own name, and the request's number in the logs."""

    address: str
    user_agent: str | None = None
    request_id: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who acts: a user's number and address, or a name such as "command line" without a number."""

    user_id: int | None
    label: str
    client: Client = Client("")


def done(action: str, actor: Actor, subject: tuple[str, object], details: Mapping[str, object] = NOTHING) -> AuditEntry:
    """The entry of a change; `subject` is the type and the number of what was changed."""
    return AuditEntry(
        action=action,
        actor_id=actor.user_id,
        actor_label=actor.label,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        details=dict(details),
        request_id=actor.client.request_id,
        address=actor.client.address or None,
    )


def refused(action: str, actor: Actor, reason: str, details: Mapping[str, object] = NOTHING) -> AuditEntry:
    """The entry of an attempt that changed nothing."""
    return AuditEntry(
        action=action,
        outcome="REFUSED",
        actor_id=actor.user_id,
        actor_label=actor.label,
        details={"reason": reason, **details},
        request_id=actor.client.request_id,
        address=actor.client.address or None,
    )


def actor_of(viewer: Viewer | None, client: Client, label: str = "") -> Actor:
    """The user as actor; without one, the address that was typed."""
    if viewer is None:
        return Actor(None, label or "an unreadable address", client)
    return Actor(viewer.id, viewer.email, client)
