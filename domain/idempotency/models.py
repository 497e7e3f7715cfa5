"""Keys of requests that were answered."""

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint, instant


class IdempotencyKey(Base, Timestamped):
    """A client's key for one effect: the same body gets the same answer, another body a conflict."""

    __tablename__ = "idempotency_keys"
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    operation: Mapped[str]
    body_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    response: Mapped[dict[str, object] | None] = mapped_column(JSONB)
    expires_at: Mapped[instant]
    __table_args__ = (Index("ix_idempotency_keys_expires_at", "expires_at"), {"schema": "jobs"})
