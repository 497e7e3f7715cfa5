"""Inputs of the mutations of purchase orders."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum

import strawberry

from domain.purchasing.drafts import LineInput
from domain.purchasing.from_recommendations import Choice
from domain.purchasing.receipts import Arrival
from domain.purchasing.service import Change
from graphql_api.decorators import enum, field, input_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.node import key_of
from graphql_api.replenishment.types import read_recommendation_id

MAX_ORDERS = 50
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
class CreatePurchaseOrderInput:
    """A new order."""

    supplier: str = field("The supplier's code.")
    lines: list[PurchaseOrderLineInput] = field("1 to 200 lines, each SKU once.")
    note: str | None = field("For supplier and approver, at most 2,000 characters.", default=None)
    expected_on: date | None = field("Day on which it should arrive.", default=None)
    confirmed: list[ConfirmedWarningInput] = field(CONFIRMED, default_factory=list)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class RecommendationChoiceInput:
    """A recommendation to order."""

    id: strawberry.ID = field("The recommendation's `id`.")
    quantity: int | None = field("Units; absent: what remains of it.", default=None)
    is_checked: bool = field(
        "Confirms that the SKU's data were checked; without it, nothing of trust grade D is ordered.", default=False
    )
    is_additional: bool = field(
        "Confirms ordering more although orders cover it; without it, ORDERED or ALREADY_ORDERED.", default=False
    )

    def choice(self) -> Choice:
        """The domain's choice.

        Raises:
            BadInputError: the id is not a recommendation's.
        """
        return Choice(*read_recommendation_id(self.id), self.quantity, self.is_checked, self.is_additional)


@input_type
class CreatePurchaseOrdersFromRecommendationsInput:
    """What to order."""

    recommendations: list[RecommendationChoiceInput] = field("1 to 200, each once.")
    confirmed: list[ConfirmedWarningInput] = field(CONFIRMED, default_factory=list)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class CommentOnPurchaseOrderInput:
    """A comment on an order."""

    id: strawberry.ID = field(ORDER_ID)
    body: str = field("The comment, 1 to 10,000 characters.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)

    @property
    def order_id(self) -> int:
        """The order's number."""
        return key_of("PurchaseOrder", self.id)


@input_type
class PurchaseOrderVersionInput:
    """The order at the version that you read."""

    id: strawberry.ID = field(ORDER_ID)
    expected_version: int = field(EXPECTED_VERSION)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)

    @property
    def order_id(self) -> int:
        """The order's number."""
        return key_of("PurchaseOrder", self.id)


@input_type
class PurchaseOrderReasonInput(PurchaseOrderVersionInput):
    """The order at the version that you read, and the reason."""

    reason: str = field("Why, 1 to 2,000 characters.")


@input_type
class CompletePurchaseOrderInput(PurchaseOrderVersionInput):
    """The order at the version that you read, and the reason if units are open."""

    reason: str | None = field("Why it is closed; needed while units are open. At most 2,000 characters.", default=None)


@input_type
class UpdatePurchaseOrderInput(PurchaseOrderVersionInput):
    """The order at the version that you read, and the changes; absent values are left unchanged."""

    lines: strawberry.Maybe[list[PurchaseOrderLineInput]] = field("All new lines, 1 to 200, each SKU once.")
    note: strawberry.Maybe[str | None] = field("For supplier and approver, at most 2,000 characters; null: none.")
    expected_on: strawberry.Maybe[date | None] = field("Day on which it should arrive; null: not stated.")
    confirmed: list[ConfirmedWarningInput] = field(CONFIRMED, default_factory=list)

    def change(self) -> Change:
        """The domain's change."""
        return Change(
            lines=None if self.lines is None else [line.line() for line in self.lines.value],
            note=None if self.note is None else self.note.value,
            expected_on=None if self.expected_on is None else self.expected_on.value,
            clears_note=self.note is not None and self.note.value is None,
            clears_expected_on=self.expected_on is not None and self.expected_on.value is None,
            confirmed=confirmed_of(self.confirmed),
        )


@input_type
class ArrivalInput:
    """Units of a line that arrived."""

    line_no: int = field("The line's `lineNo`.")
    quantity: int = field("Units, at most those still open.")


@input_type
class ReceivePurchaseOrderInput(PurchaseOrderVersionInput):
    """The order at the version that you read, and what arrived."""

    lines: list[ArrivalInput] = field("What arrived, each line once.")
    warehouse_code: str = field("The warehouse's code, at most 64 characters.")
    received_at: datetime | None = field(
        "When it arrived, after the approval and not later than now; absent: now.", default=None
    )

    def arrivals(self) -> list[Arrival]:
        """The domain's arrivals."""
        return [Arrival(line.line_no, line.quantity) for line in self.lines]


@input_type
class PurchaseOrderAtVersionInput:
    """One of several orders, at the version that you read."""

    id: strawberry.ID = field(ORDER_ID)
    expected_version: int = field(EXPECTED_VERSION)


@input_type
class PurchaseOrdersInput:
    """The orders at the versions that you read."""

    orders: list[PurchaseOrderAtVersionInput] = field(f"1 to {MAX_ORDERS} orders, each once.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)
