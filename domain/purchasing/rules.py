"""The workflow of a purchase order: one table of transitions, and who may take which."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from types import MappingProxyType

from domain.identity.caller import Caller
from domain.purchasing.errors import FourEyesError, IllegalStateError, OverLimitError, RoleTooLowError

MAX_REASON_LENGTH = 2_000
SPLIT_WINDOW = timedelta(hours=24)


class Action(Enum):
    """What can be done with an order; the values are the past tense of the timeline."""

    UPDATE = "UPDATED"
    SUBMIT = "SUBMITTED"
    APPROVE = "APPROVED"
    REJECT = "REJECTED"
    REOPEN = "REOPENED"
    RECEIVE = "RECEIVED"
    COMPLETE = "COMPLETED"
    CANCEL = "CANCELLED"
    COMMENT = "COMMENTED"


STATES = ("DRAFT", "PENDING", "APPROVED", "REJECTED", "COMPLETED", "CANCELLED")
TRANSITIONS: Mapping[Action, Mapping[str, str]] = MappingProxyType(
    {
        Action.UPDATE: MappingProxyType({"DRAFT": "DRAFT", "PENDING": "DRAFT"}),
        Action.SUBMIT: MappingProxyType({"DRAFT": "PENDING"}),
        Action.APPROVE: MappingProxyType({"PENDING": "APPROVED"}),
        Action.REJECT: MappingProxyType({"PENDING": "REJECTED"}),
        Action.REOPEN: MappingProxyType({"REJECTED": "DRAFT"}),
        Action.RECEIVE: MappingProxyType({"APPROVED": "APPROVED"}),
        Action.COMPLETE: MappingProxyType({"APPROVED": "COMPLETED"}),
        Action.CANCEL: MappingProxyType(dict.fromkeys(("DRAFT", "PENDING", "APPROVED", "REJECTED"), "CANCELLED")),
        Action.COMMENT: MappingProxyType({state: state for state in STATES}),
    }
)
"""State before to state after; an action that does not list a state is illegal in it."""
DECISIONS = (Action.APPROVE, Action.REJECT)
NEEDS_ROLE: Mapping[Action, str] = MappingProxyType(
    {action: "MANAGER" if action in DECISIONS else "OPERATOR" for action in Action}
)


@dataclass(frozen=True)
class OrderFacts:
    """What the rules look at.

    `contributors` are who created or submitted it or changed its lines since the last decision, and the last to change
    its lines; `has_receipts`: units of it have arrived.
    """

    order_no: str
    state: str
    currency: str
    total_amount: Decimal
    created_by: int
    last_edited_by: int
    submitted_by: int | None
    contributors: frozenset[int]
    has_receipts: bool

    def barred_from_deciding(self) -> frozenset[int]:
        """Numbers of the users who may not decide on the order, whatever their role."""
        return self.contributors | {self.created_by, self.last_edited_by, self.submitted_by or self.created_by}


@dataclass(frozen=True)
class Line:
    """A line's content: what is ordered and at what price, in the order's currency."""

    product_id: int
    quantity: int
    unit_cost: Decimal

    @property
    def amount(self) -> Decimal:
        """Price of the line."""
        return self.quantity * self.unit_cost


def check_action(action: Action, order: OrderFacts, caller: Caller) -> str:
    """Decide whether somebody may take an action now.

    Args:
        action: what is asked.
        order: the order as it is.
        caller: who asks.

    Returns:
        The state that the action leads to.

    Raises:
        IllegalStateError: the order's state does not allow it, or it is to be cancelled although units arrived.
        RoleTooLowError: the role does not reach.
        FourEyesError: a decision by somebody who created, submitted or last edited the order, or changed its lines
            since the last decision, whatever the role.
        OverLimitError: an approval by a MANAGER without a limit, beyond it, or in another currency.
    """
    after = TRANSITIONS[action].get(order.state)
    if after is None:
        ways = ", ".join(TRANSITIONS[action])
        raise IllegalStateError(f"{order.order_no} is {order.state}; only {ways} orders can be {action.value.lower()}.")
    if not caller.may(NEEDS_ROLE[action]):
        raise RoleTooLowError(f"An order can be {action.value.lower()} only by a {NEEDS_ROLE[action]} or above.")
    if action in DECISIONS and caller.user_id in order.barred_from_deciding():
        raise FourEyesError(f"You created, submitted or edited {order.order_no}. Someone else must decide on it.")
    if action is Action.APPROVE:
        _check_limit(order, caller)
    if action is Action.CANCEL:
        _check_cancellation(order, caller)
    return after


def _check_cancellation(order: OrderFacts, caller: Caller) -> None:
    """A submission is cancelled by its author or a manager, an approved order by a manager before anything arrived."""
    if order.has_receipts:
        raise IllegalStateError(f"Units of {order.order_no} have arrived. Complete it, with a reason, instead.")
    if caller.may("MANAGER"):
        return
    if order.state == "APPROVED":
        raise RoleTooLowError("An approved order can be cancelled only by a MANAGER or above.")
    if order.state == "PENDING" and caller.user_id not in (order.created_by, order.submitted_by):
        raise RoleTooLowError("A submitted order can be cancelled only by its creator, its submitter or a MANAGER.")


def _check_limit(order: OrderFacts, caller: Caller) -> None:
    """An ADMIN approves any amount; a MANAGER up to the limit, and without one nothing."""
    if caller.may("ADMIN"):
        return
    if caller.approval_limit is None:
        raise OverLimitError("You have no approval limit; ask an administrator to set one or to approve the order.")
    if order.currency != caller.currency:
        raise OverLimitError(
            f"{order.order_no} is in {order.currency}, approval limits are in {caller.currency};"
            " an administrator must approve it."
        )
    if order.total_amount > caller.approval_limit:
        raise OverLimitError(
            f"{order.order_no} costs {order.total_amount} {order.currency}, your approval limit is"
            f" {caller.approval_limit}; someone with a higher limit must approve it."
        )


def allowed_actions(order: OrderFacts, caller: Caller) -> list[Action]:
    """What somebody may do with an order now: the actions that `check_action` lets pass."""
    allowed = []
    for action in Action:
        try:
            check_action(action, order, caller)
        except (IllegalStateError, RoleTooLowError, FourEyesError, OverLimitError):
            continue
        allowed.append(action)
    return allowed


def with_contributor(contributor_ids: Sequence[int], user_id: int) -> list[int]:
    """The contributors with one more, each once, in ascending order."""
    return sorted({*contributor_ids, user_id})


def sees_prices(typed_by: Iterable[int | None], caller: Caller) -> bool:
    """Whether somebody reads the prices of lines, or an amount that adds them up.

    Args:
        typed_by: who typed each of these prices; None: it is the catalog's.
        caller: who reads; without the permission to see costs only what they typed themselves.
    """
    return caller.sees_costs or all(user_id == caller.user_id for user_id in typed_by)


def total(lines: Iterable[Line]) -> Decimal:
    """The order's amount."""
    return sum((line.amount for line in lines), Decimal("0.00"))


def content_hash(
    supplier_id: int, currency: str, expected_on: date | None, note: str | None, lines: Sequence[Line]
) -> bytes:
    """SHA-256 of what is decided on: supplier, currency, expected day, note and the lines in their order."""
    content = {
        "supplier_id": supplier_id,
        "currency": currency,
        "expected_on": None if expected_on is None else expected_on.isoformat(),
        "note": note,
        "lines": [[line.product_id, line.quantity, f"{line.unit_cost:.2f}"] for line in lines],
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).digest()


def is_split(amounts: Sequence[Decimal], limits: Iterable[Decimal]) -> bool:
    """Whether orders look like one that was split: each within somebody's approval limit, together beyond it.

    Args:
        amounts: totals of the orders at one supplier within `SPLIT_WINDOW`, at least two to count.
        limits: approval limits in force, in the same currency.
    """
    for limit in limits:
        within = [amount for amount in amounts if amount <= limit]
        if sum(within, Decimal(0)) > limit:  # by two orders at least
            return True
    return False


def remaining(recommended: int, ordered_since: int) -> int:
    """What remains to be ordered of a recommended quantity once so many units have been ordered."""
    return max(recommended - ordered_since, 0)


def status_of(status: str, recommended: int, ordered_since: int, *, is_taken: bool) -> str:
    """The status of a recommendation for something, by the orders of its SKU.

    Args:
        status: as it is; one that was dismissed or superseded stays so.
        recommended: units, above zero.
        ordered_since: units ordered since the run's data.
        is_taken: whether somebody made a living order of the recommendation, of however many units.
    """
    if status not in ("OPEN", "ORDERED"):
        return status
    is_covered = remaining(recommended, ordered_since) == 0
    return "ORDERED" if is_covered or (is_taken and ordered_since > 0) else "OPEN"


def arrival_of(ordered_on: date, lead_time_days: float) -> date:
    """When an order of a day arrives: after the whole lead time, never on the same day."""
    return ordered_on + timedelta(days=max(math.ceil(lead_time_days), 1))
