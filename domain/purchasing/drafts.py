"""What a buyer enters for an order, checked against catalog and supplier."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.catalog.models import Product
from domain.errors import FieldProblem
from domain.purchasing.errors import OrderRefusedError
from domain.purchasing.rules import Line, total

MAX_LINES = 200
MAX_UNITS = 10_000_000
MAX_AMOUNT = Decimal("999999999999.99")
MAX_NOTE_LENGTH = 2_000


@dataclass(frozen=True)
class LineInput:
    """A line as entered; without a price the catalog's cost counts, if it is in the supplier's currency."""

    sku: str
    quantity: int
    unit_cost: Decimal | None = None


@dataclass(frozen=True)
class Terms:
    """Whom an order goes to, and in which currency."""

    supplier_id: int
    supplier_code: str
    currency: str


def check_header(note: str | None, expected_on: date | None, today: date) -> list[FieldProblem]:
    """Problems of an order's own values."""
    problems = []
    if note is not None and len(note) > MAX_NOTE_LENGTH:
        problems.append(
            FieldProblem("note", f"The note has {len(note):,} characters; at most {MAX_NOTE_LENGTH:,} are allowed.")
        )
    if expected_on is not None and expected_on < today:
        problems.append(FieldProblem("expected_on", f"{expected_on} is in the past; choose {today} or later."))
    return problems


def price_lines(
    terms: Terms,
    inputs: Sequence[LineInput],
    products: Mapping[str, Product],
    agreed: Mapping[int, Decimal],
    problems: Sequence[FieldProblem],
    *,
    sees_costs: bool,
) -> list[Line]:
    """Lines with product and price, in the order's currency.

    Args:
        terms: supplier and currency.
        inputs: the lines as entered.
        products: the catalog's products by SKU.
        agreed: prices that the order has already, by product; they go before the catalog's.
        problems: what was found wrong before.
        sees_costs: whether who orders may know costs; without it only typed prices count towards the largest amount,
            so that no refusal shows another one.

    Raises:
        OrderRefusedError: any value can't be used; with the problems found before.
    """
    problems = [*problems, *_of_list(inputs)]
    lines: list[Line] = []
    known: list[Line] = []
    for position, line in enumerate(inputs[:MAX_LINES]):
        where = f"lines.{position}"
        product = products.get(line.sku)
        problems += _of_line(where, line)
        if product is None:
            problems.append(FieldProblem(f"{where}.sku", f"There is no SKU {line.sku!r}."))
            continue
        problems += _of_supply(where, product, terms)
        price = _price(line, product, terms, agreed)
        if price is None:
            message = f"The cost of {line.sku} in {terms.currency} is not known; enter unitCost."
            problems.append(FieldProblem(f"{where}.unit_cost", message))
            continue
        lines.append(Line(product.id, line.quantity, price))
        known += lines[-1:] if sees_costs or line.unit_cost is not None else []
    if not problems and total(known) > MAX_AMOUNT:
        problems.append(FieldProblem("lines", f"The order's amount must be at most {MAX_AMOUNT:,}."))
    if problems:
        raise OrderRefusedError(problems)
    return lines


def _of_list(inputs: Sequence[LineInput]) -> list[FieldProblem]:
    if not inputs:
        return [FieldProblem("lines", "An order must have at least one line.")]
    if len(inputs) > MAX_LINES:
        return [FieldProblem("lines", f"An order must have at most {MAX_LINES} lines; split it.")]
    seen: set[str] = set()
    problems = []
    for position, line in enumerate(inputs):
        if line.sku in seen:
            problems.append(FieldProblem(f"lines.{position}.sku", f"{line.sku} appears on two lines. Combine them."))
        seen.add(line.sku)
    return problems


def _of_line(where: str, line: LineInput) -> list[FieldProblem]:
    problems = []
    if not 1 <= line.quantity <= MAX_UNITS:
        problems.append(
            FieldProblem(f"{where}.quantity", f"Quantity must be from 1 to {MAX_UNITS:,}, not {line.quantity}.")
        )
    cost = line.unit_cost
    if cost is not None and not is_amount(cost):
        problems.append(
            FieldProblem(f"{where}.unit_cost", f"Unit cost must be 0 or more with at most two decimals, not {cost}.")
        )
    return problems


def is_amount(value: Decimal) -> bool:
    """Whether a number is an amount of money as the tables hold it."""
    return value.is_finite() and 0 <= value <= MAX_AMOUNT and value == round(value, 2)


def _of_supply(where: str, product: Product, terms: Terms) -> list[FieldProblem]:
    if product.supplier_id is not None and product.supplier_id != terms.supplier_id:
        message = f"{product.sku} is not bought from the supplier {terms.supplier_code}."
        return [FieldProblem(f"{where}.sku", message)]
    return []


def _price(line: LineInput, product: Product, terms: Terms, agreed: Mapping[int, Decimal]) -> Decimal | None:
    if line.unit_cost is not None:
        return line.unit_cost
    catalog = product.unit_cost if product.currency == terms.currency else None
    return agreed.get(product.id, catalog)
