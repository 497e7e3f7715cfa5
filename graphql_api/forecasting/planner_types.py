"""Planners' overrides, what they were worth, and corrections of demand with planners' decisions on them."""

from datetime import date, datetime
from enum import Enum

import strawberry

from graphql_api.node import Node
from graphql_api.permissions import operators
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@strawberry.enum(description="The meaning of an override's value.")
class OverrideMode(Enum):
    """Modes of `app.forecast_overrides`."""

    FACTOR = strawberry.enum_value("FACTOR", description="Times the model's number of each day, 0 to 100.")
    UNITS_PER_DAY = strawberry.enum_value("UNITS_PER_DAY", description="Units of each day.")
    TOTAL_UNITS = strawberry.enum_value(
        "TOTAL_UNITS", description="Units of the whole period, distributed over its days like the model's forecast."
    )


@strawberry.enum(description="The reason of an override.")
class OverrideReason(Enum):
    """Reasons of `app.forecast_overrides`."""

    PROMOTION = strawberry.enum_value(
        "PROMOTION", description="A promotion or price that the model does not account for correctly."
    )
    EVENT = strawberry.enum_value("EVENT", description="An event: a broadcast, a fair, the weather.")
    COMPETITION = strawberry.enum_value("COMPETITION", description="A competitor's move.")
    CUSTOMER_NEWS = strawberry.enum_value("CUSTOMER_NEWS", description="A large customer's announcement.")
    ASSORTMENT = strawberry.enum_value("ASSORTMENT", description="A related SKU is introduced or discontinued.")
    DATA_ERROR = strawberry.enum_value("DATA_ERROR", description="The history is wrong.")
    JUDGEMENT = strawberry.enum_value("JUDGEMENT", description="Experience.")


@strawberry.enum(description="The direction in which an override moved the forecast.")
class OverrideDirection(Enum):
    """Directions of `ai.override_scores`."""

    UP = strawberry.enum_value("UP", description="More units than the model's.")
    DOWN = strawberry.enum_value("DOWN", description="Fewer units than the model's.")
    NONE = strawberry.enum_value("NONE", description="As many.")


@strawberry.type(description="A planner's number in place of the model's, for a period.", directives=operators())
class ForecastOverride(FromRow, Node):
    """One row of `app.forecast_overrides`."""

    starts_on: date = strawberry.field(description="First day of the period.")
    ends_on: date = strawberry.field(description="Last day of the period.")
    mode: OverrideMode = strawberry.field(description="The meaning of the value.")
    value: float = strawberry.field(description="The factor, or units.")
    reason: OverrideReason = strawberry.field(description="Why.")
    note: str | None = strawberry.field(description="What the planner added.")
    expires_on: date = strawberry.field(description="Last day of nightly runs that apply it.")
    version: int = strawberry.field(description="Send it as `expectedVersion`.")
    created_at: datetime = strawberry.field(description="When it was made, in UTC.")
    planner: str = strawberry.field(description="Name of the user who created it.")

    def node_key(self) -> object:
        """The override's number in the database."""
        return self.row.override_id


@strawberry.type(
    description="Value added by overrides whose days have passed, against the model's own forecast of the same days.",
    directives=operators(),
)
class OverrideValue(FromRow):
    """Sums over overrides of one reason and direction."""

    reason: OverrideReason = strawberry.field(description="Their reason.")
    direction: OverrideDirection = strawberry.field(description="The direction in which they moved the forecast.")
    overrides: int = strawberry.field(description="How many were scored.")
    improved: int = strawberry.field(description="Number that were closer to the demand than the model.")
    actual: float = strawberry.field(description="Demand of their days, in units.")
    error_with: float = strawberry.field(description="Sum of absolute errors with them, in units.")
    error_without: float = strawberry.field(description="The same of the model's own forecast.")

    @strawberry.field(
        description="Forecast value added: the share of the model's error that they saved; below 0: they increased"
        " it. Null: the model made no error."
    )
    def value_added(self) -> float | None:
        """1 - error with / error without."""
        without = self.row.error_without
        return 1 - self.row.error_with / without if without else None


@strawberry.enum(description="A layer between what sold and the demand that forecasts learn from.")
class DemandLayer(Enum):
    """Layers of `mart.demand_corrections`."""

    OUTLIER = strawberry.enum_value("OUTLIER", description="One-off bulk orders are cut to the usual; on by default.")
    STOCKOUT = strawberry.enum_value(
        "STOCKOUT", description="Demand that found no stock and never came back is added; on by default."
    )
    PROMOTION = strawberry.enum_value(
        "PROMOTION", description="What promotions brought is taken out; only where a planner accepts it."
    )


@strawberry.enum(description="What a planner decided on a layer of a SKU.")
class DemandDecision(Enum):
    """Decisions of `app.demand_decisions`."""

    ACCEPTED = strawberry.enum_value("ACCEPTED", description="The correction is applied.")
    REFUSED = strawberry.enum_value("REFUSED", description="The correction is not applied.")


@strawberry.type(
    description="What a layer corrects in a SKU's demand of the last 364 days, as the published run has it, and what"
    " planners decided.",
    directives=operators(),
)
class DemandCorrection:
    """A layer of a SKU."""

    layer: DemandLayer = strawberry.field(description="The layer.")
    days: int = strawberry.field(description="Days concerned; 0: there is nothing to correct.")
    units: float = strawberry.field(description="Signed change of demand that applying it makes, in units.")
    share: float | None = strawberry.field(
        description="STOCKOUT: share of the demand without stock that was lost; PROMOTION: share of a promotion day's"
        " demand that it brought. Null: not identified, or the layer has none."
    )
    share_low: float | None = strawberry.field(description="Lower end of the share's 80 % interval.")
    share_high: float | None = strawberry.field(description="Upper end of the share's 80 % interval.")
    is_applied: bool = strawberry.field(description="Whether the published run's forecasts learned from it.")
    decision: DemandDecision | None = strawberry.field(
        description="The current decision, which the next nightly run follows. Null: none, the layer's default applies."
    )
    version: int = strawberry.field(description="The decision's version, for `expectedVersion`; 0: there is none.")
    decided_at: datetime | None = strawberry.field(description="When it was decided, in UTC.")
    planner: str | None = strawberry.field(description="Name of the user who decided.")


def correction(layer: DemandLayer, made: AnyRow | None, decided: AnyRow | None) -> DemandCorrection:
    """A layer of the published corrections and of the present decisions."""
    return DemandCorrection(
        layer=layer,
        days=made.days if made is not None else 0,
        units=made.units if made is not None else 0.0,
        share=made.share if made is not None else None,
        share_low=made.share_low if made is not None else None,
        share_high=made.share_high if made is not None else None,
        is_applied=made is not None and made.is_applied,
        decision=DemandDecision[decided.decision] if decided is not None else None,
        version=decided.version if decided is not None else 0,
        decided_at=decided.decided_at if decided is not None else None,
        planner=decided.planner if decided is not None else None,
    )
