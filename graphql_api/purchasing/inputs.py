"""Parts of inputs that several mutations share."""

from decimal import Decimal
from enum import Enum

import strawberry

from domain.purchasing.drafts import LineInput
from graphql_api.idempotency import IDEMPOTENCY_KEY

ORDER_ID = "The order's `id`."
CONFIRMED = "Warnings of `ConfirmationRequired` that are confirmed."
EXPECTED_VERSION = "The `version` that you read; if the order has changed since, nothing is done."


@strawberry.input(description="A line of an order.")
class PurchaseOrderLineInput:
    """What is ordered, how many, at what price."""

    sku: str = strawberry.field(description="The SKU's code.")
    quantity: int = strawberry.field(description="Units, from 1 to 10,000,000.")
    unit_cost: Decimal | None = strawberry.field(
        default=None,
        description="Price of one unit in the supplier's currency, at most two decimals; absent: the price that the"
        " line had, else the catalog's cost.",
    )

    def line(self) -> LineInput:
        """The domain's line."""
        return LineInput(self.sku, self.quantity, self.unit_cost)


@strawberry.enum(description="What speaks against a line of an order until it is confirmed.")
class OrderWarningCode(Enum):
    """Codes of `domain.purchasing.errors.OrderWarning`."""

    ALREADY_ORDERED = strawberry.enum_value(
        "ALREADY_ORDERED", description="Other orders of the SKU are open, and less than this remains to be ordered."
    )


@strawberry.input(description="A warning that is confirmed: the line is wanted all the same.")
class ConfirmedWarningInput:
    """One warning of one line."""

    sku: str = strawberry.field(description="The SKU's code.")
    code: OrderWarningCode = strawberry.field(description="Which warning.")


def confirmed_of(inputs: list[ConfirmedWarningInput]) -> frozenset[tuple[str, str]]:
    """What the services take: SKU and code."""
    return frozenset((warning.sku, warning.code.name) for warning in inputs)


@strawberry.input(description="Which order, as you read it.")
class PurchaseOrderVersionInput:
    """An order at a version."""

    id: strawberry.ID = strawberry.field(description=ORDER_ID)
    expected_version: int = strawberry.field(description=EXPECTED_VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=IDEMPOTENCY_KEY)
