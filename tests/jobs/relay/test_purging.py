"""Old notifications are removed; what is still due, and what prevents a second notification, stays."""

from datetime import date, timedelta

from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.purchasing.receipts import publish_overdue
from jobs.outbox_relay import PURGE_INTERVAL
from tests.jobs.relay.conftest import NOON, Desk
from tests.jobs.relay.test_overdue import late_order

TABLES = ("outbox", "notifications", "notification_deliveries")


def counts(desk: Desk) -> tuple[int, ...]:
    return tuple(desk.rows(f"select count(*) from app.{table}")[0][0] for table in TABLES)


def date_all(desk: Desk, days: float) -> None:
    """Let everything be of this many days ago."""
    with desk.engine.begin() as connection:
        for table in TABLES:
            connection.execute(text(f"update app.{table} set created_at = :at"), {"at": NOON - timedelta(days=days)})


def purge_all(desk: Desk) -> int:
    return sum(1 for _ in iter(desk.relay.purge_some, False))


def test_what_is_older_than_the_setting_goes_and_the_rest_stays(desk: Desk) -> None:
    desk.submitted()
    desk.relay_all()
    desk.send_all()
    assert counts(desk) == (1, 2, 4)
    date_all(desk, 29.9)
    assert purge_all(desk) == 0
    assert counts(desk) == (1, 2, 4)
    date_all(desk, 30.1)
    desk.submitted(order_no="PO-8")
    desk.relay_all()
    desk.clock.move(hours=1)
    assert purge_all(desk) == 1
    assert counts(desk) == (1, 2, 4)
    assert desk.rows("select payload ->> 'order_no' from app.outbox") == [("PO-8",)]


def test_what_is_not_told_yet_stays_however_old(desk: Desk) -> None:
    desk.submitted()
    desk.relay_all()
    desk.hook.statuses.append(500)
    desk.send_all()
    desk.submitted(order_no="PO-8")
    date_all(desk, 400)
    purge_all(desk)
    assert counts(desk) == (2, 0, 1)
    assert [row.status for row in desk.deliveries("WEBHOOK")] == ["FAILED"]
    desk.relay_all()
    desk.clock.move(minutes=1)
    desk.send_all()
    assert {row.status for row in desk.deliveries("WEBHOOK")} == {"SENT"}


def test_nobody_is_reminded_again_of_an_order_because_the_reminder_was_removed(desk: Desk) -> None:
    late_order(desk)
    desk.relay.notify_overdue()
    desk.relay_all()
    desk.send_all()
    date_all(desk, 400)
    purge_all(desk)
    assert counts(desk) == (1, 0, 0)
    with Session(desk.engine) as session:
        assert publish_overdue(session, date(2026, 4, 2), "Asia/Seoul") == 0
    with desk.engine.begin() as connection:
        closed = "update app.purchase_orders set state = 'COMPLETED', version = version + 1"
        connection.execute(text(closed))
    desk.clock.now += PURGE_INTERVAL
    assert purge_all(desk) == 1
    assert counts(desk) == (0, 0, 0)


def test_it_looks_once_an_hour(desk: Desk) -> None:
    assert purge_all(desk) == 0
    desk.submitted()
    desk.relay_all()
    desk.send_all()
    date_all(desk, 400)
    desk.clock.move(minutes=59)
    assert purge_all(desk) == 0
    desk.clock.move(minutes=1)
    assert purge_all(desk) == 1
