"""Comments."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk


class Comment(Base, Timestamped, SoftDeleted):
    """A comment on a purchase order or a SKU."""

    __tablename__ = "comments"
    id: Mapped[bigint_pk]
    purchase_order_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.purchase_orders.id"))
    product_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    author_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    body: Mapped[str]
    __table_args__ = (
        CheckConstraint("num_nonnulls(purchase_order_id, product_id) = 1", name="one_subject"),
        CheckConstraint("char_length(body) between 1 and 10000", name="body_length"),
        Index("ix_comments_purchase_order_id", "purchase_order_id", "id"),
        Index("ix_comments_product_id", "product_id", "id"),
        {"schema": "app"},
    )
