"""Purchase orders, their lines, receipts and events; and what was ordered before or elsewhere."""

from datetime import date
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    Numeric,
    String,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk, counted, instant, money, not_negative, one_of

ORDER_STATES = ("DRAFT", "PENDING", "APPROVED", "REJECTED", "COMPLETED", "CANCELLED")


class PurchaseOrder(Base, Timestamped, SoftDeleted):
    """An order to one supplier. Users who created, submitted or changed it can't decide on it (also by constraint).

    `contributor_ids` are those who created or submitted it or changed its lines since the last decision.
    """

    __tablename__ = "purchase_orders"
    id: Mapped[bigint_pk]
    order_no: Mapped[str] = mapped_column(unique=True)
    supplier_id: Mapped[bigint] = mapped_column(ForeignKey("raw.suppliers.id"))
    state: Mapped[str] = mapped_column(server_default=text("'DRAFT'"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    content_sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    submitted_sha256: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    currency: Mapped[str] = mapped_column(String(3))
    total_amount: Mapped[Decimal] = mapped_column(Numeric(24, 2))  # the most lines of the most units fit in
    expected_on: Mapped[date | None]
    note: Mapped[str | None]
    is_split_suspect: Mapped[bool] = mapped_column(server_default=text("false"))
    created_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    last_edited_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    lines_edited_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    lines_edited_at: Mapped[instant]
    contributor_ids: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    submitted_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    submitted_at: Mapped[instant | None]
    approved_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    approved_at: Mapped[instant | None]
    rejected_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    rejected_at: Mapped[instant | None]
    rejection_reason: Mapped[str | None]
    completed_at: Mapped[instant | None]
    cancelled_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    cancelled_at: Mapped[instant | None]
    cancellation_reason: Mapped[str | None]
    __table_args__ = (
        one_of("state", ORDER_STATES),
        *not_negative("total_amount"),
        CheckConstraint(
            "approved_by is null or (approved_by <> created_by and approved_by <> last_edited_by"
            " and approved_by is distinct from submitted_by)",
            name="four_eyes",
        ),
        CheckConstraint(
            "rejected_by is null or (rejected_by <> created_by and rejected_by <> last_edited_by"
            " and rejected_by is distinct from submitted_by)",
            name="four_eyes_rejecting",
        ),
        CheckConstraint(
            "approved_by is null or (approved_by <> lines_edited_by and approved_by <> all (contributor_ids))",
            name="four_eyes_of_contributors",
        ),
        CheckConstraint(
            "rejected_by is null or (rejected_by <> lines_edited_by and rejected_by <> all (contributor_ids))",
            name="four_eyes_of_contributors_rejecting",
        ),
        CheckConstraint(
            "state not in ('APPROVED', 'COMPLETED') or (approved_by is not null and approved_at is not null"
            " and submitted_by is not null and submitted_sha256 is not distinct from content_sha256)",
            name="approved_as_submitted",
        ),
        CheckConstraint(
            "state <> 'PENDING' or (submitted_by is not null and submitted_sha256 is not distinct from content_sha256)",
            name="pending_as_submitted",
        ),
        CheckConstraint("state <> 'REJECTED' or rejected_by is not null", name="rejected_by_someone"),
        CheckConstraint(
            "case when state = 'CANCELLED' then cancelled_by is not null and cancelled_at is not null"
            " and char_length(coalesce(btrim(cancellation_reason), '')) between 1 and 2000"
            " else num_nonnulls(cancelled_by, cancelled_at, cancellation_reason) = 0 end",
            name="cancelled_with_reason",
        ),
        Index("ix_purchase_orders_state", "state", "id", postgresql_where="deleted_at is null"),
        Index("ix_purchase_orders_supplier_id", "supplier_id", "id"),
        Index("ix_purchase_orders_created_by", "created_by", "created_at"),
        Index("ix_purchase_orders_lines_edited_at", "supplier_id", "lines_edited_at"),
        {"schema": "app"},
    )


class PurchaseOrderItem(Base, Timestamped):
    """A line of a purchase order; a recommendation's waterfall is kept as it was when the line was made.

    `price_typed_by` is who typed the price, and may read it; null: it was taken from the catalog.
    """

    __tablename__ = "purchase_order_items"
    id: Mapped[bigint_pk]
    purchase_order_id: Mapped[bigint] = mapped_column(ForeignKey("app.purchase_orders.id"))
    line_no: Mapped[int]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    quantity: Mapped[int]
    unit_cost: Mapped[money]
    price_typed_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    received_quantity: Mapped[int] = mapped_column(server_default=text("0"))
    recommendation_run_id: Mapped[bigint | None]
    waterfall: Mapped[list[dict[str, object]] | None] = mapped_column(JSONB(none_as_null=True))
    __table_args__ = (
        Index("uq_purchase_order_items_line", "purchase_order_id", "line_no", unique=True),
        Index("ix_purchase_order_items_product_id", "product_id"),
        ForeignKeyConstraint(["recommendation_run_id"], ["jobs.pipeline_run.id"]),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received_quantity between 0 and quantity", name="received_quantity_range"),
        *not_negative("unit_cost"),
        {"schema": "app"},
    )


class PurchaseOrderReceipt(Base, Timestamped):
    """Units of an order line that arrived; feeds stock movements and measured lead times."""

    __tablename__ = "purchase_order_receipts"
    id: Mapped[bigint_pk]
    purchase_order_item_id: Mapped[bigint] = mapped_column(ForeignKey("app.purchase_order_items.id"))
    received_at: Mapped[instant]
    quantity: Mapped[int]
    warehouse_code: Mapped[str]
    received_by: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    movement_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.inventory_movements.id"))
    __table_args__ = (
        Index("ix_purchase_order_receipts_item", "purchase_order_item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        {"schema": "app"},
    )


class PastPurchase(Base, Imported):
    """A delivery, made or awaited, of a product of an order that was placed outside the product.

    Units that are neither received nor, since `closed_on`, given up are on their way. A line that came in two parts is
    two rows, so that each has its own day.
    """

    __tablename__ = "purchase_history"
    id: Mapped[bigint_pk]
    reference: Mapped[str]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    delivery_no: Mapped[int]
    supplier_id: Mapped[bigint] = mapped_column(ForeignKey("raw.suppliers.id"))
    ordered_on: Mapped[date]
    due_on: Mapped[date | None]
    quantity: Mapped[int]
    received_quantity: Mapped[int]
    received_on: Mapped[date | None]
    closed_on: Mapped[date | None]
    __table_args__ = (
        Index("uq_purchase_history_key", "reference", "product_id", "delivery_no", unique=True),
        Index("ix_purchase_history_product_id", "product_id"),
        Index("ix_purchase_history_supplier_id", "supplier_id"),
        CheckConstraint("delivery_no >= 1 and quantity >= 1", name="numbers_positive"),
        *counted("received_quantity"),
        CheckConstraint("(received_quantity > 0) = (received_on is not null)", name="received_has_day"),
        CheckConstraint(
            "due_on >= ordered_on and received_on >= ordered_on and closed_on >= ordered_on", name="days_in_order"
        ),
        {"schema": "raw"},
    )


class PurchaseOrderEvent(Base, Timestamped):
    """What happened to an order: the timeline."""

    __tablename__ = "purchase_order_events"
    id: Mapped[bigint_pk]
    purchase_order_id: Mapped[bigint] = mapped_column(ForeignKey("app.purchase_orders.id"))
    version: Mapped[int]
    kind: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    happened_at: Mapped[instant]
    details: Mapped[dict[str, object]] = mapped_column(JSONB, server_default=text("'{}'"))
    __table_args__ = (
        Index("uq_purchase_order_events_version", "purchase_order_id", "version", "kind", unique=True),
        one_of("from_state", ORDER_STATES),
        one_of("to_state", ORDER_STATES),
        {"schema": "app"},
    )
