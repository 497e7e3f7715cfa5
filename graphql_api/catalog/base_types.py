"""What types of other features need of the catalogue: its enums, and suppliers, as read in one row with a SKU."""

from decimal import Decimal
from enum import Enum

from graphql_api.decorators import enum, field, object_type
from graphql_api.permissions import Guard, Role
from kit.reading import AnyRow


@enum
class StockoutRisk(Enum):
    """Class of the probability that a SKU runs out within 14 days if nothing more is ordered."""

    STOCKED_OUT = "There is no stock now."
    HIGH = "Probability of 0.5 or more."
    MEDIUM = "Probability of 0.2 to 0.5."
    LOW = "Probability below 0.2."
    UNKNOWN = "The stock is not known."


@enum
class AbcClass(Enum):
    """Rank by revenue of the last 365 days."""

    A = "The SKUs that make up the first 80 % of revenue."
    B = "The SKUs that make up the next 15 %."
    C = "The rest."


@enum
class XyzClass(Enum):
    """Class of the coefficient of variation of weekly demand."""

    X = "Steady: at most 0.5."
    Y = "Changing: 0.5 to 1."
    Z = "Erratic: above 1."


@enum
class DemandClass(Enum):
    """The shape of demand, by interval between sales and variation of sizes."""

    SMOOTH = "Sells often, in similar amounts."
    INTERMITTENT = "Sells now and then, in similar amounts."
    ERRATIC = "Sells often, in varying amounts."
    LUMPY = "Sells now and then, in varying amounts."
    NEW = "Too new to classify."
    DORMANT = "Has not sold for half a year."


@enum
class Lifecycle(Enum):
    """Lifecycle stage of a SKU on the published run's date; the first that applies."""

    UPCOMING = "Ordered by customers already, launched later."
    NEW = "Younger than 28 days, or sold on fewer than 2 days."
    ACTIVE = "None of the others."
    ENDING = "Its last day on sale is stated and still ahead."
    DISCONTINUED = "Its last day on sale has come."
    NOT_STOCKED = "Stock is reported for other SKUs, but never was for this one, and none is on its way."
    DORMANT = "Has not sold for 182 days."


@enum
class TrustGrade(Enum):
    """Grade of a SKU's data quality; a worse grade widens its intervals."""

    A = "No defects."
    B = "Small gaps."
    C = "Gaps that matter; check before ordering."
    D = "Unreliable; automatic steps are blocked."


@enum
class SkuOrder(Enum):
    """Sort orders of the SKU list. Unknown values come last."""

    RISK = (
        "Class of risk, then probability of running out within 14 days, then money at risk, the greatest"
        " first; within a class SKUs without money at risk come last."
    )
    DEPLETION_DATE = "Day on which the stock ends, soonest first."
    REVENUE = "Net revenue of the last 28 days, the greatest first."
    DAYS_OF_COVER = "Days that the stock lasts, the fewest first."
    CODE = "SKU code, ascending."


SUPPLIER_COLUMNS = (
    "supplier_id",
    "supplier_code",
    "supplier_name",
    "supplier_currency",
    "supplier_lead_time_days",
    "supplier_order_cycle_days",
    "supplier_order_weekdays",
    "supplier_min_order_value",
)


@object_type
class Supplier:
    """A supplier. Its terms are visible to managers only."""

    code: str = field("The supplier's own code, unique.")
    name: str = field("The supplier's name.")
    currency: str | None = field("Currency that the supplier bills in (ISO 4217), as on each of its orders.")
    lead_time_days: int | None = field("Days from order to arrival, as the supplier states them.", Guard(Role.MANAGER))
    order_cycle_days: int | None = field("Days between two orders.", Guard(Role.MANAGER))
    order_weekdays: list[int] | None = field(
        "Weekdays on which orders are taken (1 Monday to 7 Sunday); null: any.", Guard(Role.MANAGER)
    )
    min_order_value: Decimal | None = field("Minimum order value, in the supplier's currency.", Guard(Role.MANAGER))


def supplier_of(row: AnyRow) -> Supplier | None:
    """The supplier in a row that carries `SUPPLIER_COLUMNS`; None when there is none."""
    if row.supplier_id is None:
        return None
    return Supplier(
        code=row.supplier_code,
        name=row.supplier_name,
        currency=row.supplier_currency,
        lead_time_days=row.supplier_lead_time_days,
        order_cycle_days=row.supplier_order_cycle_days,
        order_weekdays=row.supplier_order_weekdays,
        min_order_value=row.supplier_min_order_value,
    )
