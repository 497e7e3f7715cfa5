"""A planning setting, and what holds where there is none."""

from dataclasses import asdict
from datetime import datetime
from decimal import Decimal
from enum import Enum

from domain.planning_settings.repository import SETTING_COLUMNS
from domain.planning_settings.rules import PlanningDefaults as Defaults
from graphql_api.decorators import enum, field, object_type
from graphql_api.rows import FromRow


@enum
class PlanningScope(Enum):
    """What a planning setting is for. For each value, the narrowest scope that sets it applies."""

    GLOBAL = "All SKUs."
    CATEGORY = "The SKUs of a category."
    SUPPLIER = "The SKUs of a supplier."
    PRODUCT = "One SKU."


@object_type
class PlanningSetting(FromRow, names=SETTING_COLUMNS):
    """Settings that recommendations use for some SKUs. A null value is taken from the next wider scope, then from the
    supplier's terms, then from the installation's defaults.
    """

    scope: PlanningScope = field("What it is for.")
    target: str | None = field("The category, or the code of the supplier or SKU; null in the scope GLOBAL.")
    target_name: str | None = field("The target's name; null in the scope GLOBAL.")
    service_level: float | None = field(
        "Probability of no stock-out until the next order arrives, 0.5 to 0.999. Null: not stated here; if"
        " nowhere, the profit-optimal level, or the default."
    )
    review_days: int | None = field(
        "Days between two orders, 1 to 366. Null: not stated here; if nowhere, the supplier's order cycle."
    )
    lead_time_days: int | None = field(
        "Days from order to arrival, 0 to 730, for SKUs whose deliveries were not measured. Null: not"
        " stated here; if nowhere, as the supplier states."
    )
    holding_cost_rate: float | None = field(
        "Cost of holding stock for a year as a share of unit cost, 0.001 to 5. Null: not stated here."
    )
    ordering_cost: Decimal | None = field("Cost of one order of one SKU, in the SKU's currency. Null: not stated here.")
    version: int = field("Send it as `expectedVersion`.")
    updated_at: datetime = field("When it was last changed, in UTC.")
    updated_by: str | None = field("Name of the user who changed it last.")


@object_type
class PlanningDefaults:
    """Defaults where neither a planning setting nor a supplier's term applies: the installation's configuration."""

    is_profit_optimal: bool = field(
        "Whether SKUs get the profit-optimal service level, where margin and cost are known."
    )
    service_level: float = field("Target probability of no stock-out where no other level is known, 0 to 1.")
    review_days: int = field("Days between two orders.")
    lead_time_days: int = field("Days from order to arrival.")
    holding_cost_rate: float = field("Cost of holding stock for a year, as a share of unit cost.")
    ordering_cost: Decimal = field("Cost of one order of one SKU, in `currency`.")
    currency: str = field("The installation's currency (ISO 4217).")

    @classmethod
    def of(cls, defaults: Defaults, currency: str) -> "PlanningDefaults":
        """The schema's form of the defaults."""
        return cls(**asdict(defaults), currency=currency)
