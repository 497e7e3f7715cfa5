"""Reading forecasts, explanations, features and daily history of one run."""

from collections.abc import Collection, Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.forecasting.marts import SkuDailyStats, SkuFeatures
from domain.forecasting.models import Prediction, PredictionExplanation, PredictionTotal
from kit.reading import AnyRow, among


async def totals(
    connection: AsyncConnection, run_id: int, product_ids: Collection[int], horizons: Collection[int]
) -> Sequence[AnyRow]:
    """Totals over the horizons: product_id, horizon_days, mean, quantiles, score, model and the model's own numbers."""
    query = select(
        PredictionTotal.product_id,
        PredictionTotal.horizon_days,
        PredictionTotal.mean,
        PredictionTotal.p10,
        PredictionTotal.p50,
        PredictionTotal.p90,
        PredictionTotal.confidence_score,
        PredictionTotal.model,
        PredictionTotal.model_mean,
        PredictionTotal.model_p50,
    ).where(
        PredictionTotal.run_id == run_id,
        among(PredictionTotal.product_id, product_ids),
        among(PredictionTotal.horizon_days, horizons),
    )
    return (await connection.execute(query)).all()


async def daily_path(
    connection: AsyncConnection, run_id: int, product_ids: Collection[int], until: date
) -> Sequence[AnyRow]:
    """Daily forecasts up to and with `until`, the earliest first, with quantiles and the model's own number."""
    query = (
        select(
            Prediction.product_id,
            Prediction.target_date,
            Prediction.forecast_qty,
            Prediction.p10,
            Prediction.p50,
            Prediction.p90,
            Prediction.confidence_score,
            Prediction.model_qty,
        )
        .where(
            Prediction.run_id == run_id,
            among(Prediction.product_id, product_ids),
            Prediction.target_date <= until,
        )
        .order_by(Prediction.product_id, Prediction.target_date)
    )
    return (await connection.execute(query)).all()


async def explanations(
    connection: AsyncConnection, run_id: int, product_ids: Collection[int], horizons: Collection[int]
) -> Sequence[AnyRow]:
    """Explanations of the totals: product_id, horizon_days, base_value, prediction, contributions, rules."""
    query = select(
        PredictionExplanation.product_id,
        PredictionExplanation.horizon_days,
        PredictionExplanation.base_value,
        PredictionExplanation.prediction,
        PredictionExplanation.contributions,
        PredictionExplanation.rules,
    ).where(
        PredictionExplanation.run_id == run_id,
        among(PredictionExplanation.product_id, product_ids),
        among(PredictionExplanation.horizon_days, horizons),
    )
    return (await connection.execute(query)).all()


async def features(connection: AsyncConnection, run_id: int, product_ids: Collection[int]) -> Sequence[AnyRow]:
    """All features of the SKUs."""
    query = select(SkuFeatures.__table__).where(
        SkuFeatures.run_id == run_id, among(SkuFeatures.product_id, product_ids)
    )
    return (await connection.execute(query)).all()


async def daily_stats(
    connection: AsyncConnection, run_id: int, product_ids: Collection[int], since: date, until: date
) -> Sequence[AnyRow]:
    """Days with activity from `since` to `until`, both included, the earliest first: all columns of the mart."""
    query = (
        select(SkuDailyStats.__table__)
        .where(
            SkuDailyStats.run_id == run_id,
            among(SkuDailyStats.product_id, product_ids),
            SkuDailyStats.stat_date.between(since, until),
        )
        .order_by(SkuDailyStats.product_id, SkuDailyStats.stat_date)
    )
    return (await connection.execute(query)).all()
