"""Orders made of recommendations: one draft a supplier, the waterfall kept, all or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from sqlalchemy.orm import Session

from domain.errors import FieldProblem
from domain.identity.caller import Caller
from domain.purchasing import confirmations, repository
from domain.purchasing.confirmations import Confirmed
from domain.purchasing.drafts import MAX_AMOUNT, MAX_UNITS
from domain.purchasing.errors import (
    ConfirmationRequiredError,
    OrderRefusedError,
    OrderWarning,
    RecommendationProblem,
    RecommendationsRefusedError,
)
from domain.purchasing.rules import Line, arrival_of, remaining, total
from domain.purchasing.service import add_draft, record_creation
from kit.reading import AnyRow

MAX_RECOMMENDATIONS = 200
UNTRUSTED = "D"


@dataclass(frozen=True)
class Choice:
    """A recommendation that is to be ordered; `quantity` overrides what remains of it.

    `is_checked`: somebody has looked at the SKU's own numbers, which the worst data-trust grade asks for.
    `is_additional`: somebody confirmed that more is wanted, although orders cover it.
    """

    run_id: int
    product_id: int
    quantity: int | None = None
    is_checked: bool = False
    is_additional: bool = False

    def units(self, row: AnyRow) -> int:
        """What is to be ordered: as stated, else what remains, else (if more is wanted) as recommended."""
        return self.quantity or remaining(row.quantity, row.ordered_since) or int(row.quantity)


def create_from_recommendations(
    session: Session, caller: Caller, choices: Sequence[Choice], confirmed: Confirmed = ()
) -> list[int]:
    """Make one draft for each supplier, of what remains of each recommendation.

    Args:
        session: the unit of work.
        caller: who, when.
        choices: recommendations of the published run, each once.
        confirmed: warnings about lines that somebody confirmed.

    Returns:
        The orders' numbers in the database, by supplier.

    Raises:
        OrderRefusedError: none, too many, or a quantity or amount that can't be ordered.
        RecommendationsRefusedError: a recommendation is of an earlier run or of a supplier that the SKU has no longer,
            for nothing, dismissed, without supplier or cost, or it is covered by orders or of a SKU whose data can't be
            trusted, and nobody confirmed it; each is named, and none was ordered.
        ConfirmationRequiredError: something speaks against a line, and nobody confirmed it.
    """
    _check(choices)
    found = repository.recommendations(session, [choice.product_id for choice in choices])
    covered = _covered(session, choices, found)
    problems = [p for choice in choices if (p := _problem(choice, found.get(choice.product_id), covered)) is not None]
    if problems:
        raise RecommendationsRefusedError(problems)
    _ask(session, caller, [(choice, found[choice.product_id]) for choice in choices], confirmed)
    chosen = sorted(choices, key=lambda choice: (found[choice.product_id].supplier_id, found[choice.product_id].sku))
    orders = []
    for supplier_id, group in groupby(chosen, key=lambda choice: found[choice.product_id].supplier_id):
        of_supplier = [(choice, found[choice.product_id]) for choice in group]
        rows = [row for _, row in of_supplier]
        lines = [Line(row.product_id, choice.units(row), row.unit_cost) for choice, row in of_supplier]
        if caller.sees_costs and total(lines) > MAX_AMOUNT:
            message = f"The order to {rows[0].supplier_code} would exceed {MAX_AMOUNT:,}; order less at a time."
            raise OrderRefusedError([FieldProblem("lines", message)])
        orders.append(
            add_draft(
                session,
                caller,
                supplier_id,
                rows[0].supplier_currency,
                lines,
                note=None,
                expected_on=_expected(rows, caller.today),
                origins=[
                    {"recommendation_run_id": row.run_id, "waterfall": row.waterfall, "price_typed_by": None}
                    for row in rows
                ],
            )
        )
    repository.mark_ordered(session, chosen[0].run_id, [choice.product_id for choice in chosen])
    record_creation(session, caller, orders)
    return [order.id for order in orders]


def _ask(session: Session, caller: Caller, chosen: Sequence[tuple[Choice, AnyRow]], confirmed: Confirmed) -> None:
    """Hold the lines to the same rules as typed ones, but for trust and open orders, which choices confirm themselves.

    Raises:
        ConfirmationRequiredError: something speaks against a line, and nobody confirmed it.
    """
    by_currency = groupby(sorted(chosen, key=lambda pair: pair[1].currency), key=lambda pair: pair[1].currency)
    checked = {(row.sku, "LOW_TRUST", choice.units(row)) for choice, row in chosen if choice.is_checked}
    left: list[OrderWarning] = []
    for currency, pairs in by_currency:
        lines = [Line(row.product_id, choice.units(row), row.unit_cost) for choice, row in pairs]
        try:
            confirmations.check_lines(session, caller, lines, currency, confirmed={*confirmed, *checked})
        except ConfirmationRequiredError as error:
            left += error.warnings
    if left:
        raise ConfirmationRequiredError(left)


def _check(choices: Sequence[Choice]) -> None:
    if not 1 <= len(choices) <= MAX_RECOMMENDATIONS:
        message = f"Choose 1 to {MAX_RECOMMENDATIONS} recommendations."
        raise OrderRefusedError([FieldProblem("lines", message)])
    if len({choice.product_id for choice in choices}) < len(choices):
        raise OrderRefusedError([FieldProblem("lines", "A recommendation appears twice. Remove one.")])
    problems = [
        FieldProblem(f"lines.{position}.quantity", f"Quantity must be from 1 to {MAX_UNITS:,}, not {choice.quantity}.")
        for position, choice in enumerate(choices)
        if choice.quantity is not None and not 1 <= choice.quantity <= MAX_UNITS
    ]
    if problems:
        raise OrderRefusedError(problems)


def _covered(session: Session, choices: Sequence[Choice], found: Mapping[int, AnyRow]) -> dict[str, str]:
    """By SKU, the sentence about what of the choices is on order already."""
    rows = [(choice, found[choice.product_id]) for choice in choices if choice.product_id in found]
    units = {row.product_id: choice.units(row) for choice, row in rows if row.quantity}
    warnings = confirmations.already_ordered(session, units, {row.product_id: row.sku for _, row in rows})
    return {warning.sku: warning.message for warning in warnings}


def _problem(choice: Choice, row: AnyRow | None, covered: Mapping[str, str]) -> RecommendationProblem | None:
    """Why this recommendation can't be ordered; None: it can."""
    if row is None or row.run_id != choice.run_id:
        sku = "" if row is None else row.sku
        return RecommendationProblem(sku, "OUTDATED", "The recommendation is not from the published run; reload it.")
    reasons = (
        (row.status == "DISMISSED", "DISMISSED", f"The recommendation for {row.sku} was dismissed."),
        (
            row.status == "ORDERED" and not choice.is_additional,
            "ORDERED",
            covered.get(row.sku, f"The recommendation for {row.sku} was already ordered. Confirm to order more."),
        ),
        (row.status == "SUPERSEDED", "OUTDATED", f"A later recommendation for {row.sku} has replaced it."),
        (row.quantity == 0, "NOTHING_TO_ORDER", f"Nothing is recommended for {row.sku}."),
        (
            row.recommended_supplier_id is not None and row.recommended_supplier_id != row.present_supplier_id,
            "OUTDATED",
            f"{row.sku} has a different supplier now; wait for the next run.",
        ),
        (row.supplier_id is None, "NO_SUPPLIER", f"{row.sku} has no supplier; set one in the catalog."),
        (
            row.unit_cost is None or row.currency != row.supplier_currency,
            "NO_COST",
            f"The cost of {row.sku} in the supplier's currency is not known; order it by hand.",
        ),
        (
            row.trust_grade == UNTRUSTED and not choice.is_checked,
            "LOW_TRUST",
            f"The data of {row.sku} have trust grade {UNTRUSTED}; check its stock and rows, then confirm.",
        ),
        (row.sku in covered and not choice.is_additional, confirmations.ALREADY_ORDERED, covered.get(row.sku, "")),
    )
    return next((RecommendationProblem(row.sku, code, text) for holds, code, text in reasons if holds), None)


def _expected(rows: Sequence[AnyRow], today: date) -> date:
    """When all should be there that is ordered today: after the longest lead time of the lines."""
    return max(arrival_of(today, row.lead_time_days) for row in rows)
