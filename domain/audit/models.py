"""The audit log: append-only and hash-chained."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint, instant


class AuditLog(Base, Timestamped):
    """One entry: who, what, on what, when; `entry_sha256` covers the entry and the hash before it."""

    __tablename__ = "audit_logs"
    sequence: Mapped[bigint] = mapped_column(primary_key=True, autoincrement=False)
    happened_at: Mapped[instant]
    actor_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    actor_label: Mapped[str]
    action: Mapped[str]
    subject_type: Mapped[str | None]
    subject_id: Mapped[str | None]
    outcome: Mapped[str]
    request_id: Mapped[str | None]
    address: Mapped[str | None] = mapped_column(INET)
    details: Mapped[dict[str, object]] = mapped_column(JSONB)
    previous_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    entry_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    __table_args__ = (
        CheckConstraint("sequence >= 1", name="sequence_range"),
        CheckConstraint("outcome in ('DONE', 'REFUSED', 'FAILED')", name="outcome_known"),
        CheckConstraint("octet_length(previous_sha256) = 32 and octet_length(entry_sha256) = 32", name="hash_length"),
        Index("ix_audit_logs_actor_id", "actor_id", "sequence"),
        Index("ix_audit_logs_action", "action", "sequence"),
        Index("ix_audit_logs_subject", "subject_type", "subject_id", "sequence"),
        Index(
            "ix_audit_logs_sku",
            text("(details ->> 'sku')"),
            "sequence",
            postgresql_where=text("(details ->> 'sku') is not null"),
        ),
        {"schema": "audit"},
    )
