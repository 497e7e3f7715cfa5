"""From staged text to stored rows: the one way for the rows of files and for those that programs send."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection
from sqlalchemy import Table as SqlTable

from domain.ingestion import repository as batches
from domain.ingestion.contract import Table
from domain.ingestion.loading import repository as loading
from domain.ingestion.loading.repository import Merged
from domain.ingestion.repository import Delivery


@dataclass(frozen=True)
class LoadingRules:
    """What holds for all rows of an import.

    `assumed` are the values of `$currency` and `$warehouse`; a return within `cancellation_hours` of its order is a
    cancellation.
    """

    assumed: Mapping[str, str]
    cancellation_hours: int


@dataclass(frozen=True)
class Stored:
    """What became of the rows of a stage; `earlier` are the batches of identical deliveries, which kept its rows."""

    merged: Merged
    reasons: dict[str, int]
    earlier: Sequence[int]


def store_staged(
    connection: Connection,
    table: Table,
    stage: tuple[SqlTable, SqlTable],
    batch_id: int,
    delivery: Delivery,
    *,
    rules: LoadingRules,
) -> Stored:
    """Check the rows of `staged` into `checked`, write the sound ones and keep the refused ones."""
    staged, checked = stage
    loading.check(connection, table, staged, checked, rules.assumed)
    loading.mark_duplicates(connection, table, checked)
    merged = loading.merge(connection, table, checked, batch_id)
    loading.derive_returns(connection, table, batch_id, rules.cancellation_hours)
    reasons = batches.count_problems(connection, checked)
    earlier = batches.earlier_batches(connection, batch_id, delivery)
    batches.store_rejected(connection, table, batch_id, earlier)
    return Stored(merged, reasons, earlier)


def retry_waiting(connection: Connection, table: Table, rules: LoadingRules) -> tuple[int, int]:
    """Try refused rows of a table again, now that more of what they refer to is known.

    Returns:
        How many rows are sound now, and how many of them were written.
    """
    resolved = written = 0
    for waiting in batches.find_open(connection, table.name):
        staged, checked = loading.create_stage(connection, table)
        batches.stage_open(connection, waiting, table, staged)
        loading.check(connection, table, staged, checked, rules.assumed)
        loading.mark_superseded(connection, table, checked, waiting.batch_id)
        loading.mark_duplicates(connection, table, checked)
        merged = loading.merge(connection, table, checked, waiting.batch_id)
        loading.derive_returns(connection, table, waiting.batch_id, rules.cancellation_hours)
        resolved += batches.resolve(connection, checked)
        batches.move_counts(connection, waiting.batch_id, merged.loaded, merged.unchanged)
        written += merged.loaded
    return resolved, written
