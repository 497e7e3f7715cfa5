"""A planning setting, and what holds where there is none."""

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.planning_settings.repository import SETTING_COLUMNS
from domain.planning_settings.rules import PlanningDefaults as Defaults
from graphql_api.permissions import operators
from graphql_api.rows import FromRow, columns


def setting_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a setting."""
    return columns(SETTING_COLUMNS, fields, {})


@strawberry.enum(
    description="What a planning setting is for. For each value, the narrowest scope that sets it applies."
)
class PlanningScope(Enum):
    """Scopes of `app.planning_settings`, the widest first."""

    GLOBAL = strawberry.enum_value("GLOBAL", description="All SKUs.")
    CATEGORY = strawberry.enum_value("CATEGORY", description="The SKUs of a category.")
    SUPPLIER = strawberry.enum_value("SUPPLIER", description="The SKUs of a supplier.")
    PRODUCT = strawberry.enum_value("PRODUCT", description="One SKU.")


@strawberry.type(
    description="Settings that recommendations use for some SKUs. A null value is taken from the next wider scope,"
    " then from the supplier's terms, then from the installation's defaults.",
    directives=operators(),
)
class PlanningSetting(FromRow):
    """One row of `app.planning_settings`."""

    target: str | None = strawberry.field(
        description="The category, or the code of the supplier or SKU; null in the scope GLOBAL."
    )
    target_name: str | None = strawberry.field(description="The target's name; null in the scope GLOBAL.")
    service_level: float | None = strawberry.field(
        description="Probability of no stock-out until the next order arrives, 0.5 to 0.999. Null: not stated here; if"
        " nowhere, the profit-optimal level, or the default."
    )
    review_days: int | None = strawberry.field(
        description="Days between two orders, 1 to 366. Null: not stated here; if nowhere, the supplier's order cycle."
    )
    lead_time_days: int | None = strawberry.field(
        description="Days from order to arrival, 0 to 730, for SKUs whose deliveries were not measured. Null: not"
        " stated here; if nowhere, as the supplier states."
    )
    holding_cost_rate: float | None = strawberry.field(
        description="Cost of holding stock for a year as a share of unit cost, 0.001 to 5. Null: not stated here."
    )
    ordering_cost: Decimal | None = strawberry.field(
        description="Cost of one order of one SKU, in the SKU's currency. Null: not stated here."
    )
    version: int = strawberry.field(description="Send it as `expectedVersion`.")
    updated_at: datetime = strawberry.field(description="When it was last changed, in UTC.")
    updated_by: str | None = strawberry.field(description="Name of the user who changed it last.")

    @strawberry.field(description="What it is for.")
    def scope(self) -> PlanningScope:
        """The scope."""
        return PlanningScope[self.row.scope]


@strawberry.type(
    description="Defaults where neither a planning setting nor a supplier's term applies: the installation's"
    " configuration.",
    directives=operators(),
)
class PlanningDefaults:
    """`JAEGO_SERVICE` and the related defaults."""

    is_profit_optimal: bool = strawberry.field(
        description="Whether SKUs get the profit-optimal service level, where margin and cost are known."
    )
    service_level: float = strawberry.field(
        description="Target probability of no stock-out where no other level is known, 0 to 1."
    )
    review_days: int = strawberry.field(description="Days between two orders.")
    lead_time_days: int = strawberry.field(description="Days from order to arrival.")
    holding_cost_rate: float = strawberry.field(
        description="Cost of holding stock for a year, as a share of unit cost."
    )
    ordering_cost: Decimal = strawberry.field(description="Cost of one order of one SKU, in `currency`.")
    currency: str = strawberry.field(description="The installation's currency (ISO 4217).")

    @classmethod
    def of(cls, defaults: Defaults, currency: str) -> "PlanningDefaults":
        """The schema's form of the defaults."""
        return cls(
            is_profit_optimal=defaults.is_profit_optimal,
            service_level=defaults.service_level,
            review_days=defaults.review_days,
            lead_time_days=defaults.lead_time_days,
            holding_cost_rate=defaults.holding_cost_rate,
            ordering_cost=defaults.ordering_cost,
            currency=currency,
        )
