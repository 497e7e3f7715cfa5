"""Suppliers and products."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.dialects.postgresql import ARRAY, DATERANGE, Range
from sqlalchemy.orm import Mapped, mapped_column

from domain.imported import Imported
from kit.orm import Base, SoftDeleted, bigint, bigint_pk, money, not_negative


class Supplier(Base, Imported, SoftDeleted):
    """Who the goods are bought from, and on what terms."""

    __tablename__ = "suppliers"
    id: Mapped[bigint_pk]
    code: Mapped[str]
    name: Mapped[str]
    email: Mapped[str | None]
    currency: Mapped[str] = mapped_column(String(3))
    lead_time_days: Mapped[int | None]
    order_cycle_days: Mapped[int | None]
    order_weekdays: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    min_order_value: Mapped[money | None]
    closures: Mapped[list[Range[date]] | None] = mapped_column(ARRAY(DATERANGE))
    __table_args__ = (
        Index("uq_suppliers_code", "code", unique=True, postgresql_where="deleted_at is null"),
        CheckConstraint("lead_time_days between 0 and 730", name="lead_time_days_range"),
        CheckConstraint("order_cycle_days between 1 and 366", name="order_cycle_days_range"),
        CheckConstraint("order_weekdays <@ array[1,2,3,4,5,6,7]::smallint[]", name="order_weekdays_iso"),
        *not_negative("min_order_value"),
        {"schema": "raw"},
    )


class Product(Base, Imported, SoftDeleted):
    """A stock-keeping unit: what is bought, in which packs, and when it lives.

    `is_stocked` false: tips, gift wrap, services and the like, which are sold but never planned.
    """

    __tablename__ = "products"
    id: Mapped[bigint_pk]
    sku: Mapped[str]
    name: Mapped[str]
    category: Mapped[str | None]
    brand: Mapped[str | None]
    supplier_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.suppliers.id"))
    unit_cost: Mapped[money | None]
    list_price: Mapped[money | None]
    currency: Mapped[str] = mapped_column(String(3))
    moq: Mapped[int | None]
    pack_size: Mapped[int | None]
    max_order_qty: Mapped[int | None]
    shelf_life_days: Mapped[int | None]
    launched_on: Mapped[date | None]
    discontinued_on: Mapped[date | None]
    replaced_by_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    is_stocked: Mapped[bool] = mapped_column(server_default=text("true"))
    barcode: Mapped[str | None]
    __table_args__ = (
        Index("uq_products_sku", "sku", unique=True, postgresql_where="deleted_at is null"),
        Index("ix_products_supplier_id", "supplier_id"),
        Index("ix_products_category", "category"),
        *not_negative("unit_cost", "list_price"),
        CheckConstraint("moq >= 1 and pack_size >= 1 and max_order_qty >= 1", name="order_quantities_positive"),
        CheckConstraint("shelf_life_days >= 1", name="shelf_life_days_range"),
        CheckConstraint("discontinued_on >= launched_on", name="life_order"),
        CheckConstraint("replaced_by_id <> id", name="replaced_by_another"),
        {"schema": "raw"},
    )


class Listing(Base, Imported):
    """What a channel sells under a code and an option; empty: in every channel, with every option.

    It holds for orders from `valid_from` to `valid_to`; of several that hold, the latest counts.
    """

    __tablename__ = "listings"
    id: Mapped[bigint_pk]
    channel: Mapped[str] = mapped_column(server_default=text("''"))
    code: Mapped[str]
    option: Mapped[str] = mapped_column(server_default=text("''"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    __table_args__ = (
        Index("uq_listings_key", "code", "channel", "option", "valid_from", unique=True),
        CheckConstraint("code <> ''", name="code_filled"),
        CheckConstraint("valid_to >= valid_from", name="validity_order"),
        {"schema": "raw"},
    )


class ListingLine(Base, Imported):
    """What one sale of a listing draws: units of a product. Today each listing has one line."""

    __tablename__ = "listing_lines"
    id: Mapped[bigint_pk]
    listing_id: Mapped[bigint] = mapped_column(ForeignKey("raw.listings.id"))
    product_id: Mapped[bigint] = mapped_column(ForeignKey("raw.products.id"))
    units: Mapped[int]
    __table_args__ = (
        Index("uq_listing_lines_listing_id", "listing_id", unique=True),
        Index("ix_listing_lines_product_id", "product_id"),
        CheckConstraint("units >= 1", name="units_range"),
        {"schema": "raw"},
    )
