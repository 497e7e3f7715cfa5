"""The audit log: one chain under concurrency, and no edit, deletion, reorder or cut that goes unnoticed."""

import hashlib
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from domain.audit.models import AuditLog
from domain.audit.rules import GENESIS, AuditEntry, Checkpoint, entry_hash, normalise
from domain.audit.service import checkpoint, export, record, verify

AT = datetime(2026, 5, 1, 3, 4, 5, 678901, tzinfo=UTC)


def fill(bind: Engine | Connection, count: int = 6) -> None:
    with opened(bind) as session, session.begin():
        for number in range(1, count + 1):
            record(session, AuditEntry("order.submit", subject_type="PurchaseOrder", subject_id=str(number)))


def opened(bind: Engine | Connection) -> Session:
    return Session(bind, join_transaction_mode="create_savepoint")


def problem(bind: Engine | Connection, noted: Checkpoint | None = None) -> str | None:
    with opened(bind) as session:
        return verify(session, noted).problem


def tamper(connection: Connection, *statements: str) -> None:
    """Change rows as somebody would who owns the database."""
    connection.execute(text("set local session_replication_role = replica"))
    for statement in statements:
        connection.execute(text(statement))
    connection.execute(text("set local session_replication_role = origin"))


def test_an_entry_is_stored_as_given_and_chained(engine: Engine) -> None:
    entry = AuditEntry(
        "order.approve",
        outcome="REFUSED",
        actor_label="lee@shop.example",
        subject_type="PurchaseOrder",
        subject_id="7",
        details={"total": Decimal("10.50"), "on": date(2026, 5, 1), "rate": 0.1, "n": 3, "deep": {"a": [True, None]}},
        request_id="r1",
        address="2001:DB8::0001",
    )
    with Session(engine) as session, session.begin():
        record(session, entry, lambda: AT)
    with Session(engine) as session:
        row = session.query(AuditLog).one()
        assert (row.sequence, row.happened_at, row.created_at, row.updated_at) == (1, AT, AT, AT)
        assert (row.action, row.outcome, row.actor_id, row.actor_label) == (
            "order.approve",
            "REFUSED",
            None,
            "lee@shop.example",
        )
        assert row.details == {"total": "10.50", "on": "2026-05-01", "rate": "0.1", "n": 3, "deep": {"a": [True, None]}}
        assert str(row.address) == "2001:db8::1"
        assert row.previous_sha256 == GENESIS
        assert row.entry_sha256 == entry_hash(1, AT, normalise(entry), GENESIS)
        assert verify(session).problem is None


def test_the_hash_covers_documented_bytes() -> None:
    """An auditor's own program must come to the same hash."""
    documented = (
        '{"action":"a","actor_id":null,"actor_label":"이","address":null,"details":{"x":1},'
        '"happened_at":"2026-05-01T03:04:05.678901+00:00","outcome":"DONE","request_id":null,"sequence":1,'
        '"subject_id":null,"subject_type":null}'
    )
    expected = hashlib.sha256(bytes(32) + documented.encode()).digest()
    assert entry_hash(1, AT, AuditEntry("a", actor_label="이", details={"x": 1}), GENESIS) == expected


@pytest.mark.parametrize("odd", ["nul\0nul", "half \ud800 pair", "이모지 😀", "\\u0000", "'; drop table --"])
def test_no_spelling_keeps_an_entry_out(connection: Connection, odd: str) -> None:
    with opened(connection) as session, session.begin():
        record(session, AuditEntry(odd, actor_label=odd, subject_id=odd, details={odd: odd}, address=odd))
    assert problem(connection) is None


def test_forty_writers_at_once_make_one_chain(engine: Engine) -> None:
    def write(number: int) -> None:
        with Session(engine) as session, session.begin():
            record(session, AuditEntry("login", details={"number": number}))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(write, range(40)))
    with Session(engine) as session:
        verdict = verify(session)
        assert (verdict.entries, verdict.problem) == (40, None)
        assert checkpoint(session) == verdict.head


def test_an_entry_goes_with_its_transaction(engine: Engine) -> None:
    fill(engine, 2)
    with Session(engine) as session:
        record(session, AuditEntry("rolled back"))
        session.rollback()
    fill(engine, 1)
    with Session(engine) as session:
        assert [entry["sequence"] for entry in export(session)] == [1, 2, 3]
        assert verify(session).problem is None


@pytest.mark.parametrize("verb", ["update audit.audit_logs set action = 'x'", "delete from audit.audit_logs"])
def test_nobody_changes_entries_through_the_application(connection: Connection, verb: str) -> None:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        record(session, AuditEntry("login"))
        session.commit()
    with pytest.raises(ProgrammingError, match="append-only"):
        connection.execute(text(verb))


def test_nobody_truncates_the_log(connection: Connection) -> None:
    with pytest.raises(ProgrammingError, match="append-only"):
        connection.execute(text("truncate audit.audit_logs"))


CHANGES = [
    "action = 'order.reject'",
    "outcome = 'FAILED'",
    "actor_label = 'somebody'",
    "subject_type = null",
    "subject_id = '99'",
    "request_id = 'r'",
    "address = '10.0.0.1'",
    """details = '{"total": 1}'""",
    "happened_at = happened_at + interval '1 microsecond'",
    "created_at = created_at - interval '1 day'",
    "updated_at = updated_at + interval '1 day'",
    "previous_sha256 = sha256('x')",
    "entry_sha256 = sha256('x')",
]


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("sequence", [1, 3, 6])
def test_any_edit_is_found(connection: Connection, change: str, sequence: int) -> None:
    fill(connection)
    tamper(connection, f"update audit.audit_logs set {change} where sequence = {sequence}")
    found = problem(connection)
    assert found is not None
    assert f"Entry {sequence} " in found


@pytest.mark.parametrize("sequence", [1, 3])
def test_a_deletion_is_found(connection: Connection, sequence: int) -> None:
    fill(connection)
    tamper(connection, f"delete from audit.audit_logs where sequence = {sequence}")
    assert f"Entry {sequence} is missing" in str(problem(connection))


def test_a_deletion_closed_up_is_found(connection: Connection) -> None:
    fill(connection)
    tamper(
        connection,
        "delete from audit.audit_logs where sequence = 3",
        "update audit.audit_logs set sequence = sequence - 1 where sequence = 4",
        "update audit.audit_logs set sequence = sequence - 1 where sequence = 5",
        "update audit.audit_logs set sequence = sequence - 1 where sequence = 6",
    )
    assert "Entry 3 does not follow" in str(problem(connection))


def test_a_reorder_is_found(connection: Connection) -> None:
    fill(connection)
    tamper(
        connection,
        "update audit.audit_logs set sequence = 100 where sequence = 2",
        "update audit.audit_logs set sequence = 2 where sequence = 4",
        "update audit.audit_logs set sequence = 4 where sequence = 100",
    )
    assert "Entry 2 does not follow" in str(problem(connection))


def test_a_cut_tail_is_found_by_a_checkpoint_only(connection: Connection) -> None:
    fill(connection)
    with opened(connection) as session:
        noted = checkpoint(session)
    tamper(connection, "delete from audit.audit_logs where sequence > 4")
    with opened(connection) as session:
        assert verify(session).problem is None
        assert "ends at entry 4, the checkpoint at entry 6" in str(verify(session, noted).problem)


def test_a_tail_rewritten_with_right_hashes_is_found_by_a_checkpoint(connection: Connection) -> None:
    fill(connection)
    with opened(connection) as session:
        noted = checkpoint(session)
    tamper(connection, "delete from audit.audit_logs where sequence > 4")
    fill(connection, 3)
    with opened(connection) as session:
        assert verify(session).problem is None
        assert "the log was rewritten" in str(verify(session, noted).problem)


def test_a_checkpoint_of_a_log_that_grew_holds(connection: Connection) -> None:
    with opened(connection) as session:
        empty = checkpoint(session)
    fill(connection)
    with opened(connection) as session:
        noted = checkpoint(session)
    fill(connection)
    with opened(connection) as session:
        assert verify(session, empty).problem is None
        assert verify(session, noted).problem is None
        assert verify(session, noted).entries == 12


def test_an_exported_entry_proves_itself(connection: Connection) -> None:
    fill(connection, 2)
    with opened(connection) as session:
        first, second = (json.loads(json.dumps(entry)) for entry in export(session))
    assert second["previous_sha256"] == first["entry_sha256"]
    again = AuditEntry(**{name: first[name] for name in AuditEntry.__dataclass_fields__})
    at = datetime.fromisoformat(first["happened_at"])
    assert entry_hash(1, at, again, GENESIS).hex() == first["entry_sha256"]
