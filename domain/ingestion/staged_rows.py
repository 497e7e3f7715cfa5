"""From staged text to stored rows: the one way for the rows of files and for those that programs send."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection
from sqlalchemy import Table as SqlTable

from domain.ingestion import repository as batches
from domain.ingestion.contract import Table
from domain.ingestion.loading import repository as loading
from domain.ingestion.loading.repository import Merged
from domain.ingestion.options import Complete
from domain.ingestion.order_lines import repository as order_lines
from domain.ingestion.repository import Delivery

Stage = tuple[SqlTable, SqlTable]


@dataclass(frozen=True)
class LoadingRules:
    """What holds for all rows of an import.

    `assumed` are the values of `$currency` and `$warehouse`; a return within `cancellation_hours` of its order is a
    cancellation. `status_words`: what a person said of status words (word -> status). `complete`: what each delivery
    holds all of, so that what it leaves out is gone.
    """

    assumed: Mapping[str, str]
    cancellation_hours: int
    status_words: Mapping[str, str] = field(default_factory=dict)
    complete: frozenset[Complete] = frozenset()


@dataclass(frozen=True)
class Stored:
    """What became of the rows of a stage: `merged.loaded + merged.unchanged + sum(reasons)` are all of them.

    Args:
        merged: rows that changed something, and the other sound ones (copies and those set aside among them).
        reasons: refused rows by reason.
        earlier: the batches of identical deliveries, which kept its refused rows.
        set_aside: rows that are not written, by reason (ZERO_QUANTITY).
        unknown_statuses: rows by a status word that is not known; they count as PLACED.
        removed: rows of earlier deliveries that stopped counting, since this one leaves them out or empties them.
        partly_matched: credit notes of which only some units found their order line.
        resolved: rows of earlier deliveries that could be loaded thanks to this one.
    """

    merged: Merged
    reasons: dict[str, int]
    earlier: Sequence[int] = ()
    set_aside: dict[str, int] = field(default_factory=dict)
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    partly_matched: int = 0
    resolved: int = 0


def store_staged(
    connection: Connection,
    table: Table,
    stage: Stage,
    batch_id: int,
    delivery: Delivery,
    *,
    rules: LoadingRules,
) -> Stored:
    """Check the rows of `staged` into `checked`, write the sound ones and keep the refused ones."""
    stored = _merge(connection, table, stage, batch_id, rules)
    earlier = batches.earlier_batches(connection, batch_id, delivery)
    batches.store_rejected(connection, table, batch_id, earlier)
    return replace(stored, earlier=earlier)


def retry_waiting(
    connection: Connection, table: Table, rules: LoadingRules, codes: Sequence[str] | None = None
) -> tuple[int, int]:
    """Try refused rows of a table again, now that more of what they refer to is known.

    Args:
        connection: within the import's transaction.
        table: the rows' table.
        rules: what holds for the rows.
        codes: only rows of products called so; None: all.

    Returns:
        How many rows are sound now, and how many of them were written.
    """
    resolved = written = 0
    for waiting in batches.find_open(connection, table.name):
        stage = loading.create_stage(connection, table)
        batches.stage_open(connection, waiting, table, stage[0], codes)
        stored = _merge(connection, table, stage, waiting.batch_id, rules, is_retry=True)
        resolved += batches.resolve(connection, stage[1]) + stored.resolved
        batches.move_counts(connection, waiting.batch_id, stored.merged.loaded, stored.merged.unchanged)
        written += stored.merged.loaded
    return resolved, written


def _merge(
    connection: Connection, table: Table, stage: Stage, batch_id: int, rules: LoadingRules, *, is_retry: bool = False
) -> Stored:
    """Check the staged rows and write what follows from them; in a retry, what later batches said stays."""
    staged, checked = stage
    unknown = loading.unknown_statuses(connection, table, staged, rules.status_words)
    loading.check(connection, table, stage, rules.assumed, rules.status_words)
    if table.name == "order_items":
        order_lines.number_lines(connection)
    if is_retry:
        loading.mark_superseded(connection, table, checked, batch_id)
    loading.mark_duplicates(connection, table, checked)
    merged = loading.merge(connection, table, checked, batch_id)
    loading.derive_returns(connection, table, batch_id, rules.cancellation_hours)
    stored = Stored(merged, batches.count_problems(connection, checked), unknown_statuses=unknown)
    if table.name == "order_items":
        return _settle_lines(connection, checked, batch_id, stored, rules, is_retry=is_retry)
    if table.name == "orders":
        order_lines.move_cancellations(connection, batch_id)
    elif table.name == "listings":
        loading.write_listing_lines(connection, batch_id)
        order_lines.relist(connection, loading.listed_codes(connection, batch_id))
    elif table.name == "inventory" and "stock" in rules.complete and not is_retry:
        return replace(stored, removed=loading.complete_stock(connection, batch_id))
    return stored


def _settle_lines(
    connection: Connection, checked: SqlTable, batch_id: int, stored: Stored, rules: LoadingRules, *, is_retry: bool
) -> Stored:
    """What follows from order lines: cancellations, lines that stop or count again, and credit notes."""
    order_lines.cancel_lines(connection, batch_id)
    holds_all = "lines" in rules.complete and not is_retry
    lines = order_lines.remove_lines(connection, batch_id, holds_all_lines=holds_all)
    notes = order_lines.settle_credit_notes(connection, batch_id, rules.cancellation_hours, is_retry=is_retry)
    _move_counts(connection, batch_id, notes.refused, notes.resolved)
    zeros = loading.count_set_aside(connection, checked, "ZERO_QUANTITY")
    merged, reasons = stored.merged, dict(stored.reasons)
    if notes.unmatched:
        reasons["UNMATCHED_RETURN"] = notes.unmatched
    return replace(
        stored,
        merged=Merged(
            merged.loaded + lines.resumed + lines.emptied + notes.loaded,
            merged.unchanged - lines.resumed + zeros - lines.emptied + notes.unchanged,
            merged.copies,
        ),
        reasons=reasons,
        set_aside={"ZERO_QUANTITY": zeros} if zeros else {},
        removed=lines.emptied + lines.missing,
        partly_matched=notes.partly,
        resolved=notes.resolved.total(),
    )


def _move_counts(connection: Connection, batch_id: int, refused: Counter[int], resolved: Counter[int]) -> None:
    """Count waiting rows of batches as loaded, or as refused again; a batch's own refusals are counted already."""
    for batch in refused.keys() | resolved.keys():
        again = 0 if batch == batch_id else refused[batch]
        if resolved[batch] != again:
            batches.move_counts(connection, batch, resolved[batch] - again, 0)
