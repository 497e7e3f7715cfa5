"""From checked rows to the raw tables: written, set aside, or refused, with all that follows for rows known before."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection
from sqlalchemy import Table as SqlTable

from domain.ingestion import repository as batches
from domain.ingestion.contract import Table
from domain.ingestion.loading import repository as loading
from domain.ingestion.options import Complete
from domain.ingestion.order_lines import repository as order_lines

ORDER_ITEMS, LISTINGS, INVENTORY = "order_items", "listings", "inventory"


@dataclass(frozen=True)
class Rules:
    """How rows of an invocation are read: what is assumed, when a return is a cancellation, and what files say.

    `status_words`: what a person said of status words. `complete`: what the files hold all of.
    """

    assumed: Mapping[str, str]
    cancellation_hours: int
    status_words: Mapping[str, str] = field(default_factory=dict)
    complete: frozenset[Complete] = frozenset()


@dataclass(frozen=True)
class Written:
    """What became of the rows of a batch; `loaded + unchanged + sum(reasons)` are all of them.

    Args:
        loaded: rows that changed something.
        unchanged: the others that are not refused; `copies` and those set aside among them.
        copies: further copies of a row in the same file.
        reasons: refused rows by reason.
        set_aside: rows that are not written, by reason (ZERO_QUANTITY).
        unknown_statuses: rows by a status word that is not known; they count as PLACED.
        removed: rows of earlier files that stopped counting, since this one leaves them out or empties them.
        partly_matched: credit notes of which only some units found their order line.
        refused_earlier: rows of other batches that are refused again. resolved_earlier: those that are loaded now.
    """

    loaded: int
    unchanged: int
    copies: int
    reasons: dict[str, int]
    set_aside: dict[str, int] = field(default_factory=dict)
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    removed: int = 0
    partly_matched: int = 0
    refused_earlier: Counter[int] = field(default_factory=Counter)
    resolved_earlier: Counter[int] = field(default_factory=Counter)


def merge_rows(
    connection: Connection,
    table: Table,
    stage: tuple[SqlTable, SqlTable],
    batch_id: int,
    rules: Rules,
    *,
    is_retry: bool = False,
) -> Written:
    """Check the staged rows of a canonical table and write what follows from them.

    Args:
        connection: within the import's transaction.
        table: the canonical table.
        stage: the temporary tables `staged` (filled) and `checked` (empty).
        batch_id: the batch of the rows.
        rules: how they are read.
        is_retry: the rows were refused earlier; what later batches said of the same keys stays.
    """
    staged, checked = stage
    unknown = loading.unknown_statuses(connection, table, staged, rules.status_words)
    loading.check(connection, table, staged, checked, rules.assumed, rules.status_words)
    if table.name == ORDER_ITEMS:
        order_lines.number_lines(connection)
    if is_retry:
        loading.mark_superseded(connection, table, checked, batch_id)
    loading.mark_duplicates(connection, table, checked)
    merged = loading.merge(connection, table, checked, batch_id)
    loading.derive_returns(connection, table, batch_id, rules.cancellation_hours)
    reasons = batches.count_problems(connection, checked)
    written = Written(merged.loaded, merged.unchanged, merged.copies, reasons, unknown_statuses=unknown)
    if table.name == ORDER_ITEMS:
        return _settle_lines(connection, checked, batch_id, written, rules, is_retry=is_retry)
    if table.name == "orders":
        order_lines.move_cancellations(connection, batch_id)
    elif table.name == LISTINGS:
        loading.write_listing_lines(connection, batch_id)
        order_lines.relist(connection, loading.listed_codes(connection, batch_id))
    elif table.name == INVENTORY and "stock" in rules.complete and not is_retry:
        return replace(written, removed=loading.complete_stock(connection, batch_id))
    return written


def _settle_lines(
    connection: Connection, checked: SqlTable, batch_id: int, written: Written, rules: Rules, *, is_retry: bool
) -> Written:
    """What follows from order lines: cancellations, lines that stop or count again, and credit notes."""
    order_lines.cancel_lines(connection, batch_id)
    holds_all = "lines" in rules.complete and not is_retry
    lines = order_lines.remove_lines(connection, batch_id, holds_all_lines=holds_all)
    notes = order_lines.settle_credit_notes(connection, batch_id, rules.cancellation_hours, is_retry=is_retry)
    reasons = dict(written.reasons)
    if notes.unmatched:
        reasons["UNMATCHED_RETURN"] = notes.unmatched
    zeros = loading.count_set_aside(connection, checked, "ZERO_QUANTITY")
    return replace(
        written,
        loaded=written.loaded + lines.resumed + notes.loaded + lines.emptied,
        unchanged=written.unchanged - lines.resumed + notes.unchanged + zeros - lines.emptied,
        reasons=reasons,
        set_aside={"ZERO_QUANTITY": zeros} if zeros else {},
        removed=lines.emptied + lines.missing,
        partly_matched=notes.partly,
        refused_earlier=notes.refused,
        resolved_earlier=notes.resolved,
    )
