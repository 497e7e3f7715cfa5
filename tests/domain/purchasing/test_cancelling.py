"""Cancelling: who may, from where, and that recommendations are free again."""

import pytest
from sqlalchemy import text

from domain.purchasing import decisions
from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import IllegalStateError, OrderRefusedError, RightLostError, RoleTooLowError
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from tests.domain.purchasing.world import World
from tests.factories import published

NOTIFIED = "select payload from app.outbox where event_type = 'PURCHASE_ORDER_CANCELLED'"
STATUS = "select string_agg(status, ' ' order by product_id) from ai.recommendations where run_id = :run"


def rejected(world: World) -> int:
    """A rejected order, at version 3."""
    order_id = world.pending()
    world.run(lambda s: decisions.reject(s, world.caller("boss"), order_id, 2, "No."))
    return order_id


@pytest.mark.parametrize("who", ["op2", "manager", "admin"])
@pytest.mark.parametrize("state", ["DRAFT", "REJECTED"])
def test_whoever_may_edit_cancels_a_draft_and_a_rejected_order(world: World, state: str, who: str) -> None:
    order_id, version = (world.create("op"), 1) if state == "DRAFT" else (rejected(world), 3)
    world.cancel(who, order_id, version, "Typed twice.")
    order = world.order(order_id)
    assert (order["state"], order["version"], order["cancellation_reason"]) == (
        "CANCELLED",
        version + 1,
        "Typed twice.",
    )
    assert (order["cancelled_by"], order["cancelled_at"]) == (world.people[who].user_id, world.now)


def test_a_submission_is_cancelled_by_its_author_or_a_manager(world: World) -> None:
    for who in ("op", "manager"):
        world.cancel(who, world.pending(), 2)
    order_id = world.pending()
    with pytest.raises(RoleTooLowError, match="its creator, its submitter or a MANAGER"):
        world.cancel("op2", order_id, 2)


def test_an_approved_order_is_cancelled_by_a_manager_until_something_arrives(world: World) -> None:
    order_id = world.approved()
    with pytest.raises(RoleTooLowError):
        world.cancel("op", order_id, 3)
    world.cancel("manager", order_id, 3, "The supplier can't deliver.")
    received = world.approved()
    world.receive("op", received, 3, (1, 4))
    with pytest.raises(IllegalStateError, match="have arrived"):
        world.cancel("admin", received, 4)


@pytest.mark.parametrize("reason", ["", "  ", "x" * 2001])
def test_a_reason_is_needed(world: World, reason: str) -> None:
    order_id = world.create("op")
    before = world.trace()
    with pytest.raises(OrderRefusedError):
        world.cancel("op", order_id, 1, reason)
    assert world.trace() == before


def test_nothing_follows_a_cancellation(world: World) -> None:
    order_id = world.create("op")
    world.cancel("op", order_id, 1)
    for act in (
        lambda: world.submit("op", order_id, 2),
        lambda: world.update("op", order_id, 2, note="x"),
        lambda: world.cancel("op", order_id, 2),
    ):
        with pytest.raises(IllegalStateError):
            act()


def test_a_manager_disabled_a_moment_ago_does_not_cancel(world: World) -> None:
    order_id = world.approved(by="boss")
    with world.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now() where display_name = 'manager'"))
    with pytest.raises(RightLostError):
        world.cancel("manager", order_id, 3)
    assert world.order(order_id)["state"] == "APPROVED"


def test_a_cancellation_is_on_the_record_and_those_concerned_are_notified(world: World) -> None:
    order_id = world.approved(by="boss")
    world.cancel("manager", order_id, 3, "Out of production.")
    payload = world.one(NOTIFIED)
    people = {name: world.people[name].user_id for name in ("op", "boss", "manager")}
    assert isinstance(payload, dict)
    assert [payload[key] for key in ("created_by", "submitted_by", "approved_by", "actor_id", "reason")] == [
        *(people["op"], people["op"], people["boss"], people["manager"], "Out of production.")
    ]
    step = "select from_state || '>' || to_state from app.purchase_order_events where kind = 'CANCELLED'"
    entry = "select count(*) from audit.audit_logs where action = 'CANCEL_PURCHASE_ORDER' and outcome = 'DONE'"
    assert (world.one(step), world.one(entry)) == ("APPROVED>CANCELLED", 1)


def ordered(world: World) -> tuple[int, int]:
    """A run, and a draft at version 1 of its recommendations for A and B."""
    with world.engine.begin() as connection:
        run_id = published.create_run(connection)
        rows = connection.execute(text("select id, supplier_id from raw.products where sku in ('A', 'B')")).all()
        for product_id, supplier_id in rows:
            published.create_recommendation(connection, run_id, product_id, supplier_id=supplier_id)
    choices = [Choice(run_id, product_id) for product_id, _ in rows]
    (order_id,) = world.run(lambda s: create_from_recommendations(s, world.caller("op"), choices))
    assert world.one(STATUS, run=run_id) == "ORDERED ORDERED"
    return run_id, order_id


def test_recommendations_of_a_cancelled_order_are_open_again(world: World) -> None:
    run_id, order_id = ordered(world)
    world.cancel("op", order_id, 1)
    assert world.one(STATUS, run=run_id) == "OPEN OPEN"
    freed = "select details->'freed_recommendations' from audit.audit_logs where action = 'CANCEL_PURCHASE_ORDER'"
    assert world.one(freed) == 2


def test_the_recommendation_of_a_removed_line_is_open_again(world: World) -> None:
    run_id, order_id = ordered(world)
    world.update("op", order_id, 1, lines=[LineInput("B", 7)])
    assert world.one(STATUS, run=run_id) == "OPEN ORDERED"


def test_a_recommendation_that_another_order_holds_stays_ordered(world: World) -> None:
    run_id, order_id = ordered(world)
    world.update("op", order_id, 1, lines=[LineInput("B", 7)])
    product = world.one("select id from raw.products where sku = 'A'")
    world.run(lambda s: create_from_recommendations(s, world.caller("op"), [Choice(run_id, int(str(product)))]))
    world.cancel("op", order_id, 2)
    assert world.one(STATUS, run=run_id) == "ORDERED OPEN"


def test_a_recommendation_of_an_earlier_run_is_left_as_it_was(world: World) -> None:
    run_id, order_id = ordered(world)
    with world.engine.begin() as connection:
        later = published.create_run(connection, published.AS_OF.replace(day=30))
        assert later != run_id
    world.cancel("op", order_id, 1)
    assert world.one(STATUS, run=run_id) == "ORDERED ORDERED"
