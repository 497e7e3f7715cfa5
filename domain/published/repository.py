"""Expressions and changes of published rows that several features share."""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, case, update
from sqlalchemy.orm import Session

from domain.published.models import Recommendation, SkuOverview
from kit.reading import AnyColumn


def depletion_ahead(depletion_date: AnyColumn) -> ColumnElement[date | None]:
    """The day on which stock ends, if it has not ended: null where nothing is on hand and tomorrow finds nothing."""
    is_over = and_(SkuOverview.on_hand <= 0, depletion_date <= SkuOverview.as_of_date + 1)
    return case((is_over, None), else_=depletion_date)


def change_recommendations(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Change recommendations; each row has run_id, product_id and the new values."""
    if rows:
        session.execute(update(Recommendation), list(rows))
