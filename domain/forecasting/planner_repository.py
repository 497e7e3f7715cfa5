"""Storing what planners say about forecasts and about corrections of demand."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Product
from domain.forecasting.ledger import OverrideScore
from domain.forecasting.models import DemandDecision, ForecastOverride
from domain.identity.models import User
from kit.reading import AnyRow, AnySelect, among

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
