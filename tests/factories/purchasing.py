"""Purchase orders as drafts of one line; a test that wants more goes through the services."""

from datetime import UTC, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import Connection, insert

from domain.comments.models import Comment
from domain.purchasing.models import PurchaseOrder, PurchaseOrderEvent, PurchaseOrderItem
from domain.purchasing.rules import Line, content_hash

AT = datetime(2026, 4, 1, 3, tzinfo=UTC)
_numbers = count(1)


def create_draft(
    connection: Connection, supplier_id: int, product_id: int, user_id: int, *, units: int = 3, **values: object
) -> int:
    """A draft with a line, its first step and a comment; the order's number in the database."""
    line = Line(product_id, units, Decimal("10.00"))
    row = {
        "order_no": f"F{next(_numbers)}",
        "supplier_id": supplier_id,
        "currency": "KRW",
        "content_sha256": content_hash(supplier_id, "KRW", None, None, [line]),
        "total_amount": line.amount,
        "created_by": user_id,
        "last_edited_by": user_id,
        "lines_edited_by": user_id,
        "lines_edited_at": AT,
        "contributor_ids": [user_id],
        **values,
    }
    order_id = connection.execute(insert(PurchaseOrder).values(**row).returning(PurchaseOrder.id)).scalar_one()
    connection.execute(
        insert(PurchaseOrderItem).values(
            purchase_order_id=order_id,
            line_no=1,
            product_id=product_id,
            quantity=line.quantity,
            unit_cost=line.unit_cost,
        )
    )
    connection.execute(
        insert(PurchaseOrderEvent).values(
            purchase_order_id=order_id, version=1, kind="CREATED", to_state="DRAFT", actor_id=user_id, happened_at=AT
        )
    )
    connection.execute(insert(Comment).values(purchase_order_id=order_id, author_id=user_id, body="Soon, please."))
    return int(order_id)
