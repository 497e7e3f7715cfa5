"""The way into the outbox: an event is written in the transaction that causes it, or not at all."""

from collections.abc import Mapping
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from sqlalchemy.orm import Session

from domain.outbox import repository
from domain.outbox.events import check_event
from domain.outbox.models import OutboxEvent


def publish_event(session: Session, event_type: str, payload: Mapping[str, object]) -> UUID:
    """Write an event; the relay notifies users and integrators once the caller has committed.

    Args:
        session: the caller's; it is flushed, not committed.
        event_type: one of `events.REQUIRED`.
        payload: what JSON can hold, with the keys that `events.REQUIRED` asks of the type; integrators read it too,
            so nothing secret.

    Returns:
        The event's id, which every copy of it carries.

    Raises:
        UnknownEventError: there is no such type.
        IncompleteEventError: the payload lacks a key.
    """
    check_event(event_type, payload)
    event_id = uuid4()
    session.add(OutboxEvent(event_id=event_id, event_type=event_type, payload=dict(payload)))
    session.flush()
    return event_id


def publish_event_once(session: Session, event_type: str, subject: str, payload: Mapping[str, object]) -> bool:
    """Write an event of a subject, such as "run/7", unless it is there already; whether it was written.

    Raises:
        UnknownEventError, IncompleteEventError: as in `publish_event`.
    """
    check_event(event_type, payload)
    return repository.add_once(session, uuid5(NAMESPACE_URL, f"jaego:{event_type}:{subject}"), event_type, payload)
