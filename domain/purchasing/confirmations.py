"""Lines that must be confirmed, by the rules or since units are on order. Functions take an open session."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal

from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.purchasing import open_units_repository, repository
from domain.purchasing.errors import ConfirmationRequiredError, OrderWarning
from domain.purchasing.line_warnings import LineFigures, warnings_of
from domain.purchasing.rules import Line, remaining
from kit.reading import AnyRow

ALREADY_ORDERED = "ALREADY_ORDERED"
WARNING_CODES = (ALREADY_ORDERED, "BELOW_MINIMUM", "NOT_WHOLE_PACKS", "ABOVE_MAXIMUM", "EXPECTED_LOSS", "LOW_TRUST")
"""Codes of `OrderWarning`; those other than the first are of `line_warnings`."""
DEMAND_DAYS = 30
Confirmed = Collection[tuple[str, str, int]]
"""SKU, code and units of each warning that somebody confirmed."""


def require_confirmed(warnings: Sequence[OrderWarning], confirmed: Confirmed) -> None:
    """Let pass what somebody confirmed.

    Raises:
        ConfirmationRequiredError: a warning was not confirmed; all such are named.
    """
    left = [warning for warning in warnings if (warning.sku, warning.code, warning.quantity) not in confirmed]
    if left:
        raise ConfirmationRequiredError(left)


def check_lines(
    session: Session,
    caller: Caller,
    lines: Sequence[Line],
    currency: str,
    *,
    confirmed: Confirmed,
    more: Sequence[OrderWarning] = (),
    without_order: int | None = None,
) -> None:
    """Hold lines to `line_warnings`, and ask about all warnings at once.

    Args:
        session: the unit of work.
        caller: who orders.
        lines: the lines that are new or changed.
        currency: the order's currency.
        confirmed: what was confirmed.
        more: warnings found before.
        without_order: an order that is being changed: its own units are not on order beside it.

    Raises:
        ConfirmationRequiredError: a warning was not confirmed; all such are named.
    """
    own = open_units_repository.units_of_order(session, without_order) if without_order is not None else {}
    rows = repository.figures_of(session, [line.product_id for line in lines])
    figures = [_figures(line, rows[line.product_id], currency, own.get(line.product_id, 0)) for line in lines]
    found = warnings_of(figures, sees_costs=caller.sees_costs)
    require_confirmed([*more, *found], confirmed)


def _figures(line: Line, row: AnyRow, currency: str, own_units: int) -> LineFigures:
    price = row.list_price if row.paid_price is None else Decimal(str(row.paid_price))
    return LineFigures(
        sku=row.sku,
        quantity=line.quantity,
        unit_cost=line.unit_cost,
        currency=currency,
        moq=row.moq,
        pack_size=row.pack_size,
        max_order_quantity=row.max_order_qty,
        trust_grade=row.trust_grade,
        supply=None if row.on_hand is None else _supply(row) - own_units,
        daily_demand=None if row.forecast_30 is None else row.forecast_30 / DEMAND_DAYS,
        shelf_life_days=row.shelf_life_days,
        price=price if row.currency == currency else None,
    )


def _supply(row: AnyRow) -> int:
    """Units that are there or come, as of now: received ones that the run's stock does not hold among them."""
    return int(row.on_hand - (row.reserved or 0) + row.on_order + row.received_since)


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
            warnings.append(OrderWarning(sku, ALREADY_ORDERED, message, units[row.product_id], limit=left))
    return warnings


def covered(sku: str, units: int, recommended: int, left: int, orders: Sequence[tuple[str, int]]) -> str:
    """The sentence about units that are on order already."""
    listed = ", ".join(f"{order_no} {number:,}" for order_no, number in orders)
    return (
        f"{sku} is already on order: {listed}. Of {recommended:,} recommended units {left:,} remain."
        f" Confirm to order {units:,}."
    )
