"""The chain of audit entries without a database: what an entry holds, and each break at its first place."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from zoneinfo import ZoneInfo

import pytest

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

AT = datetime(2026, 5, 1, 3, 4, 5, 678901, tzinfo=UTC)


class Colour(Enum):
    RED = "red"


def chain(length: int, first: int = 1, previous: bytes = GENESIS) -> list[ChainedEntry]:
    entries = []
    for sequence in range(first, first + length):
        entry = AuditEntry("LOGIN", actor_id=sequence)
        own = entry_hash(sequence, AT, entry, previous)
        entries.append(ChainedEntry(sequence, AT, entry, previous, own))
        previous = own
    return entries


def noted(entries: Sequence[ChainedEntry]) -> Checkpoint:
    return Checkpoint(entries[-1].sequence, entries[-1].entry_sha256.hex())


def test_the_chain_begins_with_32_zero_bytes() -> None:
    assert bytes(32) == GENESIS
    assert verify_chain([]) == Verdict(0, None, Checkpoint(0, "00" * 32))


def test_the_hash_is_over_the_hash_before_and_canonical_json() -> None:
    written = (
        '{"action":"a","actor_id":null,"actor_label":"이","address":null,"details":{"b":2,"x":1},'
        '"happened_at":"2026-05-01T03:04:05.678901+00:00","outcome":"DONE","request_id":null,"sequence":3,'
        '"subject_id":null,"subject_type":null}'
    )
    entry = AuditEntry("a", actor_label="이", details={"x": 1, "b": 2})
    before = bytes(range(32))
    expected = hashlib.sha256(before + written.encode()).digest()
    assert entry_hash(3, AT, entry, before) == expected
    in_seoul = AT.astimezone(ZoneInfo("Asia/Seoul"))
    assert entry_hash(3, in_seoul, entry, before) == expected


def test_a_whole_second_is_hashed_with_its_microseconds() -> None:
    written = (
        '{"action":"a","actor_id":null,"actor_label":"system","address":null,"details":{},'
        '"happened_at":"2026-05-01T03:04:05.000000+00:00","outcome":"DONE","request_id":null,"sequence":1,'
        '"subject_id":null,"subject_type":null}'
    )
    at = AT.replace(microsecond=0)
    assert entry_hash(1, at, AuditEntry("a"), GENESIS) == hashlib.sha256(GENESIS + written.encode()).digest()


def test_values_become_those_that_the_database_gives_back() -> None:
    entry = AuditEntry(
        "a\0b",
        outcome="REFUSED",
        actor_id=7,
        actor_label="half \ud800",
        subject_type="Order\0",
        subject_id="7\0",
        details={
            "total": Decimal("10.50"),
            "on": date(2026, 5, 1),
            "at": AT,
            "rate": 0.1,
            "n": 3,
            "yes": True,
            "nothing": None,
            "colour": Colour.RED,
            "deep": {"a\0": ("x\0", [1, {2}], frozenset({None}))},
        },
        request_id="r\0",
        address="2001:DB8::0001%eth0",
    )
    assert normalise(entry) == AuditEntry(
        "a\ufffdb",
        outcome="REFUSED",
        actor_id=7,
        actor_label="half ?",
        subject_type="Order\ufffd",
        subject_id="7\ufffd",
        details={
            "total": "10.50",
            "on": "2026-05-01",
            "at": "2026-05-01T03:04:05.678901+00:00",
            "rate": "0.1",
            "n": 3,
            "yes": True,
            "nothing": None,
            "colour": "RED",
            "deep": {"a\ufffd": ["x\ufffd", [1, [2]], [None]]},
        },
        request_id="r\ufffd",
        address="2001:db8::1",
    )
    assert normalise(normalise(entry)) == normalise(entry)


@pytest.mark.parametrize(("given", "kept"), [("10.0.0.1", "10.0.0.1"), ("", None), (None, None), ("local", None)])
def test_an_address_is_canonical_or_none(given: str | None, kept: str | None) -> None:
    assert normalise(AuditEntry("a", address=given)).address == kept


def test_what_is_not_given_stays_out() -> None:
    bare = AuditEntry("a")
    assert normalise(bare) == bare
    assert (bare.outcome, bare.actor_label, bare.subject_id, bare.request_id) == ("DONE", "system", None, None)


def test_a_whole_chain_has_no_problem() -> None:
    entries = chain(4)
    assert verify_chain(entries) == Verdict(4, None, noted(entries))
    for length in range(1, 5):
        assert verify_chain(entries, noted(entries[:length])) == Verdict(4, None, noted(entries))
    assert verify_chain(entries, Checkpoint(0, GENESIS.hex())).problem is None


def test_a_missing_entry_is_named_with_the_one_that_follows() -> None:
    entries = chain(4)
    assert verify_chain(entries[:1] + entries[2:]) == Verdict(
        1, "Entry 2 is missing; entry 3 follows entry 1.", noted(entries[:1])
    )


def test_an_entry_that_does_not_follow_is_named() -> None:
    entries = chain(2)
    strange = chain(1, first=3, previous=bytes(range(32)))
    assert verify_chain(entries + strange) == Verdict(
        2,
        "Entry 3 does not follow the entry before it: one of them was replaced or moved.",
        noted(entries),
    )


@pytest.mark.parametrize(
    "change",
    [{"happened_at": AT + timedelta(microseconds=1)}, {"entry": AuditEntry("LOGOUT", actor_id=2)}],
)
def test_a_changed_entry_is_named(change: dict[str, object]) -> None:
    entries = chain(3)
    entries[1] = replace(entries[1], **change)  # type: ignore[arg-type]
    assert verify_chain(entries) == Verdict(
        1,
        "Entry 2 was changed after it was written: its content does not match its hash.",
        noted(entries[:1]),
    )


def test_a_chain_cut_after_a_checkpoint_is_found_by_it() -> None:
    entries = chain(4)
    assert verify_chain(entries[:2], noted(entries)).problem == (
        "The log ends at entry 2, the checkpoint at entry 4: the entries in between are missing."
    )


def test_a_chain_rewritten_after_a_checkpoint_is_found_by_it() -> None:
    entries, other = chain(2), AuditEntry("LOGIN", actor_id=99)
    before = entries[0].entry_sha256
    entries[1] = ChainedEntry(2, AT, other, before, entry_hash(2, AT, other, before))
    assert verify_chain(entries).problem is None
    assert verify_chain(entries, noted(chain(2))).problem == (
        "Entry 2 is not the one that the checkpoint names: the log was rewritten."
    )


def test_a_checkpoint_is_written_to_a_file_as_plain_values() -> None:
    assert Checkpoint(3, "ab").as_json() == {"sequence": 3, "entry_sha256": "ab"}
