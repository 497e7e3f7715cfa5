"""Reading and appending audit entries."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import ColumnElement, insert, literal_column, select, text
from sqlalchemy.orm import Session

from domain.audit.models import AuditLog
from domain.audit.rules import BY_PROGRAM, AuditEntry, ChainedEntry
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among_given, columns_of, pick

AUDIT_COLUMNS = MappingProxyType(
    {
        **columns_of(AuditLog, "sequence", "happened_at", "actor_id", "action", "subject_type"),
        **columns_of(AuditLog, "subject_id", "outcome", "request_id", "address"),
        "actor": AuditLog.actor_label,
        "detail_values": AuditLog.details,
    }
)
_SKU: ColumnElement[str] = AuditLog.details.op("->>")(literal_column("'sku'"))  # as the index has it
NEWEST_FIRST = Ordering("NEWEST", (Key(AuditLog.sequence, "int", is_descending=True),))
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True)
class AuditFilter:
    """Conditions that all must hold; None asks nothing. `since` is included, `until` is not.

    An `actor` is found under its own name and where a program acted with one of its API tokens; a `sku` by its code
    where an entry's details name it.
    """

    actions: Sequence[str] | None = None
    outcomes: Sequence[str] | None = None
    actor: str | None = None
    subject_type: str | None = None
    subject_id: str | None = None
    sku: str | None = None
    since: datetime | None = None
    until: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on entries."""
        equal = (
            (AuditLog.subject_type, self.subject_type),
            (AuditLog.subject_id, self.subject_id),
            (_SKU, self.sku),
        )
        conditions: list[ColumnElement[bool]] = [column == value for column, value in equal if value is not None]
        actors = None if self.actor is None else [self.actor, f"{self.actor}{BY_PROGRAM}"]
        conditions += among_given(
            (AuditLog.action, self.actions), (AuditLog.outcome, self.outcomes), (AuditLog.actor_label, actors)
        )
        if self.since is not None:
            conditions.append(AuditLog.happened_at >= self.since)
        if self.until is not None:
            conditions.append(AuditLog.happened_at < self.until)
        return conditions


def lock_chain(session: Session) -> None:
    """Wait until no other transaction is appending; held until this one ends."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('jaego.audit'))"))


def head(session: Session) -> tuple[int, bytes] | None:
    """Sequence and hash of the last entry; None when there is none."""
    query = select(AuditLog.sequence, AuditLog.entry_sha256).order_by(AuditLog.sequence.desc()).limit(1)
    row = session.execute(query).one_or_none()
    return None if row is None else (row.sequence, row.entry_sha256)


def append(session: Session, chained: ChainedEntry) -> None:
    """Add an entry; its other timestamps are those of the event, so that verification covers them."""
    entry = chained.entry
    session.execute(
        insert(AuditLog).values(
            sequence=chained.sequence,
            happened_at=chained.happened_at,
            created_at=chained.happened_at,
            updated_at=chained.happened_at,
            actor_id=entry.actor_id,
            actor_label=entry.actor_label,
            action=entry.action,
            subject_type=entry.subject_type,
            subject_id=entry.subject_id,
            outcome=entry.outcome,
            request_id=entry.request_id,
            address=entry.address,
            details=dict(entry.details),
            previous_sha256=chained.previous_sha256,
            entry_sha256=chained.entry_sha256,
        )
    )


def all_entries(session: Session) -> Iterator[ChainedEntry]:
    """Every entry in the order of the chain, a few thousand in memory at a time."""
    query = select(AuditLog.__table__).order_by(AuditLog.sequence).limit(ROWS_AT_ONCE)
    last = 0
    while rows := session.execute(query.where(AuditLog.sequence > last)).all():
        yield from (_chained(row) for row in rows)
        last = rows[-1].sequence


def select_entries(columns: Collection[str], where: AuditFilter) -> AnySelect:
    """The query for entries."""
    return select(*pick(AUDIT_COLUMNS, columns, always=("sequence",))).where(*where.conditions())


def _chained(row: AnyRow) -> ChainedEntry:
    stamped = row.created_at == row.updated_at == row.happened_at
    entry = AuditEntry(
        action=row.action,
        outcome=row.outcome,
        actor_id=row.actor_id,
        actor_label=row.actor_label,
        subject_type=row.subject_type,
        subject_id=row.subject_id,
        details=row.details,
        request_id=row.request_id,
        address=None if row.address is None else str(row.address),
    )
    # an entry whose other timestamps were changed matches no hash
    digest = bytes(row.entry_sha256) if stamped else b""
    return ChainedEntry(row.sequence, row.happened_at, entry, bytes(row.previous_sha256), digest)
