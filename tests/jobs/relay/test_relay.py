"""Whom an event reaches, on which channel, once; and when it is sent."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from sqlalchemy import text

from domain.notifications.rules import MAX_ATTEMPTS
from tests.jobs.relay.conftest import NOON, Desk, unconfigured


def test_a_submitted_order_reaches_those_who_approve_once(desk: Desk) -> None:
    event_id = desk.submitted(actor_id=desk.creator)
    assert desk.relay_all() == 1
    expected = [(desk.manager, "PURCHASE_ORDER_SUBMITTED", True), (desk.admin, "PURCHASE_ORDER_SUBMITTED", True)]
    assert desk.notified() == expected
    due = [("PENDING", 0, NOON, None)]
    assert desk.deliveries("EMAIL") == due * 2
    assert desk.deliveries("SLACK") == desk.deliveries("WEBHOOK") == due
    with desk.engine.begin() as connection:
        connection.execute(text("update app.outbox set relayed_at = null"))
    assert desk.relay_all() == 1
    assert desk.notified() == expected
    assert len(desk.rows("select 1 from app.notification_deliveries")) == 4
    assert desk.rows("select event_id, relayed_at from app.outbox") == [(event_id, NOON)]


def test_each_event_reaches_whom_it_concerns(desk: Desk) -> None:
    run = {"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-03-31"}
    file = {"import_id": 1, "file_name": "a.csv", "uploaded_by": "creator@shop.example", "user_id": desk.creator}
    everybody = {desk.operator, desk.manager, desk.creator}
    expected = {
        "PURCHASE_ORDER_APPROVED": (desk.order(), {desk.creator}),
        "PURCHASE_ORDER_REJECTED": (desk.order(reason="Too early"), {desk.creator}),
        "PURCHASE_ORDER_CANCELLED": (
            desk.order(reason="Twice", submitted_by=desk.operator, approved_by=desk.manager),
            {desk.creator, desk.operator, desk.manager},
        ),
        "PURCHASE_ORDER_OVERDUE": (desk.order(expected_on="2026-03-31"), {desk.creator, desk.manager}),
        "STOCKOUT_RISK": (run | {"count": 1, "skus": []}, everybody),
        "ANOMALY_DETECTED": (run | {"count": 1, "severities": {"HIGH": 1}, "anomalies": []}, everybody),
        "RUN_FAILED": (run | {"error": "The disk is full."}, {desk.manager, desk.admin}),
        "RUN_PUBLISHED": (run, set()),
        "IMPORT_DONE": (file | {"rows": 3, "loaded": 1, "unchanged": 1, "refused": 1}, {desk.creator}),
        "IMPORT_FAILED": (file | {"error": "It is empty."}, {desk.creator, desk.manager, desk.admin}),
        "SESSION_REUSED": ({"user_id": desk.operator, "email": "operator@shop.example"}, {desk.operator, desk.admin}),
    }
    for event_type, (payload, recipients) in expected.items():
        desk.publish_event(event_type, **payload)
        desk.relay_all()
        query = "select recipient_id from app.notifications where event_type = :event_type"
        assert {row.recipient_id for row in desk.rows(query, event_type=event_type)} == recipients, event_type
    assert len(desk.deliveries("WEBHOOK")) == len(expected)


def test_nobody_is_told_of_their_own_deed(desk: Desk) -> None:
    desk.submitted(actor_id=desk.manager)
    desk.relay_all()
    assert [row.recipient_id for row in desk.notified()] == [desk.admin]


def test_the_disabled_and_the_deleted_are_not_told(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now() where id = :id"), {"id": desk.manager})
        connection.execute(text("update app.users set deleted_at = now() where id = :id"), {"id": desk.admin})
    desk.submitted()
    desk.relay_all()
    assert desk.notified() == []
    assert [len(desk.deliveries(name)) for name in ("EMAIL", "SLACK", "WEBHOOK")] == [0, 0, 1]


def test_own_settings_go_before_defaults(desk: Desk) -> None:
    desk.choose(desk.manager, "PURCHASE_ORDER_SUBMITTED", "EMAIL", is_enabled=False)
    desk.choose(desk.admin, "PURCHASE_ORDER_SUBMITTED", "IN_APP", is_enabled=False)
    desk.choose(desk.operator, "RUN_PUBLISHED", "IN_APP")
    desk.submitted()
    desk.publish_event("RUN_PUBLISHED", run_id=1, kind="NIGHTLY", logical_date="2026-03-31")
    desk.relay_all()
    assert desk.notified() == [
        (desk.manager, "PURCHASE_ORDER_SUBMITTED", True),
        (desk.admin, "PURCHASE_ORDER_SUBMITTED", False),
        (desk.operator, "RUN_PUBLISHED", True),
    ]
    desk.send_all()
    assert desk.mail.recipients == ["admin@shop.example"]


def test_a_setting_asks_for_no_more_than_the_role_may_know(desk: Desk) -> None:
    desk.choose(desk.operator, "SESSION_REUSED", "IN_APP")
    desk.choose(desk.operator, "PURCHASE_ORDER_APPROVED", "EMAIL")
    desk.choose(desk.manager, "PURCHASE_ORDER_APPROVED", "IN_APP")
    desk.publish_event("SESSION_REUSED", user_id=desk.creator, email="creator@shop.example")
    desk.publish_event("PURCHASE_ORDER_APPROVED", **desk.order(actor_id=desk.admin))
    desk.relay_all()
    assert {(row.recipient_id, row.event_type) for row in desk.notified()} == {
        (desk.creator, "SESSION_REUSED"),
        (desk.admin, "SESSION_REUSED"),
        (desk.creator, "PURCHASE_ORDER_APPROVED"),
        (desk.manager, "PURCHASE_ORDER_APPROVED"),
    }


def test_a_test_goes_to_who_asked_on_the_channel_named(desk: Desk) -> None:
    desk.publish_event("TEST", user_id=desk.operator, channel="EMAIL")
    desk.relay_all()
    desk.send_all()
    assert desk.notified() == [(desk.operator, "TEST", True)]
    assert desk.mail.recipients == ["operator@shop.example"]
    assert desk.slack.requests == desk.hook.requests == []


def test_four_relays_at_once_tell_everybody_once(desk: Desk) -> None:
    for number in range(40):
        desk.submitted(order_no=f"PO-{number}")
    with ThreadPoolExecutor(4) as pool:
        relayed = sum(pool.map(lambda _: desk.relay_all(), range(4)))
        sent = sum(pool.map(lambda _: desk.send_all(), range(4)))
    assert (relayed, sent) == (40, 160)
    assert len(desk.notified()) == 80
    assert len({request.headers["webhook-id"] for request in desk.hook.requests}) == len(desk.hook.requests) == 40
    assert len({letter["Message-ID"] for letter in desk.mail.letters}) == len(desk.mail.letters) == 80
    assert len(desk.slack.requests) == 40


def test_an_event_that_cannot_be_read_holds_up_nobody(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        connection.execute(text("insert into app.outbox (event_type, payload) values ('UNHEARD_OF', '{}')"))
    desk.submitted(total_amount="no amount")
    desk.submitted()
    desk.relay_all()
    desk.send_all()
    assert len(desk.notified()) == 4
    assert desk.rows("select event_type from app.outbox where relayed_at is null") == [("UNHEARD_OF",)]
    statuses = [(row.status, row.attempts) for row in desk.deliveries("EMAIL")]
    assert statuses == [("GIVEN_UP", 1)] * 2 + [("SENT", 1)] * 2
    assert "can't be rendered" in desk.deliveries("EMAIL")[0].error


def test_the_digest_gathers_mail_until_the_morning(desk: Desk) -> None:
    for number in (1, 2):
        risk = {"run_id": number, "kind": "NIGHTLY", "logical_date": "2026-03-31", "count": number}
        skus = [{"sku": f"TEA-{number}", "name": "Green tea", "risk": "HIGH", "depletion_date": None}]
        desk.publish_event("STOCKOUT_RISK", **risk, skus=skus)
    desk.relay_all()
    assert desk.relay.send_one("EMAIL") is False
    assert desk.relay.send_one("SLACK") is True
    desk.clock.now = datetime(2026, 4, 1, 22, 59, tzinfo=UTC)  # 07:59 in Seoul
    assert desk.relay.send_one("EMAIL") is False
    desk.clock.move(minutes=1)
    assert desk.send_all() == 3 + 1 + 2
    assert sorted(desk.mail.recipients) == ["creator@shop.example", "manager@shop.example", "operator@shop.example"]
    by_recipient = dict(zip(desk.mail.recipients, desk.mail.letters, strict=True))
    letter = by_recipient["manager@shop.example"]
    assert letter["Subject"] == "2 notifications"
    assert "TEA-1 · Green tea · high risk" in letter.get_content()
    assert "… and 1 more" in letter.get_content()
    assert "TEA-2 · Green tea · high risk" in letter.get_content()
    assert by_recipient["creator@shop.example"]["Subject"] == "알림 2건"
    assert {(row.status, row.attempts) for row in desk.deliveries("EMAIL")} == {("SENT", 1)}


def test_a_digest_that_fails_is_tried_again_whole(desk: Desk) -> None:
    desk.choose(desk.admin, "PURCHASE_ORDER_SUBMITTED", "EMAIL", is_digest=True)
    desk.choose(desk.manager, "PURCHASE_ORDER_SUBMITTED", "EMAIL", is_enabled=False)
    desk.submitted()
    desk.submitted(order_no="PO-8")
    desk.relay_all()
    desk.clock.move(days=1)
    desk.mail.at_data.append("451 Try again later")
    assert desk.relay.send_one("EMAIL") is True
    assert {(row.status, row.attempts) for row in desk.deliveries("EMAIL")} == {("FAILED", 1)}
    desk.clock.move(seconds=30)
    assert [desk.relay.send_one("EMAIL"), desk.relay.send_one("EMAIL")] == [True, False]
    assert {(row.status, row.attempts) for row in desk.deliveries("EMAIL")} == {("SENT", 2)}
    assert len(desk.mail.letters) == 1
    assert "PO-7" in desk.mail.letters[0].get_content()
    assert "PO-8" in desk.mail.letters[0].get_content()


def test_quiet_hours_of_one_type_hold_back_its_part_of_the_digest_alone(desk: Desk) -> None:
    desk.choose(desk.manager, "ANOMALY_DETECTED", "EMAIL", is_digest=True, quiet_from=time(22), quiet_until=time(9, 30))
    run = {"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-03-31", "count": 1}
    desk.publish_event("ANOMALY_DETECTED", **run, severities={"HIGH": 1}, anomalies=[{"sku": "TEA"}])
    desk.publish_event("STOCKOUT_RISK", **run, skus=[{"sku": "MUG"}])
    desk.relay_all()
    desk.clock.now = datetime(2026, 4, 1, 23, tzinfo=UTC)  # 08:00 in Seoul
    desk.send_all()
    mine = [letter for letter in desk.mail.letters if letter["To"] == "manager@shop.example"]
    assert [letter["Subject"] for letter in mine] == ["1 SKUs may run out of stock"]
    desk.clock.move(minutes=90)
    desk.send_all()
    mine = [letter for letter in desk.mail.letters if letter["To"] == "manager@shop.example"]
    assert [letter["Subject"] for letter in mine[1:]] == ["1 anomalies need attention"]


def test_who_is_no_manager_any_more_reads_no_amounts_of_others(desk: Desk) -> None:
    desk.submitted()
    desk.publish_event("PURCHASE_ORDER_OVERDUE", **desk.order(created_by=desk.manager, expected_on="2026-03-30"))
    desk.relay_all()
    with desk.engine.begin() as connection:
        demoted = "update app.user_roles set role_code = 'OPERATOR' where user_id = :id"
        connection.execute(text(demoted), {"id": desk.manager})
    desk.send_all()
    mine = [letter.get_content() for letter in desk.mail.letters if letter["To"] == "manager@shop.example"]
    assert ["1,250,000" in content for content in mine] == [False, False]
    others = [letter.get_content() for letter in desk.mail.letters if letter["To"] == "admin@shop.example"]
    assert all("1,250,000 KRW" in content for content in others)
    assert not any("1,250,000" in request.json()["text"] for request in desk.slack.requests)


def test_an_address_that_no_letter_can_carry_holds_up_no_other_letter(desk: Desk) -> None:
    with desk.engine.begin() as connection:
        bad = "update app.users set email = '@@shop.example' where id = :id"
        connection.execute(text(bad), {"id": desk.manager})
    desk.submitted()
    desk.relay_all()
    desk.send_all()
    assert [(row.status, row.attempts) for row in desk.deliveries("EMAIL")] == [("GIVEN_UP", 1), ("SENT", 1)]
    assert desk.mail.recipients == ["admin@shop.example"]


def test_quiet_hours_put_mail_off_also_when_it_is_tried_again(desk: Desk) -> None:
    desk.choose(desk.manager, "RUN_FAILED", "EMAIL", is_enabled=False)
    desk.choose(desk.admin, "RUN_FAILED", "EMAIL", quiet_from=time(22), quiet_until=time(7))
    desk.clock.now = datetime(2026, 4, 1, 13, 30, tzinfo=UTC)  # 22:30 in Seoul
    desk.publish_event("RUN_FAILED", run_id=1, kind="NIGHTLY", logical_date="2026-03-31", error="The disk is full.")
    desk.relay_all()
    morning = datetime(2026, 4, 1, 22, tzinfo=UTC)
    assert desk.deliveries("EMAIL")[0].next_attempt_at == morning
    assert desk.relay.send_one("EMAIL") is False
    desk.clock.now = morning + timedelta(hours=14, minutes=59, seconds=45)  # 21:59:45
    desk.mail.at_data.append("451 Try again later")
    assert desk.relay.send_one("EMAIL") is True
    assert desk.deliveries("EMAIL")[0].next_attempt_at == morning + timedelta(days=1)


def test_slack_is_told_once_as_soon_as_the_first_wants_it(desk: Desk) -> None:
    desk.choose(desk.manager, "PURCHASE_ORDER_SUBMITTED", "SLACK", quiet_from=time(11), quiet_until=time(13))
    desk.submitted()
    desk.relay_all()
    desk.choose(desk.admin, "PURCHASE_ORDER_SUBMITTED", "SLACK", is_enabled=False)
    desk.submitted()
    desk.relay_all()
    assert [row.next_attempt_at for row in desk.deliveries("SLACK")] == [NOON, NOON + timedelta(hours=1)]


def test_channels_without_configuration_write_to_the_log_and_say_so(desk: Desk) -> None:
    unconfigured(desk)
    event_id = desk.submitted()
    desk.relay_all()
    assert desk.send_all() == 4
    lines = [json.loads(line) for line in desk.log.read_text().splitlines()]
    assert sorted((line["channel"], line["recipient"]) for line in lines if line["channel"] == "EMAIL") == [
        ("EMAIL", "admin@shop.example"),
        ("EMAIL", "manager@shop.example"),
    ]
    by_channel = {line["channel"]: line for line in lines}
    assert by_channel["WEBHOOK"]["message_id"] == str(event_id)
    assert by_channel["EMAIL"]["title"] == "Purchase order PO-7 awaits approval"
    for channel in ("EMAIL", "SLACK", "WEBHOOK"):
        note = f"{channel} is not configured; the message was written to notifications.log and not sent."
        assert by_channel[channel]["note"] == note
        assert {(row.status, row.error) for row in desk.deliveries(channel)} == {("LOGGED", note)}
    assert Path(desk.log).stat().st_mode & 0o777 == 0o600
    assert desk.mail.letters == desk.slack.requests == desk.hook.requests == []


def test_a_log_that_cannot_be_written_is_tried_again(desk: Desk) -> None:
    unconfigured(desk)
    desk.log.mkdir()
    desk.submitted()
    desk.relay_all()
    desk.relay.send_one("WEBHOOK")
    assert desk.deliveries("WEBHOOK")[0].status == "FAILED"
    assert "notifications.log can't be written: Is a directory" in desk.deliveries("WEBHOOK")[0].error
    desk.log.rmdir()
    desk.clock.move(seconds=30)
    desk.relay.send_one("WEBHOOK")
    assert desk.deliveries("WEBHOOK")[0].status == "LOGGED"


def test_who_is_disabled_after_the_event_gets_no_mail(desk: Desk) -> None:
    desk.publish_event("PURCHASE_ORDER_APPROVED", **desk.order())
    desk.relay_all()
    with desk.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now() where id = :id"), {"id": desk.creator})
    desk.relay.send_one("EMAIL")
    assert desk.mail.letters == []
    assert desk.deliveries("EMAIL") == [("GIVEN_UP", 1, None, "The recipient is disabled or deleted.")]


def test_attempts_follow_the_documented_schedule_and_end(desk: Desk) -> None:
    desk.submitted()
    desk.relay_all()
    desk.hook.statuses.extend([500] * MAX_ATTEMPTS)
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert desk.relay.send_one("WEBHOOK") is True
        assert desk.relay.send_one("WEBHOOK") is False
        row = desk.deliveries("WEBHOOK")[0]
        if row.next_attempt_at is not None:
            waits.append((row.next_attempt_at - desk.clock.now).total_seconds())
            desk.clock.now = row.next_attempt_at
    assert waits == [30, 120, 480, 1920, 7680, 30720]
    assert row == ("GIVEN_UP", 7, None, "The receiver answered 500 Internal Server Error")
    desk.clock.move(days=30)
    assert desk.relay.send_one("WEBHOOK") is False
