"""Uploaded files and their refused rows."""

from datetime import datetime
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.ingestion.repository import BATCH_COLUMNS, REJECTED_COLUMNS
from domain.ingestion.rules import column_of, reasons_now, shown_cells, shown_message
from graphql_api.audit.types import Detail, details
from graphql_api.node import global_id
from graphql_api.permissions import operators
from graphql_api.rows import FromRow, columns
from graphql_api.values import NamedCount, named_counts

BATCH_NEEDS = MappingProxyType(
    {
        "sha256": ("file_sha256",),
        "assumptions": ("assumed",),
        "reasons": ("detail_values", "profile", "rows_rejected"),
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


def batch_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a batch."""
    return columns(BATCH_COLUMNS, fields, BATCH_NEEDS)


def rejected_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a refused row."""
    return columns(REJECTED_COLUMNS, fields, REJECTED_NEEDS)


@strawberry.enum(description="The status of a file.")
class ImportStatus(Enum):
    """Statuses of `raw.import_batches`."""

    LOADED = strawberry.enum_value("LOADED", description="At least one row was new or had changed.")
    UNCHANGED = strawberry.enum_value("UNCHANGED", description="Nothing in it was new.")
    REFUSED = strawberry.enum_value("REFUSED", description="Every row was refused.")
    FAILED = strawberry.enum_value("FAILED", description="The import failed; nothing was loaded.")


@strawberry.enum(description="Why a row was refused.")
class RejectionReason(Enum):
    """Reasons of `raw.rejected_rows`."""

    MISSING_VALUE = strawberry.enum_value("MISSING_VALUE", description="A required value is empty.")
    WRONG_TYPE = strawberry.enum_value("WRONG_TYPE", description="A value is not a number, a date or an allowed word.")
    OUT_OF_RANGE = strawberry.enum_value("OUT_OF_RANGE", description="A value is too small or too great.")
    UNKNOWN_REFERENCE = strawberry.enum_value(
        "UNKNOWN_REFERENCE",
        description="It names a product, order, supplier, promotion or campaign that does not exist; retried later.",
    )
    DUPLICATE_KEY = strawberry.enum_value(
        "DUPLICATE_KEY", description="Another row of the file has the same key and other values."
    )
    NON_PRODUCT = strawberry.enum_value("NON_PRODUCT", description="It is about a fee or a voucher, not a product.")
    UNMATCHED_RETURN = strawberry.enum_value(
        "UNMATCHED_RETURN", description="It returns what was not sold; retried later."
    )
    BROKEN_RULE = strawberry.enum_value(
        "BROKEN_RULE", description="Its values contradict each other, or the line is not a row."
    )


@strawberry.type(
    description="An uploaded file. rowsIn = rowsLoaded + rowsUnchanged + rowsRejected, always.",
    directives=operators(),
)
class ImportBatch(FromRow):
    """One row of `raw.import_batches`."""

    file_name: str = strawberry.field(description="The file's name, without its folder.")
    profile: str = strawberry.field(description="The layout that it was read in: canonical or online-retail-ii.")
    table_name: str = strawberry.field(description="The table that it was loaded into, such as order_items.")
    status: ImportStatus = strawberry.field(description="Its status.")
    rows_in: int = strawberry.field(description="Rows in the file.")
    rows_loaded: int = strawberry.field(description="Rows that were new or had changed.")
    rows_unchanged: int = strawberry.field(description="Rows that were known already, further copies among them.")
    rows_rejected: int = strawberry.field(description="Rows that are refused; those loaded later are not among them.")
    started_at: datetime = strawberry.field(description="When its import began, in UTC.")
    finished_at: datetime | None = strawberry.field(description="When its import ended, in UTC.")

    @strawberry.field(description="For the filter of `rejectedRows`.")
    def id(self) -> strawberry.ID:
        """The opaque id."""
        return global_id("ImportBatch", self.row.batch_id)

    @strawberry.field(description="SHA-256 of the file, in hexadecimal digits.")
    def sha256(self) -> str:
        """The file's digest."""
        return bytes(self.row.file_sha256).hex()

    @strawberry.field(description="Refused rows by reason; they sum to rowsRejected.")
    def reasons(self) -> list[NamedCount]:
        """The reasons, as they are now."""
        row = self.row
        return named_counts(reasons_now(row.profile, row.detail_values.get("by_reason", {}), row.rows_rejected))

    @strawberry.field(description="Columns of the file that are not in any table.")
    def ignored_columns(self) -> list[str]:
        """The ignored columns."""
        return list(self.row.detail_values.get("ignored_columns", ()))

    @strawberry.field(description="Values assumed where the file has none, such as lead-time.")
    def assumptions(self) -> list[Detail]:
        """The assumptions."""
        return details(self.row.assumed)


@strawberry.type(description="A value of a refused row.", directives=operators())
class RejectedCell:
    """A column and its value."""

    column: str = strawberry.field(description="The column.")
    value: str | None = strawberry.field(
        description="The value as delivered; if masked, its first character and dots. Null: empty."
    )
    is_masked: bool = strawberry.field(
        description="Whether it may identify a person: customers' references, e-mail addresses, columns that no table"
        " knows."
    )


@strawberry.type(description="A row that was refused, as it was delivered.", directives=operators())
class RejectedRow(FromRow):
    """One row of `raw.rejected_rows`."""

    table_name: str = strawberry.field(description="The table that it was meant for.")
    line_no: int = strawberry.field(description="Its line in the file, from 1, header included.")
    reason: RejectionReason = strawberry.field(description="Why it was refused.")
    resolved_at: datetime | None = strawberry.field(
        description="When a later import loaded it, in UTC; null: still refused."
    )
    file_name: str = strawberry.field(description="The file that it came in.")
    imported_at: datetime = strawberry.field(description="When that file's import began, in UTC.")

    @strawberry.field(description="Unique among refused rows.")
    def id(self) -> strawberry.ID:
        """The opaque id."""
        return global_id("RejectedRow", self.row.rejected_id)

    @strawberry.field(description="One sentence: what is wrong and what is accepted.")
    def message(self) -> str:
        """The sentence, without personal values."""
        return shown_message(self.row.reason, self.row.full_message, self.row.content)

    @strawberry.field(description="The column that is wrong; null: several, or the line as a whole.")
    def column(self) -> str | None:
        """The column."""
        return column_of(self.row.reason, self.row.full_message, self.row.content)

    @strawberry.field(description="All its values, by column.")
    def cells(self) -> list[RejectedCell]:
        """The values, personal ones masked."""
        found = shown_cells(self.row.content)
        return [RejectedCell(column=cell.column, value=cell.value, is_masked=cell.is_masked) for cell in found]
