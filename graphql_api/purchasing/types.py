"""Purchase orders, their lines, steps and comments."""

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.purchasing.read_repository import ORDER_COLUMNS
from domain.purchasing.rules import OrderFacts, allowed_actions, sees_prices
from graphql_api.audit.types import Detail, details
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.catalog.suppliers import SUPPLIER_COLUMNS, Supplier, supplier_of
from graphql_api.context import Info
from graphql_api.node import Node
from graphql_api.permissions import operators
from graphql_api.purchasing.loaders import CommentsByOrderIdLoader, EventsByOrderIdLoader, ItemsByOrderIdLoader
from graphql_api.replenishment.types import WaterfallTerm
from graphql_api.rows import FromRow, columns
from kit.reading import AnyRow

if TYPE_CHECKING:
    from graphql_api.catalog.types import Sku

NEEDS = MappingProxyType(
    {
        "supplier": SUPPLIER_COLUMNS,
        "totalAmount": ("amount", "typist_ids"),
        "isSplitSuspect": ("is_split_suspect", "typist_ids"),
        "createdBy": ("creator_name",),
        "submittedBy": ("submitter_name",),
        "approvedBy": ("approver_name",),
        "rejectedBy": ("rejecter_name",),
        "cancelledBy": ("canceller_name",),
    }
)
PRICES = "Without the permission SEE_COSTS null, but for prices that you typed yourself."
PRICE_DETAILS = frozenset({"total_amount", "total_before", "is_split_suspect"})


def order_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of an order."""
    return columns(ORDER_COLUMNS, fields, NEEDS)


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


@strawberry.enum(description="The state of a purchase order.")
class PurchaseOrderState(Enum):
    """States of `app.purchase_orders`."""

    DRAFT = strawberry.enum_value("DRAFT", description="Being written.")
    PENDING = strawberry.enum_value("PENDING", description="Submitted; waits for a decision.")
    APPROVED = strawberry.enum_value("APPROVED", description="Approved; goods are expected.")
    REJECTED = strawberry.enum_value("REJECTED", description="Rejected; may be reopened as a draft.")
    COMPLETED = strawberry.enum_value("COMPLETED", description="Closed; nothing more is expected.")
    CANCELLED = strawberry.enum_value(
        "CANCELLED", description="Cancelled before anything arrived; nothing is expected."
    )


@strawberry.enum(description="What can be done with a purchase order.")
class PurchaseOrderAction(Enum):
    """Actions of the table of transitions."""

    UPDATE = strawberry.enum_value("UPDATE", description="Edit it; a submission becomes a draft again.")
    SUBMIT = strawberry.enum_value("SUBMIT", description="Submit it for approval.")
    APPROVE = strawberry.enum_value("APPROVE", description="Approve it.")
    REJECT = strawberry.enum_value("REJECT", description="Reject it.")
    REOPEN = strawberry.enum_value("REOPEN", description="Make a rejected order a draft again.")
    RECEIVE = strawberry.enum_value("RECEIVE", description="Record units that arrived.")
    COMPLETE = strawberry.enum_value("COMPLETE", description="Close it.")
    CANCEL = strawberry.enum_value("CANCEL", description="Cancel it, with a reason; nothing of it has arrived.")
    COMMENT = strawberry.enum_value("COMMENT", description="Add a comment.")


@strawberry.type(description="Units of a line that arrived.", directives=operators())
class PurchaseOrderReceipt:
    """One receipt."""

    quantity: int = strawberry.field(description="Units.")
    warehouse_code: str = strawberry.field(description="Where they are.")
    received_at: datetime = strawberry.field(description="When they arrived, in UTC.")


@strawberry.type(description="A line of a purchase order.", directives=operators())
class PurchaseOrderItem(FromRow):
    """One row of `app.purchase_order_items`."""

    product_id: strawberry.Private[int]
    line_no: int = strawberry.field(description="The line's place in the order, from 1.")
    quantity: int = strawberry.field(description="Units ordered.")
    received_quantity: int = strawberry.field(description="Units that have arrived.")

    @strawberry.field(description=f"Price of one unit, in the order's currency. {PRICES}")
    def unit_cost(self, info: Info) -> Decimal | None:
        """The price, if the caller may read it."""
        return self.row.price if self._shows_price(info) else None

    @strawberry.field(description=f"Price of the line, in the order's currency. {PRICES}")
    def amount(self, info: Info) -> Decimal | None:
        """The line's price, if the caller may read it."""
        return self.row.price * self.row.quantity if self._shows_price(info) else None

    def _shows_price(self, info: Info) -> bool:
        return sees_prices([self.row.price_typed_by], info.context.signed_in())

    @strawberry.field(
        description="The terms of the recommendation that the line was made of, as they were; null: made by hand."
    )
    def waterfall(self) -> list[WaterfallTerm] | None:
        """The kept waterfall."""
        terms = self.row.waterfall_terms
        return None if terms is None else [WaterfallTerm(key=term["key"], units=term["units"]) for term in terms]

    @strawberry.field(description="What has arrived, the earliest recorded first.")
    def receipts(self) -> list[PurchaseOrderReceipt]:
        """The receipts in the same row."""
        return [
            PurchaseOrderReceipt(
                quantity=receipt["quantity"],
                warehouse_code=receipt["warehouse_code"],
                received_at=datetime.fromisoformat(receipt["received_at"]),
            )
            for receipt in self.row.receipt_values or ()
        ]

    @strawberry.field(description="What is ordered.")
    async def sku(self, info: Info) -> Annotated["Sku", strawberry.lazy("graphql_api.catalog.types")]:
        """The SKU."""
        from graphql_api.catalog.types import Sku, sku_columns_asked

        key = (self.row.product_id, sku_columns_asked(info))
        return Sku.of(await info.context.loader(SkuByProductIdLoader).existing(key))


@strawberry.type(description="A step of a purchase order.", directives=operators())
class PurchaseOrderEvent(FromRow):
    """One row of `app.purchase_order_events`."""

    kind: str = strawberry.field(description="What happened: CREATED, or an action's past tense, such as APPROVED.")
    version: int = strawberry.field(description="The order's version after it.")
    from_state: PurchaseOrderState | None = strawberry.field(description="The state before; null: there was no order.")
    to_state: PurchaseOrderState = strawberry.field(description="The state after.")
    happened_at: datetime = strawberry.field(description="When, in UTC.")

    @strawberry.field(description="Who did it.")
    def actor(self) -> str:
        """The actor's name."""
        return str(self.row.actor_name)

    @strawberry.field(name="details", description="Further values, by name; amounts need the permission SEE_COSTS.")
    def detail_list(self, info: Info) -> list[Detail]:
        """The details that the caller may read; a total of the past may hold prices that somebody else typed."""
        hidden = frozenset() if info.context.signed_in().sees_costs else PRICE_DETAILS
        return details({name: value for name, value in self.row.details.items() if name not in hidden})


@strawberry.type(description="A comment on a purchase order.", directives=operators())
class PurchaseOrderComment(FromRow):
    """One row of `app.comments`."""

    body: str = strawberry.field(description="The comment.")
    created_at: datetime = strawberry.field(description="When, in UTC.")

    @strawberry.field(description="Who wrote it.")
    def author(self) -> str:
        """The author's name."""
        return str(self.row.author_name)


@strawberry.type(description="An order to one supplier, with its workflow.", directives=operators())
class PurchaseOrder(FromRow, Node):
    """One row of `app.purchase_orders`."""

    order_no: str = strawberry.field(description="The order's number, as the supplier reads it.")
    state: PurchaseOrderState = strawberry.field(description="Its state.")
    version: int = strawberry.field(description="Increases with every change; send it as `expectedVersion`.")
    currency: str = strawberry.field(description="Currency of the amounts: the supplier's (ISO 4217).")
    expected_on: date | None = strawberry.field(description="Day on which it should arrive; null: not stated.")
    note: str | None = strawberry.field(description="A note for supplier and approver.")
    created_at: datetime = strawberry.field(description="When it was created, in UTC.")
    submitted_at: datetime | None = strawberry.field(description="When it was last submitted, in UTC.")
    approved_at: datetime | None = strawberry.field(description="When it was approved, in UTC.")
    rejected_at: datetime | None = strawberry.field(description="When it was rejected, in UTC.")
    completed_at: datetime | None = strawberry.field(description="When it was closed, in UTC.")
    rejection_reason: str | None = strawberry.field(description="Why it was rejected.")
    cancelled_at: datetime | None = strawberry.field(description="When it was cancelled, in UTC.")
    cancellation_reason: str | None = strawberry.field(description="Why it was cancelled.")

    @strawberry.field(description=f"Amount of all lines, in `currency`. {PRICES}")
    def total_amount(self, info: Info) -> Decimal | None:
        """The total, if the caller may read it."""
        return self.row.amount if sees_prices(self.row.typist_ids, info.context.signed_in()) else None

    @strawberry.field(
        description="Whether it looks like part of an order that was split to stay within an approval limit: orders at"
        f" one supplier whose amounts were set within 24 hours, each within a limit, together above it. {PRICES}"
    )
    def is_split_suspect(self, info: Info) -> bool | None:
        """What depends on amounts, if the user may read them."""
        return bool(self.row.is_split_suspect) if sees_prices(self.row.typist_ids, info.context.signed_in()) else None

    @strawberry.field(description="The supplier.")
    def supplier(self) -> Supplier:
        """The supplier in the same row."""
        found = supplier_of(self.row)
        if found is None:
            raise LookupError(f"{self.row.order_no} has no supplier")
        return found

    @strawberry.field(description="Name of the user who created it.")
    def created_by(self) -> str:
        """The creator."""
        return str(self.row.creator_name)

    @strawberry.field(description="Name of the user who submitted it; null: it is not submitted.")
    def submitted_by(self) -> str | None:
        """The submitter."""
        return self.row.submitter_name  # type: ignore[no-any-return]

    @strawberry.field(description="Name of the user who approved it.")
    def approved_by(self) -> str | None:
        """The approver."""
        return self.row.approver_name  # type: ignore[no-any-return]

    @strawberry.field(description="Name of the user who rejected it.")
    def rejected_by(self) -> str | None:
        """The rejecter."""
        return self.row.rejecter_name  # type: ignore[no-any-return]

    @strawberry.field(description="Name of the user who cancelled it.")
    def cancelled_by(self) -> str | None:
        """Who cancelled it."""
        return self.row.canceller_name  # type: ignore[no-any-return]

    @strawberry.field(description="The actions that you can take now.")
    def allowed_actions(self, info: Info) -> list[PurchaseOrderAction]:
        """The actions that the table of transitions and the rules let pass."""
        caller = info.context.signed_in()
        return [PurchaseOrderAction[action.name] for action in allowed_actions(facts_of(self.row), caller)]

    @strawberry.field(description="The lines, in their order; at most 200.")
    async def items(self, info: Info) -> list[PurchaseOrderItem]:
        """The lines."""
        return PurchaseOrderItem.of_all(await info.context.loader(ItemsByOrderIdLoader).load(self.row.order_id))

    @strawberry.field(description="Its history, the earliest step first; the latest 100 steps.")
    async def timeline(self, info: Info) -> list[PurchaseOrderEvent]:
        """The steps."""
        return PurchaseOrderEvent.of_all(await info.context.loader(EventsByOrderIdLoader).load(self.row.order_id))

    @strawberry.field(description="Comments, the earliest first; the latest 100.")
    async def comments(self, info: Info) -> list[PurchaseOrderComment]:
        """The comments."""
        return PurchaseOrderComment.of_all(await info.context.loader(CommentsByOrderIdLoader).load(self.row.order_id))

    def node_key(self) -> object:
        """The order's number in the database."""
        return self.row.order_id
