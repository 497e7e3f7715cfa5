"""Rows that programs send: staging them, and reading what became of each."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnClause, Connection, Text, column, func, insert, literal, select
from sqlalchemy import Table as SqlTable
from sqlalchemy.dialects.postgresql import JSONB

from domain.ingestion.contract import Table
from domain.ingestion.lines import with_single_blanks
from domain.ingestion.models import ImportBatch, RejectedRow
from domain.ingestion.repository import BATCH_COLUMNS
from kit.reading import AnyRow, AnySelect, among, pick


def stage_rows(
    connection: Connection, table: Table, staged: SqlTable, rows: Sequence[Mapping[str, str | None]]
) -> None:
    """Put rows into `staged`, numbered from 1."""
    texts = {column.name for column in table.columns if column.kind in ("text", "code")}
    numbered = [
        {
            "source_line": number,
            **{name: with_single_blanks(value) if value and name in texts else value for name, value in row.items()},
        }
        for number, row in enumerate(rows, 1)
    ]
    columns: list[ColumnClause[Any]] = [column("source_line", BigInteger)]
    columns += [column(each.name, Text) for each in table.columns]
    given = func.jsonb_to_recordset(literal(numbered, JSONB)).table_valued(*columns, name="given")
    query = select(*given.render_derived(with_types=True).c)
    connection.execute(insert(staged).from_select([each.name for each in columns], query))


def read_refusals(
    connection: Connection, table: Table, batch_ids: Collection[int]
) -> dict[tuple[int, int, str], AnyRow]:
    """The refused rows of batches by batch, line and reason: message, row."""
    query: AnySelect = (
        select(RejectedRow.batch_id, RejectedRow.line_no, RejectedRow.reason, RejectedRow.message, RejectedRow.row)
        .where(among(RejectedRow.batch_id, batch_ids), RejectedRow.table_name == table.name)
        .order_by(RejectedRow.id)
    )
    return {(found.batch_id, found.line_no, found.reason): found for found in connection.execute(query)}


def batches_by_id(batch_ids: Collection[int], columns: Collection[str]) -> AnySelect:
    """The query for these batches, in the order in which they were made."""
    query = select(*pick(BATCH_COLUMNS, columns, always=("batch_id",)))
    return query.where(among(ImportBatch.id, batch_ids)).order_by(ImportBatch.id)
