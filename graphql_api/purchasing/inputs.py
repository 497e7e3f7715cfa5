"""Parts of inputs that several mutations share."""

from decimal import Decimal
from enum import Enum

import strawberry

from domain.purchasing.drafts import LineInput
from graphql_api.idempotency import IDEMPOTENCY_KEY

ORDER_ID = "The order's `id`."
CONFIRMED = "Warnings of `ConfirmationRequired` that are confirmed."
EXPECTED_VERSION = "The `version` that you read; if the order has changed since, nothing is changed."


@strawberry.input(description="A line of an order.")
class PurchaseOrderLineInput:
    """What is ordered, how many, at what price."""

    sku: str = strawberry.field(description="The SKU's code.")
    quantity: int = strawberry.field(description="Units, from 1 to 10,000,000.")
    unit_cost: Decimal | None = strawberry.field(
        default=None,
        description="Price of one unit in the supplier's currency, at most two decimals; absent: the line's"
        " previous price, else the catalog's cost.",
    )

    def line(self) -> LineInput:
        """The domain's line."""
        return LineInput(self.sku, self.quantity, self.unit_cost)


@strawberry.enum(description="A problem of an order line that needs confirmation.")
class OrderWarningCode(Enum):
    """Codes of `domain.purchasing.errors.OrderWarning`."""

    ALREADY_ORDERED = strawberry.enum_value(
        "ALREADY_ORDERED", description="Other orders of the SKU are open, and less than this remains to be ordered."
    )
    BELOW_MINIMUM = strawberry.enum_value("BELOW_MINIMUM", description="Fewer units than the minimum order.")
    NOT_WHOLE_PACKS = strawberry.enum_value("NOT_WHOLE_PACKS", description="Not a whole number of packs.")
    ABOVE_MAXIMUM = strawberry.enum_value("ABOVE_MAXIMUM", description="More units than the maximum order.")
    EXPECTED_LOSS = strawberry.enum_value(
        "EXPECTED_LOSS",
        description="By the forecast, more is left unsold than the line earns.",
    )
    LOW_TRUST = strawberry.enum_value("LOW_TRUST", description="The SKU's data have trust grade D.")


@strawberry.input(description="A confirmed warning: the line is ordered anyway.")
class ConfirmedWarningInput:
    """One warning of one line."""

    sku: str = strawberry.field(description="The SKU's code.")
    code: OrderWarningCode = strawberry.field(description="Which warning.")
    quantity: int = strawberry.field(description="The warning's `quantity`: other quantities need a new confirmation.")


def confirmed_of(inputs: list[ConfirmedWarningInput]) -> frozenset[tuple[str, str, int]]:
    """What the services take: SKU, code and units."""
    return frozenset((warning.sku, warning.code.name, warning.quantity) for warning in inputs)


@strawberry.input(description="The order at the version that you read.")
class PurchaseOrderVersionInput:
    """An order at a version."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)
