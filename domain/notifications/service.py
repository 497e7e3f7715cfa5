"""Turning events into notifications and deliveries, and recording what became of them.

Functions take an open session; the caller commits.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from domain.notifications import repository, rules
from domain.notifications.errors import SettingRefusedError, TestTooSoonError
from domain.notifications.repository import Part
from domain.notifications.rules import Person, Preference
from domain.outbox.events import EVENT_TYPES, TEST
from domain.outbox.models import OutboxEvent
from domain.outbox.service import publish_event

PURGED_AT_ONCE = 2_000
TEST_PAUSE = timedelta(minutes=1)
MAX_ERROR_LENGTH = 500


@dataclass(frozen=True)
class Terms:
    """When the daily digest goes out, in which time zone."""

    digest_at: str
    zone: ZoneInfo


@dataclass(frozen=True)
class Choice:
    """One person's wish for one event type on one channel."""

    event_type: str
    channel: str
    preference: Preference


@dataclass(frozen=True)
class EffectiveSetting:
    """What holds for a person: their own setting, or the default of their role."""

    event_type: str
    channel: str
    preference: Preference
    is_default: bool


def relay(session: Session, event: OutboxEvent, terms: Terms, now: datetime) -> None:
    """Turn a waiting event into notifications and deliveries.

    All is written in the session's one transaction, and unique keys make a repetition harmless: a relay that dies
    leaves the event waiting and nothing else.
    """
    own = repository.preferences_of_type(session, event.event_type)
    wishes = [_Wishes(person, event, own) for person in repository.people(session)]
    told = [wish for wish in wishes if wish.of("IN_APP").is_enabled or wish.of("EMAIL").is_enabled]
    ids = repository.add_notifications(session, [_notification(wish) for wish in told])
    rows = [
        _delivery(event, "EMAIL", wish.of("EMAIL"), terms, now)
        | {"notification_id": ids[wish.person.id], "recipient_id": wish.person.id}
        for wish in told
        if wish.of("EMAIL").is_enabled and wish.person.id in ids
    ]
    slack = [_delivery(event, "SLACK", w.of("SLACK"), terms, now) for w in wishes if w.of("SLACK").is_enabled]
    if slack:
        rows.append(min(slack, key=lambda row: row["next_attempt_at"]))
    if rules.goes_to_webhook(event.event_type, event.payload):
        rows.append(_delivery(event, "WEBHOOK", Preference(is_enabled=True), terms, now))
    repository.add_deliveries(session, rows)
    event.relayed_at = now
    session.flush()


class _Wishes:
    """What one person gets of one event."""

    def __init__(self, person: Person, event: OutboxEvent, own: Mapping[tuple[int, str], Preference]) -> None:
        self.person = person
        self.event = event
        self._own = own

    def of(self, channel: str) -> Preference:
        own = self._own.get((self.person.id, channel))
        return rules.preference(self.event.event_type, channel, self.person, self.event.payload, own)


def _notification(wish: _Wishes) -> dict[str, object]:
    return {
        "event_id": wish.event.event_id,
        "recipient_id": wish.person.id,
        "event_type": wish.event.event_type,
        "payload": wish.event.payload,
        "is_shown": wish.of("IN_APP").is_enabled,
    }


def _delivery(event: OutboxEvent, channel: str, wanted: Preference, terms: Terms, now: datetime) -> dict[str, Any]:
    digest_at = rules.next_digest(now, terms.digest_at, terms.zone) if wanted.is_digest else None
    due = rules.after_quiet(digest_at or now, wanted.quiet_from, wanted.quiet_until, terms.zone)
    return {"event_id": event.event_id, "channel": channel, "digest_at": digest_at, "next_attempt_at": due}


def record_success(session: Session, parts: Sequence[Part], now: datetime, *, is_logged_only: bool, note: str) -> None:
    """Note that a message went out, or that it was written to the log for want of a configured channel."""
    repository.mark_deliveries(
        session,
        [part.delivery_id for part in parts],
        status="LOGGED" if is_logged_only else "SENT",
        attempts=parts[0].attempts + 1,
        delivered_at=now,
        next_attempt_at=None,
        error=note or None,
    )


def record_failure(
    session: Session, parts: Sequence[Part], reason: str, terms: Terms, now: datetime, *, is_final: bool
) -> datetime | None:
    """Note that a message could not be sent, and why; the next attempt's instant, or None when it is given up."""
    attempts = max(part.attempts for part in parts) + 1
    retry = None if is_final else rules.retry_at(attempts, now)
    if retry is not None:
        retry = rules.after_quiet(retry, *repository.quiet_hours_of(session, parts[0].delivery_id), terms.zone)
    repository.mark_deliveries(
        session,
        [part.delivery_id for part in parts],
        status="GIVEN_UP" if retry is None else "FAILED",
        attempts=attempts,
        next_attempt_at=retry,
        error=reason[:MAX_ERROR_LENGTH],
    )
    return retry


def purge(session: Session, before: datetime, still_needed: ColumnElement[bool]) -> int:
    """Remove some notifications from before an instant: deliveries that ended, notifications, and their events.

    Events that are not yet relayed stay, and so do those that still have a message to send, and those of which
    `still_needed` holds.

    Returns:
        How many rows were removed; 0: nothing is left to remove.
    """
    return repository.purge(session, before, PURGED_AT_ONCE, still_needed)


def settings_of(session: Session, user_id: int, role: str) -> list[EffectiveSetting]:
    """What holds for a person, by event type and channel; types that the role never receives are left out."""
    own = repository.preferences_of_user(session, user_id)
    person = Person(user_id, "", "", role)
    found = []
    for event_type in EVENT_TYPES:
        audience = rules.AUDIENCES[event_type]
        if not audience.named_by and role not in audience.roles and not rules.may_ask(event_type, role):
            continue
        as_if_named = dict.fromkeys(audience.named_by, user_id)
        for channel in rules.PERSONAL:
            mine = own.get((event_type, channel))
            default = rules.default_preference(event_type, channel, person, as_if_named)
            found.append(EffectiveSetting(event_type, channel, mine or default, is_default=mine is None))
    return found


def change_settings(session: Session, user_id: int, role: str, choices: Sequence[Choice]) -> None:
    """Keep a person's wishes; all of them or none.

    Raises:
        SettingRefusedError: one of them can't be; its position and reason.
    """
    for position, choice in enumerate(choices):
        reason = rules.check_choice(choice.event_type, choice.channel, role, choice.preference)
        if reason is not None:
            raise SettingRefusedError(position, reason)
    for choice in choices:
        repository.keep_preference(session, user_id, choice.event_type, choice.channel, choice.preference)


def send_test(session: Session, user_id: int, channel: str, now: datetime) -> UUID:
    """Ask for a test notification on a channel; the event's id.

    Raises:
        TestTooSoonError: the last one was asked for less than a minute ago.
    """
    if repository.has_tested_since(session, user_id, now - TEST_PAUSE):
        raise TestTooSoonError("A test was sent within the last minute; wait a moment.")
    return publish_event(session, TEST, {"user_id": user_id, "channel": channel})
