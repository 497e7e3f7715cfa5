"""Named errors of the mutations of purchase orders."""

from decimal import Decimal
from typing import Self

from domain.purchasing import errors
from graphql_api.decorators import field, object_type
from graphql_api.outcomes import UserError
from graphql_api.purchasing.inputs import OrderWarningCode
from graphql_api.purchasing.types import PurchaseOrderState


@object_type
class VersionConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """The order was changed by someone else; nothing was changed. Reload it and try again."""

    version: int = field("The order's version now.")
    state: PurchaseOrderState = field("Its current state.")

    @classmethod
    def of(cls, error: errors.VersionConflictError) -> Self:
        """With the version and state that won."""
        state = PurchaseOrderState[error.state]
        return cls(code=error.code, message=str(error), version=error.version, state=state)


@object_type
class ActionRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """Not allowed in the order's current state; nothing was changed.

    `code` is ILLEGAL_STATE, FOUR_EYES, OVER_LIMIT, ROLE_TOO_LOW, RIGHT_LOST or CONTENT_CHANGED.
    """


@object_type
class RecommendationRefusal:
    """Why no order can be made of a recommendation."""

    sku: str = field("The SKU's code; empty: the recommendation is not known any more.")
    code: str = field(
        "OUTDATED, DISMISSED, ORDERED, ALREADY_ORDERED, NOTHING_TO_ORDER, NO_SUPPLIER, NO_COST or LOW_TRUST."
    )
    message: str = field("One sentence for people.")


@object_type
class RecommendationsRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """Some recommendations can't be ordered; no order was made of any."""

    refusals: list[RecommendationRefusal] = field("Each refused recommendation.")

    @classmethod
    def of(cls, error: errors.RecommendationsRefusedError) -> Self:
        """With each refused recommendation."""
        refusals = [RecommendationRefusal(sku=p.sku, code=p.code, message=p.message) for p in error.problems]
        return cls(code=error.code, message=str(error), refusals=refusals)


@object_type
class OrderWarning:
    """A problem of a line that needs confirmation."""

    sku: str = field("The SKU's code.")
    code: OrderWarningCode = field("Code of the warning.")
    message: str = field("One sentence for people.")
    quantity: int = field("Units of the line; a confirmation holds for them alone.")
    limit: int | None = field(
        "The number that the line violates: minimum, pack, maximum, units that remain or that are"
        " expected to sell; null: there is none."
    )
    suggested_quantity: int | None = field("A quantity without warning; null: there is none.")
    expected_loss: Decimal | None = field(
        "Expected loss of the line; null for other warnings and without the permission SEE_COSTS."
    )
    currency: str | None = field("Currency of the loss (ISO 4217).")


@object_type
class ConfirmationRequired(UserError):  # noqa: N818  # the schema's own word, no exception
    """Lines of the order must be confirmed; nothing was changed. Send it again with `confirmed`."""

    warnings: list[OrderWarning] = field("Each warning that was not confirmed.")

    @classmethod
    def of(cls, error: errors.ConfirmationRequiredError) -> Self:
        """With each warning."""
        return cls(code=error.code, message=str(error), warnings=[_warning(warning) for warning in error.warnings])


def _warning(warning: errors.OrderWarning) -> OrderWarning:
    return OrderWarning(**(vars(warning) | {"code": OrderWarningCode[warning.code]}))
