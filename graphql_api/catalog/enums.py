"""Words of the catalogue and the overview."""

from enum import Enum

import strawberry


@strawberry.enum(description="Class of the probability that a SKU runs out within 14 days if nothing more is ordered.")
class StockoutRisk(Enum):
    """Risk classes of `mart.sku_overview`."""

    STOCKED_OUT = strawberry.enum_value("STOCKED_OUT", description="There is no stock now.")
    HIGH = strawberry.enum_value("HIGH", description="Probability of 0.5 or more.")
    MEDIUM = strawberry.enum_value("MEDIUM", description="Probability of 0.2 to 0.5.")
    LOW = strawberry.enum_value("LOW", description="Probability below 0.2.")
    UNKNOWN = strawberry.enum_value("UNKNOWN", description="The stock is not known.")


@strawberry.enum(description="Rank by revenue of the last 365 days.")
class AbcClass(Enum):
    """Classes of revenue."""

    A = strawberry.enum_value("A", description="The SKUs that make up the first 80 % of revenue.")
    B = strawberry.enum_value("B", description="The SKUs that make up the next 15 %.")
    C = strawberry.enum_value("C", description="The rest.")


@strawberry.enum(description="Class of the coefficient of variation of weekly demand.")
class XyzClass(Enum):
    """Classes of steadiness."""

    X = strawberry.enum_value("X", description="Steady: at most 0.5.")
    Y = strawberry.enum_value("Y", description="Changing: 0.5 to 1.")
    Z = strawberry.enum_value("Z", description="Erratic: above 1.")


@strawberry.enum(description="The shape of demand, by interval between sales and variation of sizes.")
class DemandClass(Enum):
    """Classes of Syntetos and Boylan, and two for SKUs with too little history."""

    SMOOTH = strawberry.enum_value("SMOOTH", description="Sells often, in similar amounts.")
    INTERMITTENT = strawberry.enum_value("INTERMITTENT", description="Sells now and then, in similar amounts.")
    ERRATIC = strawberry.enum_value("ERRATIC", description="Sells often, in varying amounts.")
    LUMPY = strawberry.enum_value("LUMPY", description="Sells now and then, in varying amounts.")
    NEW = strawberry.enum_value("NEW", description="Too new to classify.")
    DORMANT = strawberry.enum_value("DORMANT", description="Has not sold for half a year.")


@strawberry.enum(description="Lifecycle stage of a SKU on the published run's date; the first that applies.")
class Lifecycle(Enum):
    """Stages of `sql/marts/sku_lifecycles`."""

    UPCOMING = strawberry.enum_value("UPCOMING", description="Ordered by customers already, launched later.")
    NEW = strawberry.enum_value("NEW", description="Younger than 28 days, or sold on fewer than 2 days.")
    ACTIVE = strawberry.enum_value("ACTIVE", description="None of the others.")
    ENDING = strawberry.enum_value("ENDING", description="Its last day on sale is stated and still ahead.")
    DISCONTINUED = strawberry.enum_value("DISCONTINUED", description="Its last day on sale has come.")
    NOT_STOCKED = strawberry.enum_value(
        "NOT_STOCKED",
        description="Stock is reported for other SKUs, but never was for this one, and none is on its way.",
    )
    DORMANT = strawberry.enum_value("DORMANT", description="Has not sold for 182 days.")


@strawberry.enum(description="Grade of a SKU's data quality; a worse grade widens its intervals.")
class TrustGrade(Enum):
    """Grades of data quality."""

    A = strawberry.enum_value("A", description="No defects.")
    B = strawberry.enum_value("B", description="Small gaps.")
    C = strawberry.enum_value("C", description="Gaps that matter; check before ordering.")
    D = strawberry.enum_value("D", description="Unreliable; automatic steps are blocked.")


@strawberry.enum(description="Sort orders of the SKU list. Unknown values come last.")
class SkuOrder(Enum):
    """Orderings of `domain.skus.repository`."""

    RISK = strawberry.enum_value(
        "RISK",
        description="Class of risk, then probability of running out within 14 days, then money at risk, the greatest"
        " first; within a class SKUs without money at risk come last.",
    )
    DEPLETION_DATE = strawberry.enum_value("DEPLETION_DATE", description="Day on which the stock ends, soonest first.")
    REVENUE = strawberry.enum_value("REVENUE", description="Net revenue of the last 28 days, the greatest first.")
    DAYS_OF_COVER = strawberry.enum_value("DAYS_OF_COVER", description="Days that the stock lasts, the fewest first.")
    CODE = strawberry.enum_value("CODE", description="SKU code, ascending.")
