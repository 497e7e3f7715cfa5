"""The workflow's rules without a database: every state, role, person, limit and amount at its border."""

import hashlib
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from domain.purchasing.errors import FourEyesError, IllegalStateError, OverLimitError, PurchasingError, RoleTooLowError
from domain.purchasing.rules import (
    SPLIT_WINDOW,
    STATES,
    Action,
    Line,
    OrderFacts,
    allowed_actions,
    arrival_of,
    check_action,
    content_hash,
    is_split,
    remaining,
    sees_prices,
    status_of,
    total,
    with_contributor,
)
from tests.factories.callers import caller

ORDER = OrderFacts(
    order_no="PO-1",
    state="DRAFT",
    currency="KRW",
    total_amount=Decimal(1000),
    created_by=1,
    last_edited_by=2,
    submitted_by=3,
    contributors=frozenset({4}),
    has_receipts=False,
)
OTHER, LIMIT = 9, Decimal(1000)


def outcome(
    action: Action, order: OrderFacts, role: str = "ADMIN", user_id: int = OTHER, limit: Decimal | None = None
) -> str:
    try:
        return check_action(action, order, caller(user_id, role, approval_limit=limit))
    except PurchasingError as error:
        return error.code


LEADS_TO = {
    Action.UPDATE: {"DRAFT": "DRAFT", "PENDING": "DRAFT"},
    Action.SUBMIT: {"DRAFT": "PENDING"},
    Action.APPROVE: {"PENDING": "APPROVED"},
    Action.REJECT: {"PENDING": "REJECTED"},
    Action.REOPEN: {"REJECTED": "DRAFT"},
    Action.RECEIVE: {"APPROVED": "APPROVED"},
    Action.COMPLETE: {"APPROVED": "COMPLETED"},
    Action.CANCEL: {"DRAFT": "CANCELLED", "PENDING": "CANCELLED", "APPROVED": "CANCELLED", "REJECTED": "CANCELLED"},
    Action.COMMENT: {state: state for state in STATES},
}


@pytest.mark.parametrize("action", Action)
def test_an_action_leads_from_its_states_only(action: Action) -> None:
    found = {state: outcome(action, replace(ORDER, state=state)) for state in STATES}
    assert found == dict.fromkeys(STATES, "ILLEGAL_STATE") | LEADS_TO[action]


@pytest.mark.parametrize("action", Action)
def test_only_decisions_need_a_manager(action: Action) -> None:
    order = replace(ORDER, state=next(iter(LEADS_TO[action])))
    refused = {role: outcome(action, order, role, limit=LIMIT) == "ROLE_TOO_LOW" for role in ("OPERATOR", "MANAGER")}
    assert refused == {"OPERATOR": action in (Action.APPROVE, Action.REJECT), "MANAGER": False}


def test_a_refusal_says_what_would_be_possible() -> None:
    with pytest.raises(IllegalStateError, match="PO-1 is DRAFT; only PENDING orders can be approved"):
        check_action(Action.APPROVE, ORDER, caller(OTHER, "ADMIN"))
    with pytest.raises(RoleTooLowError, match="can be rejected only by a MANAGER or above"):
        check_action(Action.REJECT, replace(ORDER, state="PENDING"), caller(OTHER, "OPERATOR"))


@pytest.mark.parametrize("action", [Action.APPROVE, Action.REJECT])
def test_nobody_decides_on_an_order_of_their_own(action: Action) -> None:
    order = replace(ORDER, state="PENDING")
    barred = [user_id for user_id in range(1, 10) if outcome(action, order, user_id=user_id) == "FOUR_EYES"]
    assert barred == [1, 2, 3, 4]
    assert order.barred_from_deciding() == {1, 2, 3, 4}
    assert replace(order, submitted_by=None).barred_from_deciding() == {1, 2, 4}
    with pytest.raises(FourEyesError, match="Someone else must decide on it"):
        check_action(action, order, caller(1, "ADMIN"))


def test_those_who_made_an_order_do_all_else_with_it() -> None:
    for action, states in LEADS_TO.items():
        if action not in (Action.APPROVE, Action.REJECT):
            for state, after in states.items():
                assert outcome(action, replace(ORDER, state=state), user_id=1) == after


@pytest.mark.parametrize(
    ("role", "limit", "currency", "expected"),
    [
        ("MANAGER", "1000", "KRW", "APPROVED"),
        ("MANAGER", "999.99", "KRW", "OVER_LIMIT"),
        ("MANAGER", None, "KRW", "OVER_LIMIT"),
        ("MANAGER", "1000", "USD", "OVER_LIMIT"),
        ("ADMIN", "1", "KRW", "APPROVED"),
        ("ADMIN", None, "USD", "APPROVED"),
    ],
)
def test_a_manager_approves_up_to_the_limit_in_its_currency(
    role: str, limit: str | None, currency: str, expected: str
) -> None:
    order = replace(ORDER, state="PENDING", currency=currency)
    amount = None if limit is None else Decimal(limit)
    assert outcome(Action.APPROVE, order, role, limit=amount) == expected
    assert outcome(Action.REJECT, order, role, limit=amount) == "REJECTED"


@pytest.mark.parametrize(
    ("limit", "currency", "message"),
    [
        (None, "KRW", "You have no approval limit"),
        ("1000", "USD", "PO-1 is in USD, approval limits are in KRW; an administrator must approve it"),
        ("999", "KRW", "PO-1 costs 1000 KRW, your approval limit is 999; someone with a higher limit must approve it"),
    ],
)
def test_a_refused_approval_says_why(limit: str | None, currency: str, message: str) -> None:
    manager = caller(OTHER, "MANAGER", approval_limit=None if limit is None else Decimal(limit))
    with pytest.raises(OverLimitError, match=message):
        check_action(Action.APPROVE, replace(ORDER, state="PENDING", currency=currency), manager)


@pytest.mark.parametrize("state", ["DRAFT", "PENDING", "APPROVED", "REJECTED"])
def test_an_operator_cancels_what_nobody_approved_and_submissions_of_their_own(state: str) -> None:
    order = replace(ORDER, state=state)
    may = [user_id for user_id in range(1, 6) if outcome(Action.CANCEL, order, "OPERATOR", user_id) == "CANCELLED"]
    assert may == {"DRAFT": [1, 2, 3, 4, 5], "PENDING": [1, 3], "APPROVED": [], "REJECTED": [1, 2, 3, 4, 5]}[state]
    assert outcome(Action.CANCEL, order, "MANAGER") == "CANCELLED"


def test_nobody_cancels_an_order_of_which_units_arrived() -> None:
    order = replace(ORDER, state="APPROVED", has_receipts=True)
    assert outcome(Action.CANCEL, order) == "ILLEGAL_STATE"
    assert outcome(Action.COMPLETE, order) == "COMPLETED"


def test_allowed_are_the_actions_that_pass() -> None:
    pending = replace(ORDER, state="PENDING")
    manager = caller(OTHER, "MANAGER", approval_limit=LIMIT)
    assert allowed_actions(pending, manager) == [
        Action.UPDATE,
        Action.APPROVE,
        Action.REJECT,
        Action.CANCEL,
        Action.COMMENT,
    ]
    assert allowed_actions(pending, caller(2)) == [Action.UPDATE, Action.COMMENT]
    assert allowed_actions(replace(ORDER, state="COMPLETED"), manager) == [Action.COMMENT]


def test_contributors_are_listed_once_in_order() -> None:
    assert with_contributor([5, 2], 3) == [2, 3, 5]
    assert with_contributor([2, 3], 2) == [2, 3]


@pytest.mark.parametrize(
    ("typed_by", "role", "sees"),
    [
        ([], "OPERATOR", True),
        ([9, 9], "OPERATOR", True),
        ([9, 1], "OPERATOR", False),
        ([None], "OPERATOR", False),
        ([None, 1], "MANAGER", True),
    ],
)
def test_without_costs_one_sees_the_prices_that_one_typed(typed_by: list[int | None], role: str, sees: bool) -> None:
    assert sees_prices(typed_by, caller(9, role)) is sees


def test_an_order_amounts_to_its_lines() -> None:
    lines = [Line(1, 3, Decimal("2.50")), Line(2, 1, Decimal("0.25"))]
    assert [line.amount for line in lines] == [Decimal("7.50"), Decimal("0.25")]
    assert total(lines) == Decimal("7.75")
    assert str(total([])) == "0.00"


def test_what_is_decided_on_is_hashed_as_canonical_json() -> None:
    lines = [Line(2, 3, Decimal("2.5")), Line(1, 1, Decimal(10))]
    written = (
        '{"currency":"KRW","expected_on":"2026-05-01","lines":[[2,3,"2.50"],[1,1,"10.00"]],'
        '"note":"빨리","supplier_id":5}'
    )
    assert content_hash(5, "KRW", date(2026, 5, 1), "빨리", lines) == hashlib.sha256(written.encode()).digest()
    bare = '{"currency":"KRW","expected_on":null,"lines":[],"note":null,"supplier_id":5}'
    assert content_hash(5, "KRW", None, None, []) == hashlib.sha256(bare.encode()).digest()


@pytest.mark.parametrize(
    ("amounts", "limits", "split"),
    [
        ([600, 500], [1000], True),
        ([500, 500], [1000], False),
        ([1000, 1], [1000], True),
        ([1001, 500], [1000], False),
        ([1100], [1000], False),
        ([600, 500], [], False),
        ([600, 500], [2000, 1000], True),
        ([600, 500], [1000, 2000], True),
    ],
)
def test_orders_within_a_limit_that_exceed_it_together_look_split(
    amounts: list[int], limits: list[int], split: bool
) -> None:
    assert is_split([Decimal(amount) for amount in amounts], [Decimal(limit) for limit in limits]) is split


def test_orders_of_one_day_are_looked_at_together() -> None:
    assert timedelta(days=1) == SPLIT_WINDOW


def test_what_remains_is_never_negative() -> None:
    assert [remaining(10, ordered) for ordered in (0, 9, 10, 11)] == [10, 1, 0, 0]


@pytest.mark.parametrize(
    ("status", "ordered", "is_taken", "expected"),
    [
        ("OPEN", 0, False, "OPEN"),
        ("OPEN", 9, False, "OPEN"),
        ("OPEN", 10, False, "ORDERED"),
        ("OPEN", 1, True, "ORDERED"),
        ("OPEN", 0, True, "OPEN"),
        ("ORDERED", 0, True, "OPEN"),
        ("ORDERED", 10, True, "ORDERED"),
        ("DISMISSED", 10, True, "DISMISSED"),
        ("SUPERSEDED", 0, False, "SUPERSEDED"),
    ],
)
def test_a_recommendation_is_ordered_once_covered_or_taken(
    status: str, ordered: int, is_taken: bool, expected: str
) -> None:
    assert status_of(status, 10, ordered, is_taken=is_taken) == expected


@pytest.mark.parametrize(("lead_time_days", "day"), [(0.0, 2), (0.2, 2), (1.0, 2), (1.1, 3), (7.0, 8)])
def test_an_order_arrives_after_its_whole_lead_time_and_never_on_its_day(lead_time_days: float, day: int) -> None:
    assert arrival_of(date(2026, 5, 1), lead_time_days) == date(2026, 5, day)
