"""The mutations by which programs send orders, products and stock; they come through the same checks as files."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from types import MappingProxyType
from typing import Any

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.ingestion.contract import BY_NAME
from domain.ingestion.options import Complete
from domain.ingestion.sent_repository import batches_by_id
from domain.ingestion.sent_rows import SendingTerms, SentRow, load_rows
from domain.setup.errors import BesideSampleDataError
from graphql_api.context import Context, Info
from graphql_api.decorators import enum, field, input_type, object_type, resolver
from graphql_api.errors import LimitError
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.ingestion.types import ImportBatch, RejectionReason
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal, Refusals
from graphql_api.permissions import Guard, Role, Scope
from graphql_api.rows import asked
from graphql_api.setup.types import SampleDataPresent
from graphql_api.values import NamedCount, named_counts

MAX_ROWS = 1_000
MAX_LINES = 5_000


@input_type
class OrderLineInput:
    """A line of an order. It takes the place of the stored line of the same number: what is absent is empty then."""

    line_no: int | None = field(
        "Its number in the order, from 1; absent: that of the order's line with the same content, else a new one.",
        default=None,
    )
    product: str = field("The SKU's code, or a code of a listing.", name="sku")
    option: str | None = field("What the channel's listing adds to the code, such as a colour.", default=None)
    quantity: int = field("Units ordered. 0: not a sale, the stored line counts no more; negative: a credit note.")
    unit_price: Decimal = field("Price of one unit before the discount, in the order's currency; at least 0.")
    discount_amount: Decimal | None = field("Discount on the whole line; absent: 0.", default=None)
    returned_quantity: int | None = field("Units that came back; absent: 0.", default=None)
    returned_at: datetime | None = field("When they came back; required if any did.", default=None)
    return_reason: str | None = field("Why they came back.", default=None)
    status: str | None = field("As of the order, for this line only; absent: as the order.", default=None)
    cancelled_at: datetime | None = field(
        "When the line was cancelled; absent, with the status CANCELLED: when the order was placed.", default=None
    )


@input_type
class OrderInput:
    """An order with lines. It takes the place of the stored order of the same number: what is absent is empty then."""

    order_no: str = field("The order's number, unique among all orders.")
    ordered_at: datetime = field("When it was placed.")
    channel: str | None = field("Where it was placed.", default=None)
    customer_ref: str | None = field("The customer's own number or name.", default=None)
    status: str | None = field(
        "PLACED, PAID, SHIPPED, DELIVERED or CANCELLED, or a marketplace's word; absent: PLACED.", default=None
    )
    cancelled_at: datetime | None = field(
        "When it was cancelled; absent, with the status CANCELLED: when it was placed.", default=None
    )
    currency: str | None = field("Currency of its amounts (ISO 4217); absent: the company's.", default=None)
    lines: list[OrderLineInput] = field("The lines.")


@input_type
class ProductInput:
    """A product. It takes the place of the stored one of the same code: what is absent is empty then."""

    sku: str = field("The SKU's own code, unique.")
    name: str | None = field("The product's name; absent: its code.", default=None)
    category: str | None = field("The category it is sold in.", default=None)
    brand: str | None = field("The brand.", default=None)
    supplier: str | None = field("Code of the supplier; it must be known.", default=None)
    unit_cost: Decimal | None = field("Purchase cost of one unit, at least 0.", default=None)
    list_price: Decimal | None = field("List price of one unit, at least 0.", default=None)
    currency: str | None = field("Currency of cost and price (ISO 4217); absent: the company's.", default=None)
    moq: int | None = field("Minimum order quantity, at least 1.", default=None)
    pack_size: int | None = field("Units per pack, at least 1.", default=None)
    max_order_qty: int | None = field("Maximum order quantity, at least 1.", name="maxOrderQuantity", default=None)
    shelf_life_days: int | None = field("Shelf life, in days, at least 1.", default=None)
    launched_on: date | None = field("First day of sale.", default=None)
    discontinued_on: date | None = field("Day from which it is no longer bought.", default=None)
    replaced_by: str | None = field("Code of the SKU that replaces it.", default=None)
    is_stocked: bool | None = field(
        "Whether it is kept in stock; false: services and digital goods, never planned. Absent: true.", default=None
    )
    barcode: str | None = field("Barcode, such as a GTIN.", default=None)


@input_type
class StockLevelInput:
    """The stock of a SKU in a warehouse at an instant. It takes the place of a stored one of all three."""

    product: str = field("The SKU's code.", name="sku")
    warehouse_code: str | None = field("Code of the warehouse; absent: MAIN.", name="warehouse", default=None)
    snapshot_at: datetime = field("When it was counted.")
    on_hand: int = field("Units in stock.")
    reserved: int | None = field("Units of them that are promised to customers; absent: 0.", default=None)
    in_transit: int | None = field("Units on their way in; absent: 0.", default=None)


@input_type
class UpsertOrdersInput:
    """Orders to load."""

    orders: list[OrderInput] = field("The orders, at most 1,000 with at most 5,000 lines.")
    is_complete: bool = field(
        "Whether the lines are all lines of these orders: stored ones that are missing count no more.", default=False
    )
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class UpsertProductsInput:
    """Products to load."""

    products: list[ProductInput] = field("The products, at most 1,000.")
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@input_type
class UpsertInventoryInput:
    """Stock levels to load."""

    levels: list[StockLevelInput] = field("The stock levels, at most 1,000.")
    is_complete: bool = field(
        "Whether the levels are the whole stock of their warehouses: SKUs that are missing have none.", default=False
    )
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


NOTHING: frozenset[Complete] = frozenset()
COMPLETE: Mapping[type, frozenset[Complete]] = MappingProxyType(
    {UpsertOrdersInput: frozenset({"lines"}), UpsertInventoryInput: frozenset({"stock"})}
)


@enum
class UpsertOutcome(Enum):
    """What became of a row."""

    LOADED = "It was new, or had other values than before."
    UNCHANGED = (
        "It was stored with the same values already, is a further copy of a row of this request, or is of 0 units."
    )
    REFUSED = "It was not loaded; `reason`, `column` and `message` have the cause."


@object_type
class UpsertedRow:
    """What became of a row of the request."""

    row: int = field("Its place in the list of the request, from 0.")
    line: int | None = field("Of a line of an order: its place in the order's `lines`, from 0.")
    table_name: str = field("The table: orders, order_items, products or inventory.")
    key: str = field("What identifies it in the table, such as the order's number and the line's.")
    outcome: UpsertOutcome = field("What became of it.")
    reason: RejectionReason | None = field("Why it was refused; null: it was not.")
    column: str | None = field("The table's column that is wrong; null: several, or it was not refused.")
    message: str | None = field("One sentence: what is wrong and what is accepted; null: it was not refused.")
    is_waiting: bool = field(
        "Whether the refused row is kept and loaded by itself once what it refers to, such as its SKU, is known."
    )


@object_type
class Upserted:
    """What became of the rows of the request: all that are not refused are stored, in one transaction."""

    rows: list[UpsertedRow] = field("Every row, in the order of the request; an order before its lines.")
    unknown_statuses: list[NamedCount] = field(
        "Words of `status` that are not known, with the number of their rows; these count as PLACED."
    )
    removed: int = field("Stored lines or stock levels that count no more, since the request holds all of them.")
    batch_ids: strawberry.Private[list[int]]

    @resolver()
    async def batches(self, info: Info) -> list[ImportBatch]:
        """The batches that the rows are recorded under, one for each table."""
        query = batches_by_id(self.batch_ids, ImportBatch.columns_of(asked(info)))
        async with info.context.reading() as reading:
            return ImportBatch.of_all((await reading.execute(query)).all())


async def _upserted(_: Info, key: dict[str, Any]) -> Upserted:
    rows = [UpsertedRow(**{**row, "outcome": UpsertOutcome[row["outcome"]], **_reason(row)}) for row in key["rows"]]
    return Upserted(
        rows=rows,
        batch_ids=key["batch_ids"],
        unknown_statuses=named_counts(key["unknown_statuses"]),
        removed=key["removed"],
    )


def _reason(row: dict[str, Any]) -> dict[str, Any]:
    return {"reason": None if row["reason"] is None else RejectionReason[row["reason"]]}


async def _terms(context: Context, given: Any) -> SendingTerms:  # noqa: ANN401  # any of the inputs
    """What holds for the rows, if they are not too many.

    Raises:
        LimitError: they are.
    """
    for name, rows in _lists(given):
        _at_most(len(rows), MAX_ROWS, name)
    _at_most(sum(len(order.lines) for order in getattr(given, "orders", ())), MAX_LINES, "lines")
    services = context.services
    complete = COMPLETE[type(given)] if getattr(given, "is_complete", False) else NOTHING
    return SendingTerms(services.zone, services.currency, services.cancellation_hours, complete)


def _lists(given: object) -> Iterator[tuple[str, Sequence[object]]]:
    for each in fields(given):  # type: ignore[arg-type]  # an input is a dataclass
        value = getattr(given, each.name)
        if isinstance(value, list):
            yield each.name, value


def _at_most(number: int, limit: int, name: str) -> None:
    if number > limit:
        raise LimitError(f"The request has {number:,} {name}; at most {limit:,} are allowed. Send them in several.")


REFUSALS: Refusals = MappingProxyType(
    {BesideSampleDataError: Refusal(SampleDataPresent, reason=lambda _: "there are sample data"), **KEY_REFUSALS}
)
upsert = MutationFamily("UpsertResult", Upserted, _upserted, REFUSALS, prepare=_terms)


@upsert("UPSERT_ORDERS", Guard(Role.MANAGER, Scope.IMPORT))
def upsert_orders(session: Session, caller: Caller, input: UpsertOrdersInput, terms: SendingTerms) -> dict[str, Any]:
    """Load orders and their lines: new ones, and changes of known ones by order number and line number. Sending the
    same again changes nothing. Lines of unknown SKUs wait.
    """
    items = [
        SentRow(row, place, _texts("order_items", line, order=order.order_no))
        for row, order in enumerate(input.orders)
        for place, line in enumerate(order.lines)
    ]
    return _loaded(session, caller, {"orders": _rows("orders", input.orders), "order_items": items}, terms)


@upsert("UPSERT_PRODUCTS", Guard(Role.MANAGER, Scope.IMPORT))
def upsert_products(
    session: Session, caller: Caller, input: UpsertProductsInput, terms: SendingTerms
) -> dict[str, Any]:
    """Load products: new ones, and changes of known ones by code. Sending the same again changes nothing. Rows that
    wait for a SKU, such as lines of orders, are loaded with it.
    """
    return _loaded(session, caller, {"products": _rows("products", input.products)}, terms)


@upsert("UPSERT_INVENTORY", Guard(Role.MANAGER, Scope.IMPORT))
def upsert_inventory(
    session: Session, caller: Caller, input: UpsertInventoryInput, terms: SendingTerms
) -> dict[str, Any]:
    """Load stock levels: new ones, and changes of known ones by SKU, warehouse and instant. Sending the same again
    changes nothing. Levels of unknown SKUs wait.
    """
    return _loaded(session, caller, {"inventory": _rows("inventory", input.levels)}, terms)


def _loaded(session: Session, caller: Caller, sent: dict[str, list[SentRow]], terms: SendingTerms) -> dict[str, Any]:
    return asdict(load_rows(session, caller, sent, source="API", terms=terms))


def _rows(table: str, given: Sequence[object]) -> list[SentRow]:
    return [SentRow(place, None, _texts(table, row)) for place, row in enumerate(given)]


def _texts(table: str, given: object, **more: object) -> dict[str, str | None]:
    """The columns of a row as text, as a file would hold them."""
    values = {column.name: getattr(given, column.name, None) for column in BY_NAME[table].columns} | more
    return {name: _text(value) for name, value in values.items()}


def _text(value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    return format(value, "f") if isinstance(value, Decimal) else str(value)
