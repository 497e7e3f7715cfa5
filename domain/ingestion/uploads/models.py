"""Uploaded files and the mappings that people have saved for them."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.ingestion.uploads.rules import SOURCES, STATES
from kit.orm import Base, Timestamped, bigint, bigint_pk, counted, instant, one_of


class Import(Base, Timestamped):
    """One uploaded file on its way into the raw tables.

    `options` are what a person said about it, without a password; `description` is how it would be read. `worker` is
    the process that reads or loads it, until `lease_until` by the database's clock; after that another one may.
    """

    __tablename__ = "imports"
    id: Mapped[bigint_pk]
    file_name: Mapped[str]
    size_bytes: Mapped[bigint]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    state: Mapped[str]
    source: Mapped[str]
    options: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    description: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    progress: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    failure: Mapped[dict[str, object] | None] = mapped_column(JSONB(none_as_null=True))
    set_aside: Mapped[dict[str, int]] = mapped_column(JSONB, server_default=text("'{}'"))
    user_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    uploaded_by: Mapped[str]
    finished_at: Mapped[instant | None]
    worker: Mapped[str | None]
    lease_until: Mapped[instant | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    __table_args__ = (
        one_of("state", STATES),
        one_of("source", SOURCES),
        CheckConstraint("char_length(file_name) between 1 and 255", name="file_name_length"),
        CheckConstraint(
            "(finished_at is not null) = (state in ('DONE', 'FAILED', 'DISCARDED'))", name="finished_at_set"
        ),
        CheckConstraint("(failure is not null) = (state = 'FAILED')", name="failure_set"),
        *counted("size_bytes", "attempts"),
        Index("ix_imports_open", "state", "id", postgresql_where="finished_at is null"),
        {"schema": "app"},
    )


class ImportMapping(Base, Timestamped):
    """What a person said about files with this header, kept under a name; it is chosen again for the same header."""

    __tablename__ = "import_mappings"
    id: Mapped[bigint_pk]
    name: Mapped[str]
    fingerprint: Mapped[bytes] = mapped_column(LargeBinary(32))
    options: Mapped[dict[str, object]] = mapped_column(JSONB)
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = (
        CheckConstraint("name = btrim(name) and char_length(name) between 1 and 60", name="name_length"),
        Index("uq_import_mappings_name", text("lower(name)"), unique=True),
        Index("ix_import_mappings_fingerprint", "fingerprint"),
        {"schema": "app"},
    )
