"""How long a decision against a recommendation holds, and what the days of a recommendation mean today."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from domain.purchasing.rules import arrival_of

HOLDS = timedelta(days=28)
MUCH_MORE = 1.25
MUCH_LIKELIER = 0.10


@dataclass(frozen=True)
class Need:
    """What a run recommends of a SKU.

    Attributes:
        supplier_id: who it is bought from; None: not known.
        quantity: units.
        stockout_probability: of running out if nothing is ordered; None: not known.
    """

    supplier_id: int | None
    quantity: int
    stockout_probability: float | None


def stays_dismissed(then: Need, dismissed_at: datetime, now_needed: Need, now: datetime) -> bool:
    """Whether a dismissal of `then` holds for what a later run recommends.

    It does for 28 days at the same supplier, unless the need has changed materially: more than a quarter more units, or
    a stock-out more likely by more than a tenth, or one whose likelihood was not known.
    """
    if now - dismissed_at > HOLDS or now_needed.supplier_id != then.supplier_id:
        return False
    if now_needed.quantity > then.quantity * MUCH_MORE:
        return False
    if now_needed.stockout_probability is None or then.stockout_probability is None:
        return now_needed.stockout_probability == then.stockout_probability
    return round(now_needed.stockout_probability - then.stockout_probability, 6) <= MUCH_LIKELIER


def days_overdue(order_by: date | None, today: date) -> int:
    """Days since the last day to order; 0: there is time left, or nothing to order."""
    return 0 if order_by is None else max((today - order_by).days, 0)


def expected_arrival(order_by: date | None, lead_time_days: float, today: date) -> date | None:
    """When an order of the last day to order arrives; when that day is past, an order of today. None: no order."""
    return None if order_by is None else arrival_of(max(order_by, today), lead_time_days)
