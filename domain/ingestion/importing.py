"""One invocation of the import: sources in, loaded table by table, with what became of their rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from domain.ingestion import repository as batches
from domain.ingestion.code_warnings import CodeCheck
from domain.ingestion.contract import TABLES, Table
from domain.ingestion.layouts import ONLINE_RETAIL, Source
from domain.ingestion.loading import repository as loading
from domain.ingestion.online_retail import service as online_retail
from domain.ingestion.options import AS_THEY_ARE, ImportOptions
from domain.ingestion.origin import COMMAND_LINE, Origin
from domain.ingestion.outcome import Outcome, record
from domain.ingestion.repository import Delivery
from domain.ingestion.rules import reasons_now
from domain.ingestion.staged_rows import LoadingRules, retry_waiting, store_staged
from domain.ingestion.staging import copy_rows
from domain.ingestion.summary import FileSummary
from kit.progress import Progress, silent

TAKEN_FROM_OTHERS = {
    "orders.cancelled_at": "ordered_at, where a cancelled order has none",
    "purchase_history.reference": "made from supplier, product and ordered_on, where there is none",
    "purchase_history.received_quantity": "quantity, where it is empty and received_on is not",
}


@dataclass(frozen=True)
class ImportSettings:
    """How an import reads: the zone of times without one, the default currency, and what a person lets it assume.

    A return within `cancellation_hours` of its order is a cancellation.
    """

    timezone: ZoneInfo
    currency: str
    cancellation_hours: int
    assume: dict[str, str] = field(default_factory=dict)
    options: ImportOptions = AS_THEY_ARE

    @property
    def assumed(self) -> dict[str, str]:
        """What stands for `$currency` and `$warehouse` of the contract."""
        return {
            "currency": self.assume.get("currency", self.currency),
            "warehouse": self.assume.get("warehouse", "MAIN"),
        }


@dataclass
class Run:
    """One invocation: how to read, and what has come of it so far."""

    connection: Connection
    settings: ImportSettings
    report: Progress = silent
    origin: Origin = COMMAND_LINE
    files: dict[int, FileSummary] = field(default_factory=dict)
    gained: set[str] = field(default_factory=set)
    resolved: int = 0
    codes: CodeCheck = field(default_factory=CodeCheck)

    @property
    def rules(self) -> LoadingRules:
        """What holds for all rows."""
        settings, options = self.settings, self.settings.options
        return LoadingRules(settings.assumed, settings.cancellation_hours, options.status_words, options.complete)


def load_sources(run: Run, sources: Sequence[Source], hashes: Mapping[Path, bytes]) -> tuple[FileSummary, ...]:
    """Load sources, what others refer to first; one batch per file and table."""
    loading.prepare(run.connection, run.settings.timezone)
    for source in sources:
        if source.table is ONLINE_RETAIL:
            _load_retail(run, source, hashes[source.path])
    makes_products = _makes_products(run, sources)
    for table in TABLES:
        for source in sources:
            if source.table is table and (makes_products or not source.makes_products):
                _load_file(run, _without_known(run, source), hashes[source.path])
        needs = {column.reference for column in table.columns}
        if (needs | ({"listings"} if table.name == "order_items" else set())) & run.gained:
            _retry(run, table)
    return tuple(_current(run, batch_id) for batch_id in run.files)


def _makes_products(run: Run, sources: Sequence[Source]) -> bool:
    """Whether products that only order lines name are made: as a person says, or while there is no product list."""
    if run.settings.options.creates_products is not None:
        return run.settings.options.creates_products
    is_listed = any(source.table.name == "products" and not source.makes_products for source in sources)
    return not is_listed and not batches.has_product_list(run.connection)


def _without_known(run: Run, source: Source) -> Source:
    """Products of order lines without those that there are already: a line knows less of a product than a list."""
    if not source.makes_products:
        return source
    known = batches.known_skus(run.connection)
    parts = [replace(part, derived=part.derived.without(known)) if part.derived else part for part in source.parts]
    return replace(source, parts=tuple(parts))


def _current(run: Run, batch_id: int) -> FileSummary:
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


def _load_retail(run: Run, source: Source, sha256: bytes) -> None:
    loaded = online_retail.load(
        run.connection,
        source,
        sha256=sha256,
        file_name=run.origin.names.get(source.path.name, source.path.name),
        cancellation_hours=run.settings.cancellation_hours,
        assume=run.settings.assume,
        report=run.report,
    )
    run.files[loaded.batch_id] = loaded.summary
    run.resolved += loaded.resolved


def _load_file(run: Run, source: Source, sha256: bytes) -> None:
    connection, table = run.connection, source.table
    assumptions = {**run.settings.assume, **_defaults(source, run.settings.assumed)}
    delivery = Delivery(
        run.origin.names.get(source.path.name, source.path.name), sha256, source.profile, table.name, assumptions
    )
    batch_id = batches.open_batch(connection, delivery)
    stage = loading.create_stage(connection, table)
    rows_in = copy_rows(connection, source, run.report, run.codes)
    run.report(f"loading {source.path.name}", 0, rows_in)
    rules = replace(run.rules, complete=run.rules.complete | source.complete)
    stored = store_staged(connection, table, stage, batch_id, delivery, rules=rules)
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


def _retry(run: Run, table: Table) -> None:
    """Try rejected rows of earlier files again, now that more of what they refer to is known."""
    resolved, written = retry_waiting(run.connection, table, run.rules)
    run.resolved += resolved
    if written:
        run.gained.add(table.name)
