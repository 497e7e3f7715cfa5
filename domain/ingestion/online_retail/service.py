"""Load a file in the layout of Online Retail II: sales, reversals, write-offs and what is no product."""

from dataclasses import dataclass

from sqlalchemy import Connection

from domain.ingestion import repository as batches
from domain.ingestion.layouts import ONLINE_RETAIL, Source
from domain.ingestion.loading import repository as loading
from domain.ingestion.online_retail import repository
from domain.ingestion.repository import Counts, Delivery
from domain.ingestion.staging import Report, copy_rows
from domain.ingestion.summary import FileSummary

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
    cancellation_hours: int,
    assume: dict[str, str],
    report: Report,
) -> Loaded:
    """Load one file: exact copies count once, reversals are matched, what is no product is refused."""
    assumed = {"currency": assume.get("currency", CURRENCY)}
    assumptions = {**assume, **assumed, "orders.status": "PLACED, or CANCELLED when all units were cancelled"}
    name = source.path.name
    delivery = Delivery(name, sha256, "online-retail-ii", ONLINE_RETAIL.name, assumptions)
    batch_id = batches.open_batch(connection, delivery)
    staged, checked = loading.create_stage(connection, ONLINE_RETAIL)
    rows_in = copy_rows(connection, source, report)
    label = f"loading {name}"
    report(label, 0, rows_in)
    loading.check(connection, ONLINE_RETAIL, staged, checked, assumed)
    repository.refuse(connection)
    reasons = batches.count_problems(connection, checked)
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
    counts = Counts(rows_in, loaded, once - loaded - reversals.unmatched + copies, sum(reasons.values()))
    ignored = tuple(dict.fromkeys(column for part in source.parts for column in part.ignored))
    details = {
        "by_reason": reasons,
        "duplicates": copies,
        "ignored_columns": list(ignored),
        "partly_matched_returns": reversals.partly,
    }
    batches.close_batch(connection, batch_id, counts, details)
    for batch, count in ((resolved - refused) + (refused - resolved)).items():
        if batch != batch_id:
            batches.move_counts(connection, batch, count if resolved[batch] > refused[batch] else -count, 0)
    report(label, rows_in, rows_in)
    summary = FileSummary(
        file=name,
        table=ONLINE_RETAIL.name,
        status=counts.status,
        rows_in=rows_in,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        duplicates=copies,
        by_reason=reasons,
        ignored_columns=ignored,
        assumptions=assumptions,
        first_rejection=batches.first_rejection(connection, [batch_id, *earlier]),
        partly_matched_returns=reversals.partly,
    )
    return Loaded(batch_id, summary, resolved.total())
