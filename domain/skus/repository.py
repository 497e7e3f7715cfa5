"""Reading SKUs: the product, its supplier and its row in the published overview."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, Integer, and_, func, literal_column, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.catalog.models import Product, Supplier
from domain.catalog.repository import SUPPLIER_COLUMNS, matching
from domain.published.models import RISK_RANK, SkuOverview
from domain.published.repository import depletion_ahead
from domain.purchasing.open_units_repository import on_order, received_since, remaining
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, among_given, columns_of, pick

SKU_COLUMNS = MappingProxyType(
    {
        "product_id": Product.id,
        "code": Product.sku,
        **columns_of(Product, "name", "category", "brand", "list_price", "unit_cost", "currency", "moq", "pack_size"),
        "max_order_quantity": Product.max_order_qty,
        **columns_of(Product, "shelf_life_days", "launched_on", "discontinued_on"),
        **SUPPLIER_COLUMNS,
        **columns_of(SkuOverview, "as_of_date", "on_hand", "reserved"),
        "on_order": on_order(Product.id),
        "received_since": received_since(Product.id),
        "lifecycle": SkuOverview.lifecycle,
        "days_of_cover": SkuOverview.days_of_cover,
        "depletion_date": depletion_ahead(SkuOverview.depletion_date),
        **columns_of(SkuOverview, "stockout_risk", "stockout_probability_7", "stockout_probability_14"),
        **columns_of(SkuOverview, "stockout_probability_30"),
        "expected_demand_7": SkuOverview.forecast_7,
        "expected_demand_14": SkuOverview.forecast_14,
        "expected_demand_30": SkuOverview.forecast_30,
        **columns_of(SkuOverview, "revenue_28", "units_28", "money_at_risk"),
        "recommended_quantity": remaining(SkuOverview.recommended_quantity, Product.id),
        **columns_of(SkuOverview, "demand_class", "abc", "xyz", "trust_grade"),
    }
)
"""Readable name to column. Null in the columns of the overview: not known, or not in the published run."""

_BY_ID = Key(SkuOverview.product_id, "int")
SKU_ORDERINGS = MappingProxyType(
    {
        ordering.name: ordering
        for ordering in (
            Ordering(
                "RISK",
                (
                    Key(literal_column(RISK_RANK, Integer), "int"),
                    Key(SkuOverview.stockout_probability_14, "float", is_descending=True, is_nullable=True),
                    Key(SkuOverview.money_at_risk, "decimal", is_descending=True, is_nullable=True),
                    _BY_ID,
                ),
            ),
            Ordering("DEPLETION_DATE", (Key(SkuOverview.depletion_date, "date", is_nullable=True), _BY_ID)),
            Ordering("REVENUE", (Key(SkuOverview.revenue_28, "decimal", is_descending=True, is_nullable=True), _BY_ID)),
            Ordering("DAYS_OF_COVER", (Key(SkuOverview.days_of_cover, "float", is_nullable=True), _BY_ID)),
            Ordering("CODE", (Key(Product.sku, "text"), _BY_ID)),
        )
    }
)
AT_RISK = ("STOCKED_OUT", "HIGH", "MEDIUM")


@dataclass(frozen=True)
class SkuFilter:
    """Conditions that all must hold; None asks nothing, a list asks for any of its values."""

    search: str | None = None
    codes: Sequence[str] | None = None
    categories: Sequence[str] | None = None
    suppliers: Sequence[str] | None = None
    abc: Sequence[str] | None = None
    demand_classes: Sequence[str] | None = None
    risks: Sequence[str] | None = None
    lifecycles: Sequence[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on product, supplier and overview."""
        conditions = among_given(
            (Product.sku, self.codes),
            (Product.category, self.categories),
            (Supplier.code, self.suppliers),
            (SkuOverview.abc, self.abc),
            (SkuOverview.demand_class, self.demand_classes),
            (SkuOverview.stockout_risk, self.risks),
            (SkuOverview.lifecycle, self.lifecycles),
        )
        if self.search:
            conditions.append(matching(self.search))
        return conditions


def select_skus(run_id: int, columns: Collection[str], where: SkuFilter) -> AnySelect:
    """The query for the run's SKUs, of the named columns (and `product_id`)."""
    query = _published(select(*pick(SKU_COLUMNS, columns, always=("product_id",))), run_id)
    return query.where(*where.conditions())


async def find_sku(
    connection: AsyncConnection, run_id: int | None, code: str, columns: Collection[str]
) -> AnyRow | None:
    """The living SKU of this code, whether or not the run knows it."""
    query = _living(columns, run_id).where(Product.sku == code)
    return (await connection.execute(query)).one_or_none()


def skus_by_id(run_id: int | None, product_ids: Collection[int], columns: Collection[str]) -> AnySelect:
    """The query for the SKUs of these numbers, deleted ones among them (older rows may still refer to them)."""
    return _any(columns, run_id).where(among(Product.id, product_ids))


async def facet_categories(connection: AsyncConnection, run_id: int, limit: int) -> Sequence[AnyRow]:
    """Categories of the run's SKUs: `value`, `skus`; those with the most SKUs first."""
    query = _published(select(Product.category.label("value"), func.count().label("skus")), run_id)
    query = query.where(Product.category.is_not(None)).group_by(Product.category)
    return (await connection.execute(query.order_by(func.count().desc(), Product.category).limit(limit))).all()


async def facet_suppliers(connection: AsyncConnection, run_id: int, limit: int) -> Sequence[AnyRow]:
    """Suppliers of the run's SKUs: `value` (code), `label` (name), `skus`; those with the most SKUs first."""
    columns = (Supplier.code.label("value"), Supplier.name.label("label"), func.count().label("skus"))
    query = _published(select(*columns), run_id).where(Supplier.id.is_not(None)).group_by(Supplier.code, Supplier.name)
    return (await connection.execute(query.order_by(func.count().desc(), Supplier.code).limit(limit))).all()


def _published(query: AnySelect, run_id: int) -> AnySelect:
    return (
        query.select_from(SkuOverview)
        .join(Product, Product.id == SkuOverview.product_id)
        .outerjoin(Supplier, Supplier.id == Product.supplier_id)
        .where(SkuOverview.run_id == run_id, Product.deleted_at.is_(None))
    )


def _any(columns: Collection[str], run_id: int | None) -> AnySelect:
    return (
        select(*pick(SKU_COLUMNS, columns, always=("product_id",)))
        .select_from(Product)
        .outerjoin(SkuOverview, and_(SkuOverview.product_id == Product.id, SkuOverview.run_id == run_id))
        .outerjoin(Supplier, Supplier.id == Product.supplier_id)
    )


def _living(columns: Collection[str], run_id: int | None) -> AnySelect:
    return _any(columns, run_id).where(Product.deleted_at.is_(None))
