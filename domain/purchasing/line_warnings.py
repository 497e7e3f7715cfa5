"""What speaks against a line although it can be ordered: one set of rules, wherever a line is typed.

A warning must be confirmed by who orders. Rules are pure; `confirmations.py` beside them knows what is on order.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from domain.purchasing.errors import OrderWarning

MAX_SELLING_DAYS = 730
"""Goods that keep are expected to sell within two years; what does not is counted as lost."""
UNTRUSTED_GRADE = "D"


@dataclass(frozen=True)
class LineFigures:
    """A line and what the published run and the catalog know of its SKU; None: not known.

    Attributes:
        sku: the SKU's code.
        quantity: units to be ordered.
        unit_cost: price of one unit at the supplier, in the order's currency.
        currency: the order's currency.
        moq: least units of an order.
        pack_size: units of a pack.
        max_order_quantity: most units of an order.
        trust_grade: of the SKU's data, A to D.
        supply: units on hand and on their way.
        daily_demand: expected units a day.
        shelf_life_days: days that a unit keeps; None: it keeps.
        price: what customers pay for a unit, in the order's currency.
    """

    sku: str
    quantity: int
    unit_cost: Decimal
    currency: str
    moq: int | None = None
    pack_size: int | None = None
    max_order_quantity: int | None = None
    trust_grade: str | None = None
    supply: int | None = None
    daily_demand: float | None = None
    shelf_life_days: int | None = None
    price: Decimal | None = None

    def sellable(self) -> int | None:
        """Units of the line that are expected to sell while they keep, after what is there already."""
        if self.daily_demand is None or self.supply is None:
            return None
        days = min(self.shelf_life_days or MAX_SELLING_DAYS, MAX_SELLING_DAYS)
        return min(max(round(self.daily_demand * days) - max(self.supply, 0), 0), self.quantity)

    def orderable(self, units: int) -> int | None:
        """The nearest quantity that meets minimum, packs and maximum; None: there is none."""
        pack = self.pack_size or 1
        least = -(-max(units, self.moq or 1) // pack) * pack
        if self.max_order_quantity is None or least <= self.max_order_quantity:
            return least
        most = self.max_order_quantity // pack * pack
        return most if most >= (self.moq or 1) else None


def warnings_of(lines: Iterable[LineFigures], *, sees_costs: bool) -> list[OrderWarning]:
    """All warnings of all lines.

    Args:
        lines: the lines.
        sees_costs: whether who orders may know costs; without it neither a loss nor where it begins is shown.
    """
    rules = (_below_minimum, _not_whole_packs, _above_maximum, _untrusted, _loss if sees_costs else _unsold)
    return [warning for line in lines for rule in rules if (warning := rule(line)) is not None]


def _below_minimum(line: LineFigures) -> OrderWarning | None:
    if line.moq is None or line.quantity >= line.moq:
        return None
    message = f"{line.quantity:,} of {line.sku} is below the minimum order of {line.moq:,}."
    return _warning(line, "BELOW_MINIMUM", message, limit=line.moq, suggested=line.orderable(line.quantity))


def _not_whole_packs(line: LineFigures) -> OrderWarning | None:
    if line.pack_size is None or line.quantity % line.pack_size == 0:
        return None
    message = f"{line.quantity:,} of {line.sku} is not a whole number of packs of {line.pack_size:,}."
    return _warning(line, "NOT_WHOLE_PACKS", message, limit=line.pack_size, suggested=line.orderable(line.quantity))


def _above_maximum(line: LineFigures) -> OrderWarning | None:
    if line.max_order_quantity is None or line.quantity <= line.max_order_quantity:
        return None
    message = f"{line.quantity:,} of {line.sku} is above the maximum order of {line.max_order_quantity:,}."
    suggested = line.orderable(line.quantity)
    return _warning(line, "ABOVE_MAXIMUM", message, limit=line.max_order_quantity, suggested=suggested)


def _untrusted(line: LineFigures) -> OrderWarning | None:
    if line.trust_grade != UNTRUSTED_GRADE:
        return None
    message = f"The data of {line.sku} have trust grade {UNTRUSTED_GRADE}. Check its stock and rows first."
    return _warning(line, "LOW_TRUST", message)


def _loss(line: LineFigures) -> OrderWarning | None:
    """The line costs more than what is expected to be paid for it while it keeps."""
    sellable = line.sellable()
    if sellable is None or line.price is None:
        return _unsold(line)
    loss = line.quantity * line.unit_cost - sellable * line.price
    if loss <= 0:
        return None
    amount = loss.quantize(Decimal("0.01"), ROUND_HALF_UP)
    message = f"{_sentence(line, sellable)} The line is expected to lose {amount:,} {line.currency}."
    return _warning(line, "EXPECTED_LOSS", message, limit=sellable, suggested=_fewer(line, sellable), loss=amount)


def _unsold(line: LineFigures) -> OrderWarning | None:
    """More than half of the line is expected to be left. Costs play no part: none can be found out by trying."""
    sellable = line.sellable()
    if sellable is None or 2 * sellable >= line.quantity:
        return None
    return _warning(line, "EXPECTED_LOSS", _sentence(line, sellable), limit=sellable, suggested=_fewer(line, sellable))


def _sentence(line: LineFigures, sellable: int) -> str:
    keeps = f"while they keep ({line.shelf_life_days:,} days)" if line.shelf_life_days else "within two years"
    return f"Of {line.quantity:,} units of {line.sku}, {sellable:,} are expected to sell {keeps}."


def _fewer(line: LineFigures, sellable: int) -> int | None:
    """The largest orderable quantity that is expected to sell; None: there is none."""
    pack = line.pack_size or 1
    fewer = sellable // pack * pack
    return fewer if fewer >= max(line.moq or 1, 1) else None


def _warning(
    line: LineFigures,
    code: str,
    message: str,
    *,
    limit: int | None = None,
    suggested: int | None = None,
    loss: Decimal | None = None,
) -> OrderWarning:
    return OrderWarning(
        sku=line.sku,
        code=code,
        message=message,
        quantity=line.quantity,
        limit=limit,
        suggested_quantity=suggested,
        expected_loss=loss,
        currency=None if loss is None else line.currency,
    )
