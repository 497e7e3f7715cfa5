"""Stock snapshots and movements."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, bigint, bigint_pk, counted, instant, one_of

MOVEMENT_REASONS = ("RECEIPT", "ADJUSTMENT", "WRITE_OFF", "TRANSFER", "RETURN")


class InventorySnapshot(Base, Imported):
    """Units of a product in a warehouse at an instant; `on_hand` may be negative, since sources deliver that."""

    __tablename__ = "inventory"
    id: Mapped[bigint_pk]
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    warehouse_code: Mapped[str]
    snapshot_at: Mapped[instant]
    on_hand: Mapped[int]
    reserved: Mapped[int] = mapped_column(server_default=text("0"))
    in_transit: Mapped[int] = mapped_column(server_default=text("0"))
    __table_args__ = (
        Index("uq_inventory_product_warehouse_at", "product_id", "warehouse_code", "snapshot_at", unique=True),
        *counted("reserved", "in_transit"),
        {"schema": "raw"},
    )


class InventoryMovement(Base, Imported):
    """A signed change of stock that is not a sale: receipt, adjustment, write-off, transfer, resaleable return."""

    __tablename__ = "inventory_movements"
    id: Mapped[bigint_pk]
    movement_ref: Mapped[str] = mapped_column(unique=True)
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    warehouse_code: Mapped[str | None]
    moved_at: Mapped[instant]
    quantity: Mapped[int]
    reason: Mapped[str]
    note: Mapped[str | None]
    __table_args__ = (
        Index("ix_inventory_movements_product_id_moved_at", "product_id", "moved_at"),
        one_of("reason", MOVEMENT_REASONS),
        CheckConstraint("quantity <> 0", name="quantity_not_zero"),
        {"schema": "raw"},
    )
