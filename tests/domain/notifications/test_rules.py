"""When a message is due and what a setting may ask for."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.alerts.repository import AT_RISK
from domain.alerts.service import TOLD_SEVERITIES
from domain.anomalies.models import ANOMALY_TYPES
from domain.notifications import rules
from domain.notifications.messages import LANGUAGES, Message, digest, render
from domain.notifications.models import CHANNELS
from domain.notifications.rules import Preference
from domain.notifications.words import WORDS
from domain.outbox.events import EVENT_TYPES, REQUIRED

SEOUL = ZoneInfo("Asia/Seoul")
NEW_YORK = ZoneInfo("America/New_York")


def at(text: str, zone: ZoneInfo = SEOUL) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-04-01T07:59:59", "2026-04-01T08:00"),
        ("2026-04-01T08:00:00", "2026-04-02T08:00"),
        ("2026-12-31T23:00:00", "2027-01-01T08:00"),
    ],
)
def test_the_next_digest_is_strictly_later(now: str, expected: str) -> None:
    assert rules.next_digest(at(now), "08:00", SEOUL) == at(expected)


@pytest.mark.parametrize(
    ("now", "hours", "expected"),
    [
        ("2026-04-01T21:59", (22, 7), "2026-04-01T21:59"),
        ("2026-04-01T22:00", (22, 7), "2026-04-02T07:00"),
        ("2026-04-02T06:59", (22, 7), "2026-04-02T07:00"),
        ("2026-04-02T07:00", (22, 7), "2026-04-02T07:00"),
        ("2026-04-01T12:00", (12, 13), "2026-04-01T13:00"),
        ("2026-04-01T12:30", (12, 13), "2026-04-01T13:00"),
        ("2026-04-01T11:59", (12, 13), "2026-04-01T11:59"),
        ("2026-04-01T13:00", (12, 13), "2026-04-01T13:00"),
    ],
)
def test_quiet_hours_end_at_their_end_also_past_midnight(now: str, hours: tuple[int, int], expected: str) -> None:
    assert rules.after_quiet(at(now), time(hours[0]), time(hours[1]), SEOUL) == at(expected)


def test_without_two_different_hours_nothing_is_quiet() -> None:
    now = at("2026-04-01T23:00")
    for quiet_from, quiet_until in ((None, None), (time(22), None), (None, time(7)), (time(22), time(22))):
        assert rules.after_quiet(now, quiet_from, quiet_until, SEOUL) == now


def test_quiet_hours_are_local_where_clocks_change() -> None:
    night = datetime(2026, 3, 8, 4, tzinfo=UTC)  # 23:00 in New York, before the hour that is skipped
    assert rules.after_quiet(night, time(22), time(7), NEW_YORK) == datetime(2026, 3, 8, 11, tzinfo=UTC)


@given(
    now=st.datetimes(timezones=st.just(UTC), min_value=datetime(2020, 1, 1), max_value=datetime(2030, 1, 1)),  # noqa: DTZ001
    quiet_from=st.times(),
    quiet_until=st.times(),
)
def test_what_is_put_off_is_put_off_less_than_a_day_and_out_of_the_quiet_hours(
    now: datetime, quiet_from: time, quiet_until: time
) -> None:
    due = rules.after_quiet(now, quiet_from, quiet_until, SEOUL)
    assert 0 <= (due - now).total_seconds() < 24 * 3600
    assert rules.after_quiet(due, quiet_from, quiet_until, SEOUL) == due


def test_attempts_end_after_half_a_day() -> None:
    now = at("2026-04-01T12:00")
    waits = [rules.retry_at(attempts, now) for attempts in range(1, rules.MAX_ATTEMPTS)]
    assert [(wait - now).total_seconds() for wait in waits if wait] == [30, 120, 480, 1920, 7680, 30720]
    assert rules.retry_at(rules.MAX_ATTEMPTS, now) is None


def test_every_event_has_an_audience_and_words_in_every_language() -> None:
    assert set(rules.AUDIENCES) == set(REQUIRED)
    assert set(rules.PERSONAL) | {"WEBHOOK"} == set(CHANNELS)
    for texts in LANGUAGES.values():
        assert set(texts) == set(REQUIRED)


PAYLOAD = {
    "purchase_order_id": 7,
    "order_no": "PO-7",
    "supplier": "North",
    "total_amount": "1250.50",
    "currency": "USD",
    "created_by": 1,
    "submitted_by": 2,
    "approved_by": None,
    "reason": "Too early",
    "expected_on": "2026-03-31",
    "run_id": 4,
    "kind": "NIGHTLY",
    "logical_date": "2026-03-31",
    "count": 1200,
    "severities": {"HIGH": 1200},
    "error": "The disk is full.",
    "user_id": 1,
    "email": "kim@shop.example",
    "channel": "EMAIL",
    "import_id": 3,
    "file_name": "sales.csv",
    "uploaded_by": "kim@shop.example",
    "rows": 9,
    "loaded": 7,
    "unchanged": 1,
    "refused": 1,
}


@pytest.mark.parametrize("event_type", REQUIRED)
@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_required_keys_are_enough_for_the_words(event_type: str, locale: str) -> None:
    listed = {"skus": [{"sku": "TEA", "name": None}], "anomalies": [{"sku": "TEA", "type": "SALES_SPIKE"}]}
    everything = PAYLOAD | listed
    message = render(event_type, {key: everything[key] for key in REQUIRED[event_type]}, locale, shows_amounts=True)
    assert "{" not in message.title + message.text
    assert "\n" not in message.title


def test_words_of_an_order_and_of_a_long_list() -> None:
    submitted = render("PURCHASE_ORDER_SUBMITTED", PAYLOAD, "en", shows_amounts=True)
    assert submitted == Message("Purchase order PO-7 awaits approval", "Supplier North, total 1,250.50 USD.")
    skus = [{"sku": f"TEA-{number}", "name": "Tea\nbags", "risk": "HIGH"} for number in range(12)]
    text = render("STOCKOUT_RISK", PAYLOAD | {"skus": skus}, "en", shows_amounts=True).text
    assert text.splitlines()[:2] == ["As of 2026-03-31:", "- TEA-0 · Tea bags · high risk"]
    assert text.splitlines()[-1] == "… and 1,190 more"
    assert len(text.splitlines()) == 12


def test_a_listed_anomaly_is_told_in_the_readers_words() -> None:
    found = {"sku": "TEA", "type": "SALES_DROP", "severity": "CRITICAL", "detected_on": "2026-03-30"}
    payload = PAYLOAD | {"anomalies": [found], "count": 1}
    lines = [render("ANOMALY_DETECTED", payload, locale, shows_amounts=True).text.splitlines() for locale in LANGUAGES]
    assert lines == [
        ["2026-03-31 기준:", "- TEA · 판매 급감 · 긴급 · 2026-03-30부터"],
        ["As of 2026-03-31:", "- TEA · sales drop · critical · since 2026-03-30"],
    ]


def test_every_value_that_is_listed_has_words_in_every_language() -> None:
    listed = {"risk": set(AT_RISK), "severity": set(TOLD_SEVERITIES), "type": set(ANOMALY_TYPES)}
    for words in WORDS.values():
        assert {key: set(values) for key, values in words.items()} == listed


def test_braces_in_a_name_are_no_placeholders() -> None:
    message = render(
        "PURCHASE_ORDER_APPROVED", PAYLOAD | {"supplier": "{order_no.__class__}"}, "en", shows_amounts=True
    )
    assert message.text == "Supplier {order_no.__class__}, total 1,250.50 USD."


def test_a_digest_of_one_is_that_one() -> None:
    one = Message("Title", "Text")
    assert digest([one], "en") == one
    assert digest([one, one], "en") == Message("2 notifications", "Title\nText\n\nTitle\nText")


def test_nobody_may_ask_for_others_sessions() -> None:
    reach = {role: {e for e in EVENT_TYPES if rules.may_ask(e, role)} for role in ("OPERATOR", "MANAGER", "ADMIN")}
    assert reach["OPERATOR"] == {"STOCKOUT_RISK", "ANOMALY_DETECTED", "RUN_PUBLISHED"}
    assert reach["MANAGER"] == reach["ADMIN"] == set(EVENT_TYPES) - {"SESSION_REUSED"}


ASKED = Preference(is_enabled=True, is_digest=True, quiet_from=time(22), quiet_until=time(7))
SUBMITTED = {"created_by": 1, "actor_id": 1}


@pytest.mark.parametrize(
    ("event_type", "user", "role", "payload", "is_notified"),
    [
        ("PURCHASE_ORDER_APPROVED", 2, "MANAGER", {"created_by": 1, "actor_id": 3}, True),  # asked for others' events
        ("PURCHASE_ORDER_APPROVED", 3, "MANAGER", {"created_by": 1, "actor_id": 3}, False),  # acted
        ("PURCHASE_ORDER_APPROVED", 1, "OPERATOR", {"created_by": 1, "actor_id": 3}, True),  # is named
        ("PURCHASE_ORDER_APPROVED", 2, "OPERATOR", {"created_by": 1, "actor_id": 3}, False),  # may not ask for it
        ("PURCHASE_ORDER_SUBMITTED", 1, "MANAGER", SUBMITTED, False),
        ("PURCHASE_ORDER_SUBMITTED", 2, "MANAGER", SUBMITTED, True),
    ],
)
def test_a_setting_of_ones_own_asks_for_what_the_role_may_have_but_not_for_ones_own_actions(
    event_type: str, user: int, role: str, payload: dict[str, object], *, is_notified: bool
) -> None:
    person = rules.Person(user, f"{user}@shop.example", "en", role)
    got = rules.preference(event_type, "EMAIL", person, payload, ASKED)
    assert got == Preference(is_notified, is_digest=True, quiet_from=time(22), quiet_until=time(7))


def test_a_setting_silences_what_concerns_a_person() -> None:
    person = rules.Person(1, "1@shop.example", "en", "OPERATOR")
    off = Preference(is_enabled=False)
    assert rules.preference("PURCHASE_ORDER_APPROVED", "EMAIL", person, {"created_by": 1}, off) == off
    assert rules.preference("PURCHASE_ORDER_APPROVED", "EMAIL", person, {"created_by": 1}, None).is_enabled


@pytest.mark.parametrize(("channel", "is_notified"), [("IN_APP", True), ("EMAIL", True), ("SLACK", False)])
def test_a_test_goes_to_who_asked_for_it_on_the_channel_named(channel: str, *, is_notified: bool) -> None:
    payload = {"user_id": 1, "channel": "EMAIL"}
    for user in (1, 2):
        person = rules.Person(user, f"{user}@shop.example", "en", "ADMIN")
        assert rules.preference("TEST", channel, person, payload, None).is_enabled == (is_notified and user == 1)


def test_a_good_choice_is_accepted() -> None:
    wanted = Preference(is_enabled=True, is_digest=True, quiet_from=time(22), quiet_until=time(7))
    assert rules.check_choice("STOCKOUT_RISK", "EMAIL", "OPERATOR", wanted) is None
    assert rules.check_choice("RUN_FAILED", "EMAIL", "OPERATOR", Preference(is_enabled=False)) is None


def by_default(event_type: str, user: int, role: str, payload: dict[str, object]) -> list[str]:
    """The channels on which a person without a setting is notified, marked if in the daily digest."""
    person = rules.Person(user, f"{user}@shop.example", "en", role)
    found = {channel: rules.default_preference(event_type, channel, person, payload) for channel in rules.PERSONAL}
    return [channel + "+digest" * own.is_digest for channel, own in found.items() if own.is_enabled]


@pytest.mark.parametrize(
    ("event_type", "user", "role", "channels"),
    [
        ("STOCKOUT_RISK", 9, "OPERATOR", ["IN_APP", "EMAIL+digest", "SLACK"]),
        ("STOCKOUT_RISK", 9, "ADMIN", []),
        ("RUN_FAILED", 9, "MANAGER", ["IN_APP", "EMAIL", "SLACK"]),
        ("RUN_FAILED", 9, "OPERATOR", []),
        ("RUN_PUBLISHED", 9, "MANAGER", []),
        ("PURCHASE_ORDER_APPROVED", 1, "OPERATOR", ["IN_APP", "EMAIL"]),
        ("PURCHASE_ORDER_APPROVED", 2, "MANAGER", []),
        ("PURCHASE_ORDER_CANCELLED", 2, "OPERATOR", ["IN_APP", "EMAIL"]),  # one of those whom the payload names
        ("PURCHASE_ORDER_SUBMITTED", 3, "MANAGER", []),  # acted
    ],
)
def test_by_default_an_event_reaches_the_roles_and_the_people_whom_it_concerns(
    event_type: str, user: int, role: str, channels: list[str]
) -> None:
    payload: dict[str, object] = {"created_by": 1, "submitted_by": 2, "approved_by": None, "actor_id": 3}
    assert by_default(event_type, user, role, payload) == channels


def test_a_setting_is_no_digest_and_has_no_quiet_hours_unless_it_says_so() -> None:
    assert Preference(is_enabled=True) == Preference(True, is_digest=False, quiet_from=None, quiet_until=None)


def test_integrators_hear_of_everything_but_of_tests_of_other_channels() -> None:
    assert rules.goes_to_webhook("RUN_FAILED", {"channel": "EMAIL"})
    assert rules.goes_to_webhook("TEST", {"channel": "WEBHOOK"})
    assert not rules.goes_to_webhook("TEST", {"channel": "EMAIL"})


@pytest.mark.parametrize(
    ("event_type", "channel", "role", "choice", "refusal"),
    [
        ("RUN_FAILED", "WEBHOOK", "ADMIN", Preference(True), "Webhooks are set up for the whole installation"),
        ("RUN_FAILED", "EMAIL", "ADMIN", Preference(True, quiet_from=time(22)), "need both a beginning and an end"),
        ("RUN_FAILED", "EMAIL", "ADMIN", Preference(True, quiet_until=time(7)), "need both a beginning and an end"),
        ("RUN_FAILED", "EMAIL", "ADMIN", Preference(True, False, time(7), time(7)), "last all day"),
        ("RUN_FAILED", "SLACK", "ADMIN", Preference(True, is_digest=True), "A digest is available for e-mail only"),
        ("RUN_FAILED", "IN_APP", "ADMIN", Preference(True, False, time(22), time(7)), "for e-mail and Slack only"),
        ("RUN_FAILED", "EMAIL", "OPERATOR", Preference(True), "The role OPERATOR does not receive RUN_FAILED"),
        ("RUN_FAILED", "SLACK", "ADMIN", Preference(True, False, time(22), time(7)), None),
        ("RUN_FAILED", "IN_APP", "MANAGER", Preference(True), None),
        ("SESSION_REUSED", "EMAIL", "OPERATOR", Preference(True), None),  # may be named in it
        ("STOCKOUT_RISK", "EMAIL", "ADMIN", Preference(True), None),  # may ask for it
    ],
)
def test_a_choice_that_can_not_be_kept_is_refused_with_the_reason(
    event_type: str, channel: str, role: str, choice: Preference, refusal: str | None
) -> None:
    found = rules.check_choice(event_type, channel, role, choice)
    assert found is None if refusal is None else refusal in str(found)
