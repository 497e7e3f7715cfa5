"""Planners' overrides, what they were worth, and corrections of demand with planners' decisions on them."""

from datetime import date, datetime
from enum import Enum

from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import Node
from graphql_api.rows import FromRow
from kit.reading import AnyRow


@enum
class OverrideMode(Enum):
    """The meaning of an override's value."""

    FACTOR = "Times the model's number of each day, 0 to 100."
    UNITS_PER_DAY = "Units of each day."
    TOTAL_UNITS = "Units of the whole period, distributed over its days like the model's forecast."


@enum
class OverrideReason(Enum):
    """The reason of an override."""

    PROMOTION = "A promotion or price that the model does not account for correctly."
    EVENT = "An event: a broadcast, a fair, the weather."
    COMPETITION = "A competitor's move."
    CUSTOMER_NEWS = "A large customer's announcement."
    ASSORTMENT = "A related SKU is introduced or discontinued."
    DATA_ERROR = "The history is wrong."
    JUDGEMENT = "Experience."


@enum
class OverrideDirection(Enum):
    """The direction in which an override moved the forecast."""

    UP = "More units than the model's."
    DOWN = "Fewer units than the model's."
    NONE = "As many."


@object_type
class ForecastOverride(FromRow, Node):
    """A planner's number in place of the model's, for a period."""

    starts_on: date = field("First day of the period.")
    ends_on: date = field("Last day of the period.")
    mode: OverrideMode = field("The meaning of the value.")
    value: float = field("The factor, or units.")
    reason: OverrideReason = field("Why.")
    note: str | None = field("What the planner added.")
    expires_on: date = field("Last day of nightly runs that apply it.")
    version: int = field("Send it as `expectedVersion`.")
    created_at: datetime = field("When it was made, in UTC.")
    planner: str = field("Name of the user who created it.")

    def node_key(self) -> object:
        """The override's number in the database."""
        return self.row.override_id


@object_type
class OverrideValue(FromRow):
    """Value added by overrides whose days have passed, against the model's own forecast of the same days."""

    reason: OverrideReason = field("Their reason.")
    direction: OverrideDirection = field("The direction in which they moved the forecast.")
    overrides: int = field("How many were scored.")
    improved: int = field("Number that were closer to the demand than the model.")
    actual: float = field("Demand of their days, in units.")
    error_with: float = field("Sum of absolute errors with them, in units.")
    error_without: float = field("The same of the model's own forecast.")

    @resolver()
    def value_added(self) -> float | None:
        """Forecast value added: the share of the model's error that they saved; below 0: they increased it. Null: the
        model made no error.
        """
        without = self.row.error_without
        return 1 - self.row.error_with / without if without else None


@enum
class DemandLayer(Enum):
    """A layer between what sold and the demand that forecasts learn from."""

    OUTLIER = "One-off bulk orders are cut to the usual; on by default."
    STOCKOUT = "Demand that found no stock and never came back is added; on by default."
    PROMOTION = "What promotions brought is taken out; only where a planner accepts it."


@enum
class DemandDecision(Enum):
    """What a planner decided on a layer of a SKU."""

    ACCEPTED = "The correction is applied."
    REFUSED = "The correction is not applied."


@object_type
class DemandCorrection:
    """What a layer corrects in a SKU's demand of the last 364 days, as the published run has it, and what planners
    decided.
    """

    layer: DemandLayer = field("The layer.")
    days: int = field("Days concerned; 0: there is nothing to correct.")
    units: float = field("Signed change of demand that applying it makes, in units.")
    share: float | None = field(
        "STOCKOUT: share of the demand without stock that was lost; PROMOTION: share of a promotion day's"
        " demand that it brought. Null: not identified, or the layer has none."
    )
    share_low: float | None = field("Lower end of the share's 80 % interval.")
    share_high: float | None = field("Upper end of the share's 80 % interval.")
    is_applied: bool = field("Whether the published run's forecasts learned from it.")
    decision: DemandDecision | None = field(
        "The current decision, which the next nightly run follows. Null: none, the layer's default applies."
    )
    version: int = field("The decision's version, for `expectedVersion`; 0: there is none.")
    decided_at: datetime | None = field("When it was decided, in UTC.")
    planner: str | None = field("Name of the user who decided.")


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
