"""The entries of the audit log for what a caller did or tried."""

from collections.abc import Mapping
from types import MappingProxyType

from domain.audit.service import AuditEntry
from domain.identity.caller import Caller

NOTHING: Mapping[str, object] = MappingProxyType({})


def done(
    action: str, caller: Caller, subject: tuple[str, object], details: Mapping[str, object] = NOTHING
) -> AuditEntry:
    """The entry of a change; `subject` is the type and the number of what was changed."""
    return AuditEntry(
        action=action,
        actor_id=caller.id,
        actor_label=caller.label,
        subject_type=subject[0],
        subject_id=str(subject[1]),
        details=dict(details),
        request_id=caller.request_id,
        address=caller.address or None,
    )


def refused(
    action: str,
    caller: Caller,
    reason: str,
    details: Mapping[str, object] = NOTHING,
    subject: tuple[str, object] | None = None,
) -> AuditEntry:
    """The entry of an attempt that changed nothing; `subject` is what it was about, if that is known."""
    return AuditEntry(
        action=action,
        outcome="REFUSED",
        actor_id=caller.id,
        actor_label=caller.label,
        subject_type=None if subject is None else subject[0],
        subject_id=None if subject is None else str(subject[1]),
        details={"reason": reason, **details},
        request_id=caller.request_id,
        address=caller.address or None,
    )
