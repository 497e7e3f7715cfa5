"""Overdue orders are reported once for each day of arrival that passed."""

from datetime import date, timedelta

from domain.purchasing import receipts, service
from domain.purchasing.drafts import LineInput
from tests.domain.purchasing.world import NOW, World

DUE = NOW.date() + timedelta(days=3)


def publish_event(world: World, today: date) -> int:
    return world.run(lambda s: receipts.publish_overdue(s, today, "Asia/Seoul"))


def approved(world: World, expected_on: date | None) -> int:
    line = LineInput("A", 5)
    order_id = world.run(lambda s: service.create_order(s, world.caller("op"), "S", [line], expected_on=expected_on))
    world.submit("op", order_id, 1)
    world.approve("manager", order_id, 2)
    return order_id


def test_an_order_is_overdue_after_its_day_and_told_of_once(world: World) -> None:
    order_id = approved(world, DUE)
    assert publish_event(world, DUE) == 0
    assert publish_event(world, DUE + timedelta(days=1)) == 1
    assert publish_event(world, DUE + timedelta(days=2)) == 0
    payload = world.one("select payload from app.outbox where event_type = 'PURCHASE_ORDER_OVERDUE'")
    assert isinstance(payload, dict)
    assert (payload["purchase_order_id"], payload["expected_on"]) == (order_id, DUE.isoformat())


def test_without_a_day_the_stated_lead_time_counts_from_the_approval(world: World) -> None:
    approved(world, None)
    assert publish_event(world, NOW.date() + timedelta(days=7)) == 0
    assert publish_event(world, NOW.date() + timedelta(days=8)) == 1


def test_what_arrived_is_closed_or_only_planned_is_not_overdue(world: World) -> None:
    late = DUE + timedelta(days=30)
    arrived, closed = approved(world, DUE), approved(world, DUE)
    world.receive("op", arrived, 3, (1, 5))
    world.run(lambda s: receipts.complete(s, world.caller("op"), closed, 3, "Gone."))
    world.pending()
    assert publish_event(world, late) == 0
    part = approved(world, DUE)
    world.receive("op", part, 3, (1, 4))
    assert publish_event(world, late) == 1
