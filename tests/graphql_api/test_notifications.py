"""Notifications and their settings."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.notifications.service import Terms
from domain.outbox.events import EVENT_TYPES
from domain.outbox.service import publish_event
from jobs.channels.logfile import LogChannel
from jobs.outbox_relay import Relay
from tests.graphql_api.conftest import Api, user

RUN = {"run_id": 4, "kind": "NIGHTLY", "logical_date": "2026-03-31"}
RISK = {**RUN, "count": 1, "skus": [{"sku": "TEA", "name": "Green tea", "risk": "HIGH", "depletion_date": None}]}
LIST = """query ($after: String, $unread: Boolean!) { notifications(first: 2, after: $after, unreadOnly: $unread) {
    totalCount pageInfo { hasNextPage endCursor } nodes { id eventType title text readAt subjectId eventId } } }"""
UPDATE = """mutation ($input: UpdateNotificationSettingsInput!) { updateNotificationSettings(input: $input) { __typename
    ... on NotificationSettings {
        settings { eventType channel isEnabled isDigest quietFrom quietUntil isDefault } }
    ... on ValidationFailed { code fieldErrors { field message } } } }"""
TEST = """mutation ($channel: NotificationChannel!) { sendTestNotification(input: {channel: $channel}) { __typename
    ... on TestNotification { eventId } ... on UserError { code message } } }"""
MARK = """mutation ($ids: [ID!]) { markNotificationsRead(input: {ids: $ids}) { __typename
    ... on ReadNotifications { marked unreadCount } ... on UserError { code message } } }"""
SETTINGS = "{ notificationSettings { eventType channel isEnabled isDigest quietFrom quietUntil isDefault } }"
DELIVERIES = """query ($filter: NotificationDeliveryFilterInput) { notificationDeliveries(first: 100, filter: $filter) {
    totalCount nodes { channel status recipient attempts reason eventType deliveredAt nextAttemptAt digestAt } } }"""
UNREAD = "{ notificationSummary { unreadCount } }"


@pytest.fixture
def tell(api: Api, tmp_path: Any) -> Callable[..., None]:
    """Write events and relay and send them at once, by channels that are not configured."""
    channels = {name: LogChannel(name, tmp_path / "notifications.log") for name in ("EMAIL", "SLACK", "WEBHOOK")}
    relay = Relay(api.engine, channels, Terms("08:00", ZoneInfo("Asia/Seoul")), 30)

    def act(event_type: str, **payload: object) -> None:
        with Session(api.engine) as session, session.begin():
            publish_event(session, event_type, payload)
        relay_all()

    def relay_all() -> None:
        while relay.relay_one():
            pass
        for channel in channels:
            while relay.send_one(channel):
                pass

    act.relay_all = relay_all  # type: ignore[attr-defined]
    return act


def audited(api: Api) -> list[tuple[str, str]]:
    with api.engine.connect() as connection:
        rows = connection.execute(
            text("select action, outcome from audit.audit_logs where action like '%NOTIFICATION%' order by sequence")
        )
        return [(action, outcome) for action, outcome in rows]


def test_ones_own_notifications_page_by_page(api: Api, tell: Callable[..., None]) -> None:
    operator, manager = (api.token(user(api.engine, role)) for role in ("OPERATOR", "MANAGER"))
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set locale = 'en' where email like 'operator%'"))
    for run_id in (1, 2, 3):
        tell("STOCKOUT_RISK", **{**RISK, "run_id": run_id})
    first = api.data(LIST, operator, unread=False)["notifications"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (3, True)
    assert [node["title"] for node in first["nodes"]] == ["1 SKUs may run out of stock"] * 2
    assert first["nodes"][0]["text"] == "As of 2026-03-31:\n- TEA · Green tea · high risk"
    rest = api.data(LIST, operator, unread=False, after=first["pageInfo"]["endCursor"])["notifications"]
    assert len(rest["nodes"]) == 1
    assert len({node["id"] for node in first["nodes"] + rest["nodes"]}) == 3
    in_korean = api.data(LIST, manager, unread=False)["notifications"]["nodes"][0]
    assert in_korean["title"] == "품절 위험 SKU 1개"
    assert in_korean["eventId"] == first["nodes"][0]["eventId"]
    found = api.data(
        "query ($id: ID!) { node(id: $id) { ... on Notification { title } } }", operator, id=in_korean["id"]
    )
    assert found["node"] is None
    found = api.data(
        "query ($id: ID!) { node(id: $id) { ... on Notification { title } } }", operator, id=first["nodes"][0]["id"]
    )
    assert found["node"]["title"] == "1 SKUs may run out of stock"


def test_reading_marks_ones_own_and_nobody_elses(api: Api, tell: Callable[..., None]) -> None:
    operator, manager = (api.token(user(api.engine, role)) for role in ("OPERATOR", "MANAGER"))
    for run_id in (1, 2, 3):
        tell("STOCKOUT_RISK", **{**RISK, "run_id": run_id})
    theirs = [node["id"] for node in api.data(LIST, manager, unread=True)["notifications"]["nodes"]]
    mine = [node["id"] for node in api.data(LIST, operator, unread=True)["notifications"]["nodes"]]
    assert api.data(MARK, operator, ids=[mine[0], *theirs])["markNotificationsRead"] == {
        "__typename": "ReadNotifications",
        "marked": 1,
        "unreadCount": 2,
    }
    assert api.data(UNREAD, manager)["notificationSummary"]["unreadCount"] == 3
    left = api.data(LIST, operator, unread=True)["notifications"]
    assert (left["totalCount"], mine[0] in [node["id"] for node in left["nodes"]]) == (2, False)
    assert api.data(MARK, operator)["markNotificationsRead"]["marked"] == 2
    assert api.data(MARK, operator)["markNotificationsRead"]["marked"] == 0
    assert api.data(UNREAD, operator)["notificationSummary"]["unreadCount"] == 0
    refused = api.data(MARK, operator, ids=mine[:1] * 101)["markNotificationsRead"]
    assert (refused["__typename"], refused["code"]) == ("ValidationFailed", "VALIDATION_FAILED")
    assert api.refusal(MARK, operator, ids=["nothing"]) == ("BAD_USER_INPUT", "The id is not an id of this service.")
    assert audited(api) == [("MARK_NOTIFICATIONS_READ", "DONE")] * 3 + [("MARK_NOTIFICATIONS_READ", "REFUSED")]


def test_what_is_disabled_in_the_application_is_not_listed(api: Api, tell: Callable[..., None]) -> None:
    token = api.token(user(api.engine, "OPERATOR"))
    wish = {"eventType": "STOCKOUT_RISK", "channel": "IN_APP", "isEnabled": False}
    api.data(UPDATE, token, input={"settings": [wish]})
    tell("STOCKOUT_RISK", **RISK)
    assert api.data(LIST, token, unread=False)["notifications"]["totalCount"] == 0
    assert api.data(UNREAD, token)["notificationSummary"]["unreadCount"] == 0
    (delivery,) = api.data(DELIVERIES, token)["notificationDeliveries"]["nodes"]
    assert (delivery["channel"], delivery["status"], delivery["recipient"]) == (
        "EMAIL",
        "PENDING",
        "operator@shop.example",
    )
    assert datetime.fromisoformat(delivery["digestAt"]).astimezone(UTC).hour == 23  # 08:00 in Seoul


def test_settings_begin_with_the_roles_defaults(api: Api) -> None:
    reach = {}
    for role in ("OPERATOR", "MANAGER", "ADMIN"):
        found = api.data(SETTINGS, api.token(user(api.engine, role)))["notificationSettings"]
        assert all(setting["isDefault"] for setting in found)
        reach[role] = {s["eventType"] for s in found}
        enabled = {s["eventType"] for s in found if s["channel"] == "EMAIL" and s["isEnabled"]}
        named = {f"PURCHASE_ORDER_{step}" for step in ("APPROVED", "REJECTED", "CANCELLED", "OVERDUE")} | {
            "SESSION_REUSED"
        }
        by_role = {
            "OPERATOR": {"STOCKOUT_RISK", "ANOMALY_DETECTED"},
            "MANAGER": {"STOCKOUT_RISK", "ANOMALY_DETECTED", "PURCHASE_ORDER_SUBMITTED", "RUN_FAILED"},
            "ADMIN": {"PURCHASE_ORDER_SUBMITTED", "RUN_FAILED"},
        }
        assert enabled == named | by_role[role], role
    assert reach["ADMIN"] == reach["MANAGER"] == set(EVENT_TYPES)
    assert reach["OPERATOR"] == set(EVENT_TYPES) - {"PURCHASE_ORDER_SUBMITTED", "RUN_FAILED"}


def test_a_choice_is_kept_and_the_others_stay(api: Api, manager: str) -> None:
    before = api.data(SETTINGS, manager)["notificationSettings"]
    wishes = [
        {"eventType": "RUN_FAILED", "channel": "EMAIL", "isEnabled": True, "quietFrom": "22:00", "quietUntil": "07:30"},
        {"eventType": "PURCHASE_ORDER_SUBMITTED", "channel": "EMAIL", "isEnabled": True, "isDigest": True},
    ]
    after = api.data(UPDATE, manager, input={"settings": wishes})["updateNotificationSettings"]["settings"]
    assert after == api.data(SETTINGS, manager)["notificationSettings"]
    changed = [new for old, new in zip(before, after, strict=True) if new != old]
    assert changed == [
        {
            "eventType": "PURCHASE_ORDER_SUBMITTED",
            "channel": "EMAIL",
            "isEnabled": True,
            "isDigest": True,
            "quietFrom": None,
            "quietUntil": None,
            "isDefault": False,
        },
        {
            "eventType": "RUN_FAILED",
            "channel": "EMAIL",
            "isEnabled": True,
            "isDigest": False,
            "quietFrom": "22:00:00",
            "quietUntil": "07:30:00",
            "isDefault": False,
        },
    ]
    assert audited(api) == [("UPDATE_NOTIFICATION_SETTINGS", "DONE")]


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        ({"channel": "WEBHOOK"}, "Webhooks are set up for the whole installation"),
        ({"quietFrom": "22:00"}, "both a beginning and an end"),
        ({"quietFrom": "22:00", "quietUntil": "22:00"}, "last all day"),
        ({"channel": "SLACK", "isDigest": True}, "A digest is available for e-mail only"),
        (
            {"channel": "IN_APP", "quietFrom": "22:00", "quietUntil": "07:00"},
            "Quiet hours are available for e-mail and Slack only",
        ),
        ({"eventType": "RUN_FAILED"}, "The role OPERATOR does not receive RUN_FAILED"),
        ({"eventType": "TEST"}, "Tests have no settings"),
    ],
)
def test_a_choice_that_cannot_be_kept_changes_nothing(
    api: Api, operator: str, wish: dict[str, Any], reason: str
) -> None:
    good = {"eventType": "STOCKOUT_RISK", "channel": "EMAIL", "isEnabled": False}
    bad = {"eventType": "ANOMALY_DETECTED", "channel": "EMAIL", "isEnabled": True, **wish}
    result = api.data(UPDATE, operator, input={"settings": [good, bad]})["updateNotificationSettings"]
    assert result["__typename"] == "ValidationFailed"
    assert [error["field"] for error in result["fieldErrors"]] == ["settings[1]"]
    assert reason in result["fieldErrors"][0]["message"]
    assert all(setting["isDefault"] for setting in api.data(SETTINGS, operator)["notificationSettings"])
    assert audited(api) == [("UPDATE_NOTIFICATION_SETTINGS", "REFUSED")]


@pytest.mark.parametrize("count", [0, 49])
def test_too_few_and_too_many_choices_are_refused(api: Api, operator: str, count: int) -> None:
    wish = {"eventType": "STOCKOUT_RISK", "channel": "EMAIL", "isEnabled": False}
    result = api.data(UPDATE, operator, input={"settings": [wish] * count})["updateNotificationSettings"]
    assert result["fieldErrors"] == [{"field": "settings", "message": f"{count} settings; from 1 to 48 are allowed."}]


def test_a_test_is_sent_once_a_minute(api: Api, operator: str, tell: Any) -> None:
    sent = api.data(TEST, operator, channel="EMAIL")["sendTestNotification"]
    assert sent["__typename"] == "TestNotification"
    again = api.data(TEST, operator, channel="IN_APP")["sendTestNotification"]
    assert (again["__typename"], again["code"]) == ("TestTooSoon", "TEST_TOO_SOON")
    tell.relay_all()
    (node,) = api.data(LIST, operator, unread=True)["notifications"]["nodes"]
    assert (node["eventId"], node["eventType"]) == (sent["eventId"], "TEST")
    (delivery,) = api.data(DELIVERIES, operator)["notificationDeliveries"]["nodes"]
    assert (delivery["status"], delivery["attempts"], delivery["recipient"]) == ("LOGGED", 1, "operator@shop.example")
    assert delivery["reason"].startswith("EMAIL is not configured")
    assert audited(api) == [("SEND_TEST_NOTIFICATION", "DONE"), ("SEND_TEST_NOTIFICATION", "REFUSED")]


def test_the_companys_channels_are_tried_by_an_admin(api: Api, operator: str, tell: Any) -> None:
    refused = api.data(TEST, operator, channel="WEBHOOK")["sendTestNotification"]
    assert (refused["__typename"], refused["message"]) == (
        "ValidationFailed",
        "WEBHOOK is a company channel; only an ADMIN can test it.",
    )
    admin = api.token(user(api.engine, "ADMIN"))
    assert api.data(TEST, admin, channel="WEBHOOK")["sendTestNotification"]["__typename"] == "TestNotification"
    tell.relay_all()
    nodes = api.data(DELIVERIES, admin)["notificationDeliveries"]["nodes"]
    assert [(node["channel"], node["status"], node["recipient"]) for node in nodes] == [("WEBHOOK", "LOGGED", None)]


def test_an_admin_sees_all_deliveries_others_their_own(api: Api, tell: Callable[..., None]) -> None:
    tokens = {role: api.token(user(api.engine, role)) for role in ("OPERATOR", "MANAGER", "ADMIN")}
    tell("STOCKOUT_RISK", **RISK)
    seen = {}
    for role, token in tokens.items():
        found = api.data(DELIVERIES, token)["notificationDeliveries"]
        assert found["totalCount"] == len(found["nodes"])
        seen[role] = sorted((node["channel"], node["recipient"]) for node in found["nodes"] if node["recipient"])
        assert [node["channel"] for node in found["nodes"] if node["recipient"] is None] == (
            ["WEBHOOK", "SLACK"] if role == "ADMIN" else []
        )
    assert seen["OPERATOR"] == [("EMAIL", "operator@shop.example")]
    assert seen["MANAGER"] == [("EMAIL", "manager@shop.example")]
    assert seen["ADMIN"] == [("EMAIL", "manager@shop.example"), ("EMAIL", "operator@shop.example")]
    filtered = api.data(DELIVERIES, tokens["ADMIN"], filter={"channel": ["SLACK"], "status": ["LOGGED"]})
    assert [node["channel"] for node in filtered["notificationDeliveries"]["nodes"]] == ["SLACK"]
