"""SKUs and suppliers."""

from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated

import strawberry

from domain.skus.repository import SKU_COLUMNS
from graphql_api.catalog.comments import CommentsByProductIdLoader, SkuComment
from graphql_api.catalog.enums import AbcClass, DemandClass, Lifecycle, StockoutRisk, TrustGrade, XyzClass
from graphql_api.catalog.suppliers import SUPPLIER_COLUMNS, Supplier, supplier_of
from graphql_api.context import Info
from graphql_api.forecasting.history import MAX_DAYS, check_range
from graphql_api.forecasting.loaders import DailyStatsBySkuAndRangeLoader, FeaturesByProductIdLoader
from graphql_api.forecasting.planner_loaders import CorrectionsByProductIdLoader, OverridesByProductIdLoader
from graphql_api.forecasting.planner_types import DemandCorrection, DemandLayer, ForecastOverride, correction
from graphql_api.forecasting.types import DailyStats, Features, Forecast, Horizon, forecast_of
from graphql_api.node import Node
from graphql_api.permissions import costs, operators
from graphql_api.purchasing.loaders import OpenLinesByProductIdLoader
from graphql_api.purchasing.open_lines import OpenOrderLine
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation, recommendation_columns
from graphql_api.rows import FromRow, asked, columns

NEEDS = MappingProxyType({"supplier": SUPPLIER_COLUMNS})
ROUND_TRIP = ("recommendation", "sku")


def sku_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a SKU."""
    return columns(SKU_COLUMNS, fields, NEEDS)


def sku_columns_asked(info: Info, *paths: tuple[str, ...]) -> frozenset[str]:
    """The columns requested of the SKUs at these paths, including those requested through their recommendations."""
    fields = asked(info, *paths)
    if ROUND_TRIP[0] in fields:
        fields |= asked(info, *((*path, *ROUND_TRIP) for path in paths or ((),)))
    return sku_columns(fields)


@strawberry.type(
    description="A stock-keeping unit: the product, its stock in the published run and its forecast."
    " Null in what a run computes: not known, or the run does not know the SKU yet.",
    directives=operators(),
)
class Sku(FromRow, Node):
    """Product, supplier and overview in one row; the rest comes by loaders."""

    product_id: strawberry.Private[int]
    code: str = strawberry.field(description="The SKU's own code, unique.")
    name: str = strawberry.field(description="The product's name.")
    category: str | None = strawberry.field(description="The category it is sold in.")
    brand: str | None = strawberry.field(description="The brand.")
    list_price: Decimal | None = strawberry.field(description="List price of one unit, in `currency`.")
    unit_cost: Decimal | None = strawberry.field(
        description="Purchase cost of one unit, in `currency`.", extensions=[costs()]
    )
    currency: str = strawberry.field(description="Currency of the amounts (ISO 4217).")
    moq: int | None = strawberry.field(description="Minimum order quantity, in units.")
    pack_size: int | None = strawberry.field(description="Units per pack; orders are whole packs.")
    max_order_quantity: int | None = strawberry.field(description="Maximum order quantity, in units.")
    shelf_life_days: int | None = strawberry.field(description="Shelf life, in days.")
    launched_on: date | None = strawberry.field(description="First day of sale.")
    discontinued_on: date | None = strawberry.field(description="Day from which it is no longer bought.")
    as_of_date: date | None = strawberry.field(description="Last day that the published run knows.")
    on_hand: int | None = strawberry.field(description="Units in stock, all warehouses.")
    reserved: int | None = strawberry.field(description="Units in stock that are promised to customers.")
    on_order: int = strawberry.field(
        description="Units on their way in: of purchase orders as they are now, drafts included, and of what was"
        " ordered elsewhere as the published run knows it."
    )
    received_since: int = strawberry.field(
        description="Units of purchase orders received since `asOfDate`; `onHand` does not hold them yet."
    )
    days_of_cover: float | None = strawberry.field(description="Days that the free stock lasts at expected demand.")
    depletion_date: date | None = strawberry.field(
        description="First day without stock, if nothing more is ordered; null: not within the next 60 days, or the"
        " stock has ended already."
    )
    stockout_risk: StockoutRisk | None = strawberry.field(
        description="Class of the 14-day probability. Only a SKU that is expected to sell can be at risk; STOCKED_OUT"
        " if the demand of the next day finds no stock."
    )
    stockout_probability_7: float | None = strawberry.field(description="Probability of running out in 7 days, 0 to 1.")
    stockout_probability_14: float | None = strawberry.field(description="The same in 14 days.")
    stockout_probability_30: float | None = strawberry.field(description="The same in 30 days.")
    expected_demand_7: float | None = strawberry.field(description="Expected demand of the next 7 days, in units.")
    expected_demand_14: float | None = strawberry.field(description="The same for 14 days.")
    expected_demand_30: float | None = strawberry.field(description="The same for 30 days.")
    revenue_28: Decimal | None = strawberry.field(
        description="Net revenue of 28 days, in `currency`; null if sold in another."
    )
    units_28: int | None = strawberry.field(description="Units sold in the last 28 days.")
    money_at_risk: Decimal | None = strawberry.field(
        description="Expected lost units of the next 14 days at the selling price, in `currency`."
    )
    recommended_quantity: int | None = strawberry.field(
        description="Units still to order: what the published run recommends less what has been ordered since."
    )
    lifecycle: Lifecycle | None = strawberry.field(description="Its lifecycle stage.")
    demand_class: DemandClass | None = strawberry.field(description="The shape of demand.")
    abc: AbcClass | None = strawberry.field(description="Rank by revenue.")
    xyz: XyzClass | None = strawberry.field(description="Steadiness of weekly demand.")
    trust_grade: TrustGrade | None = strawberry.field(description="Grade of the SKU's data quality.")

    @strawberry.field(description="Its supplier; null: not known.")
    def supplier(self) -> Supplier | None:
        """The supplier in the same row."""
        return supplier_of(self.row)

    @strawberry.field(description="The forecast of the published run; null: none for this SKU.")
    async def forecast(
        self,
        info: Info,
        horizon: Annotated[
            Horizon, strawberry.argument(description="Over how many days, from the day after the run's date.")
        ] = Horizon.DAYS_14,
    ) -> Forecast | None:
        """The total over a horizon."""
        return await forecast_of(info, self.product_id, horizon)

    @strawberry.field(
        description="Days on which something was ordered, returned or spent, or the stock changed, the earliest first;"
        f" quiet days are left out. At most {MAX_DAYS} days at once."
    )
    async def history(
        self,
        info: Info,
        since: Annotated[date, strawberry.argument(name="from", description="First day.")],
        until: Annotated[date, strawberry.argument(name="to", description="Last day, included.")],
    ) -> list[DailyStats]:
        """Daily statistics between two days."""
        check_range(since, until)
        rows = await info.context.loader(DailyStatsBySkuAndRangeLoader).load((self.product_id, since, until))
        return DailyStats.of_all(rows)

    @strawberry.field(description="Planners' overrides that coming nightly runs apply, the earliest period first.")
    async def overrides(self, info: Info) -> list[ForecastOverride]:
        """The overrides that hold."""
        return ForecastOverride.of_all(await info.context.loader(OverridesByProductIdLoader).load(self.product_id))

    @strawberry.field(description="What is corrected in the SKU's demand, one entry a layer, and planners' decisions.")
    async def demand_corrections(self, info: Info) -> list[DemandCorrection]:
        """The three layers."""
        made, decided = await info.context.loader(CorrectionsByProductIdLoader).load(self.product_id)
        return [correction(layer, made.get(layer.name), decided.get(layer.name)) for layer in DemandLayer]

    @strawberry.field(description="What the published run measured of the SKU; null: nothing.")
    async def features(self, info: Info) -> Features | None:
        """The features as of the run's date."""
        row = await info.context.loader(FeaturesByProductIdLoader).load(self.product_id)
        return None if row is None else Features.of(row)

    @strawberry.field(description="The recommendation of the published run, with reasons; null: none.")
    async def recommendation(self, info: Info) -> Recommendation | None:
        """The recommendation of the published run."""
        wanted = recommendation_columns(asked(info))
        row = await info.context.loader(RecommendationByProductIdLoader).load((self.product_id, wanted))
        return None if row is None else Recommendation.of_sku(row, self)

    @strawberry.field(
        description="Lines of drafts, submitted and approved orders whose units are still to come, the soonest first;"
        " at most 100."
    )
    async def open_orders(self, info: Info) -> list[OpenOrderLine]:
        """The open lines."""
        return OpenOrderLine.of_all(await info.context.loader(OpenLinesByProductIdLoader).load(self.product_id))

    @strawberry.field(description="Comments, the earliest first; the latest 100.")
    async def comments(self, info: Info) -> list[SkuComment]:
        """The comments."""
        return SkuComment.of_all(await info.context.loader(CommentsByProductIdLoader).load(self.product_id))

    def node_key(self) -> object:
        """The product's number."""
        return self.product_id
