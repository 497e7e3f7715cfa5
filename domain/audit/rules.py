"""The audit chain: canonical bytes of an entry, its hash, and what a break in the chain looks like."""

import hashlib
import ipaddress
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from enum import Enum
from typing import Literal

Outcome = Literal["DONE", "REFUSED", "FAILED"]
OUTCOMES: tuple[Outcome, ...] = ("DONE", "REFUSED", "FAILED")
BY_PROGRAM = " by API token"
"""Follows the actor's address where a program acted."""
GENESIS = bytes(32)
"""The hash before the first entry."""


@dataclass(frozen=True)
class AuditEntry:
    """What happened: the action, who did it, on what, and how it ended. `details` holds plain values."""

    action: str
    outcome: Outcome = "DONE"
    actor_id: int | None = None
    actor_label: str = "system"
    subject_type: str | None = None
    subject_id: str | None = None
    details: Mapping[str, object] = field(default_factory=dict)
    request_id: str | None = None
    address: str | None = None


@dataclass(frozen=True)
class ChainedEntry:
    """An entry as it is stored, with its place in the chain."""

    sequence: int
    happened_at: datetime
    entry: AuditEntry
    previous_sha256: bytes
    entry_sha256: bytes


@dataclass(frozen=True)
class Checkpoint:
    """The end of the chain at some instant, kept outside the database: what was there then must still be there."""

    sequence: int
    entry_sha256: str

    def as_json(self) -> dict[str, object]:
        """The checkpoint as a file holds it."""
        return asdict(self)


@dataclass(frozen=True)
class Verdict:
    """The outcome of a verification: entries looked at, and the first thing that is wrong (None: nothing)."""

    entries: int
    problem: str | None
    head: Checkpoint


def normalise(entry: AuditEntry) -> AuditEntry:
    """The entry in the form in which the database gives it back, so that its bytes never change.

    Floats become text (JSONB would respell them), addresses are canonical, and characters that PostgreSQL can't hold
    are replaced: an entry is never lost over its spelling.
    """
    return AuditEntry(
        action=_text(entry.action),
        outcome=entry.outcome,
        actor_id=entry.actor_id,
        actor_label=_text(entry.actor_label),
        subject_type=None if entry.subject_type is None else _text(entry.subject_type),
        subject_id=None if entry.subject_id is None else _text(str(entry.subject_id)),
        details={_text(str(key)): _plain(value) for key, value in entry.details.items()},
        request_id=None if entry.request_id is None else _text(entry.request_id),
        address=_address(entry.address),
    )


def entry_hash(sequence: int, happened_at: datetime, entry: AuditEntry, previous: bytes) -> bytes:
    """SHA-256 over the hash before and the canonical bytes of a normalised entry.

    Canonical bytes are JSON in UTF-8 with sorted keys and no blanks, the instant in UTC with microseconds.
    """
    values = {"sequence": sequence, "happened_at": happened_at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps({**values, **asdict(entry)}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(previous + text.encode()).digest()


def verify_chain(entries: Iterable[ChainedEntry], checkpoint: Checkpoint | None = None) -> Verdict:
    """Follow the chain from its first entry; stops at the first break.

    Args:
        entries: all entries in the order of their sequence.
        checkpoint: an end of the chain noted earlier; entries cut off since are found by it.
    """
    previous, expected = GENESIS, 1
    noted: bytes | None = None
    for found in entries:
        problem = _break(found, expected, previous)
        if problem is not None:
            return Verdict(expected - 1, problem, Checkpoint(expected - 1, previous.hex()))
        if checkpoint is not None and found.sequence == checkpoint.sequence:
            noted = found.entry_sha256
        previous, expected = found.entry_sha256, expected + 1
    head = Checkpoint(expected - 1, previous.hex())
    return Verdict(head.sequence, _missed(checkpoint, noted, head), head)


def _break(found: ChainedEntry, expected: int, previous: bytes) -> str | None:
    if found.sequence != expected:
        return f"Entry {expected} is missing; entry {found.sequence} follows entry {expected - 1}."
    if found.previous_sha256 != previous:
        return f"Entry {expected} does not follow the entry before it: one of them was replaced or moved."
    if entry_hash(found.sequence, found.happened_at, found.entry, previous) != found.entry_sha256:
        return f"Entry {expected} was changed after it was written: its content does not match its hash."
    return None


def _missed(checkpoint: Checkpoint | None, noted: bytes | None, head: Checkpoint) -> str | None:
    if checkpoint is None or checkpoint.sequence == 0:
        return None
    if noted is None:
        return (
            f"The log ends at entry {head.sequence}, the checkpoint at entry {checkpoint.sequence}:"
            " the entries in between are missing."
        )
    if noted.hex() != checkpoint.entry_sha256:
        return f"Entry {checkpoint.sequence} is not the one that the checkpoint names: the log was rewritten."
    return None


def _text(value: str) -> str:
    return value.replace("\0", "\ufffd").encode("utf-8", "replace").decode()


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        return {_text(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return _text(value.name)
    return _text(value.isoformat() if isinstance(value, date) else str(value))


def _address(text: str | None) -> str | None:
    try:
        return str(ipaddress.ip_address((text or "").partition("%")[0]))
    except ValueError:
        return None  # a local socket has no address
