"""Customer orders, order lines, reversals (cancellations and returns) and payments."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, bigint, bigint_pk, instant, money, not_negative, one_of

ORDER_STATUSES = ("PLACED", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
REVERSAL_KINDS = ("CANCELLATION", "RETURN")
PAYMENT_STATUSES = ("PENDING", "PAID", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED")


class Order(Base, Imported):
    """A customer's order. `cancelled_at` says since when its cancellation was known."""

    __tablename__ = "orders"
    id: Mapped[bigint_pk]
    order_no: Mapped[str] = mapped_column(unique=True)
    ordered_at: Mapped[instant]
    channel: Mapped[str | None]
    customer_ref: Mapped[str | None]
    status: Mapped[str]
    cancelled_at: Mapped[instant | None]
    currency: Mapped[str] = mapped_column(String(3))
    __table_args__ = (
        one_of("status", ORDER_STATUSES),
        CheckConstraint("cancelled_at >= ordered_at", name="cancelled_after_ordered"),
        CheckConstraint("(status = 'CANCELLED') = (cancelled_at is not null)", name="cancelled_has_time"),
        Index("ix_orders_ordered_at", "ordered_at"),
        {"schema": "raw"},
    )


class OrderItem(Base, Imported):
    """An order line as delivered by the source; reversals are kept one by one in `order_returns`.

    `quantity` and `unit_price` count what was sold: of a pack of three, one pack and its price. `units_per_item` says
    how many units of the product each one draws. `code` is what the source calls it where that is not the SKU itself,
    and `listing_id` the listing that translated it. `status` null: as the order.
    """

    __tablename__ = "order_items"
    id: Mapped[bigint_pk]
    order_id: Mapped[bigint] = mapped_column(ForeignKey("raw.orders.id"))
    line_no: Mapped[int]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    quantity: Mapped[int]
    unit_price: Mapped[money]
    discount_amount: Mapped[money] = mapped_column(server_default=text("0"))
    returned_quantity: Mapped[int] = mapped_column(server_default=text("0"))
    returned_at: Mapped[instant | None]
    return_reason: Mapped[str | None]
    option: Mapped[str | None]
    status: Mapped[str | None]
    cancelled_at: Mapped[instant | None]
    code: Mapped[str | None]
    listing_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("raw.listings.id"))
    units_per_item: Mapped[int] = mapped_column(server_default=text("1"))
    __table_args__ = (
        Index("uq_order_items_order_id_line_no", "order_id", "line_no", unique=True),
        Index("ix_order_items_product_id", "product_id"),
        Index("ix_order_items_code", "code", postgresql_where="code is not null"),
        Index("ix_order_items_listing_id", "listing_id", postgresql_where="listing_id is not null"),
        CheckConstraint("units_per_item >= 1", name="units_per_item_range"),
        CheckConstraint("cancelled_at is null or status = 'CANCELLED'", name="cancelled_has_status"),
        one_of("status", ORDER_STATUSES),
        CheckConstraint("line_no >= 1", name="line_no_range"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("returned_quantity between 0 and quantity", name="returned_quantity_range"),
        CheckConstraint("returned_quantity = 0 or returned_at is not null", name="returned_has_time"),
        *not_negative("unit_price", "discount_amount"),
        {"schema": "raw"},
    )


class OrderReturn(Base, Imported):
    """One reversal of (part of) an order line, at the time it became known.

    A line can be reversed several times. The grain is the event, so that a run "as of" a day can leave out what
    came later; `order_items.returned_quantity` is only the sum as the source delivered it. A reversal that a later
    delivery takes back stays with quantity 0, so that pulls by `row_version` learn of it.
    """

    __tablename__ = "order_returns"
    id: Mapped[bigint_pk]
    order_item_id: Mapped[bigint] = mapped_column(ForeignKey("raw.order_items.id"))
    source_ref: Mapped[str]
    kind: Mapped[str]
    quantity: Mapped[int]
    returned_at: Mapped[instant]
    reason: Mapped[str | None]
    __table_args__ = (
        Index("uq_order_returns_order_item_id_source_ref", "order_item_id", "source_ref", unique=True),
        one_of("kind", REVERSAL_KINDS),
        CheckConstraint("quantity >= 0", name="quantity_range"),
        {"schema": "raw"},
    )


class Payment(Base, Imported):
    """A payment of an order, by one method."""

    __tablename__ = "payments"
    id: Mapped[bigint_pk]
    order_id: Mapped[bigint] = mapped_column(ForeignKey("raw.orders.id"))
    method: Mapped[str]
    amount: Mapped[money]
    status: Mapped[str]
    paid_at: Mapped[instant | None]
    refunded_amount: Mapped[money] = mapped_column(server_default=text("0"))
    __table_args__ = (
        Index("uq_payments_order_id_method", "order_id", "method", unique=True),
        one_of("status", PAYMENT_STATUSES),
        *not_negative("amount", "refunded_amount"),
        CheckConstraint("refunded_amount <= amount", name="refunded_within_amount"),
        {"schema": "raw"},
    )
