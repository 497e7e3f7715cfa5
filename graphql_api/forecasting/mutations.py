"""Mutations by which planners change forecasts and corrections of demand."""

from datetime import date

import strawberry
from sqlalchemy.orm import Session

from domain.forecasting import planner_service as service
from domain.forecasting.override_rules import Override
from domain.forecasting.repository import override_by_id
from domain.identity.caller import Caller
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.forecasting.loaders import CorrectionsByProductIdLoader, planning_day
from graphql_api.forecasting.planner_types import (
    DemandCorrection,
    DemandLayer,
    ForecastOverride,
    OverrideMode,
    OverrideReason,
    correction,
)
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import PLANNING_REFUSALS, MutationFamily
from graphql_api.node import global_id, key_of
from graphql_api.permissions import Guard, Role


@input_type
class OverrideForecastInput:
    """A number in place of the model's."""

    sku: str = field("The SKU's code.")
    starts_on: date = field("First day of the period, at most 366 days ahead.")
    ends_on: date = field(
        "Last day of the period, not in the past; at most 366 days. Two overrides of a SKU may not overlap."
    )
    mode: OverrideMode = field("The meaning of the value.")
    value: float = field("A factor from 0 to 100, or units from 0 to 1,000,000,000.")
    reason: OverrideReason = field("Why; overrides are scored by reason.")
    expires_on: date | None = field(
        "Last day of nightly runs that apply it; absent: the period's last day.", default=None
    )
    note: str | None = field("A note for later readers, 1 to 2,000 characters.", default=None)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)

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


@input_type
class ClearForecastOverrideInput:
    """The override at the version that you read."""

    id: strawberry.ID = field("The override's `id`.")
    expected_version: int = field("The `version` that you read; if it has changed since, nothing is changed.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class DemandCorrectionInput:
    """A layer of corrections of one SKU."""

    sku: str = field("The SKU's code.")
    layer: DemandLayer = field("The layer.")
    expected_version: int = field("The decision's `version` that you read; 0, or absent: there was none.", default=0)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@object_type
class ClearedForecastOverride:
    """An override that nightly runs apply no longer."""

    id: strawberry.ID = field("The cleared override's `id`.")


async def _planning_day(context: Context, _: object) -> date:
    return await planning_day(context)


async def _override(info: Info, override_id: int) -> ForecastOverride:
    async with info.context.reading() as reading:
        row = await override_by_id(reading, override_id)
    if row is None:
        raise LookupError(f"override {override_id} was made and is gone")
    return ForecastOverride.of(row)


async def _cleared(_: Info, override_id: int) -> ClearedForecastOverride:
    return ClearedForecastOverride(id=global_id("ForecastOverride", override_id))


async def _correction(info: Info, key: tuple[int, str]) -> DemandCorrection:
    product_id, layer = key
    made, decided = await info.context.loader(CorrectionsByProductIdLoader).load(product_id)
    return correction(DemandLayer[layer], made.get(layer), decided.get(layer))


override_mutation = MutationFamily("ForecastOverrideResult", ForecastOverride, _override, PLANNING_REFUSALS)
clear_mutation = MutationFamily("ClearedForecastOverrideResult", ClearedForecastOverride, _cleared, PLANNING_REFUSALS)
correction_mutation = MutationFamily("DemandCorrectionResult", DemandCorrection, _correction, PLANNING_REFUSALS)


@override_mutation("OVERRIDE_FORECAST", Guard(Role.OPERATOR), prepare=_planning_day)
def override_forecast(session: Session, caller: Caller, input: OverrideForecastInput, today: date) -> int:
    """Replace the model's number by a planner's for a period.

    The next nightly run applies it to path and totals, keeps the model's own number as well, and scores both once its
    days have passed.
    """
    return service.override_forecast(session, caller, input.sku, input.override(), today=today)


@clear_mutation("CLEAR_FORECAST_OVERRIDE", Guard(Role.OPERATOR))
def clear_forecast_override(session: Session, caller: Caller, input: ClearForecastOverrideInput) -> int:
    """Clear an override. Its effect on published forecasts stays on record and is scored."""
    return service.clear_override(session, caller, key_of("ForecastOverride", input.id), input.expected_version)


@correction_mutation("ACCEPT_DEMAND_CORRECTION", Guard(Role.OPERATOR))
def accept_demand_correction(session: Session, caller: Caller, input: DemandCorrectionInput) -> tuple[int, str]:
    """Apply a correction of a SKU's demand from the next nightly run on.

    For PROMOTION, which is off by default, take out what promotions brought.
    """
    return _decide(session, caller, input, "ACCEPTED")


@correction_mutation("REFUSE_DEMAND_CORRECTION", Guard(Role.OPERATOR))
def refuse_demand_correction(session: Session, caller: Caller, input: DemandCorrectionInput) -> tuple[int, str]:
    """Don't apply a correction of a SKU's demand: sales count as they are from the next nightly run on."""
    return _decide(session, caller, input, "REFUSED")


def _decide(session: Session, caller: Caller, given: DemandCorrectionInput, decision: str) -> tuple[int, str]:
    layer, version = given.layer.name, given.expected_version
    return service.decide(session, caller, given.sku, layer, decision, expected_version=version), layer
