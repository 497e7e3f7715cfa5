"""Writing events."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from domain.outbox.models import OutboxEvent


def add_once(session: Session, event_id: UUID, event_type: str, payload: Mapping[str, object]) -> bool:
    """Write an event unless it is there already; whether it was written."""
    statement = insert(OutboxEvent).values(event_id=event_id, event_type=event_type, payload=dict(payload))
    return session.execute(statement.on_conflict_do_nothing().returning(OutboxEvent.id)).one_or_none() is not None
