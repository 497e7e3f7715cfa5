"""`updatePlanningSettings`: the settings that recommendations use from the next nightly run on."""

from decimal import Decimal
from typing import Annotated

import strawberry

from domain.planning_settings.repository import setting_by_id
from domain.planning_settings.rules import VALUES, SettingChange
from domain.planning_settings.service import ACTION, change_setting
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.forecasting.outcomes import carry_out
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.outcomes import NotFound, PlanningConflict, ValidationFailed
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
class UpdatePlanningSettingsSuccess:
    """The setting takes effect in the next nightly run."""

    setting: PlanningSetting | None = field("The setting as it is now; null: it has no values left and was deleted.")


UpdatePlanningSettingsResult = Annotated[
    UpdatePlanningSettingsSuccess | PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("UpdatePlanningSettingsResult", description="The outcome of `updatePlanningSettings`."),
]


@strawberry.type
class UpdatePlanningSettingsMutation:
    """`updatePlanningSettings`."""

    @strawberry.mutation(
        description="Create, change or delete the planning setting of all SKUs, a category, a supplier or one SKU."
        " Published recommendations stay unchanged; the change takes effect in the next nightly run.",
        extensions=[Guard(Role.MANAGER)],
    )
    async def update_planning_settings(
        self,
        info: Info,
        input: Annotated[UpdatePlanningSettingsInput, argument("The setting.")],
    ) -> UpdatePlanningSettingsResult:
        """Check, change, audit."""
        change = input.change()
        found = await carry_out(
            info,
            ACTION,
            input,
            lambda session, caller: change_setting(session, caller, change, expected_version=input.expected_version),
        )
        if not isinstance(found, int):
            return found
        async with info.context.reading() as reading:
            row = await setting_by_id(reading, found)
        return UpdatePlanningSettingsSuccess(setting=None if row is None else PlanningSetting.of(row))
