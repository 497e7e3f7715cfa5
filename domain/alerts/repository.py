"""Reads for alerts: a run, its SKUs at risk and its anomalies."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from domain.anomalies.models import SEVERITIES, AnomalyDetection
from domain.catalog.models import Product
from domain.pipeline.models import PipelineRun
from domain.published.models import SkuOverview
from domain.published.repository import depletion_ahead
from kit.reading import AnyRow, among

AT_RISK = ("STOCKED_OUT", "HIGH")
LISTED = 10


def run(session: Session, run_id: int) -> PipelineRun:
    """One run, as the database has it by now."""
    query = select(PipelineRun).where(PipelineRun.id == run_id).execution_options(populate_existing=True)
    return session.scalars(query).one()


def count_at_risk(session: Session, run_id: int) -> int:
    """How many SKUs of a run are out of stock or likely to be."""
    query = select(func.count()).where(SkuOverview.run_id == run_id, among(SkuOverview.stockout_risk, AT_RISK))
    return session.scalars(query).one()


def most_at_risk(session: Session, run_id: int) -> Sequence[AnyRow]:
    """The SKUs at risk with most money at stake: sku, name, stockout_risk, depletion_date (null: stock has ended)."""
    ending = depletion_ahead(SkuOverview.depletion_date)
    query = (
        select(Product.sku, Product.name, SkuOverview.stockout_risk, ending.label("depletion_date"))
        .join(Product, Product.id == SkuOverview.product_id)
        .where(SkuOverview.run_id == run_id, among(SkuOverview.stockout_risk, AT_RISK))
        .order_by(SkuOverview.money_at_risk.desc().nulls_last(), Product.sku)
        .limit(LISTED)
    )
    return session.execute(query).all()


def count_anomalies(session: Session, run_id: int, severities: Sequence[str]) -> dict[str, int]:
    """How many anomalies a run was the first to find, by severity."""
    query = (
        select(AnomalyDetection.severity, func.count().label("number"))
        .where(AnomalyDetection.run_id == run_id, among(AnomalyDetection.severity, severities))
        .group_by(AnomalyDetection.severity)
        .order_by(AnomalyDetection.severity)
    )
    return {row.severity: row.number for row in session.execute(query)}


def worst_anomalies(session: Session, run_id: int, severities: Sequence[str]) -> Sequence[AnyRow]:
    """The worst anomalies that a run was the first to find: sku, name, anomaly_type, severity, detected_on."""
    rank = case({name: place for place, name in enumerate(SEVERITIES)}, value=AnomalyDetection.severity)
    query = (
        select(
            Product.sku,
            Product.name,
            AnomalyDetection.anomaly_type,
            AnomalyDetection.severity,
            AnomalyDetection.detected_on,
        )
        .join(Product, Product.id == AnomalyDetection.product_id)
        .where(AnomalyDetection.run_id == run_id, among(AnomalyDetection.severity, severities))
        .order_by(rank.desc(), AnomalyDetection.money_at_stake.desc().nulls_last(), AnomalyDetection.id)
        .limit(LISTED)
    )
    return session.execute(query).all()
