"""Rows that a program sends: loaded by the rules for rows of files, in one transaction, with an outcome for each."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.orm import Session

from domain.audit import service as audit
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.ingestion import repository as batches
from domain.ingestion import sent_repository
from domain.ingestion.contract import TABLES, Table
from domain.ingestion.loading import repository as loading
from domain.ingestion.repository import Counts, Delivery
from domain.ingestion.rules import WAITING, column_of, shown_message
from domain.ingestion.staged_rows import LoadingRules, Stored, retry_waiting, store_staged

PROFILE = "canonical"
WAREHOUSE = "MAIN"
Outcome = Literal["LOADED", "UNCHANGED", "REFUSED"]


@dataclass(frozen=True)
class SentRow:
    """A row as text: its place in the request (and, of a line, in its row), and a value for each column."""

    row: int
    line: int | None
    values: Mapping[str, str | None]


@dataclass(frozen=True)
class SendingTerms:
    """What holds for rows of any sender: zone of times without one, currency of amounts without one, and the hours
    within which a return is a cancellation.
    """

    zone: ZoneInfo
    currency: str
    cancellation_hours: int


@dataclass(frozen=True)
class RowOutcome:
    """What became of a row; `reason`, `column` and `message` of a refused one. One that waits is tried again when what
    it refers to becomes known.
    """

    row: int
    line: int | None
    table_name: str
    key: str
    outcome: Outcome
    reason: str | None = None
    column: str | None = None
    message: str | None = None
    is_waiting: bool = False


@dataclass(frozen=True)
class SentOutcome:
    """The batches that were made, one a table, and the rows' outcomes in the order of the request."""

    batch_ids: list[int]
    rows: list[RowOutcome]


def load_rows(
    session: Session, caller: Caller, sent: Mapping[str, Sequence[SentRow]], *, source: str, terms: SendingTerms
) -> SentOutcome:
    """Load rows of canonical tables; refused ones don't keep the others out. The edge commits.

    Args:
        session: the unit of work.
        caller: who sends them.
        sent: by table, in the order of the request.
        source: what appears in the batches in place of a file's name.
        terms: what holds for all rows.
    """
    connection = session.connection()
    loading.prepare(connection, terms.zone)
    rules = LoadingRules({"currency": terms.currency, "warehouse": WAREHOUSE}, terms.cancellation_hours)
    ids: list[int] = []
    outcomes: list[RowOutcome] = []
    gained: set[str] = set()
    for table in TABLES:
        loaded = 0
        if sent.get(table.name):
            batch_id, loaded, found = _load(connection, table, sent[table.name], source, rules)
            _audit(session, caller, batch_id, source, table)
            ids.append(batch_id)
            outcomes += found
        if any(column.reference in gained for column in table.columns):
            loaded += retry_waiting(connection, table, rules)[1]
        if loaded:
            gained.add(table.name)
    return SentOutcome(ids, sorted(outcomes, key=lambda each: (each.row, -1 if each.line is None else each.line)))


def _load(
    connection: Connection, table: Table, rows: Sequence[SentRow], source: str, rules: LoadingRules
) -> tuple[int, int, list[RowOutcome]]:
    """Load the rows of one table: the batch, how many were written, and all outcomes."""
    values = [row.values for row in rows]
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest()
    delivery = Delivery(source, digest, PROFILE, table.name, dict(rules.assumed))
    batch_id = batches.open_batch(connection, delivery)
    stage = loading.create_stage(connection, table)
    sent_repository.stage_rows(connection, table, stage[0], values)
    stored = store_staged(connection, table, stage, batch_id, delivery, rules=rules)
    merged, refused = stored.merged, sum(stored.reasons.values())
    counts = Counts(len(rows), merged.loaded, merged.unchanged, refused)
    details = {"by_reason": stored.reasons, "duplicates": merged.copies, "ignored_columns": []}
    batches.close_batch(connection, batch_id, counts, details)
    return batch_id, merged.loaded, list(_outcomes(connection, table, rows, batch_id, stored))


def _outcomes(
    connection: Connection, table: Table, rows: Sequence[SentRow], batch_id: int, stored: Stored
) -> Iterator[RowOutcome]:
    refusals = sent_repository.read_refusals(connection, table, [batch_id, *stored.earlier])
    for found in loading.read_outcomes(connection, table, batch_id):
        sent = rows[found.source_line - 1]
        key = " / ".join(sent.values.get(name) or "" for name in table.key)
        if found.reason is None:
            yield RowOutcome(sent.row, sent.line, table.name, key, "LOADED" if found.is_loaded else "UNCHANGED")
        else:
            refusal = refusals[found.source_line, found.reason]
            yield RowOutcome(
                sent.row,
                sent.line,
                table.name,
                key,
                "REFUSED",
                found.reason,
                column_of(found.reason, refusal.message, refusal.row),
                shown_message(found.reason, refusal.message, refusal.row),
                is_waiting=found.reason in WAITING,
            )


def _audit(session: Session, caller: Caller, batch_id: int, source: str, table: Table) -> None:
    counts = batches.read_counts(session.connection(), batch_id)
    details = {
        "file": source,
        "table": table.name,
        "status": counts.status,
        "rows_in": counts.rows_in,
        "loaded": counts.loaded,
        "unchanged": counts.unchanged,
        "rejected": counts.rejected,
    }
    audit.record(session, done("IMPORT", caller, ("import_batch", batch_id), details))
