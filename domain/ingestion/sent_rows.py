"""Rows that a program sends: loaded by the rules for rows of files, in one transaction, with an outcome for each."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
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
from domain.ingestion.options import Complete
from domain.ingestion.repository import Counts, Delivery
from domain.ingestion.rules import WAITING, column_of, shown_message
from domain.ingestion.staged_rows import LoadingRules, Stored, retry_waiting, store_staged
from kit.reading import AnyRow

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
    """What holds for the rows.

    Attributes:
        zone: of times without one.
        currency: of amounts without one.
        cancellation_hours: a return within this time of its order is a cancellation.
        complete: what the request holds all of, as of `ImportOptions`.
    """

    zone: ZoneInfo
    currency: str
    cancellation_hours: int
    complete: frozenset[Complete] = frozenset()


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


@dataclass
class SentOutcome:
    """What came of a request.

    Attributes:
        batch_ids: the batches that were made, one a table.
        rows: the rows' outcomes, in the order of the request.
        unknown_statuses: rows by a status word that is not known; they count as PLACED.
        removed: stored lines and stock levels that count no more, since the request holds all of them.
    """

    batch_ids: list[int] = field(default_factory=list)
    rows: list[RowOutcome] = field(default_factory=list)
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    removed: int = 0


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
    assumed = {"currency": terms.currency, "warehouse": WAREHOUSE}
    rules = LoadingRules(assumed, terms.cancellation_hours, complete=terms.complete)
    outcome, gained = SentOutcome(), set[str]()
    for table in TABLES:
        loaded = 0
        if sent.get(table.name):
            loaded = _load(connection, table, sent[table.name], source, rules, into=outcome)
            _audit(session, caller, outcome.batch_ids[-1], source, table)
        if any(column.reference in gained for column in table.columns):
            loaded += retry_waiting(connection, table, rules)[1]
        if loaded:
            gained.add(table.name)
    outcome.rows.sort(key=lambda each: (each.row, -1 if each.line is None else each.line))
    return outcome


def _load(
    connection: Connection,
    table: Table,
    rows: Sequence[SentRow],
    source: str,
    rules: LoadingRules,
    *,
    into: SentOutcome,
) -> int:
    """Load the rows of one table, add what came of it, and return how many rows changed something."""
    values = [row.values for row in rows]
    digest = hashlib.sha256(json.dumps(values, sort_keys=True).encode()).digest()
    delivery = Delivery(source, digest, PROFILE, table.name, dict(rules.assumed))
    batch_id = batches.open_batch(connection, delivery)
    stage = loading.create_stage(connection, table)
    sent_repository.stage_rows(connection, table, stage[0], values)
    stored = store_staged(connection, table, stage, batch_id, delivery, rules=rules)
    merged, refused = stored.merged, sum(stored.reasons.values())
    details = {
        "by_reason": stored.reasons,
        "duplicates": merged.copies,
        "ignored_columns": [],
        "set_aside": stored.set_aside,
        "unknown_statuses": stored.unknown_statuses,
        "partly_matched_returns": stored.partly_matched,
        "removed": stored.removed,
    }
    batches.close_batch(connection, batch_id, Counts(len(rows), merged.loaded, merged.unchanged, refused), details)
    into.batch_ids.append(batch_id)
    into.rows += _outcomes(connection, table, rows, batch_id, stored)
    into.unknown_statuses = dict(Counter(into.unknown_statuses) + Counter(stored.unknown_statuses))
    into.removed += stored.removed
    return merged.loaded


def _outcomes(
    connection: Connection, table: Table, rows: Sequence[SentRow], batch_id: int, stored: Stored
) -> Iterator[RowOutcome]:
    outcomes, own = loading.read_outcomes(connection, table, batch_id), (batch_id, *stored.earlier)
    kept = {found.kept_batch for found in outcomes if found.kept_batch is not None}
    refusals = sent_repository.read_refusals(connection, table, {*own, *kept})
    for found in outcomes:
        sent = rows[found.source_line - 1]
        key = " / ".join(value for name in table.key if (value := sent.values.get(name)))
        outcome: Outcome = "LOADED" if found.is_loaded else "UNCHANGED"
        plain = RowOutcome(sent.row, sent.line, table.name, key, outcome)
        if found.reason is None:
            yield plain
        else:
            places = [(batch, found.source_line, found.reason) for batch in own]
            places += [(found.kept_batch, found.kept_line, found.reason)]
            yield _refused(plain, found.reason, next(refusals[at] for at in places if at in refusals))


def _refused(plain: RowOutcome, reason: str, refusal: AnyRow) -> RowOutcome:
    return replace(
        plain,
        outcome="REFUSED",
        reason=reason,
        column=column_of(reason, refusal.message, refusal.row),
        message=shown_message(reason, refusal.message, refusal.row),
        is_waiting=reason in WAITING,
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
