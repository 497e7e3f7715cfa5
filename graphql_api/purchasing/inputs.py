"""Parts of inputs that several mutations share."""

from decimal import Decimal
from enum import Enum

import strawberry

from domain.purchasing.drafts import LineInput
from graphql_api.described import enum, field, input_type
from graphql_api.idempotency import IDEMPOTENCY_KEY

ORDER_ID = "The order's `id`."
CONFIRMED = "Warnings of `ConfirmationRequired` that are confirmed."
EXPECTED_VERSION = "The `version` that you read; if the order has changed since, nothing is changed."


@input_type
class PurchaseOrderLineInput:
    """A line of an order."""

    sku: str = field("The SKU's code.")
    quantity: int = field("Units, from 1 to 10,000,000.")
    unit_cost: Decimal | None = field(
        "Price of one unit in the supplier's currency, at most two decimals; absent: the line's"
        " previous price, else the catalog's cost.",
        default=None,
    )

    def line(self) -> LineInput:
        """The domain's line."""
        return LineInput(self.sku, self.quantity, self.unit_cost)


@enum
class OrderWarningCode(Enum):
    """A problem of an order line that needs confirmation."""

    ALREADY_ORDERED = "Other orders of the SKU are open, and less than this remains to be ordered."
    BELOW_MINIMUM = "Fewer units than the minimum order."
    NOT_WHOLE_PACKS = "Not a whole number of packs."
    ABOVE_MAXIMUM = "More units than the maximum order."
    EXPECTED_LOSS = "By the forecast, more is left unsold than the line earns."
    LOW_TRUST = "The SKU's data have trust grade D."


@input_type
class ConfirmedWarningInput:
    """A confirmed warning: the line is ordered anyway."""

    sku: str = field("The SKU's code.")
    code: OrderWarningCode = field("Which warning.")
    quantity: int = field("The warning's `quantity`: other quantities need a new confirmation.")


def confirmed_of(inputs: list[ConfirmedWarningInput]) -> frozenset[tuple[str, str, int]]:
    """What the services take: SKU, code and units."""
    return frozenset((warning.sku, warning.code.name, warning.quantity) for warning in inputs)


@input_type
class PurchaseOrderVersionInput:
    """The order at the version that you read."""

    id: strawberry.ID = field(ORDER_ID)
    expected_version: int = field(EXPECTED_VERSION)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)
