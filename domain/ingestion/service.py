"""Import files: all or nothing, whatever their order, the same file twice without effect."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from domain.audit import service as audit
from domain.ingestion import repository as batches
from domain.ingestion.assumptions import check_assumptions
from domain.ingestion.contract import TABLES, Table
from domain.ingestion.layouts import Profile, Source, check_sources
from domain.ingestion.loading import repository as loading
from domain.ingestion.online_retail import service as online_retail
from domain.ingestion.options import Complete
from domain.ingestion.outcome import Outcome, record
from domain.ingestion.repository import Delivery
from domain.ingestion.rules import reasons_now
from domain.ingestion.source_formats import with_formats
from domain.ingestion.staged_rows import LoadingRules, retry_waiting, store_staged
from domain.ingestion.staging import copy_rows
from domain.ingestion.summary import FileSummary, ImportSummary
from kit.progress import Progress

TAKEN_FROM_OTHERS = {
    "orders.cancelled_at": "ordered_at, where a cancelled order has none",
    "purchase_history.reference": "made from supplier, product and ordered_on, where there is none",
    "purchase_history.received_quantity": "quantity, where it is empty and received_on is not",
}


@dataclass
class _Run:
    """One invocation: how to read, and what has come of it so far."""

    connection: Connection
    profile: Profile
    cancellation_hours: int
    assume: dict[str, str]
    assumed: dict[str, str]
    report: Progress
    status_words: Mapping[str, str] = field(default_factory=dict)
    complete: frozenset[Complete] = frozenset()
    files: dict[int, FileSummary] = field(default_factory=dict)
    gained: set[str] = field(default_factory=set)
    resolved: int = 0

    @property
    def rules(self) -> LoadingRules:
        """What holds for all rows."""
        return LoadingRules(self.assumed, self.cancellation_hours, self.status_words, self.complete)


def import_files(
    engine: Engine,
    paths: Sequence[Path],
    *,
    profile: Profile,
    timezone: ZoneInfo,
    currency: str,
    cancellation_hours: int,
    assume: dict[str, str],
    report: Progress,
    status_words: Mapping[str, str] | None = None,
    complete: frozenset[Complete] = frozenset(),
) -> ImportSummary:
    """Load files, or all canonical files of folders, into the raw tables, in one transaction.

    Args:
        engine: of the migrated database.
        paths: files, or folders whose canonical files are taken (all readable files for another profile).
        profile: `canonical` (files named after the raw tables) or `online-retail-ii`.
        timezone: times without a zone are read in it.
        currency: of amounts that name none, unless `assume` has another.
        cancellation_hours: a return within this time of its order is a cancellation.
        assume: what a person lets us assume, by key: lead-time, currency, warehouse; recorded with every file.
        report: receives the label, rows done and rows in total.
        status_words: what a person said of status words that are not known, word -> status.
        complete: what the files hold all of: `lines` all lines of their orders, `stock` the whole stock of their
            warehouses.

    Raises:
        InputError: a path, file, column or assumption is not usable; nothing has been written.
        BesideSampleDataError: there are sample data in the shop.
    """
    started = time.monotonic()
    check_assumptions(assume)
    sources = [with_formats(source, timezone) for source in check_sources(paths, profile)]
    hashes = {source.path: _sha256(source.path) for source in sources}
    assumed = {"currency": assume.get("currency", currency), "warehouse": assume.get("warehouse", "MAIN")}
    with engine.begin() as connection:
        loading.prepare(connection, timezone)
        run = _Run(connection, profile, cancellation_hours, assume, assumed, report, status_words or {}, complete)
        if profile == "online-retail-ii":
            _load_retail(run, sources, hashes)
        else:
            for table in TABLES:
                _load_table(run, table, [source for source in sources if source.table is table], hashes)
        files = tuple(_current(run, batch_id) for batch_id in run.files)
        _enter_into_the_record(run, files)
    return ImportSummary(profile, files, run.resolved, time.monotonic() - started)


def _enter_into_the_record(run: _Run, files: Sequence[FileSummary]) -> None:
    with Session(run.connection) as session:
        for batch_id, file in zip(run.files, files, strict=True):
            audit.record(
                session,
                audit.AuditEntry(
                    "IMPORT",
                    actor_label="command line",
                    subject_type="import_batch",
                    subject_id=str(batch_id),
                    details={
                        "file": file.file,
                        "table": file.table,
                        "status": file.status,
                        "rows_in": file.rows_in,
                        "loaded": file.loaded,
                        "unchanged": file.unchanged,
                        "rejected": file.rejected,
                    },
                ),
            )
        session.flush()


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()


def _current(run: _Run, batch_id: int) -> FileSummary:
    """A file's summary after everything: rows of it may have found what they refer to later in the run."""
    counts, summary = batches.read_counts(run.connection, batch_id), run.files[batch_id]
    return replace(
        summary,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        status=counts.status,
        by_reason=reasons_now(summary.by_reason, counts.rejected),
    )


def _load_retail(run: _Run, sources: Sequence[Source], hashes: dict[Path, bytes]) -> None:
    for source in sources:
        loaded = online_retail.load(
            run.connection,
            source,
            sha256=hashes[source.path],
            cancellation_hours=run.cancellation_hours,
            assume=run.assume,
            report=run.report,
        )
        run.files[loaded.batch_id] = loaded.summary
        run.resolved += loaded.resolved


def _load_table(run: _Run, table: Table, sources: Sequence[Source], hashes: dict[Path, bytes]) -> None:
    for source in sources:
        _load_file(run, source, hashes[source.path])
    needs = {column.reference for column in table.columns} | ({"listings"} if table.name == "order_items" else set())
    if needs & run.gained:
        _retry(run, table)


def _load_file(run: _Run, source: Source, sha256: bytes) -> None:
    connection, table = run.connection, source.table
    assumptions = {**run.assume, **_defaults(source, run.assumed)}
    delivery = Delivery(source.path.name, sha256, run.profile, table.name, assumptions)
    batch_id = batches.open_batch(connection, delivery)
    stage = loading.create_stage(connection, table)
    rows_in = copy_rows(connection, source, run.report)
    run.report(f"loading {source.path.name}", 0, rows_in)
    stored = store_staged(connection, table, stage, batch_id, delivery, rules=run.rules)
    outcome = Outcome.of(rows_in, stored)
    run.files[batch_id] = record(connection, batch_id, source, delivery, outcome, earlier=stored.earlier)
    run.report(f"loading {source.path.name}", rows_in, rows_in)
    run.resolved += stored.resolved
    if stored.merged.loaded:
        run.gained.add(table.name)


def _defaults(source: Source, assumed: dict[str, str]) -> dict[str, str]:
    """What is taken for the optional columns that the file does not have."""
    defaults = {f"{source.table.name}.{c.name}": _shown(c.default, assumed) for c in source.absent}
    return defaults | {
        name: words for name, words in TAKEN_FROM_OTHERS.items() if name.startswith(f"{source.table.name}.")
    }


def _shown(default: str | None, assumed: dict[str, str]) -> str:
    if default is None:
        return "unknown"
    return assumed.get(default[1:], f"same as {default[1:]}") if default.startswith("$") else default


def _retry(run: _Run, table: Table) -> None:
    """Try rejected rows of earlier files again, now that more of what they refer to is known."""
    resolved, written = retry_waiting(run.connection, table, run.rules)
    run.resolved += resolved
    if written:
        run.gained.add(table.name)
