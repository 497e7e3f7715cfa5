"""`overrideForecast`."""

from datetime import date
from typing import Annotated

import strawberry

from domain.forecasting.override_rules import Override
from domain.forecasting.planner_repository import override_by_id
from domain.forecasting.planner_service import override_forecast
from graphql_api.context import Info
from graphql_api.forecasting.loaders import planning_day
from graphql_api.forecasting.outcomes import PlanningConflict, carry_out
from graphql_api.forecasting.planner_types import ForecastOverride, OverrideMode, OverrideReason
from graphql_api.idempotency import IDEMPOTENCY_KEY, IdempotencyConflict
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, operators


@strawberry.input(description="A number in place of the model's.")
class OverrideForecastInput:
    """SKU, period, value and reason."""

    sku: str = strawberry.field(description="The SKU's code.")
    starts_on: date = strawberry.field(description="First day of the period, at most 366 days ahead.")
    ends_on: date = strawberry.field(
        description="Last day of the period, not in the past; at most 366 days. Two overrides of a SKU may not overlap."
    )
    mode: OverrideMode = strawberry.field(description="The meaning of the value.")
    value: float = strawberry.field(description="A factor from 0 to 100, or units from 0 to 1,000,000,000.")
    reason: OverrideReason = strawberry.field(description="Why; overrides are scored by reason.")
    expires_on: date | None = strawberry.field(
        default=None,
        description="Last day of nightly runs that apply it; absent: the period's last day.",
    )
    note: str | None = strawberry.field(default=None, description="A note for later readers, 1 to 2,000 characters.")
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)

    def override(self) -> Override:
        """The domain's override."""
        return Override(
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            mode=self.mode.name,
            value=self.value,
            reason=self.reason.name,
            expires_on=self.expires_on or self.ends_on,
            note=self.note,
        )


@strawberry.type(description="The override is applied from the next nightly run on.", directives=operators())
class OverrideForecastSuccess:
    """The new override."""

    override: ForecastOverride = strawberry.field(description="The new override.")


OverrideForecastResult = Annotated[
    OverrideForecastSuccess | PlanningConflict | IdempotencyConflict | ValidationFailed | NotFound,
    strawberry.union("OverrideForecastResult", description="The outcome of `overrideForecast`."),
]


@strawberry.type
class OverrideForecastMutation:
    """`overrideForecast`."""

    @strawberry.mutation(
        description="Replace the model's number by a planner's for a period. The next nightly run applies it to path"
        " and totals, keeps the model's own number as well, and scores both once its days have passed.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def override_forecast(
        self,
        info: Info,
        input: Annotated[OverrideForecastInput, strawberry.argument(description="The number.")],
    ) -> OverrideForecastResult:
        """Check, keep."""
        today, override = await planning_day(info.context), input.override()
        found = await carry_out(
            info,
            "OVERRIDE_FORECAST",
            input,
            lambda session, caller: override_forecast(session, caller, input.sku, override, today=today),
        )
        if not isinstance(found, int):
            return found
        async with info.context.reading() as reading:
            row = await override_by_id(reading, found)
        if row is None:
            raise LookupError(f"override {found} was made and is gone")
        return OverrideForecastSuccess(override=ForecastOverride.of(row))
