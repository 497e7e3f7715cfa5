"""Rows of the raw tables with ordinary values; a test names only what matters to it, and gets the row's id."""

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import Connection, Table, insert

from domain.catalog.models import Product, Supplier
from domain.inventory.models import InventoryMovement, InventorySnapshot
from domain.marketing.models import AdCampaign, AdSpendDaily, Promotion, PromotionProduct
from domain.sales.models import Order, OrderItem, OrderReturn, Payment

NOON = datetime(2024, 3, 1, 3, tzinfo=UTC)  # noon in Seoul
_numbers = count(1)


def create(connection: Connection, table: Table, **values: object) -> int:
    """Insert one row."""
    return int(connection.execute(insert(table).values(**values).returning(table.c.id)).scalar_one())


def _table(model: type) -> Table:
    return model.__table__  # type: ignore[attr-defined, no-any-return]


def create_supplier(connection: Connection, **values: object) -> int:
    code = f"S{next(_numbers)}"
    return create(connection, _table(Supplier), **{"code": code, "name": code, "currency": "KRW", **values})


def create_product(connection: Connection, **values: object) -> int:
    sku = f"SKU-{next(_numbers)}"
    return create(connection, _table(Product), **{"sku": sku, "name": sku, "currency": "KRW", **values})


def create_order(connection: Connection, ordered_at: datetime = NOON, **values: object) -> int:
    row = {"order_no": f"O{next(_numbers)}", "ordered_at": ordered_at, "status": "PAID", "currency": "KRW"}
    return create(connection, _table(Order), **{**row, **values})


def create_order_item(connection: Connection, order_id: int, product_id: int, **values: object) -> int:
    row = {"line_no": next(_numbers), "quantity": 1, "unit_price": Decimal(1000)}
    return create(connection, _table(OrderItem), order_id=order_id, product_id=product_id, **{**row, **values})


def create_sale(connection: Connection, product_id: int, ordered_at: datetime = NOON, **values: object) -> int:
    """An order of one line; returns the line's id."""
    return create_order_item(connection, create_order(connection, ordered_at), product_id, **values)


def create_order_return(connection: Connection, order_item_id: int, returned_at: datetime, **values: object) -> int:
    row = {"source_ref": f"R{next(_numbers)}", "kind": "RETURN", "quantity": 1}
    return create(
        connection, _table(OrderReturn), order_item_id=order_item_id, returned_at=returned_at, **{**row, **values}
    )


def create_payment(connection: Connection, order_id: int, **values: object) -> int:
    row = {"method": "CARD", "amount": Decimal(1000), "status": "PAID", "paid_at": NOON}
    return create(connection, _table(Payment), order_id=order_id, **{**row, **values})


def create_stock(connection: Connection, product_id: int, snapshot_at: datetime, on_hand: int, **values: object) -> int:
    row = {"warehouse_code": "MAIN", "snapshot_at": snapshot_at, "on_hand": on_hand}
    return create(connection, _table(InventorySnapshot), product_id=product_id, **{**row, **values})


def create_movement(connection: Connection, product_id: int, moved_at: datetime, **values: object) -> int:
    row = {"movement_ref": f"M{next(_numbers)}", "quantity": 1, "reason": "RECEIPT"}
    return create(connection, _table(InventoryMovement), product_id=product_id, moved_at=moved_at, **{**row, **values})


def create_promotion(connection: Connection, product_id: int, starts_on: date, ends_on: date, **values: object) -> int:
    """A promotion of one product."""
    row = {"code": f"P{next(_numbers)}", "kind": "DISCOUNT", "discount_rate": Decimal("0.1")}
    promotion = create(connection, _table(Promotion), starts_on=starts_on, ends_on=ends_on, **{**row, **values})
    create(connection, _table(PromotionProduct), promotion_id=promotion, product_id=product_id)
    return promotion


def create_ad_spend(connection: Connection, product_id: int, spend_date: date, spend: int) -> int:
    """A campaign's spend on one product and day."""
    campaign = create(connection, _table(AdCampaign), code=f"A{next(_numbers)}", starts_on=spend_date, currency="KRW")
    return create(
        connection,
        _table(AdSpendDaily),
        campaign_id=campaign,
        product_id=product_id,
        spend_date=spend_date,
        spend=spend,
    )
