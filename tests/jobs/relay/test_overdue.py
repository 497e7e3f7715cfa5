"""The relay looks for late orders every ten minutes, and several relays report each once."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import text

from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_supplier
from tests.jobs.relay.conftest import NOON, Desk


def late_order(desk: Desk) -> None:
    """An order that was approved three days ago at a supplier who delivers within a day."""
    with desk.engine.begin() as connection:
        supplier = create_supplier(connection, name="North", lead_time_days=1)
        product = create_product(connection, supplier_id=supplier)
        order = create_draft(connection, supplier, product, desk.creator)
        submitted = "submitted_by = created_by, submitted_at = :at, submitted_sha256 = content_sha256"
        approved = "approved_by = :admin, approved_at = :at"
        for change in (f"state = 'PENDING', version = 2, {submitted}", f"state = 'APPROVED', version = 3, {approved}"):
            connection.execute(
                text(f"update app.purchase_orders set {change} where id = :id"),
                {"id": order, "admin": desk.admin, "at": NOON - timedelta(days=3)},
            )


def test_a_late_order_is_found_at_the_next_look_and_told_to_its_people(desk: Desk) -> None:
    desk.relay.notify_overdue()
    late_order(desk)
    desk.clock.move(minutes=9)
    desk.relay.notify_overdue()
    assert desk.relay_all() == 0
    desk.clock.move(minutes=1)
    desk.relay.notify_overdue()
    assert desk.relay_all() == 1
    assert {(row.recipient_id, row.event_type) for row in desk.notified()} == {
        (desk.creator, "PURCHASE_ORDER_OVERDUE"),
        (desk.manager, "PURCHASE_ORDER_OVERDUE"),
    }
    desk.clock.move(hours=1)
    desk.relay.notify_overdue()
    assert desk.relay_all() == 0


def test_relays_that_look_at_the_same_time_tell_once(desk: Desk) -> None:
    for _ in range(5):
        late_order(desk)
    relays = [replace(desk.relay) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda relay: relay.notify_overdue(), relays))
    assert desk.relay_all() == 5
