"""The import contract: the canonical files, their columns, and what each may hold (for users: docs/import.md)."""

from dataclasses import dataclass, field, replace
from typing import Literal

Kind = Literal[
    "text", "code", "currency", "integer", "money", "rate", "instant", "date", "weekdays", "periods", "flag", "status"
]


@dataclass(frozen=True)
class Column:
    """A column of a canonical file.

    `required` columns must be in the file and have a value; others may be absent or empty (null, or `default`).
    `reference` names the canonical table whose key the value must be. `words` are the only values allowed.
    A default that starts with `$` is another column of the row, or an assumption: `$currency`, `$warehouse`.
    `is_stored` false: the value is kept in another table, which is derived from the row.
    """

    name: str
    kind: Kind = "text"
    required: bool = False
    default: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    words: tuple[str, ...] = ()
    reference: str | None = None
    aliases: tuple[str, ...] = ()
    is_stored: bool = True


@dataclass(frozen=True)
class Table:
    """A canonical file: its columns, natural key, and the rules that span columns."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    rules: tuple[str, ...] = field(default=())


def _need(name: str, kind: Kind = "text", **more: object) -> Column:
    return Column(name, kind, required=True, **more)  # type: ignore[arg-type]


_PRODUCT = _need("product", reference="products", aliases=("sku", "product_sku"))
_ORDER = _need("order", reference="orders", aliases=("order_no",))
_PERIOD = (_need("starts_on", "date"), Column("ends_on", "date"))
_CURRENCY = Column("currency", "currency", default="$currency", aliases=("currency_code",))

TABLES = (
    Table(
        "suppliers",
        (
            _need("code", aliases=("supplier", "supplier_code")),
            Column("name", default="$code"),
            Column("email"),
            _CURRENCY,
            Column("lead_time_days", "integer", minimum=0, maximum=730),
            Column("order_cycle_days", "integer", minimum=1, maximum=366),
            Column("order_weekdays", "weekdays"),  # ISO numbers, e.g. 1;3;5
            Column("min_order_value", "money", minimum=0),
            Column("closures", "periods"),  # e.g. 2026-02-16/2026-02-18;2026-09-24/2026-09-26, both days included
        ),
        key=("code",),
    ),
    Table(
        "products",
        (
            _need("sku", aliases=("product", "product_sku")),
            Column("name", default="$sku"),
            Column("category"),
            Column("brand"),
            Column("supplier", reference="suppliers", aliases=("supplier_code",)),
            Column("unit_cost", "money", minimum=0),
            Column("list_price", "money", minimum=0),
            _CURRENCY,
            Column("moq", "integer", minimum=1),
            Column("pack_size", "integer", minimum=1),
            Column("max_order_qty", "integer", minimum=1),
            Column("shelf_life_days", "integer", minimum=1),
            Column("launched_on", "date"),
            Column("discontinued_on", "date"),
            Column("replaced_by", reference="products"),
            Column("is_stocked", "flag", default="true"),  # no: tips, gift wrap, services; never planned
            Column("barcode", "code"),
        ),
        key=("sku",),
        rules=("discontinued_on >= launched_on", "replaced_by <> sku"),
    ),
    Table(
        "listings",
        (
            Column("channel", default=""),  # empty: every channel
            _need("code"),
            Column("option", default=""),  # empty: every option
            replace(_PRODUCT, is_stored=False),
            Column("units", "integer", default="1", minimum=1, is_stored=False),
            Column("valid_from", "date", default="1990-01-01"),
            Column("valid_to", "date"),
        ),
        key=("channel", "code", "option", "valid_from"),
        rules=("valid_to >= valid_from",),
    ),
    Table(
        "orders",
        (
            _need("order_no", aliases=("order",)),
            _need("ordered_at", "instant"),
            Column("channel"),
            Column("customer_ref"),
            Column("status", "status", default="PLACED"),
            Column("cancelled_at", "instant"),  # a cancelled order without it counts as cancelled when it was placed
            _CURRENCY,
        ),
        key=("order_no",),
        rules=("cancelled_at >= ordered_at", "cancelled_at is null or status = 'CANCELLED'"),
    ),
    Table(
        "order_items",
        (
            _ORDER,
            Column("line_no", "integer", minimum=1),  # absent: numbered by content (see order_lines)
            _PRODUCT,
            Column("option"),  # what the channel's listing adds to the code, such as a colour
            _need("quantity", "integer"),  # 0: the line is not a sale; negative: a credit note
            _need("unit_price", "money", minimum=0),
            Column("discount_amount", "money", default="0", minimum=0),
            Column("returned_quantity", "integer", default="0", minimum=0),
            Column("returned_at", "instant"),
            Column("return_reason"),
            Column("status", "status"),  # absent: as the order
            Column("cancelled_at", "instant"),  # of a cancelled line; absent: when the order was placed
        ),
        key=("order", "line_no"),
        rules=(
            "returned_quantity = 0 or returned_quantity <= quantity",
            "returned_quantity = 0 or returned_at is not null",
            "cancelled_at is null or status = 'CANCELLED'",
        ),
    ),
    Table(
        "payments",
        (
            _ORDER,
            _need("method"),
            _need("amount", "money", minimum=0),
            Column(
                "status",
                default="PAID",
                words=("PENDING", "PAID", "FAILED", "REFUNDED", "PARTIALLY_REFUNDED"),
            ),
            Column("paid_at", "instant"),
            Column("refunded_amount", "money", default="0", minimum=0),
        ),
        key=("order", "method"),
        rules=("refunded_amount <= amount",),
    ),
    Table(
        "inventory",
        (
            _PRODUCT,
            Column("warehouse_code", default="$warehouse"),
            _need("snapshot_at", "instant"),
            _need("on_hand", "integer"),
            Column("reserved", "integer", default="0", minimum=0),
            Column("in_transit", "integer", default="0", minimum=0),
        ),
        key=("product", "warehouse_code", "snapshot_at"),
    ),
    Table(
        "inventory_movements",
        (
            Column("movement_ref"),  # absent: made from product, warehouse, time, reason and quantity
            _PRODUCT,
            Column("warehouse_code"),
            _need("moved_at", "instant"),
            _need("quantity", "integer"),
            _need("reason", words=("RECEIPT", "ADJUSTMENT", "WRITE_OFF", "TRANSFER", "RETURN")),
            Column("note"),
        ),
        key=("movement_ref",),
        rules=("quantity <> 0",),
    ),
    Table(
        "purchase_history",
        (
            Column("reference", aliases=("purchase_order", "order_no")),  # absent: made from supplier, product and day
            _PRODUCT,
            Column("delivery_no", "integer", default="1", minimum=1, aliases=("line_no",)),
            _need("supplier", reference="suppliers", aliases=("supplier_code",)),
            _need("ordered_on", "date"),
            Column("due_on", "date"),
            _need("quantity", "integer", minimum=1),
            Column("received_quantity", "integer", minimum=0),  # absent: all of it, where it was received
            Column("received_on", "date"),
            Column("closed_on", "date"),  # since when no more of it is expected
        ),
        key=("reference", "product", "delivery_no"),
        rules=(
            "due_on >= ordered_on",
            "received_on >= ordered_on",
            "closed_on >= ordered_on",
            "received_quantity = 0 or received_on is not null",
            "received_on is null or received_quantity > 0",
        ),
    ),
    Table(
        "promotions",
        (
            _need("code", aliases=("promotion", "promotion_code")),
            Column("name"),
            Column("kind", default="DISCOUNT"),
            _need("starts_on", "date"),
            _need("ends_on", "date"),
            _need("discount_rate", "rate", minimum=0, maximum=1),
            Column("announced_on", "date"),  # since when it was known; absent: 30 days before it starts
        ),
        key=("code",),
        rules=("ends_on >= starts_on",),
    ),
    Table(
        "promotion_products",
        (_need("promotion", reference="promotions", aliases=("promotion_code",)), _PRODUCT),
        key=("promotion", "product"),
    ),
    Table(
        "ad_campaigns",
        (
            _need("code", aliases=("campaign", "campaign_code")),
            Column("name"),
            Column("channel"),
            *_PERIOD,
            Column("budget", "money", minimum=0),
            _CURRENCY,
        ),
        key=("code",),
        rules=("ends_on >= starts_on",),
    ),
    Table(
        "ad_spend_daily",
        (
            _need("campaign", reference="ad_campaigns", aliases=("campaign_code",)),
            _PRODUCT,
            _need("spend_date", "date", aliases=("date", "day")),
            _need("spend", "money", minimum=0),
            Column("impressions", "integer", default="0", minimum=0),
            Column("clicks", "integer", default="0", minimum=0),
        ),
        key=("campaign", "product", "spend_date"),
        rules=("clicks <= impressions",),
    ),
)
BY_NAME = {table.name: table for table in TABLES}
