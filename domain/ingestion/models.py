"""Import batches and refused rows."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, Timestamped, bigint, bigint_pk, counted, instant, money, one_of

BATCH_STATUSES = ("LOADED", "UNCHANGED", "REFUSED", "FAILED")
REASONS = (
    "MISSING_VALUE",
    "WRONG_TYPE",
    "OUT_OF_RANGE",
    "UNKNOWN_REFERENCE",
    "DUPLICATE_KEY",
    "NON_PRODUCT",
    "UNMATCHED_RETURN",
    "BROKEN_RULE",
)


class ImportBatch(Base, Timestamped):
    """One uploaded file: what it was, and what became of its rows."""

    __tablename__ = "import_batches"
    id: Mapped[bigint_pk]
    file_name: Mapped[str]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    profile: Mapped[str]
    table_name: Mapped[str]
    status: Mapped[str]
    rows_in: Mapped[bigint]
    rows_loaded: Mapped[bigint]
    rows_unchanged: Mapped[bigint]
    rows_rejected: Mapped[bigint]
    started_at: Mapped[instant]
    finished_at: Mapped[instant | None]
    assumptions: Mapped[dict[str, str]] = mapped_column(JSONB, server_default=text("'{}'"))
    details: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    import_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.imports.id"))
    __table_args__ = (
        one_of("status", BATCH_STATUSES),
        CheckConstraint("rows_in = rows_loaded + rows_unchanged + rows_rejected", name="rows_add_up"),
        *counted("rows_in", "rows_loaded", "rows_unchanged", "rows_rejected"),
        Index("ix_import_batches_started_at", "started_at"),
        Index("ix_import_batches_import_id", "import_id", postgresql_where="import_id is not null"),
        {"schema": "raw"},
    )


class RejectedRow(Base, Timestamped):
    """A refused row, whole, with the reason; `resolved_at` is set when a later import could load it."""

    __tablename__ = "rejected_rows"
    id: Mapped[bigint_pk]
    batch_id: Mapped[bigint] = mapped_column(ForeignKey("raw.import_batches.id"))
    table_name: Mapped[str]
    line_no: Mapped[bigint]
    reason: Mapped[str]
    message: Mapped[str]
    row: Mapped[dict[str, str | None]] = mapped_column(JSONB)
    resolved_at: Mapped[instant | None]
    __table_args__ = (
        one_of("reason", REASONS),
        CheckConstraint("line_no >= 1", name="line_no_range"),
        Index("ix_rejected_rows_batch_id", "batch_id", "id"),
        Index("ix_rejected_rows_reason", "reason", "id"),
        {"schema": "raw"},
    )


class ProductDescription(Base, Timestamped):
    """How many order lines called a product by a description: sources without a product list name products by it."""

    __tablename__ = "product_descriptions"
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"), primary_key=True)
    description: Mapped[str] = mapped_column(primary_key=True)
    lines: Mapped[bigint]
    __table_args__ = (CheckConstraint("lines >= 1", name="lines_range"), {"schema": "raw"})


class Reversal(Base, Imported):
    """A line of a reversal invoice as delivered; `order_returns` says which order lines its units were matched to.

    `order_id` is the order of a credit note's line (with a negative quantity), and `order_line_no` its number there;
    null: a reversal invoice of the layout `online-retail-ii`. `units_per_item` as in `raw.order_items`.
    """

    __tablename__ = "reversals"
    id: Mapped[bigint_pk]
    reversal_no: Mapped[str]
    customer_ref: Mapped[str | None]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    reversed_at: Mapped[instant]
    quantity: Mapped[int]
    unit_price: Mapped[money]
    line_no: Mapped[bigint]
    matched_quantity: Mapped[int] = mapped_column(server_default=text("0"))
    order_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("raw.orders.id"))
    order_line_no: Mapped[int | None]
    units_per_item: Mapped[int] = mapped_column(server_default=text("1"))
    __table_args__ = (
        Index("uq_reversals_row_hash", "row_hash", unique=True),
        Index("ix_reversals_customer_ref_product_id", "customer_ref", "product_id"),
        Index("ix_reversals_product_id", "product_id"),
        Index("ix_reversals_order_id", "order_id"),
        CheckConstraint("units_per_item >= 1", name="units_per_item_range"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("matched_quantity between 0 and quantity", name="matched_quantity_range"),
        {"schema": "raw"},
    )
