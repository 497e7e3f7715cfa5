"""Load a file in the layout of Online Retail II: sales, reversals, write-offs and what is not a product."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.ingestion import repository as batches
from domain.ingestion.layouts import ONLINE_RETAIL, Source
from domain.ingestion.loading import repository as loading
from domain.ingestion.online_retail import repository
from domain.ingestion.outcome import Outcome, record
from domain.ingestion.repository import Delivery
from domain.ingestion.staging import copy_rows
from domain.ingestion.summary import FileSummary
from kit.progress import Progress

CURRENCY = "GBP"  # the data set states its prices in pounds sterling


@dataclass(frozen=True)
class Loaded:
    """A file's batch and summary, and how many reversals refused earlier found their order line now."""

    batch_id: int
    summary: FileSummary
    resolved: int


def load(
    connection: Connection,
    source: Source,
    *,
    sha256: bytes,
    file_name: str,
    cancellation_hours: int,
    assume: dict[str, str],
    report: Progress,
) -> Loaded:
    """Load one file: exact copies count once, reversals are matched, what is not a product is refused."""
    assumed = {"currency": assume.get("currency", CURRENCY)}
    assumptions = {**assume, **assumed, "orders.status": "PLACED, or CANCELLED when all units were cancelled"}
    delivery = Delivery(file_name, sha256, "online-retail-ii", ONLINE_RETAIL.name, assumptions)
    batch_id = batches.open_batch(connection, delivery)
    stage = loading.create_stage(connection, ONLINE_RETAIL)
    rows_in = copy_rows(connection, source, report)
    label = f"loading {source.path.name}"
    report(label, 0, rows_in)
    loading.check(connection, ONLINE_RETAIL, stage, assumed)
    repository.refuse(connection)
    reasons = batches.count_problems(connection, stage[1])
    earlier = batches.earlier_batches(connection, batch_id, delivery)
    batches.store_rejected(connection, ONLINE_RETAIL, batch_id, earlier)
    written = repository.load_lines(connection, batch_id, assumed["currency"])
    repository.match_reversals(connection, batch_id, cancellation_hours)
    refused, resolved = repository.sync_rejected(connection)
    reversals = repository.count_reversals(connection, batch_id)
    if reversals.unmatched:
        reasons["UNMATCHED_RETURN"] = reversals.unmatched
    once, copies = repository.count_lines(connection)
    loaded = written + reversals.loaded
    unchanged = once - loaded - reversals.unmatched + copies
    outcome = Outcome(rows_in, loaded, unchanged, copies, reasons, reversals.partly)
    summary = record(connection, batch_id, source, delivery, outcome, earlier=earlier)
    for batch in (refused.keys() | resolved.keys()) - {batch_id}:
        batches.move_counts(connection, batch, resolved[batch] - refused[batch], 0)
    report(label, rows_in, rows_in)
    return Loaded(batch_id, summary, resolved.total())
