"""Reads of customer orders."""

from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.sales.models import Order


def first_order_date(session: Session, zone: ZoneInfo) -> date | None:
    """The business day of the earliest order; None: there are no orders."""
    earliest = session.scalars(select(func.min(Order.ordered_at))).one()
    return None if earliest is None else earliest.astimezone(zone).date()
