"""SKUs, comments on them, and the values that a list of them can be narrowed by."""

from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

import strawberry

from domain.skus.repository import SKU_COLUMNS, facet_categories, facet_suppliers
from graphql_api.catalog.base_types import (
    SUPPLIER_COLUMNS,
    AbcClass,
    DemandClass,
    Lifecycle,
    StockoutRisk,
    Supplier,
    TrustGrade,
    XyzClass,
    supplier_of,
)
from graphql_api.catalog.loaders import CommentsByProductIdLoader
from graphql_api.context import Info
from graphql_api.decorators import argument, field, object_type, resolver
from graphql_api.forecasting.loaders import (
    MAX_DAYS,
    CorrectionsByProductIdLoader,
    DailyStatsBySkuAndRangeLoader,
    FeaturesByProductIdLoader,
    OverridesByProductIdLoader,
    check_range,
)
from graphql_api.forecasting.planner_types import DemandCorrection, DemandLayer, ForecastOverride, correction
from graphql_api.forecasting.types import DailyStats, Features, Forecast, Horizon, forecast_of
from graphql_api.node import Node
from graphql_api.permissions import costs
from graphql_api.purchasing.loaders import OpenLinesByProductIdLoader
from graphql_api.purchasing.types import OpenOrderLine
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation
from graphql_api.rows import FromRow, asked


@object_type
class SkuComment(FromRow):
    """A comment on a SKU."""

    author: str = field("Who wrote it.")
    body: str = field("The comment.")
    created_at: datetime = field("When, in UTC.")


MAX_VALUES = 200


@object_type
class Facet:
    """A value of a filter."""

    value: str = field("The value, as the filter takes it.")
    label: str = field("Its label.")
    skus: int = field("How many SKUs of the published run have it.")


@object_type
class SkuFacets:
    """Values of filters, those with the most SKUs first; at most 200 each."""

    run_id: strawberry.Private[int]

    @resolver()
    async def categories(self, info: Info) -> list[Facet]:
        """Categories."""
        async with info.context.reading() as connection:
            rows = await facet_categories(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.value, skus=row.skus) for row in rows]

    @resolver()
    async def suppliers(self, info: Info) -> list[Facet]:
        """Suppliers."""
        async with info.context.reading() as connection:
            rows = await facet_suppliers(connection, self.run_id, MAX_VALUES)
        return [Facet(value=row.value, label=row.label, skus=row.skus) for row in rows]


NEEDS = MappingProxyType({"supplier": SUPPLIER_COLUMNS})
ROUND_TRIP = ("recommendation", "sku")


def sku_columns_asked(info: Info, *paths: tuple[str, ...]) -> frozenset[str]:
    """The columns requested of the SKUs at these paths, including those requested through their recommendations."""
    fields = asked(info, *paths)
    if ROUND_TRIP[0] in fields:
        fields |= asked(info, *((*path, *ROUND_TRIP) for path in paths or ((),)))
    return Sku.columns_of(fields)


@object_type
class Sku(FromRow, Node, names=SKU_COLUMNS, needs=NEEDS):
    """A stock-keeping unit: the product, its stock in the published run and its forecast. Null in what a run computes:
    not known, or the run does not know the SKU yet.
    """

    product_id: strawberry.Private[int]
    code: str = field("The SKU's own code, unique.")
    name: str = field("The product's name.")
    category: str | None = field("The category it is sold in.")
    brand: str | None = field("The brand.")
    list_price: Decimal | None = field("List price of one unit, in `currency`.")
    unit_cost: Decimal | None = field("Purchase cost of one unit, in `currency`.", costs())
    currency: str = field("Currency of the amounts (ISO 4217).")
    moq: int | None = field("Minimum order quantity, in units.")
    pack_size: int | None = field("Units per pack; orders are whole packs.")
    max_order_quantity: int | None = field("Maximum order quantity, in units.")
    shelf_life_days: int | None = field("Shelf life, in days.")
    launched_on: date | None = field("First day of sale.")
    discontinued_on: date | None = field("Day from which it is no longer bought.")
    as_of_date: date | None = field("Last day that the published run knows.")
    on_hand: int | None = field("Units in stock, all warehouses.")
    reserved: int | None = field("Units in stock that are promised to customers.")
    on_order: int = field(
        "Units on their way in: of purchase orders as they are now, drafts included, and of what was"
        " ordered elsewhere as the published run knows it."
    )
    received_since: int = field("Units of purchase orders received since `asOfDate`; `onHand` does not hold them yet.")
    days_of_cover: float | None = field("Days that the free stock lasts at expected demand.")
    depletion_date: date | None = field(
        "First day without stock, if nothing more is ordered; null: not within the next 60 days, or the"
        " stock has ended already."
    )
    stockout_risk: StockoutRisk | None = field(
        "Class of the 14-day probability. Only a SKU that is expected to sell can be at risk; STOCKED_OUT"
        " if the demand of the next day finds no stock; null: the SKU is not stocked, or not in the published run."
    )
    stockout_probability_7: float | None = field("Probability of running out in 7 days, 0 to 1.")
    stockout_probability_14: float | None = field("The same in 14 days.")
    stockout_probability_30: float | None = field("The same in 30 days.")
    expected_demand_7: float | None = field("Expected demand of the next 7 days, in units.")
    expected_demand_14: float | None = field("The same for 14 days.")
    expected_demand_30: float | None = field("The same for 30 days.")
    revenue_28: Decimal | None = field("Net revenue of 28 days, in `currency`; null if sold in another.")
    units_28: int | None = field("Units sold in the last 28 days.")
    money_at_risk: Decimal | None = field(
        "Expected lost units of the next 14 days at the selling price, in `currency`."
    )
    recommended_quantity: int | None = field(
        "Units still to order: what the published run recommends less what has been ordered since."
    )
    lifecycle: Lifecycle | None = field("Its lifecycle stage.")
    demand_class: DemandClass | None = field("The shape of demand.")
    abc: AbcClass | None = field("Rank by revenue.")
    xyz: XyzClass | None = field("Steadiness of weekly demand.")
    trust_grade: TrustGrade | None = field("Grade of the SKU's data quality.")

    @resolver()
    def supplier(self) -> Supplier | None:
        """Its supplier; null: not known."""
        return supplier_of(self.row)

    @resolver()
    async def forecast(
        self,
        info: Info,
        horizon: Annotated[
            Horizon, argument("Over how many days, from the day after the run's date.")
        ] = Horizon.DAYS_14,
    ) -> Forecast | None:
        """The forecast of the published run; null: none for this SKU."""
        return await forecast_of(info, self.product_id, horizon)

    @resolver(note=f"At most {MAX_DAYS} days at once.")
    async def history(
        self,
        info: Info,
        since: Annotated[date, argument("First day.", name="from")],
        until: Annotated[date, argument("Last day, included.", name="to")],
    ) -> list[DailyStats]:
        """Days on which something was ordered, returned or spent, or the stock changed, the earliest first; quiet days
        are left out.
        """
        check_range(since, until)
        rows = await info.context.loader(DailyStatsBySkuAndRangeLoader).load((self.product_id, since, until))
        return DailyStats.of_all(rows)

    @resolver()
    async def overrides(self, info: Info) -> list[ForecastOverride]:
        """Planners' overrides that coming nightly runs apply, the earliest period first."""
        return ForecastOverride.of_all(await info.context.loader(OverridesByProductIdLoader).load(self.product_id))

    @resolver()
    async def demand_corrections(self, info: Info) -> list[DemandCorrection]:
        """What is corrected in the SKU's demand, one entry a layer, and planners' decisions."""
        made, decided = await info.context.loader(CorrectionsByProductIdLoader).load(self.product_id)
        return [correction(layer, made.get(layer.name), decided.get(layer.name)) for layer in DemandLayer]

    @resolver()
    async def features(self, info: Info) -> Features | None:
        """What the published run measured of the SKU; null: nothing."""
        row = await info.context.loader(FeaturesByProductIdLoader).load(self.product_id)
        return None if row is None else Features.of(row)

    @resolver()
    async def recommendation(self, info: Info) -> Recommendation | None:
        """The recommendation of the published run, with reasons; null: none."""
        wanted = Recommendation.columns_of(asked(info))
        row = await info.context.loader(RecommendationByProductIdLoader).load((self.product_id, wanted))
        return None if row is None else Recommendation.of_sku(row, self)

    @resolver()
    async def open_orders(self, info: Info) -> list[OpenOrderLine]:
        """Lines of drafts, submitted and approved orders whose units are still to come, the soonest first; at
        most 100.
        """
        return OpenOrderLine.of_all(await info.context.loader(OpenLinesByProductIdLoader).load(self.product_id))

    @resolver()
    async def comments(self, info: Info) -> list[SkuComment]:
        """Comments, the earliest first; the latest 100."""
        return SkuComment.of_all(await info.context.loader(CommentsByProductIdLoader).load(self.product_id))

    def node_key(self) -> object:
        """The product's number."""
        return self.product_id
