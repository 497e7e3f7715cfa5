"""Suppliers, as read with a SKU or a recommendation in one row."""

from decimal import Decimal

import strawberry

from graphql_api.permissions import Guard, Role, operators
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


@strawberry.type(description="A supplier. Its terms are visible to managers only.", directives=operators())
class Supplier:
    """Code, name and currency for everybody, terms for managers."""

    code: str = strawberry.field(description="The supplier's own code, unique.")
    name: str = strawberry.field(description="The supplier's name.")
    currency: str | None = strawberry.field(
        description="Currency that the supplier bills in (ISO 4217), as on each of its orders."
    )
    lead_time_days: int | None = strawberry.field(
        description="Days from order to arrival, as the supplier states them.", extensions=[Guard(Role.MANAGER)]
    )
    order_cycle_days: int | None = strawberry.field(
        description="Days between two orders.", extensions=[Guard(Role.MANAGER)]
    )
    order_weekdays: list[int] | None = strawberry.field(
        description="Weekdays on which orders are taken (1 Monday to 7 Sunday); null: any.",
        extensions=[Guard(Role.MANAGER)],
    )
    min_order_value: Decimal | None = strawberry.field(
        description="Minimum order value, in the supplier's currency.", extensions=[Guard(Role.MANAGER)]
    )


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
