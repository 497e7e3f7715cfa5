"""Reading forecasts, how they did and what planners changed of them; and writing those changes and model versions."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Integer, and_, cast, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session, aliased

from domain.catalog.models import Product
from domain.forecasting.ledger import EVERY, AccuracySummary, OverrideScore
from domain.forecasting.models import (
    DemandDecision,
    ForecastAccuracy,
    ForecastOverride,
    ModelVersion,
    Prediction,
    PredictionExplanation,
    PredictionTotal,
)
from domain.identity.models import User
from domain.published.models import DemandCorrection, SkuDailyStats, SkuFeatures
from kit.reading import AnyRow, AnySelect, among


def totals(run_id: int, product_ids: Collection[int], horizons: Collection[int]) -> AnySelect:
    """Totals over the horizons: product_id, horizon_days, mean, quantiles, score, model and the model's own numbers."""
    return select(
        PredictionTotal.product_id,
        PredictionTotal.horizon_days,
        PredictionTotal.mean,
        PredictionTotal.p10,
        PredictionTotal.p50,
        PredictionTotal.p90,
        PredictionTotal.confidence_score.label("confidence"),
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
            Prediction.forecast_qty.label("mean"),
            Prediction.p10,
            Prediction.p50,
            Prediction.p90,
            Prediction.confidence_score.label("confidence"),
            Prediction.model_qty.label("model_mean"),
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


def newest_model_version(session: Session, kind: str, not_before: date, not_after: date) -> ModelVersion | None:
    """The model in service with the newest data cut-off between the two days, both included."""
    query = (
        select(ModelVersion)
        .where(
            ModelVersion.kind == kind,
            ModelVersion.retired_at.is_(None),
            ModelVersion.data_cutoff.between(not_before, not_after),
        )
        .order_by(ModelVersion.data_cutoff.desc(), ModelVersion.id.desc())
        .limit(1)
    )
    return session.scalar(query)


MAX_LIST_ROWS = 100


def lock_product(session: Session, sku: str) -> int | None:
    """The number of a SKU, locked until the transaction ends: planners' changes of one SKU follow one another."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"jaego.planner.{sku}", 0))))
    return session.scalars(select(Product.id).where(Product.sku == sku, Product.deleted_at.is_(None))).one_or_none()


def living_periods(session: Session, product_id: int, today: date) -> list[tuple[date, date]]:
    """First and last days of the SKU's overrides that nights from today on still apply."""
    query = select(ForecastOverride.starts_on, ForecastOverride.ends_on).where(
        ForecastOverride.product_id == product_id,
        ForecastOverride.deleted_at.is_(None),
        ForecastOverride.expires_on >= today,
        ForecastOverride.ends_on >= today,
    )
    return [(starts_on, ends_on) for starts_on, ends_on in session.execute(query.order_by(ForecastOverride.starts_on))]


def add(session: Session, row: ForecastOverride | DemandDecision) -> None:
    """Add a row; its number is known afterwards."""
    session.add(row)
    session.flush()


def find_override(session: Session, override_id: int) -> ForecastOverride | None:
    """An override that holds; None: there is none, or it was cleared."""
    query = select(ForecastOverride).where(ForecastOverride.id == override_id, ForecastOverride.deleted_at.is_(None))
    return session.scalars(query).one_or_none()


def clear_override(session: Session, override_id: int, version: int, now: datetime) -> bool:
    """Clear an override unless somebody was first."""
    query = (
        update(ForecastOverride)
        .where(
            ForecastOverride.id == override_id,
            ForecastOverride.version == version,
            ForecastOverride.deleted_at.is_(None),
        )
        .values(version=version + 1, deleted_at=now)
        .returning(ForecastOverride.id)
        .execution_options(synchronize_session=False)
    )
    return session.execute(query).one_or_none() is not None


def sku_of(session: Session, product_id: int) -> str:
    """The code of a SKU."""
    return session.scalars(select(Product.sku).where(Product.id == product_id)).one()


def find_decision(session: Session, product_id: int, layer: str) -> DemandDecision | None:
    """What was decided on a layer of a SKU, locked; None: nothing yet."""
    query = select(DemandDecision).where(DemandDecision.product_id == product_id, DemandDecision.layer == layer)
    return session.scalars(query.with_for_update()).one_or_none()


OVERRIDE_FIELDS = (
    ForecastOverride.id.label("override_id"),
    ForecastOverride.product_id,
    ForecastOverride.starts_on,
    ForecastOverride.ends_on,
    ForecastOverride.mode,
    ForecastOverride.value,
    ForecastOverride.reason,
    ForecastOverride.note,
    ForecastOverride.expires_on,
    ForecastOverride.version,
    ForecastOverride.created_at,
    User.display_name.label("planner"),
)


def _overrides() -> AnySelect:
    return select(*OVERRIDE_FIELDS).join(User, User.id == ForecastOverride.created_by)


def overrides_of(product_ids: Collection[int], today: date) -> AnySelect:
    """Overrides of the SKUs that nights still apply, the earliest period first; at most 100 a SKU."""
    rank = func.row_number().over(partition_by=ForecastOverride.product_id, order_by=ForecastOverride.starts_on)
    found = (
        _overrides()
        .add_columns(rank.label("position"))
        .where(
            among(ForecastOverride.product_id, product_ids),
            ForecastOverride.deleted_at.is_(None),
            ForecastOverride.expires_on >= today,
            ForecastOverride.ends_on >= today,
        )
        .subquery()
    )
    return select(found).where(found.c.position <= MAX_LIST_ROWS).order_by(found.c.product_id, found.c.starts_on)


async def override_by_id(connection: AsyncConnection, override_id: int) -> AnyRow | None:
    """An override, cleared or not."""
    return (await connection.execute(_overrides().where(ForecastOverride.id == override_id))).one_or_none()


def decisions_of(product_ids: Collection[int]) -> AnySelect:
    """What planners decided on the SKUs' layers: product_id, layer, decision, version, decided_at, planner."""
    return (
        select(
            DemandDecision.product_id,
            DemandDecision.layer,
            DemandDecision.decision,
            DemandDecision.version,
            DemandDecision.updated_at.label("decided_at"),
            User.display_name.label("planner"),
        )
        .join(User, User.id == DemandDecision.decided_by)
        .where(among(DemandDecision.product_id, product_ids))
        .order_by(DemandDecision.product_id, DemandDecision.layer)
    )


async def override_value(connection: AsyncConnection, known_on: date) -> Sequence[AnyRow]:
    """What overrides that had come due by a day were worth, by reason and direction: sums of units."""
    with_error = func.abs(OverrideScore.actual - OverrideScore.units_with)
    without_error = func.abs(OverrideScore.actual - OverrideScore.units_without)
    query = (
        select(
            OverrideScore.reason,
            OverrideScore.direction,
            func.count().label("overrides"),
            func.sum(OverrideScore.actual).label("actual"),
            func.sum(with_error).label("error_with"),
            func.sum(without_error).label("error_without"),
            func.count().filter(with_error < without_error).label("improved"),
        )
        .where(OverrideScore.scored_on <= known_on)
        .group_by(OverrideScore.reason, OverrideScore.direction)
        .order_by(OverrideScore.reason, OverrideScore.direction)
    )
    rows: Sequence[AnyRow] = (await connection.execute(query)).all()
    return rows
