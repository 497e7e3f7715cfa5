"""Close a file's batch: write what became of its rows, and report it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Self

from sqlalchemy import Connection

from domain.ingestion import repository as batches
from domain.ingestion.description import LinesSetAside
from domain.ingestion.layouts import Source
from domain.ingestion.reading.encodings import shown_encoding
from domain.ingestion.repository import Counts, Delivery
from domain.ingestion.source_formats import described_formats
from domain.ingestion.staged_rows import Stored
from domain.ingestion.summary import FileSummary


@dataclass(frozen=True)
class Outcome:
    """What became of a file's rows; `unchanged` includes the `duplicates`, `reasons` are of the rejected ones.

    `set_aside`, `unknown_statuses` and `removed` as in `Stored`.
    """

    rows_in: int
    loaded: int
    unchanged: int
    duplicates: int
    reasons: dict[str, int]
    partly_matched_returns: int = 0
    set_aside: dict[str, int] = field(default_factory=dict)
    unknown_statuses: dict[str, int] = field(default_factory=dict)
    removed: int = 0

    @classmethod
    def of(cls, rows_in: int, stored: Stored) -> Self:
        """The outcome of a file whose rows were stored."""
        return cls(
            rows_in,
            stored.merged.loaded,
            stored.merged.unchanged,
            stored.merged.copies,
            stored.reasons,
            stored.partly_matched,
            stored.set_aside,
            stored.unknown_statuses,
            stored.removed,
        )


def record(
    connection: Connection,
    batch_id: int,
    source: Source,
    delivery: Delivery,
    outcome: Outcome,
    *,
    earlier: Sequence[int],
) -> FileSummary:
    """Write the outcome into the batch, and return the file's summary; identical files of `earlier` kept its rows."""
    counts = Counts(outcome.rows_in, outcome.loaded, outcome.unchanged, sum(outcome.reasons.values()))
    ignored = tuple(dict.fromkeys(column for part in source.parts for column in part.ignored))
    formats, set_aside = described_formats(source), _set_aside(source)
    encodings = list(dict.fromkeys(shown_encoding(part.sheet.encoding) for part in source.parts if part.sheet.encoding))
    details = {
        "encoding": ", ".join(encodings) or None,
        "formats": formats,
        "set_aside": {**set_aside.counts, **outcome.set_aside},
        "lines_set_aside": [asdict(line) for line in set_aside.first],
        "by_reason": outcome.reasons,
        "duplicates": outcome.duplicates,
        "ignored_columns": list(ignored),
        "partly_matched_returns": outcome.partly_matched_returns,
        "unknown_statuses": outcome.unknown_statuses,
        "removed": outcome.removed,
        "makes_products": source.makes_products,
    }
    batches.close_batch(connection, batch_id, counts, details)
    return FileSummary(
        file=delivery.file_name,
        table=delivery.table_name,
        status=counts.status,
        rows_in=counts.rows_in,
        loaded=counts.loaded,
        unchanged=counts.unchanged,
        rejected=counts.rejected,
        duplicates=outcome.duplicates,
        by_reason=outcome.reasons,
        ignored_columns=ignored,
        assumptions=delivery.assumptions,
        first_rejection=batches.first_rejection(connection, [batch_id, *earlier]),
        partly_matched_returns=outcome.partly_matched_returns,
        unknown_statuses=outcome.unknown_statuses,
        removed=outcome.removed,
        encoding=", ".join(encodings) or None,
        formats=formats,
        set_aside={**set_aside.counts, **outcome.set_aside},
        lines_set_aside=tuple(set_aside.first),
        profile=delivery.profile,
    )


def _set_aside(source: Source) -> LinesSetAside:
    """The lines of all parts that are not rows."""
    found = LinesSetAside()
    for part in source.parts:
        found.extend(part.sheet.set_aside)
    found.extend(source.set_aside)
    return found
