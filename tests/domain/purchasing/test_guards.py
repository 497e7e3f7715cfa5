"""The database holds the rules whatever the route: plain SQL by the application's own role is refused."""

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FuturesTimeout
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from domain.purchasing import decisions, service
from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import (
    ContentChangedError,
    FourEyesError,
    OverLimitError,
    RightLostError,
    VersionConflictError,
)
from tests.domain.purchasing.world import World, over

APPROVE = """update app.purchase_orders set state = 'APPROVED', version = version + 1, approved_at = now(),
    approved_by = (select id from app.users where display_name = '{}') where state = 'PENDING'"""
REJECT = """update app.purchase_orders set state = 'REJECTED', version = version + 1, rejected_at = now(),
    rejected_by = (select id from app.users where display_name = '{}') where state = 'PENDING'"""
CANCEL = """update app.purchase_orders set state = 'CANCELLED', version = version + 1, cancelled_at = now(),
    cancelled_by = (select id from app.users where display_name = '{}'), cancellation_reason = '{}' where id = :id"""
STEP = "update app.purchase_orders set version = version + 1, {} where id = :id"
LINE = "update app.purchase_order_items set {} where purchase_order_id = :id"

BOSS = "(select id from app.users where display_name = 'boss')"

ATTACKS = [
    ("pending", APPROVE.format("op")),
    ("pending", APPROVE.format("op2")),
    ("pending", APPROVE.format("limitless")),
    ("expensive", APPROVE.format("manager")),
    ("pending", REJECT.format("op")),
    ("pending", REJECT.format("op2")),
    ("pending", STEP.format("state = 'APPROVED', note = 'x', approved_at = now(), approved_by = " + BOSS)),
    ("approved", STEP.format("expected_on = '2030-01-01'")),
    ("approved", STEP.format("note = 'Twice as many, please.'")),
    ("draft", STEP.format("state = 'APPROVED'")),
    ("draft", STEP.format("state = 'COMPLETED'")),
    ("draft", STEP.format("state = 'PENDING'")),
    ("pending", STEP.format("state = 'COMPLETED'")),
    ("pending", STEP.format("total_amount = 1")),
    ("pending", STEP.format("last_edited_by = created_by + 1")),
    ("approved", STEP.format("total_amount = 1")),
    ("approved", STEP.format("state = 'DRAFT'")),
    ("approved", STEP.format("approved_by = (select id from app.users where display_name = 'admin')")),
    ("approved", STEP.format("content_sha256 = sha256('x'), submitted_sha256 = sha256('x')")),
    ("draft", STEP.format("created_by = created_by + 1")),
    ("draft", STEP.format("currency = 'USD'")),
    ("draft", "update app.purchase_orders set note = 'x' where id = :id"),
    ("draft", "update app.purchase_orders set version = version + 2 where id = :id"),
    ("draft", "update app.purchase_orders set version = version - 1 where id = :id"),
    ("draft", "delete from app.purchase_orders where id = :id"),
    ("pending", LINE.format("quantity = 1")),
    ("approved", LINE.format("unit_cost = 1")),
    ("approved", LINE.format("received_quantity = 11")),
    ("received", LINE.format("received_quantity = 3")),
    ("received", "delete from app.purchase_order_receipts"),
    ("received", "update app.purchase_order_receipts set quantity = 1"),
    ("approved", "update app.purchase_order_events set actor_id = actor_id + 1"),
    ("approved", "delete from app.purchase_order_events"),
    ("draft", "truncate app.purchase_orders cascade"),
    (
        "draft",
        """insert into app.purchase_order_items
        (purchase_order_id, line_no, product_id, quantity, unit_cost, received_quantity)
        select purchase_order_id, 2, product_id, 1, 1, 1 from app.purchase_order_items where purchase_order_id = :id""",
    ),
    ("pending", LINE.format("received_quantity = 1")),
    ("laundered", APPROVE.format("manager")),
    ("laundered", REJECT.format("manager")),
    ("laundered", STEP.format("state = 'DRAFT', contributor_ids = array[created_by]")),
    ("changed", STEP.format("contributor_ids = array[created_by]")),
    ("changed", STEP.format("total_amount = 1")),
    ("changed", LINE.format("quantity = 1")),
    ("approved", STEP.format("lines_edited_at = now()")),
    ("draft", CANCEL.format("op", " ")),
    ("draft", STEP.format("state = 'CANCELLED'")),
    ("draft", STEP.format("cancellation_reason = 'x'")),
    ("pending", CANCEL.format("op2", "x")),
    ("approved", CANCEL.format("op", "x")),
    ("received", CANCEL.format("manager", "x")),
    ("cancelled", STEP.format("state = 'DRAFT', cancelled_by = null, cancelled_at = null, cancellation_reason = null")),
    ("cancelled", STEP.format("cancellation_reason = 'y'")),
    ("approved", "delete from app.purchase_order_items where purchase_order_id = :id"),
    (
        "approved",
        """insert into app.purchase_order_items (purchase_order_id, line_no, product_id, quantity, unit_cost)
        select purchase_order_id, 2, product_id, 1, 1 from app.purchase_order_items where purchase_order_id = :id""",
    ),
    (
        "draft",
        """insert into app.purchase_orders (order_no, supplier_id, state, content_sha256, submitted_sha256, currency,
            total_amount, created_by, last_edited_by, lines_edited_by, lines_edited_at, contributor_ids, submitted_by,
            approved_by, approved_at)
        select 'X', supplier_id, 'APPROVED', content_sha256, content_sha256, 'KRW', 1, created_by, created_by,
            created_by, now(), array[created_by], created_by,
            (select id from app.users where display_name = 'admin'), now()
        from app.purchase_orders where id = :id""",
    ),
]


def order_in(world: World, state: str) -> int:
    if state == "draft":
        return world.create("op")
    if state == "approved":
        return world.approved()
    if state == "cancelled":
        order_id = world.create("op")
        world.cancel("op", order_id, 1)
        return order_id
    if state == "received":
        order_id = world.approved()
        world.receive("op", order_id, 3, (1, 4))
        return order_id
    if state in ("changed", "laundered"):
        return changed(world, is_submitted=state == "laundered")
    return world.pending(quantity=101 if state == "expensive" else 10)


def changed(world: World, *, is_submitted: bool) -> int:
    """An order whose lines the manager set and whose note an operator wrote afterwards, at version 3 or 4."""
    order_id = world.create("op")
    world.update("manager", order_id, 1, lines=[LineInput("A", 20)])
    world.update("op2", order_id, 2, note="Please hurry.")
    if is_submitted:
        world.submit("op", order_id, 3)
    return order_id


@pytest.mark.parametrize(("state", "attack"), ATTACKS, ids=range(len(ATTACKS)))
def test_plain_sql_does_not_get_around_the_rules(world: World, state: str, attack: str) -> None:
    order_id = order_in(world, state)
    before = world.trace()
    with pytest.raises(IntegrityError), world.engine.begin() as connection:
        connection.execute(text(attack), {"id": order_id})
    assert world.trace() == before


def test_an_amount_that_is_not_the_lines_is_neither_submitted_nor_approved(world: World) -> None:
    """A total below somebody's limit is of no use to lines above it, regardless of who wrote the lines."""
    order_id = world.create("op", 500)
    cheap = "update app.purchase_orders set version = version + 1, total_amount = 1 where id = :id"
    submit = """update app.purchase_orders set state = 'PENDING', version = version + 1, submitted_by = created_by,
        submitted_at = now(), submitted_sha256 = content_sha256 where id = :id"""
    with world.engine.begin() as connection:
        connection.execute(text(cheap), {"id": order_id})
    with pytest.raises(IntegrityError, match="do not add up"), world.engine.begin() as connection:
        connection.execute(text(submit), {"id": order_id})
    pending = world.pending("op2", 500)
    with world.engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update app.purchase_orders set total_amount = 1 where id = :id"), {"id": pending})
    with pytest.raises(IntegrityError, match="do not add up"), world.engine.begin() as connection:
        connection.execute(text(APPROVE.format("manager")))
    assert world.order(pending)["state"] == "PENDING"


def test_a_line_is_not_slipped_in_while_its_order_is_submitted_and_approved(world: World) -> None:
    """The state that the guard of lines has seen holds until the line is written: the submission waits, and notices."""
    order_id = world.create("op")
    line = text("update app.purchase_order_items set quantity = 99 where purchase_order_id = :id")
    with ThreadPoolExecutor(1) as pool:
        with world.engine.begin() as connection:
            connection.execute(line, {"id": order_id})
            submitting = pool.submit(world.submit, "op", order_id, 1)
            with pytest.raises(FuturesTimeout):
                submitting.result(timeout=0.5)
        with pytest.raises(IntegrityError, match="do not add up"):
            submitting.result(timeout=10)
    assert world.order(order_id)["state"] == "DRAFT"


def test_the_guard_lets_the_right_approver_pass(world: World) -> None:
    order_id = world.pending()
    with world.engine.begin() as connection:
        connection.execute(text(APPROVE.format("manager")))
    assert world.order(order_id)["state"] == "APPROVED"


@pytest.mark.parametrize(
    "change",
    [
        "update app.users set disabled_at = now() where display_name = 'manager'",
        "update app.users set approval_limit = 9999.99 where display_name = 'manager'",
        """update app.user_roles set role_code = 'OPERATOR' from app.users
        where user_id = id and display_name = 'manager'""",
    ],
)
def test_an_approver_who_lost_the_right_a_moment_ago_does_not_approve(world: World, change: str) -> None:
    """The request knows the person as of its start; the database as of now."""
    order_id = world.pending()
    with world.engine.begin() as connection:
        connection.execute(text(change))
    with pytest.raises(RightLostError):
        world.approve("manager", order_id, 2)
    assert world.order(order_id)["state"] == "PENDING"


@pytest.mark.parametrize("change", ["disabled_at = now()", "deleted_at = now()"])
def test_who_lost_the_right_a_moment_ago_does_not_reject(world: World, change: str) -> None:
    order_id = world.pending()
    with world.engine.begin() as connection:
        connection.execute(text(f"update app.users set {change} where display_name = 'manager'"))
    with pytest.raises(RightLostError):
        world.run(lambda s: decisions.reject(s, world.caller("manager"), order_id, 2, "No."))
    assert world.order(order_id)["state"] == "PENDING"


def test_lines_changed_behind_the_back_are_noticed_at_the_decision(world: World) -> None:
    order_id = world.pending()
    with world.engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update app.purchase_order_items set quantity = 10000"))
    with pytest.raises(ContentChangedError):
        world.approve("manager", order_id, 2)


def test_limits_hold_in_their_currency_only(world: World) -> None:
    line = LineInput("D", 1, world.people["manager"].approval_limit)
    order_id = world.run(lambda s: service.create_order(s, world.caller("op"), "USD", [line]))
    world.submit("op", order_id, 1)
    with pytest.raises(OverLimitError, match="in USD"):
        world.approve("manager", order_id, 2)
    world.approve("admin", order_id, 2)


def test_a_manager_without_a_limit_approves_nothing_and_one_with_it_up_to_it(world: World) -> None:
    at_limit, above = world.pending(quantity=100), world.pending("op2", quantity=101)
    with pytest.raises(OverLimitError, match="no approval limit"):
        world.approve("limitless", at_limit, 2)
    world.approve("manager", at_limit, 2)
    with pytest.raises(OverLimitError, match="101000"):
        world.approve("manager", above, 2)
    world.approve("boss", above, 2)


def test_the_approved_total_is_the_total_shown(world: World) -> None:
    """A change between reading and approving changes the version, so the approval does not count."""
    order_id = world.pending()
    change = service.Change(lines=[LineInput("A", 99)])
    world.run(lambda s: service.update_order(s, world.caller("op2"), order_id, 2, change))
    world.submit("op", order_id, 3)
    with pytest.raises(VersionConflictError):
        world.approve("manager", order_id, 2)
    assert world.order(order_id)["approved_by"] is None


def test_who_set_the_lines_does_not_decide_after_somebody_else_changed_the_note(world: World) -> None:
    order_id = changed(world, is_submitted=True)
    with pytest.raises(FourEyesError):
        world.approve("manager", order_id, 4)
    with pytest.raises(FourEyesError):
        world.run(lambda s: decisions.reject(s, world.caller("manager"), order_id, 4, "No."))
    world.approve("boss", order_id, 4)


def test_who_submitted_before_does_not_decide_on_a_later_submission(world: World) -> None:
    order_id = world.create("op")
    world.submit("manager", order_id, 1)
    world.update("op", order_id, 2, note="Please hurry.")
    world.submit("op", order_id, 3)
    with pytest.raises(FourEyesError):
        world.approve("manager", order_id, 4)


@pytest.mark.parametrize("is_replaced", [True, False])
def test_after_a_reopened_rejection_only_the_author_of_the_present_lines_is_barred(
    world: World, is_replaced: bool
) -> None:
    order_id = changed(world, is_submitted=True)
    world.run(lambda s: decisions.reject(s, world.caller("boss"), order_id, 4, "Fewer."))
    world.run(lambda s: decisions.reopen(s, world.caller("op"), order_id, 5))
    change = {"lines": [LineInput("A", 5)]} if is_replaced else {"note": "As agreed."}
    world.update("op", order_id, 6, **change)
    world.submit("op", order_id, 7)
    if is_replaced:
        world.approve("manager", order_id, 8)
    else:
        with pytest.raises(FourEyesError):
            world.approve("manager", order_id, 8)


def test_an_edit_that_leaves_the_lines_as_they_are_does_not_make_a_contributor(world: World) -> None:
    order_id = world.create("op")
    world.update("boss", order_id, 1, note="Please hurry.", lines=[LineInput("A", 10)])
    world.update("op", order_id, 2, note="Please.")
    world.submit("op", order_id, 3)
    world.approve("boss", order_id, 4)
    assert world.order(order_id)["state"] == "APPROVED"


def test_a_split_is_seen_within_a_day_and_not_after(world: World) -> None:
    first = world.create("op", 60)
    later = over(world, now=world.now + timedelta(hours=25))
    third = later.create("op", 60)
    assert [world.order(i)["is_split_suspect"] for i in (first, third)] == [False, False]
    second = over(world, now=world.now + timedelta(hours=23)).create("op", 60)
    assert [world.order(i)["is_split_suspect"] for i in (first, second, third)] == [True, True, True]


def test_orders_that_fit_the_limit_together_or_alone_exceed_all_are_no_split(world: World) -> None:
    orders = [world.create("op", 50), world.create("op2", 50), world.create("op2", 2000), world.create("op2", 2000)]
    assert [world.order(i)["is_split_suspect"] for i in orders] == [False] * 4


def test_a_split_by_two_people_at_one_supplier_is_seen(world: World) -> None:
    orders = [world.create("op", 60), world.create("op2", 60)]
    assert [world.order(i)["is_split_suspect"] for i in orders] == [True, True]


def test_a_split_through_a_small_draft_that_is_enlarged_later_is_seen(world: World) -> None:
    early = world.create("op", 1)
    later = over(world, now=world.now + timedelta(hours=72))
    second = later.create("op", 60)
    assert world.order(second)["is_split_suspect"] is False
    later.update("op", early, 1, lines=[LineInput("A", 60)])
    assert [world.order(i)["is_split_suspect"] for i in (early, second)] == [True, True]


def test_a_split_order_is_flagged_before_it_is_approved(world: World) -> None:
    world.approved(by="manager", quantity=60)
    second = world.pending(quantity=60)
    payload = world.one("select payload->>'is_split_suspect' from app.outbox order by id desc limit 1")
    assert (world.order(second)["is_split_suspect"], payload) == (True, "true")
    world.run(lambda s: decisions.reject(s, world.caller("manager"), second, 2, "Split."))
