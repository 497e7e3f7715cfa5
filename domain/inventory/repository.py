"""Writing stock movements that happen here, beside those that are imported; which warehouses there are."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, true, tuple_, union
from sqlalchemy.orm import Session

from domain.inventory.models import InventoryMovement, InventorySnapshot
from kit.reading import AnySelect, among


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


def has_stock_of(session: Session, warehouse_code: str, product_ids: Collection[int]) -> bool:
    """Whether a snapshot of one of the products in this warehouse is known; whatever it holds."""
    query = select(InventorySnapshot.id).where(
        among(InventorySnapshot.product_id, product_ids), InventorySnapshot.warehouse_code == warehouse_code
    )
    return session.scalars(query.limit(1)).first() is not None


def known_warehouses(session: Session) -> list[str]:
    """Codes of the warehouses that hold or held stock, in alphabetical order."""
    return list(session.scalars(warehouse_codes()))


def warehouse_codes() -> AnySelect:
    """Codes of warehouses in snapshots and movements, in alphabetical order.

    Steps from one product and warehouse to the next through their index: a snapshot a day would be read in vain.
    """
    pair = (InventorySnapshot.product_id, InventorySnapshot.warehouse_code)
    steps = select(*pair).order_by(*pair).limit(1).cte("steps", recursive=True)
    following = (
        select(*pair)
        .where(tuple_(*pair) > tuple_(steps.c.product_id, steps.c.warehouse_code))
        .order_by(*pair)
        .limit(1)
        .lateral()
    )
    steps = steps.union_all(select(following).select_from(steps.join(following, true())))
    moved = select(InventoryMovement.warehouse_code).where(InventoryMovement.warehouse_code.is_not(None))
    codes = union(select(steps.c.warehouse_code), moved).subquery()
    return select(codes.c.warehouse_code).order_by(codes.c.warehouse_code)
