"""Match reversals with the order lines that they take back: pure, in time order, blind to the future."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


@dataclass
class Line:
    """An order line of one customer and product; `left` are the units that no reversal has taken yet.

    `order_id` is known of lines that credit notes of their own order may name.
    """

    item_id: int
    at: datetime
    price: Decimal
    left: int
    order_id: int | None = None


@dataclass(frozen=True)
class Reversal:
    """A line of a reversal invoice of the same customer and product."""

    reversal_id: int
    at: datetime
    price: Decimal
    quantity: int
    order_id: int | None = None


@dataclass(frozen=True)
class Match:
    """Units of an order line that a reversal takes back."""

    item_id: int
    reversal_id: int
    quantity: int


def match(lines: Iterable[Line], reversals: Iterable[Reversal]) -> Iterator[Match]:
    """Give each reversal, in time order, the units it takes back from lines that were ordered before it.

    The lines of the reversal's own order come before all others. Of them, a line of the same price of which just as
    many units are left is taken whole; else the newest lines first.
    Since reversals are handled in time order and only look back, what comes later never changes an earlier match.

    Args:
        lines: of one customer and product, oldest first; their `left` is used up.
        reversals: of the same customer and product, oldest first.
    """
    known = list(lines)
    for reversal in reversals:
        newest_first = [line for line in reversed(known) if line.at <= reversal.at and line.left > 0]
        own = [line for line in newest_first if line.order_id is not None and line.order_id == reversal.order_id]
        others = [line for line in newest_first if line not in own]
        chosen = _exact(own, reversal) or (own + others if own else _exact(others, reversal) or others)
        yield from _take(chosen, reversal)


def _exact(lines: Sequence[Line], reversal: Reversal) -> list[Line]:
    return [line for line in lines if line.left == reversal.quantity and line.price == reversal.price][:1]


def _take(lines: Sequence[Line], reversal: Reversal) -> Iterator[Match]:
    wanted = reversal.quantity
    for line in lines:
        taken = min(wanted, line.left)
        if taken == 0:
            return
        line.left -= taken
        wanted -= taken
        yield Match(line.item_id, reversal.reversal_id, taken)
