"""Reading anomalies as of the published run, and loading one in order to change it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import ColumnElement, Date, and_, bindparam, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.anomalies.models import AnomalyDetection
from domain.catalog.models import Product
from domain.identity.models import User
from domain.pipeline.models import PipelineRun
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among_given, columns_of, pick

# As `rules.status_on`: what was snoozed until the company's day `today` or earlier is open again.
STATUS = case(
    (
        and_(AnomalyDetection.status == "SNOOZED", AnomalyDetection.snoozed_until <= bindparam("today", type_=Date)),
        "OPEN",
    ),
    else_=AnomalyDetection.status,
)
OWNER = select(User.display_name).where(User.id == AnomalyDetection.owner_id).scalar_subquery()
ANOMALY_COLUMNS = MappingProxyType(
    {
        "anomaly_id": AnomalyDetection.id,
        "product_id": AnomalyDetection.product_id,
        "detected_on": AnomalyDetection.detected_on,
        "type": AnomalyDetection.anomaly_type,
        **columns_of(AnomalyDetection, "severity", "observed", "expected", "p_value", "money_at_stake"),
        "currency": Product.currency,
        "detail_values": AnomalyDetection.details,
        "status": STATUS,
        "snoozed_until": AnomalyDetection.snoozed_until,
        "resolved_at": AnomalyDetection.resolved_at,
        "owner": OWNER,
        **columns_of(AnomalyDetection, "feedback", "rated_at", "version"),
    }
)
ALWAYS = ("anomaly_id", "product_id", "type")
NEWEST_FIRST = Ordering(
    "NEWEST",
    (
        Key(AnomalyDetection.detected_on, "date", is_descending=True),
        Key(AnomalyDetection.id, "int", is_descending=True),
    ),
)


@dataclass(frozen=True)
class AnomalyFilter:
    """Conditions that all must hold; None asks nothing. `since` and `until` are both included."""

    types: Sequence[str] | None = None
    severities: Sequence[str] | None = None
    statuses: Sequence[str] | None = None
    skus: Sequence[str] | None = None
    since: date | None = None
    until: date | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on anomaly and product."""
        conditions = among_given(
            (AnomalyDetection.anomaly_type, self.types),
            (AnomalyDetection.severity, self.severities),
            (STATUS, self.statuses),
            (Product.sku, self.skus),
        )
        if self.since is not None:
            conditions.append(AnomalyDetection.detected_on >= self.since)
        if self.until is not None:
            conditions.append(AnomalyDetection.detected_on <= self.until)
        return conditions


def select_anomalies(as_of: date, today: date, columns: Collection[str], where: AnomalyFilter) -> AnySelect:
    """The query for the anomalies known as of a published run's date."""
    query = _known(select(*pick(ANOMALY_COLUMNS, columns, ALWAYS)), as_of)
    return query.where(*where.conditions()).params(today=today)


async def find_anomaly(
    connection: AsyncConnection, as_of: date, today: date, *, anomaly_id: int, columns: Collection[str]
) -> AnyRow | None:
    """One known anomaly."""
    query = _known(select(*pick(ANOMALY_COLUMNS, columns, ALWAYS)), as_of).where(AnomalyDetection.id == anomaly_id)
    return (await connection.execute(query.params(today=today))).one_or_none()


async def rated_types(connection: AsyncConnection, as_of: date) -> Sequence[AnyRow]:
    """By type that was ever raised: type, raised, useful, not_useful."""
    query = _known(
        select(
            AnomalyDetection.anomaly_type.label("type"),
            func.count().label("raised"),
            func.count().filter(AnomalyDetection.feedback == "USEFUL").label("useful"),
            func.count().filter(AnomalyDetection.feedback == "NOT_USEFUL").label("not_useful"),
        ),
        as_of,
    ).group_by(AnomalyDetection.anomaly_type)
    return (await connection.execute(query)).all()


def _known(query: AnySelect, as_of: date) -> AnySelect:
    """Anomalies of runs that succeeded; one that a failed run left behind is nobody's business."""
    return (
        query.select_from(AnomalyDetection)
        .join(PipelineRun, PipelineRun.id == AnomalyDetection.run_id)
        .join(Product, Product.id == AnomalyDetection.product_id)
        .where(PipelineRun.status == "SUCCEEDED", AnomalyDetection.detected_on <= as_of)
    )


def lock_anomaly(session: Session, anomaly_id: int, as_of: date) -> tuple[AnomalyDetection, str] | None:
    """The anomaly known as of a published run's date, locked, and its SKU's code."""
    query = (
        select(AnomalyDetection, Product.sku)
        .join(PipelineRun, PipelineRun.id == AnomalyDetection.run_id)
        .join(Product, Product.id == AnomalyDetection.product_id)
        .where(
            AnomalyDetection.id == anomaly_id,
            AnomalyDetection.detected_on <= as_of,
            PipelineRun.status == "SUCCEEDED",
        )
        .with_for_update(of=AnomalyDetection)
    )
    found = session.execute(query).one_or_none()
    return None if found is None else (found[0], found[1])
