"""Queries for forecasts, explanations, features and daily history of one run; the caller may read several at once."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import select

from domain.forecasting.models import Prediction, PredictionExplanation, PredictionTotal
from domain.published.models import SkuDailyStats, SkuFeatures
from kit.reading import AnySelect, among


def totals(run_id: int, product_ids: Collection[int], horizons: Collection[int]) -> AnySelect:
    """Totals over the horizons: product_id, horizon_days, mean, quantiles, score, model and the model's own numbers."""
    return select(
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


def daily_path(run_id: int, product_ids: Collection[int], until: date) -> AnySelect:
    """Daily forecasts up to and with `until`, the earliest first, with quantiles and the model's own number."""
    return (
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


def explanations(run_id: int, product_ids: Collection[int], horizons: Collection[int]) -> AnySelect:
    """Explanations of the totals: product_id, horizon_days, base_value, prediction, contributions, rules."""
    return select(
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


def features(run_id: int, product_ids: Collection[int]) -> AnySelect:
    """All features of the SKUs."""
    return select(SkuFeatures.__table__).where(SkuFeatures.run_id == run_id, among(SkuFeatures.product_id, product_ids))


def daily_stats(run_id: int, product_ids: Collection[int], since: date, until: date) -> AnySelect:
    """Days with activity from `since` to `until`, both included, the earliest first: all columns of the mart."""
    return (
        select(SkuDailyStats.__table__)
        .where(
            SkuDailyStats.run_id == run_id,
            among(SkuDailyStats.product_id, product_ids),
            SkuDailyStats.stat_date.between(since, until),
        )
        .order_by(SkuDailyStats.product_id, SkuDailyStats.stat_date)
    )
