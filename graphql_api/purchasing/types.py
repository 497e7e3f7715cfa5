"""Purchase orders, their lines, steps and comments, and what of a SKU is still to come."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.purchasing.read_repository import ORDER_COLUMNS
from domain.purchasing.rules import OrderFacts, allowed_actions, sees_prices
from graphql_api.audit.types import Detail, details
from graphql_api.catalog.base_types import SUPPLIER_COLUMNS, Supplier, supplier_of
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import Node, global_id
from graphql_api.purchasing.loaders import CommentsByOrderIdLoader, EventsByOrderIdLoader, ItemsByOrderIdLoader
from graphql_api.replenishment.types import WaterfallTerm
from graphql_api.rows import FromRow
from kit.reading import AnyRow

if TYPE_CHECKING:
    from graphql_api.catalog.types import Sku

NEEDS = MappingProxyType(
    {
        "supplier": SUPPLIER_COLUMNS,
        "totalAmount": ("amount", "typist_ids"),
        "isSplitSuspect": ("is_split_suspect", "typist_ids"),
    }
)
PRICES = "Without the permission SEE_COSTS null, but for prices that you typed yourself."
PRICE_DETAILS = frozenset({"total_amount", "total_before", "is_split_suspect"})


def facts_of(row: AnyRow) -> OrderFacts:
    """What the rules look at, from a row of an order."""
    return OrderFacts(
        order_no=row.order_no,
        state=row.state,
        currency=row.currency,
        total_amount=row.amount,
        created_by=row.creator_id,
        last_edited_by=row.editor_id,
        submitted_by=row.submitter_id,
        contributors=frozenset((*row.contributor_ids, row.lines_editor_id)),
        has_receipts=row.has_receipts,
    )


@enum
class PurchaseOrderState(Enum):
    """The state of a purchase order."""

    DRAFT = "Being written."
    PENDING = "Submitted; waits for a decision."
    APPROVED = "Approved; goods are expected."
    REJECTED = "Rejected; may be reopened as a draft."
    COMPLETED = "Closed; nothing more is expected."
    CANCELLED = "Cancelled before anything arrived; nothing is expected."


@enum
class PurchaseOrderAction(Enum):
    """What can be done with a purchase order."""

    UPDATE = "Edit it; a submission becomes a draft again."
    SUBMIT = "Submit it for approval."
    APPROVE = "Approve it."
    REJECT = "Reject it."
    REOPEN = "Make a rejected order a draft again."
    RECEIVE = "Record units that arrived."
    COMPLETE = "Close it."
    CANCEL = "Cancel it, with a reason; nothing of it has arrived."
    COMMENT = "Add a comment."


@object_type
class PurchaseOrderReceipt:
    """Units of a line that arrived."""

    quantity: int = field("Units.")
    warehouse_code: str = field("Where they are.")
    received_at: datetime = field("When they arrived, in UTC.")


@object_type
class PurchaseOrderItem(FromRow):
    """A line of a purchase order."""

    product_id: strawberry.Private[int]
    line_no: int = field("The line's place in the order, from 1.")
    quantity: int = field("Units ordered.")
    received_quantity: int = field("Units that have arrived.")

    @resolver(note=PRICES)
    def unit_cost(self, info: Info) -> Decimal | None:
        """Price of one unit, in the order's currency."""
        return self.row.price if self._shows_price(info) else None

    @resolver(note=PRICES)
    def amount(self, info: Info) -> Decimal | None:
        """Price of the line, in the order's currency."""
        return self.row.price * self.row.quantity if self._shows_price(info) else None

    def _shows_price(self, info: Info) -> bool:
        return sees_prices([self.row.price_typed_by], info.context.signed_in())

    @resolver()
    def waterfall(self) -> list[WaterfallTerm] | None:
        """The terms of the recommendation that the line was made of, as they were; null: made by hand."""
        terms = self.row.waterfall_terms
        return None if terms is None else [WaterfallTerm(key=term["key"], units=term["units"]) for term in terms]

    @resolver()
    def receipts(self) -> list[PurchaseOrderReceipt]:
        """What has arrived, the earliest recorded first."""
        return [
            PurchaseOrderReceipt(
                quantity=receipt["quantity"],
                warehouse_code=receipt["warehouse_code"],
                received_at=datetime.fromisoformat(receipt["received_at"]),
            )
            for receipt in self.row.receipt_values or ()
        ]

    @resolver()
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """What is ordered."""
        from graphql_api.catalog.types import Sku, sku_columns_asked

        key = (self.row.product_id, sku_columns_asked(info))
        return Sku.of(await info.context.loader(SkuByProductIdLoader).existing(key))


@object_type
class PurchaseOrderEvent(FromRow):
    """A step of a purchase order."""

    actor: str = field("Who did it.")
    kind: str = field("What happened: CREATED, or an action's past tense, such as APPROVED.")
    version: int = field("The order's version after it.")
    from_state: PurchaseOrderState | None = field("The state before; null: there was no order.")
    to_state: PurchaseOrderState = field("The state after.")
    happened_at: datetime = field("When, in UTC.")

    @resolver()
    def details(self, info: Info) -> list[Detail]:
        """Further values, by name; amounts need the permission SEE_COSTS."""
        hidden = frozenset() if info.context.signed_in().sees_costs else PRICE_DETAILS
        return details({name: value for name, value in self.row.details.items() if name not in hidden})


@object_type
class PurchaseOrderComment(FromRow):
    """A comment on a purchase order."""

    author: str = field("Who wrote it.")
    body: str = field("The comment.")
    created_at: datetime = field("When, in UTC.")


@object_type
class PurchaseOrder(FromRow, Node, names=ORDER_COLUMNS, needs=NEEDS):
    """An order to one supplier, with its workflow."""

    created_by: str = field("Name of the user who created it.")
    submitted_by: str | None = field("Name of the user who submitted it; null: it is not submitted.")
    approved_by: str | None = field("Name of the user who approved it.")
    rejected_by: str | None = field("Name of the user who rejected it.")
    cancelled_by: str | None = field("Name of the user who cancelled it.")
    order_no: str = field("The order's number, as the supplier reads it.")
    state: PurchaseOrderState = field("Its state.")
    version: int = field("Increases with every change; send it as `expectedVersion`.")
    currency: str = field("Currency of the amounts: the supplier's (ISO 4217).")
    expected_on: date | None = field("Day on which it should arrive; null: not stated.")
    note: str | None = field("A note for supplier and approver.")
    created_at: datetime = field("When it was created, in UTC.")
    submitted_at: datetime | None = field("When it was last submitted, in UTC.")
    approved_at: datetime | None = field("When it was approved, in UTC.")
    rejected_at: datetime | None = field("When it was rejected, in UTC.")
    completed_at: datetime | None = field("When it was closed, in UTC.")
    rejection_reason: str | None = field("Why it was rejected.")
    cancelled_at: datetime | None = field("When it was cancelled, in UTC.")
    cancellation_reason: str | None = field("Why it was cancelled.")

    @resolver(note=PRICES)
    def total_amount(self, info: Info) -> Decimal | None:
        """Amount of all lines, in `currency`."""
        return self.row.amount if sees_prices(self.row.typist_ids, info.context.signed_in()) else None

    @resolver(note=PRICES)
    def is_split_suspect(self, info: Info) -> bool | None:
        """Whether it looks like part of an order that was split to stay within an approval limit: orders at one
        supplier whose amounts were set within 24 hours, each within a limit, together above it.
        """
        return bool(self.row.is_split_suspect) if sees_prices(self.row.typist_ids, info.context.signed_in()) else None

    @resolver()
    def supplier(self) -> Supplier:
        """The supplier."""
        found = supplier_of(self.row)
        if found is None:
            raise LookupError(f"{self.row.order_no} has no supplier")
        return found

    @resolver()
    def allowed_actions(self, info: Info) -> list[PurchaseOrderAction]:
        """The actions that you can take now."""
        caller = info.context.signed_in()
        return [PurchaseOrderAction[action.name] for action in allowed_actions(facts_of(self.row), caller)]

    @resolver()
    async def items(self, info: Info) -> list[PurchaseOrderItem]:
        """The lines, in their order; at most 200."""
        return PurchaseOrderItem.of_all(await info.context.loader(ItemsByOrderIdLoader).load(self.row.order_id))

    @resolver()
    async def timeline(self, info: Info) -> list[PurchaseOrderEvent]:
        """Its history, the earliest step first; the latest 100 steps."""
        return PurchaseOrderEvent.of_all(await info.context.loader(EventsByOrderIdLoader).load(self.row.order_id))

    @resolver()
    async def comments(self, info: Info) -> list[PurchaseOrderComment]:
        """Comments, the earliest first; the latest 100."""
        return PurchaseOrderComment.of_all(await info.context.loader(CommentsByOrderIdLoader).load(self.row.order_id))

    def node_key(self) -> object:
        """The order's number in the database."""
        return self.row.order_id


@object_type
class OpenOrderLine(FromRow):
    """Units of a SKU in an order that is not closed."""

    order_no: str = field("The order's number.")
    state: PurchaseOrderState = field("The order's state.")
    expected_on: date | None = field("Day on which it should arrive; null: not stated.")
    created_at: datetime = field("When the order was created, in UTC.")
    open_units: int = field("Units ordered and not yet received.")

    @resolver()
    def purchase_order_id(self) -> strawberry.ID:
        """The order's `id`."""
        return global_id("PurchaseOrder", self.row.order_id)
