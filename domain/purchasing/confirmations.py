"""Lines that must be confirmed: units that are on order already. Functions take an open session."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from domain.purchasing import open_units_repository
from domain.purchasing.errors import ConfirmationRequiredError, OrderWarning
from domain.purchasing.rules import remaining

ALREADY_ORDERED = "ALREADY_ORDERED"
Confirmed = Collection[tuple[str, str]]
"""SKU and code of each warning that somebody confirmed."""


def require_confirmed(warnings: Sequence[OrderWarning], confirmed: Confirmed) -> None:
    """Let pass what somebody confirmed.

    Raises:
        ConfirmationRequiredError: a warning was not confirmed; all such are named.
    """
    left = [warning for warning in warnings if (warning.sku, warning.code) not in confirmed]
    if left:
        raise ConfirmationRequiredError(left)


def already_ordered(
    session: Session, units: Mapping[int, int], skus: Mapping[int, str], *, without_order: int | None = None
) -> list[OrderWarning]:
    """Warn of units that orders cover already.

    A line is covered if other orders of its SKU are open and it takes more than remains of what the published run
    recommends. Without a recommendation nobody knows what is covered.

    Args:
        session: the unit of work.
        units: what is to be ordered, by product.
        skus: their codes.
        without_order: an order that is being changed: its own units do not count.
    """
    open_orders: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for row in open_units_repository.open_lines(session, list(units), without_order):
        open_orders[row.product_id].append((row.order_no, row.units))
    own = open_units_repository.units_of_order(session, without_order) if without_order is not None else {}
    warnings = []
    for row in open_units_repository.published_needs(session, list(open_orders)):
        left = remaining(row.recommended, max(row.ordered_since - own.get(row.product_id, 0), 0))
        if units[row.product_id] > left:
            sku = skus[row.product_id]
            message = covered(sku, units[row.product_id], row.recommended, left, open_orders[row.product_id])
            warnings.append(OrderWarning(sku, ALREADY_ORDERED, message))
    return warnings


def covered(sku: str, units: int, recommended: int, left: int, orders: Sequence[tuple[str, int]]) -> str:
    """The sentence about units that are on order already."""
    listed = ", ".join(f"{order_no} {number:,}" for order_no, number in orders)
    return (
        f"{sku} is already on order: {listed}. Of {recommended:,} recommended units {left:,} remain."
        f" Confirm to order {units:,}."
    )
