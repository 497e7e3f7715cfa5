"""The mutation of planning settings."""

from decimal import Decimal

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.planning_settings.repository import setting_by_id
from domain.planning_settings.rules import VALUES, SettingChange
from domain.planning_settings.service import ACTION, change_setting
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import PLANNING_REFUSALS, MutationFamily
from graphql_api.permissions import Guard, Role
from graphql_api.planning_settings.types import PlanningScope, PlanningSetting


@input_type
class UpdatePlanningSettingsInput:
    """The setting of one scope and target. An absent value stays unchanged; null removes it. A setting without values
    is deleted.
    """

    scope: PlanningScope = field("What the setting is for.")
    target: str | None = field(
        "The category, or the code of the supplier or SKU; absent in the scope GLOBAL.", default=None
    )
    service_level: strawberry.Maybe[float | None] = field(
        "Probability of no stock-out until the next order arrives, 0.5 to 0.999, up to 6 digits."
    )
    review_days: strawberry.Maybe[int | None] = field("Days between two orders, 1 to 366.")
    lead_time_days: strawberry.Maybe[int | None] = field(
        "Days from order to arrival, 0 to 730; used for SKUs without measured deliveries."
    )
    holding_cost_rate: strawberry.Maybe[float | None] = field(
        "Cost of holding stock for a year as a share of unit cost, 0.001 to 5, up to 6 digits."
    )
    ordering_cost: strawberry.Maybe[Decimal | None] = field(
        "Cost of one order of one SKU, in the SKU's currency, 0 to 1,000,000,000, up to 2 digits."
    )
    expected_version: int = field("The setting's `version` that you read; 0, or absent: there was none.", default=0)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)

    def change(self) -> SettingChange:
        """As the domain takes it."""
        named = {name: getattr(self, name) for name in VALUES}
        given = {name: some.value for name, some in named.items() if some is not None}
        decimals = {name: None if value is None else Decimal(str(value)) for name, value in given.items()}
        return SettingChange(self.scope.name, self.target, decimals)


@object_type
class PlanningSettingChange:
    """The change takes effect in the next nightly run."""

    setting: PlanningSetting | None = field("The setting as it is now; null: it has no values left and was deleted.")


async def _setting(info: Info, setting_id: int) -> PlanningSettingChange:
    async with info.context.reading() as reading:
        row = await setting_by_id(reading, setting_id)
    return PlanningSettingChange(setting=None if row is None else PlanningSetting.of(row))


setting_mutation = MutationFamily("PlanningSettingResult", PlanningSettingChange, _setting, PLANNING_REFUSALS)


@setting_mutation(ACTION, Guard(Role.MANAGER))
def update_planning_settings(session: Session, caller: Caller, input: UpdatePlanningSettingsInput) -> int:
    """Create, change or delete the planning setting of all SKUs, a category, a supplier or one SKU. Published
    recommendations stay unchanged; the change takes effect in the next nightly run.
    """
    return change_setting(session, caller, input.change(), expected_version=input.expected_version)
