"""Appending to the audit log, and proving that nothing in it was touched."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC

from sqlalchemy.orm import Session

from domain.audit import repository
from domain.audit.rules import (
    GENESIS,
    AuditEntry,
    ChainedEntry,
    Checkpoint,
    Verdict,
    entry_hash,
    normalise,
    verify_chain,
)
from kit.clock import Clock, utc_now

__all__ = ["AuditEntry", "Checkpoint", "checkpoint", "export", "record", "verify"]


def record(session: Session, entry: AuditEntry, clock: Clock = utc_now) -> None:
    """Append an entry to the chain in the caller's transaction; the caller commits.

    Writers wait for each other from here to the end of their transactions, so this comes last in a unit of work.
    """
    repository.lock_chain(session)
    sequence, previous = repository.head(session) or (0, GENESIS)
    normal, happened_at = normalise(entry), clock().astimezone(UTC)
    digest = entry_hash(sequence + 1, happened_at, normal, previous)
    repository.append(session, ChainedEntry(sequence + 1, happened_at, normal, previous, digest))


def verify(session: Session, noted: Checkpoint | None = None) -> Verdict:
    """Follow the whole chain; with a checkpoint noted earlier also find entries cut off its end."""
    return verify_chain(repository.all_entries(session), noted)


def checkpoint(session: Session) -> Checkpoint:
    """The present end of the chain."""
    sequence, digest = repository.head(session) or (0, GENESIS)
    return Checkpoint(sequence, digest.hex())


def export(session: Session, report: Callable[[int], None] = lambda _: None) -> Iterator[dict[str, object]]:
    """Every entry as plain values, in the order of the chain.

    Args:
        session: an open session.
        report: receives the number of exported entries.
    """
    for done, found in enumerate(repository.all_entries(session), start=1):
        yield {
            "sequence": found.sequence,
            "happened_at": found.happened_at.isoformat(timespec="microseconds"),
            **asdict(found.entry),
            "previous_sha256": found.previous_sha256.hex(),
            "entry_sha256": found.entry_sha256.hex(),
        }
        report(done)
