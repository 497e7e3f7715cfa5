"""Uploaded files and their refused rows."""

from datetime import datetime
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.ingestion.repository import BATCH_COLUMNS, REJECTED_COLUMNS
from domain.ingestion.rules import column_of, reasons_now, shown_cells, shown_message
from graphql_api.audit.types import Detail, details
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import global_id
from graphql_api.rows import FromRow
from graphql_api.values import NamedCount, named_counts

BATCH_NEEDS = MappingProxyType(
    {
        "sha256": ("file_sha256",),
        "assumptions": ("assumed",),
        "reasons": ("detail_values", "rows_rejected"),
        "ignoredColumns": ("detail_values",),
    }
)
REJECTED_NEEDS = MappingProxyType(
    {
        "message": ("reason", "full_message", "content"),
        "column": ("reason", "full_message", "content"),
        "cells": ("content",),
    }
)


@enum
class ImportStatus(Enum):
    """The status of a file."""

    LOADED = "At least one row was new or had changed."
    UNCHANGED = "Nothing in it was new."
    REFUSED = "Every row was refused."
    FAILED = "The import failed; nothing was loaded."


@enum
class RejectionReason(Enum):
    """Why a row was refused."""

    MISSING_VALUE = "A required value is empty."
    WRONG_TYPE = "A value is not a number, a date or an allowed word."
    OUT_OF_RANGE = "A value is too small or too great."
    UNKNOWN_REFERENCE = "It names a product, order, supplier, promotion or campaign that does not exist; retried later."
    DUPLICATE_KEY = "Another row of the file has the same key and other values."
    NON_PRODUCT = "It is about a fee or a voucher, not a product."
    UNMATCHED_RETURN = "It returns what was not sold; retried later."
    BROKEN_RULE = "Its values contradict each other, or the line is not a row."


@object_type
class ImportBatch(FromRow, names=BATCH_COLUMNS, needs=BATCH_NEEDS):
    """An uploaded file, or the rows of one table that a program sent at once. rowsIn = rowsLoaded + rowsUnchanged +
    rowsRejected, always.
    """

    file_name: str = field("The file's name, without its folder; API: rows that a program sent.")
    profile: str = field("The layout that it was read in: canonical or online-retail-ii.")
    table_name: str = field("The table that it was loaded into, such as order_items.")
    status: ImportStatus = field("Its status.")
    rows_in: int = field("Rows in the file.")
    rows_loaded: int = field("Rows that were new or had changed.")
    rows_unchanged: int = field("Rows that were known already, further copies among them.")
    rows_rejected: int = field("Rows that are refused; those loaded later are not among them.")
    started_at: datetime = field("When its import began, in UTC.")
    finished_at: datetime | None = field("When its import ended, in UTC.")

    @resolver()
    def id(self) -> strawberry.ID:
        """For the filter of `rejectedRows`."""
        return global_id("ImportBatch", self.row.batch_id)

    @resolver()
    def sha256(self) -> str:
        """SHA-256 of the file, or of the rows that were sent, in hexadecimal digits."""
        return bytes(self.row.file_sha256).hex()

    @resolver()
    def reasons(self) -> list[NamedCount]:
        """Refused rows by reason; they sum to rowsRejected."""
        row = self.row
        return named_counts(reasons_now(row.detail_values.get("by_reason", {}), row.rows_rejected))

    @resolver()
    def ignored_columns(self) -> list[str]:
        """Columns of the file that are not in any table."""
        return list(self.row.detail_values.get("ignored_columns", ()))

    @resolver()
    def assumptions(self) -> list[Detail]:
        """Values assumed where the file has none, such as lead-time."""
        return details(self.row.assumed)


@object_type
class RejectedCell:
    """A value of a refused row."""

    column: str = field("The column.")
    value: str | None = field("The value as delivered; if masked, its first character and dots. Null: empty.")
    is_masked: bool = field(
        "Whether it may identify a person: customers' references, e-mail addresses, columns that no table knows."
    )


@object_type
class RejectedRow(FromRow, names=REJECTED_COLUMNS, needs=REJECTED_NEEDS):
    """A row that was refused, as it was delivered."""

    table_name: str = field("The table that it was meant for.")
    line_no: int = field("Its line in the file, from 1, header included.")
    reason: RejectionReason = field("Why it was refused.")
    resolved_at: datetime | None = field("When a later import loaded it, in UTC; null: still refused.")
    file_name: str = field("The file that it came in.")
    imported_at: datetime = field("When that file's import began, in UTC.")

    @resolver()
    def id(self) -> strawberry.ID:
        """Unique among refused rows."""
        return global_id("RejectedRow", self.row.rejected_id)

    @resolver()
    def message(self) -> str:
        """One sentence: what is wrong and what is accepted."""
        return shown_message(self.row.reason, self.row.full_message, self.row.content)

    @resolver()
    def column(self) -> str | None:
        """The column that is wrong; null: several, or the line as a whole."""
        return column_of(self.row.reason, self.row.full_message, self.row.content)

    @resolver()
    def cells(self) -> list[RejectedCell]:
        """All its values, by column."""
        found = shown_cells(self.row.content)
        return [RejectedCell(column=cell.column, value=cell.value, is_masked=cell.is_masked) for cell in found]
