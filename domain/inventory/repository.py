"""Writing stock movements that happen here, beside those that are imported."""

from datetime import datetime

from sqlalchemy.orm import Session

from domain.inventory.models import InventoryMovement


def add_movement(
    session: Session,
    *,
    movement_ref: str,
    product_id: int,
    warehouse_code: str,
    moved_at: datetime,
    quantity: int,
    reason: str,
    note: str | None,
) -> int:
    """Add a movement; its number."""
    movement = InventoryMovement(
        movement_ref=movement_ref,
        product_id=product_id,
        warehouse_code=warehouse_code,
        moved_at=moved_at,
        quantity=quantity,
        reason=reason,
        note=note,
    )
    session.add(movement)
    session.flush()
    return movement.id
