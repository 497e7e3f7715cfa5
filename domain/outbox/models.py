"""The outbox."""

from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint_pk, instant


class OutboxEvent(Base, Timestamped):
    """An event written in the transaction that caused it; the relay turns it into notifications."""

    __tablename__ = "outbox"
    id: Mapped[bigint_pk]
    event_id: Mapped[UUID] = mapped_column(unique=True, server_default=text("gen_random_uuid()"))
    event_type: Mapped[str]
    payload: Mapped[dict[str, object]] = mapped_column(JSONB)
    relayed_at: Mapped[instant | None]
    __table_args__ = (
        Index("ix_outbox_waiting", "id", postgresql_where="relayed_at is null"),
        Index("ix_outbox_created_at", "created_at"),
        Index("ix_outbox_tests", "created_at", postgresql_where="event_type = 'TEST'"),
        {"schema": "app"},
    )
