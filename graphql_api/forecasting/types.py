"""Forecasts and why they are what they are, features, and daily history."""

from asyncio import gather
from collections.abc import Awaitable
from datetime import date
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Annotated, Any

import strawberry

from graphql_api.context import Info, RequestLoader
from graphql_api.forecasting.accuracy_types import ForecastAccuracy
from graphql_api.forecasting.history import MAX_DAYS, check_range
from graphql_api.forecasting.loaders import (
    DailyPathByProductIdAndHorizonLoader,
    DailyStatsBySkuAndRangeLoader,
    ExplanationByProductIdAndHorizonLoader,
    HorizonKey,
    TotalByProductIdAndHorizonLoader,
)
from graphql_api.forecasting.planner_loaders import AccuracyByProductIdAndHorizonLoader
from graphql_api.permissions import Guard, Role, operators
from graphql_api.rows import FromRow, arguments_of, asked
from graphql_api.values import NamedNumber, named_numbers
from kit.reading import AnyRow


@strawberry.enum(description="Over how many days a forecast's total reaches.")
class Horizon(Enum):
    """The published horizons, in days."""

    DAYS_7 = strawberry.enum_value(7, description="The next 7 days.")
    DAYS_14 = strawberry.enum_value(14, description="The next 14 days.")
    DAYS_30 = strawberry.enum_value(30, description="The next 30 days.")

    @property
    def days(self) -> int:
        """The horizon's length."""
        return int(self.name.removeprefix("DAYS_"))


@strawberry.enum(description="Groups of features that contribute to a forecast.")
class ContributionGroup(Enum):
    """Groups of `ai.prediction_explanations.contributions`."""

    RECENT_SALES = strawberry.enum_value("RECENT_SALES", description="Recent sales, level and trend.")
    SEASON = strawberry.enum_value("SEASON", description="Weekday, time of year, holidays and paydays.")
    SIMILAR_SKUS = strawberry.enum_value(
        "SIMILAR_SKUS", description="Demand of SKUs of the same category, brand or name."
    )
    PRICE_PROMOTION = strawberry.enum_value("PRICE_PROMOTION", description="Prices, discounts and promotions.")
    STOCK = strawberry.enum_value("STOCK", description="Stock and stock-outs.")
    ADS = strawberry.enum_value("ADS", description="Advertising.")
    RETURNS = strawberry.enum_value("RETURNS", description="Returns.")
    BASELINES = strawberry.enum_value("BASELINES", description="The statistical baselines.")
    OTHER = strawberry.enum_value("OTHER", description="Everything else.")


@strawberry.enum(description="How a day's demand was derived.")
class DemandReason(Enum):
    """Reasons of `mart.sku_daily_stats`."""

    OBSERVED = strawberry.enum_value("OBSERVED", description="As sold.")
    STOCKOUT_CORRECTED = strawberry.enum_value(
        "STOCKOUT_CORRECTED", description="Raised, because the stock ran out and sales were below demand."
    )
    OUTLIER_CAPPED = strawberry.enum_value("OUTLIER_CAPPED", description="Lowered, because of a one-off order.")
    PROMOTION_REMOVED = strawberry.enum_value(
        "PROMOTION_REMOVED", description="Lowered by what a promotion brought, as a planner decided."
    )


@strawberry.type(
    description="Expected demand of one day. Its quantiles do not add up to those of a total.", directives=operators()
)
class DailyForecast(FromRow):
    """One day of the path."""

    target_date: date = strawberry.field(description="The day.")
    p10: float = strawberry.field(description="Demand stays below with probability 0.1, in units.")
    p50: float = strawberry.field(description="The median, in units.")
    p90: float = strawberry.field(description="Demand stays below with probability 0.9, in units.")

    @strawberry.field(description="Expected demand, in units.")
    def mean(self) -> float:
        """The mean."""
        mean: float = self.forecast_qty
        return mean

    @strawberry.field(description="The model's own number where a planner's override changed it; null: it did not.")
    def model_mean(self) -> float | None:
        """What the model said."""
        own: float | None = self.model_qty
        return own

    @strawberry.field(description="Confidence of the day's forecast, 0 to 1.")
    def confidence(self) -> float:
        """The score of the day."""
        score: float = self.confidence_score
        return score


@strawberry.type(description="What a group of features adds to or takes from the base value.", directives=operators())
class Contribution:
    """One term of the explanation."""

    group: ContributionGroup = strawberry.field(description="The group.")
    units: float = strawberry.field(description="Signed units of the total.")


@strawberry.enum(description="The rules of forecasts; each value lists the numbers of its sentence.")
class RuleKey(Enum):
    """Keys of `ai.prediction_explanations.rules`."""

    PROMOTION_AHEAD = strawberry.enum_value(
        "PROMOTION_AHEAD", description="A promotion of `discount_rate` runs on `days` of the horizon: `units`."
    )
    PROMOTION_OVER = strawberry.enum_value(
        "PROMOTION_OVER", description="A promotion of `days` of the last 28 days is over: `units`."
    )
    PRICE_UP = strawberry.enum_value("PRICE_UP", description="The price rose by the share `change`: `units`.")
    PRICE_DOWN = strawberry.enum_value("PRICE_DOWN", description="The price fell by the share `change`: `units`.")
    TREND_UP = strawberry.enum_value(
        "TREND_UP", description="28 days sold the share `change` more a day than 91 days: `units`."
    )
    TREND_DOWN = strawberry.enum_value("TREND_DOWN", description="The share `change` less a day: `units`.")
    SEASON_UP = strawberry.enum_value(
        "SEASON_UP", description="A year ago these days sold the share `change` more than the quarter before: `units`."
    )
    SEASON_DOWN = strawberry.enum_value("SEASON_DOWN", description="A year ago the share `change` less: `units`.")
    HOLIDAYS_AHEAD = strawberry.enum_value(
        "HOLIDAYS_AHEAD", description="`days` public holidays lie in the horizon: `units`."
    )
    STOCKOUTS_CORRECTED = strawberry.enum_value(
        "STOCKOUTS_CORRECTED", description="`days` of the last 28 days ended without stock: `units`."
    )
    AD_SPEND_UP = strawberry.enum_value(
        "AD_SPEND_UP", description="A week's advertising is `factor` times that of four weeks: `units`."
    )
    AD_SPEND_DOWN = strawberry.enum_value("AD_SPEND_DOWN", description="The same, with a `factor` below one: `units`.")
    RETURNS_HIGH = strawberry.enum_value(
        "RETURNS_HIGH", description="The share `rate` of units of the last 91 days came back: `units`."
    )
    MODEL_RECENT_SALES = strawberry.enum_value(
        "MODEL_RECENT_SALES", description="Contribution of recent sales as a whole: `units`."
    )
    MODEL_PRICE_PROMOTION = strawberry.enum_value(
        "MODEL_PRICE_PROMOTION", description="Contribution of price and promotions as a whole: `units`."
    )
    MODEL_SEASON = strawberry.enum_value("MODEL_SEASON", description="Contribution of the season as a whole: `units`.")
    MODEL_STOCK = strawberry.enum_value("MODEL_STOCK", description="Contribution of the stock as a whole: `units`.")
    MODEL_ADS = strawberry.enum_value("MODEL_ADS", description="Contribution of advertising as a whole: `units`.")
    MODEL_RETURNS = strawberry.enum_value("MODEL_RETURNS", description="Contribution of returns as a whole: `units`.")
    NEW_PRODUCT = strawberry.enum_value(
        "NEW_PRODUCT", description="On sale for `days` days only; similar SKUs are used."
    )
    SELDOM_SOLD = strawberry.enum_value("SELDOM_SOLD", description="Sells about every `days` days.")
    NO_SALES_SINCE = strawberry.enum_value("NO_SALES_SINCE", description="Nothing sold for `days` days.")
    DISCONTINUED = strawberry.enum_value("DISCONTINUED", description="Not sold any more, since `days` days.")
    ENDS_SOON = strawberry.enum_value("ENDS_SOON", description="Sold for another `days` days only.")
    PLANNER_OVERRIDE = strawberry.enum_value(
        "PLANNER_OVERRIDE",
        description="A planner changed the total by `units`; the rest explains the model's.",
    )


@strawberry.type(
    description="A rule that applies to the forecast, as a text key with its numbers.", directives=operators()
)
class Rule:
    """One rule that fired."""

    key: RuleKey = strawberry.field(description="Key of the sentence.")
    numbers: list[NamedNumber] = strawberry.field(description="The numbers of the sentence.")


@strawberry.type(
    description="Why a total is what it is: the base value and all contributions add up to the prediction.",
    directives=operators(),
)
class Explanation(FromRow):
    """Base value, contributions and rules of one total."""

    base_value: float = strawberry.field(
        description="The model's prediction without any information on the SKU, in units."
    )
    prediction: float = strawberry.field(
        description="The model's own total, in units; a planner's override is among the rules."
    )

    @strawberry.field(description="Signed terms, by group.")
    def contributions(self) -> list[Contribution]:
        """The terms."""
        return [Contribution(group=term["group"], units=term["units"]) for term in self.row.contributions]

    @strawberry.field(description="Rules that apply.")
    def rules(self) -> list[Rule]:
        """The rules."""
        return [
            Rule(key=RuleKey[rule["key"]], numbers=named_numbers(rule.get("numbers") or {})) for rule in self.row.rules
        ]


@strawberry.type(
    description="Expected demand over a horizon, from the day after the run's date.", directives=operators()
)
class Forecast(FromRow):
    """The total; path and explanation come by loaders."""

    horizon_days: int = strawberry.field(description="Days of the horizon.")
    mean: float = strawberry.field(description="Expected total demand, in units.")
    p10: float = strawberry.field(description="The total stays below with probability 0.1, in units.")
    p50: float = strawberry.field(description="The median of the total, in units.")
    p90: float = strawberry.field(description="The total stays below with probability 0.9, in units.")
    model: str = strawberry.field(description="The model that made it.")
    model_mean: float | None = strawberry.field(
        description="The model's own mean where a planner's override changed it; null: it did not."
    )
    model_p50: float | None = strawberry.field(description="The model's own median in that case.")

    @strawberry.field(
        description="Accuracy of forecasts of this SKU and horizon, by source and model, of the last 400 days."
    )
    async def accuracy(self, info: Info) -> list[ForecastAccuracy]:
        """Scores of the SKU, summed."""
        key = (self.row.product_id, self.row.horizon_days)
        return ForecastAccuracy.of_all(await info.context.loader(AccuracyByProductIdAndHorizonLoader).load(key))

    @strawberry.field(
        description="The demand that forecasts learn from, layer by layer, on days on which something happened, the"
        f" earliest first. At most {MAX_DAYS} days at once."
    )
    async def history(
        self,
        info: Info,
        since: Annotated[date, strawberry.argument(name="from", description="First day.")],
        until: Annotated[date, strawberry.argument(name="to", description="Last day, included.")],
    ) -> list[Annotated["DailyStats", strawberry.lazy("graphql_api.forecasting.types")]]:
        """Daily statistics between two days."""
        check_range(since, until)
        key = (self.row.product_id, since, until)
        return DailyStats.of_all(await info.context.loader(DailyStatsBySkuAndRangeLoader).load(key))

    @strawberry.field(description="Confidence of the forecast, 0 to 1.")
    def confidence(self) -> float:
        """The score of the total."""
        score: float = self.confidence_score
        return score

    @strawberry.field(description="The days of the horizon, the earliest first.")
    async def daily(self, info: Info) -> list[DailyForecast]:
        """The daily path."""
        key = (self.row.product_id, self.row.horizon_days)
        return DailyForecast.of_all(await info.context.loader(DailyPathByProductIdAndHorizonLoader).load(key))

    @strawberry.field(description="Why the total is what it is; null: the model has no explanation.")
    async def explanation(self, info: Info) -> Explanation | None:
        """The explanation of the total."""
        key = (self.row.product_id, self.row.horizon_days)
        row: AnyRow | None = await info.context.loader(ExplanationByProductIdAndHorizonLoader).load(key)
        return None if row is None else Explanation.of(row)


BEHIND: MappingProxyType[str, type[RequestLoader[HorizonKey, Any]]] = MappingProxyType(
    {
        "accuracy": AccuracyByProductIdAndHorizonLoader,
        "daily": DailyPathByProductIdAndHorizonLoader,
        "explanation": ExplanationByProductIdAndHorizonLoader,
    }
)


async def forecast_of(info: Info, product_id: int, horizon: Horizon) -> Forecast | None:
    """The forecast of a SKU, and for its fields what hangs on it: asked at once, so that it is read together.

    Raises:
        BadInputError: a history below spans too many days.
    """
    key, loader, fields = (product_id, horizon.days), info.context.loader, asked(info)
    loads: list[Awaitable[Any]] = [loader(TotalByProductIdAndHorizonLoader).load(key)]
    loads += [loader(kind).load(key) for field, kind in BEHIND.items() if field in fields]
    for days in arguments_of(info, "history"):
        check_range(days["from"], days["to"])
        loads.append(loader(DailyStatsBySkuAndRangeLoader).load((product_id, days["from"], days["to"])))
    row, *_ = await gather(*loads)
    return None if row is None else Forecast.of(row)


@strawberry.type(description="What happened to a SKU on one business day.", directives=operators())
class DailyStats(FromRow):
    """One day of the daily mart."""

    stat_date: date = strawberry.field(name="date", description="The business day.")
    ordered_units: int = strawberry.field(description="Units ordered.")
    cancelled_units: int = strawberry.field(description="Units of these orders that were cancelled since.")
    sold_units: int = strawberry.field(description="Units ordered less cancelled.")
    returned_units: int = strawberry.field(description="Units that came back on this day.")
    order_count: int = strawberry.field(description="Orders that hold the SKU.")
    gross_revenue: Decimal = strawberry.field(description="Ordered units at the price paid, in the SKU's currency.")
    net_revenue: Decimal = strawberry.field(description="The same less cancellations.")
    paid_price: float | None = strawberry.field(description="Mean price paid for a unit; null: nothing sold.")
    discount_rate: float | None = strawberry.field(description="Mean discount, a share of 1; null: nothing sold.")
    on_hand: int | None = strawberry.field(description="Units in stock at the day's end; null: not known.")
    is_stockout: bool | None = strawberry.field(description="Whether the stock was gone; null: not known.")
    is_promotion: bool = strawberry.field(description="Whether a promotion ran.")
    ad_spend: Decimal = strawberry.field(description="Spent on advertising, in the SKU's currency.")
    outlier_units: float = strawberry.field(description="Layer OUTLIER: taken out of one-off bulk orders, in units.")
    stockout_units: float = strawberry.field(
        description="Layer STOCKOUT: added, demand that found no stock and never came back, in units."
    )
    promotion_units: float = strawberry.field(
        description="Layer PROMOTION: of the demand, what a promotion brought, in units; stays in unless a planner"
        " accepts to take it out."
    )
    planner_units: float = strawberry.field(description="Signed: what planners' decisions on the layers changed.")
    demand_units: float = strawberry.field(
        description="Demand that forecasts learn from: soldUnits - outlierUnits + stockoutUnits + plannerUnits."
    )
    demand_reason: DemandReason = strawberry.field(description="How that demand was taken.")


@strawberry.type(
    description="What a run measured of a SKU, as of the run's date. Null: not defined for this SKU.",
    directives=operators(),
)
class Features(FromRow):
    """One row of `mart.sku_features`."""

    as_of_date: date = strawberry.field(description="Last day that was measured.")
    age_days: int = strawberry.field(description="Days since the SKU first appeared.")
    days_since_last_sale: int | None = strawberry.field(description="Days since a unit was last sold.")
    sales_days: int = strawberry.field(description="Days on which something sold, in the whole history.")
    level_28: float = strawberry.field(description="Mean demand a day of the last 28 days, in units.")
    level_91: float = strawberry.field(description="The same of the last 91 days.")
    trend_ratio: float | None = strawberry.field(description="Level of 28 days over that of 91 days.")
    volatility_91: float | None = strawberry.field(description="Coefficient of variation of daily demand, 91 days.")
    zero_share_91: float = strawberry.field(description="Share of days without demand in 91 days, 0 to 1.")
    same_window_last_year: float | None = strawberry.field(
        description="Demand of the next 28 days' dates one year ago, in units."
    )
    weekday_strength: float | None = strawberry.field(description="How much weekdays differ.")
    season_index: float | None = strawberry.field(description="This time of year over the year's mean.")
    next_holiday_days: int | None = strawberry.field(description="Days to the next public holiday.")
    next_payday_days: int | None = strawberry.field(description="Days to the next payday.")
    paid_price: float | None = strawberry.field(description="Last price paid, in the SKU's currency.")
    price_change: float | None = strawberry.field(description="Change of the price, a share of 1.")
    discount_rate_28: float | None = strawberry.field(description="Mean discount of 28 days, a share of 1.")
    is_promotion: bool = strawberry.field(description="Whether a promotion runs.")
    promotion_days_ahead_30: int = strawberry.field(description="Planned promotion days in the next 30 days.")
    planned_discount_rate: float | None = strawberry.field(description="Discount of the planned promotion.")
    ad_spend_7: Decimal = strawberry.field(description="Spent on advertising in 7 days, in the SKU's currency.")
    ad_spend_28: Decimal = strawberry.field(description="The same in 28 days.")
    lead_time_stated_days: int | None = strawberry.field(
        description="Lead time as the supplier states it, in days.", extensions=[Guard(Role.MANAGER)]
    )
    lead_time_mean_days: float | None = strawberry.field(
        description="Measured mean lead time, in days.", extensions=[Guard(Role.MANAGER)]
    )
    lead_time_sd_days: float | None = strawberry.field(
        description="Its standard deviation, in days.", extensions=[Guard(Role.MANAGER)]
    )
    inventory_turnover: float | None = strawberry.field(description="Times the stock turned over in a year.")
    return_rate_28: float | None = strawberry.field(description="Returned over sold units of 28 days.")
    return_rate_91: float | None = strawberry.field(description="The same of 91 days.")
    stockout_days_91: int = strawberry.field(description="Days without stock in 91 days.")
    adi: float | None = strawberry.field(description="Mean interval between days with demand, in days.")
    cv2: float | None = strawberry.field(description="Squared coefficient of variation of demand sizes.")
