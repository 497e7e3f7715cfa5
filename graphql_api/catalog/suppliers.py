"""Suppliers, as read with a SKU or a recommendation in one row."""

from decimal import Decimal

from graphql_api.described import field, object_type
from graphql_api.permissions import Guard, Role
from kit.reading import AnyRow

SUPPLIER_COLUMNS = (
    "supplier_id",
    "supplier_code",
    "supplier_name",
    "supplier_currency",
    "supplier_lead_time_days",
    "supplier_order_cycle_days",
    "supplier_order_weekdays",
    "supplier_min_order_value",
)


@object_type
class Supplier:
    """A supplier. Its terms are visible to managers only."""

    code: str = field("The supplier's own code, unique.")
    name: str = field("The supplier's name.")
    currency: str | None = field("Currency that the supplier bills in (ISO 4217), as on each of its orders.")
    lead_time_days: int | None = field("Days from order to arrival, as the supplier states them.", Guard(Role.MANAGER))
    order_cycle_days: int | None = field("Days between two orders.", Guard(Role.MANAGER))
    order_weekdays: list[int] | None = field(
        "Weekdays on which orders are taken (1 Monday to 7 Sunday); null: any.", Guard(Role.MANAGER)
    )
    min_order_value: Decimal | None = field("Minimum order value, in the supplier's currency.", Guard(Role.MANAGER))


def supplier_of(row: AnyRow) -> Supplier | None:
    """The supplier in a row that carries `SUPPLIER_COLUMNS`; None when there is none."""
    if row.supplier_id is None:
        return None
    return Supplier(
        code=row.supplier_code,
        name=row.supplier_name,
        currency=row.supplier_currency,
        lead_time_days=row.supplier_lead_time_days,
        order_cycle_days=row.supplier_order_cycle_days,
        order_weekdays=row.supplier_order_weekdays,
        min_order_value=row.supplier_min_order_value,
    )
