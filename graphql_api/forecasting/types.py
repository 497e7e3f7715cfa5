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
from graphql_api.decorators import argument, enum, field, object_type, resolver
from graphql_api.forecasting.accuracy_types import ForecastAccuracy
from graphql_api.forecasting.loaders import (
    MAX_DAYS,
    AccuracyByProductIdAndHorizonLoader,
    DailyPathByProductIdAndHorizonLoader,
    DailyStatsBySkuAndRangeLoader,
    ExplanationByProductIdAndHorizonLoader,
    HorizonKey,
    TotalByProductIdAndHorizonLoader,
    check_range,
)
from graphql_api.permissions import Guard, Role
from graphql_api.rows import FromRow, arguments_of, asked
from graphql_api.values import NamedNumber, named_numbers
from kit.reading import AnyRow


@strawberry.enum(description="Over how many days a forecast's total reaches.")
class Horizon(Enum):
    """Over how many days a forecast's total reaches."""

    DAYS_7 = strawberry.enum_value(7, description="The next 7 days.")
    DAYS_14 = strawberry.enum_value(14, description="The next 14 days.")
    DAYS_30 = strawberry.enum_value(30, description="The next 30 days.")

    @property
    def days(self) -> int:
        """The horizon's length."""
        return int(self.name.removeprefix("DAYS_"))


@enum
class ContributionGroup(Enum):
    """Groups of features that contribute to a forecast."""

    RECENT_SALES = "Recent sales, level and trend."
    SEASON = "Weekday, time of year, holidays and paydays."
    SIMILAR_SKUS = "Demand of SKUs of the same category, brand or name."
    PRICE_PROMOTION = "Prices, discounts and promotions."
    STOCK = "Stock and stock-outs."
    ADS = "Advertising."
    RETURNS = "Returns."
    BASELINES = "The statistical baselines."
    OTHER = "Everything else."


@enum
class DemandReason(Enum):
    """How a day's demand was derived."""

    OBSERVED = "As sold."
    STOCKOUT_CORRECTED = "Raised, because the stock ran out and sales were below demand."
    OUTLIER_CAPPED = "Lowered, because of a one-off order."
    PROMOTION_REMOVED = "Lowered by what a promotion brought, as a planner decided."


@object_type
class DailyForecast(FromRow):
    """Expected demand of one day. Its quantiles do not add up to those of a total."""

    mean: float = field("Expected demand, in units.")
    model_mean: float | None = field("The model's own number where a planner's override changed it; null: it did not.")
    confidence: float = field("Confidence of the day's forecast, 0 to 1.")
    target_date: date = field("The day.")
    p10: float = field("Demand stays below with probability 0.1, in units.")
    p50: float = field("The median, in units.")
    p90: float = field("Demand stays below with probability 0.9, in units.")


@object_type
class Contribution:
    """What a group of features adds to or takes from the base value."""

    group: ContributionGroup = field("The group.")
    units: float = field("Signed units of the total.")


@enum
class RuleKey(Enum):
    """The rules of forecasts; each value lists the numbers of its sentence."""

    PROMOTION_AHEAD = "A promotion of `discount_rate` runs on `days` of the horizon: `units`."
    PROMOTION_OVER = "A promotion of `days` of the last 28 days is over: `units`."
    PRICE_UP = "The price rose by the share `change`: `units`."
    PRICE_DOWN = "The price fell by the share `change`: `units`."
    TREND_UP = "28 days sold the share `change` more a day than 91 days: `units`."
    TREND_DOWN = "The share `change` less a day: `units`."
    SEASON_UP = "A year ago these days sold the share `change` more than the quarter before: `units`."
    SEASON_DOWN = "A year ago the share `change` less: `units`."
    HOLIDAYS_AHEAD = "`days` public holidays lie in the horizon: `units`."
    STOCKOUTS_CORRECTED = "`days` of the last 28 days ended without stock: `units`."
    AD_SPEND_UP = "A week's advertising is `factor` times that of four weeks: `units`."
    AD_SPEND_DOWN = "The same, with a `factor` below one: `units`."
    RETURNS_HIGH = "The share `rate` of units of the last 91 days came back: `units`."
    MODEL_RECENT_SALES = "Contribution of recent sales as a whole: `units`."
    MODEL_PRICE_PROMOTION = "Contribution of price and promotions as a whole: `units`."
    MODEL_SEASON = "Contribution of the season as a whole: `units`."
    MODEL_STOCK = "Contribution of the stock as a whole: `units`."
    MODEL_ADS = "Contribution of advertising as a whole: `units`."
    MODEL_RETURNS = "Contribution of returns as a whole: `units`."
    NEW_PRODUCT = "On sale for `days` days only; similar SKUs are used."
    SELDOM_SOLD = "Sells about every `days` days."
    NO_SALES_SINCE = "Nothing sold for `days` days."
    DISCONTINUED = "Not sold any more, since `days` days."
    ENDS_SOON = "Sold for another `days` days only."
    PLANNER_OVERRIDE = "A planner changed the total by `units`; the rest explains the model's."


@object_type
class Rule:
    """A rule that applies to the forecast, as a text key with its numbers."""

    key: RuleKey = field("Key of the sentence.")
    numbers: list[NamedNumber] = field("The numbers of the sentence.")


@object_type
class Explanation(FromRow):
    """Why a total is what it is: the base value and all contributions add up to the prediction."""

    base_value: float = field("The model's prediction without any information on the SKU, in units.")
    prediction: float = field("The model's own total, in units; a planner's override is among the rules.")

    @resolver()
    def contributions(self) -> list[Contribution]:
        """Signed terms, by group."""
        return [Contribution(group=term["group"], units=term["units"]) for term in self.row.contributions]

    @resolver()
    def rules(self) -> list[Rule]:
        """Rules that apply."""
        return [
            Rule(key=RuleKey[rule["key"]], numbers=named_numbers(rule.get("numbers") or {})) for rule in self.row.rules
        ]


@object_type
class Forecast(FromRow):
    """Expected demand over a horizon, from the day after the run's date."""

    confidence: float = field("Confidence of the forecast, 0 to 1.")
    horizon_days: int = field("Days of the horizon.")
    mean: float = field("Expected total demand, in units.")
    p10: float = field("The total stays below with probability 0.1, in units.")
    p50: float = field("The median of the total, in units.")
    p90: float = field("The total stays below with probability 0.9, in units.")
    model: str = field("The model that made it.")
    model_mean: float | None = field("The model's own mean where a planner's override changed it; null: it did not.")
    model_p50: float | None = field("The model's own median in that case.")

    @resolver()
    async def accuracy(self, info: Info) -> list[ForecastAccuracy]:
        """Accuracy of forecasts of this SKU and horizon, by source and model, of the last 400 days."""
        key = (self.row.product_id, self.row.horizon_days)
        return ForecastAccuracy.of_all(await info.context.loader(AccuracyByProductIdAndHorizonLoader).load(key))

    @resolver(note=f"At most {MAX_DAYS} days at once.")
    async def history(
        self,
        info: Info,
        since: Annotated[date, argument("First day.", name="from")],
        until: Annotated[date, argument("Last day, included.", name="to")],
    ) -> list[Annotated["DailyStats", strawberry.lazy("graphql_api.forecasting.types")]]:
        """The demand that forecasts learn from, layer by layer, on days on which something happened, the earliest
        first.
        """
        check_range(since, until)
        key = (self.row.product_id, since, until)
        return DailyStats.of_all(await info.context.loader(DailyStatsBySkuAndRangeLoader).load(key))

    @resolver()
    async def daily(self, info: Info) -> list[DailyForecast]:
        """The days of the horizon, the earliest first."""
        key = (self.row.product_id, self.row.horizon_days)
        return DailyForecast.of_all(await info.context.loader(DailyPathByProductIdAndHorizonLoader).load(key))

    @resolver()
    async def explanation(self, info: Info) -> Explanation | None:
        """Why the total is what it is; null: the model has no explanation."""
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


@object_type
class DailyStats(FromRow):
    """What happened to a SKU on one business day."""

    stat_date: date = field("The business day.", name="date")
    ordered_units: int = field("Units ordered.")
    cancelled_units: int = field("Units of these orders that were cancelled since.")
    sold_units: int = field("Units ordered less cancelled.")
    returned_units: int = field("Units that came back on this day.")
    order_count: int = field("Orders that hold the SKU.")
    gross_revenue: Decimal = field("Ordered units at the price paid, in the SKU's currency.")
    net_revenue: Decimal = field("The same less cancellations.")
    paid_price: float | None = field("Mean price paid for a unit; null: nothing sold.")
    discount_rate: float | None = field("Mean discount, a share of 1; null: nothing sold.")
    on_hand: int | None = field("Units in stock at the day's end; null: not known.")
    is_stockout: bool | None = field("Whether the stock was gone; null: not known.")
    is_promotion: bool = field("Whether a promotion ran.")
    ad_spend: Decimal = field("Spent on advertising, in the SKU's currency.")
    outlier_units: float = field("Layer OUTLIER: taken out of one-off bulk orders, in units.")
    stockout_units: float = field("Layer STOCKOUT: added, demand that found no stock and never came back, in units.")
    promotion_units: float = field(
        "Layer PROMOTION: of the demand, what a promotion brought, in units; stays in unless a planner"
        " accepts to take it out."
    )
    planner_units: float = field("Signed: what planners' decisions on the layers changed.")
    demand_units: float = field(
        "Demand that forecasts learn from: soldUnits - outlierUnits + stockoutUnits + plannerUnits."
    )
    demand_reason: DemandReason = field("How that demand was taken.")


@object_type
class Features(FromRow):
    """What a run measured of a SKU, as of the run's date. Null: not defined for this SKU."""

    as_of_date: date = field("Last day that was measured.")
    age_days: int = field("Days since the SKU first appeared.")
    days_since_last_sale: int | None = field("Days since a unit was last sold.")
    sales_days: int = field("Days on which something sold, in the whole history.")
    level_28: float = field("Mean demand a day of the last 28 days, in units.")
    level_91: float = field("The same of the last 91 days.")
    trend_ratio: float | None = field("Level of 28 days over that of 91 days.")
    volatility_91: float | None = field("Coefficient of variation of daily demand, 91 days.")
    zero_share_91: float = field("Share of days without demand in 91 days, 0 to 1.")
    same_window_last_year: float | None = field("Demand of the next 28 days' dates one year ago, in units.")
    weekday_strength: float | None = field("How much weekdays differ.")
    season_index: float | None = field("This time of year over the year's mean.")
    next_holiday_days: int | None = field("Days to the next public holiday.")
    next_payday_days: int | None = field("Days to the next payday.")
    paid_price: float | None = field("Last price paid, in the SKU's currency.")
    price_change: float | None = field("Change of the price, a share of 1.")
    discount_rate_28: float | None = field("Mean discount of 28 days, a share of 1.")
    is_promotion: bool = field("Whether a promotion runs.")
    promotion_days_ahead_30: int = field("Planned promotion days in the next 30 days.")
    planned_discount_rate: float | None = field("Discount of the planned promotion.")
    ad_spend_7: Decimal = field("Spent on advertising in 7 days, in the SKU's currency.")
    ad_spend_28: Decimal = field("The same in 28 days.")
    lead_time_stated_days: int | None = field("Lead time as the supplier states it, in days.", Guard(Role.MANAGER))
    lead_time_mean_days: float | None = field("Measured mean lead time, in days.", Guard(Role.MANAGER))
    lead_time_sd_days: float | None = field("Its standard deviation, in days.", Guard(Role.MANAGER))
    inventory_turnover: float | None = field("Times the stock turned over in a year.")
    return_rate_28: float | None = field("Returned over sold units of 28 days.")
    return_rate_91: float | None = field("The same of 91 days.")
    stockout_days_91: int = field("Days without stock in 91 days.")
    adi: float | None = field("Mean interval between days with demand, in days.")
    cv2: float | None = field("Squared coefficient of variation of demand sizes.")
