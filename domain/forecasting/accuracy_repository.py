"""Reading how forecasts did, and what was corrected in the demand that they learn from."""

from collections.abc import Collection, Sequence
from datetime import date, timedelta

from sqlalchemy import Integer, and_, cast, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import aliased

from domain.forecasting.ledger import EVERY, AccuracySummary
from domain.forecasting.models import ForecastAccuracy
from domain.published.models import DemandCorrection
from kit.reading import AnyRow, AnySelect, among

REMEMBERED = timedelta(days=400)


async def summaries(connection: AsyncConnection, run_id: int, source: str) -> Sequence[AnyRow]:
    """Sums of a run, by horizon, demand class and model; at most some hundred rows."""
    query = (
        select(AccuracySummary.__table__)
        .where(AccuracySummary.run_id == run_id, AccuracySummary.source == source)
        .order_by(AccuracySummary.horizon_days, AccuracySummary.demand_class, AccuracySummary.model)
    )
    return (await connection.execute(query)).all()


async def calibration(connection: AsyncConnection, run_id: int) -> Sequence[AnyRow]:
    """Sums of the published totals that came due, of all models, by horizon and demand class."""
    query = (
        select(AccuracySummary.__table__)
        .where(AccuracySummary.run_id == run_id, AccuracySummary.source == "PUBLISHED", AccuracySummary.model == EVERY)
        .order_by(AccuracySummary.horizon_days, AccuracySummary.demand_class)
    )
    return (await connection.execute(query)).all()


def accuracy_of(product_ids: Collection[int], horizons: Collection[int], known_on: date) -> AnySelect:
    """How forecasts of the SKUs did as far as it was known on a day: sums by horizon, source and model.

    Backtested methods are summed over the same totals: those that another method was measured on too.
    """
    scored, other = ForecastAccuracy, aliased(ForecastAccuracy)
    is_compared = exists().where(
        other.product_id == scored.product_id,
        other.horizon_days == scored.horizon_days,
        other.origin_date == scored.origin_date,
        other.source == scored.source,
        other.model != scored.model,
    )
    due = or_(
        and_(scored.source == "PUBLISHED", scored.scored_on <= known_on),
        and_(scored.source == "BACKTEST", scored.origin_date + scored.horizon_days <= known_on),
    )
    return (
        select(
            scored.product_id,
            scored.horizon_days,
            scored.source,
            scored.model,
            func.count().label("totals"),
            func.sum(scored.actual).label("actual"),
            func.sum(scored.absolute_error).label("absolute_error"),
            func.sum(func.coalesce(scored.model_absolute_error, scored.absolute_error)).label("model_absolute_error"),
            func.sum(scored.absolute_error + func.coalesce(scored.value_added, 0)).label("naive_absolute_error"),
            func.sum(scored.bias).label("bias"),
            func.coalesce(func.sum(scored.pinball), 0).label("pinball"),
            func.count(scored.pinball).label("pinball_totals"),
            func.coalesce(func.sum(cast(scored.is_covered, Integer)), 0).label("covered"),
            func.count(scored.is_covered).label("interval_totals"),
            func.min(scored.origin_date).label("first_origin"),
            func.max(scored.origin_date).label("last_origin"),
        )
        .where(
            among(scored.product_id, product_ids),
            among(scored.horizon_days, horizons),
            scored.origin_date > known_on - REMEMBERED,
            due,
            or_(scored.source == "PUBLISHED", is_compared),
        )
        .group_by(scored.product_id, scored.horizon_days, scored.source, scored.model)
        .order_by(scored.product_id, scored.horizon_days, scored.source.desc(), scored.model)
    )


def corrections(run_id: int, product_ids: Collection[int]) -> AnySelect:
    """What was corrected in the SKUs' demand, by layer."""
    return select(DemandCorrection.__table__).where(
        DemandCorrection.run_id == run_id, among(DemandCorrection.product_id, product_ids)
    )
