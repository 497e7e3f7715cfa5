"""Who is notified of what, on which channel and when: decisions without input or output.

Defaults by role are in `AUDIENCES`; a person's own settings go before them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from domain.identity.models import ROLES
from domain.outbox import events

PERSONAL = ("IN_APP", "EMAIL", "SLACK")
RETRY_FIRST = timedelta(seconds=30)
RETRY_FACTOR = 4
MAX_ATTEMPTS = 7  # after 0 s, 30 s, 2 min, 8 min, 32 min, 2 h 8 min and 8 h 32 min: given up after half a day


@dataclass(frozen=True)
class Person:
    """A living, enabled user, as the relay sees them."""

    id: int
    email: str
    locale: str
    role: str


@dataclass(frozen=True)
class Preference:
    """What one person wants of one event type on one channel; between `quiet_from` and `quiet_until` nothing."""

    is_enabled: bool
    is_digest: bool = False
    quiet_from: time | None = None
    quiet_until: time | None = None


@dataclass(frozen=True)
class Audience:
    """Whom an event concerns, unless their settings say otherwise.

    Attributes:
        named_by: keys of the payload that hold users.
        roles: highest roles that are notified.
        channels: where they are notified.
        digests: those of the channels that gather until the daily digest.
        min_role: who else may ask for the event by a setting of their own; None: nobody.
    """

    named_by: tuple[str, ...]
    roles: tuple[str, ...]
    channels: frozenset[str]
    digests: frozenset[str] = frozenset()
    min_role: str | None = None


MAIL = frozenset({"IN_APP", "EMAIL"})
EVERYWHERE = MAIL | {"SLACK"}
AUDIENCES: Mapping[str, Audience] = MappingProxyType(
    {
        events.PURCHASE_ORDER_SUBMITTED: Audience((), ("MANAGER", "ADMIN"), EVERYWHERE, min_role="MANAGER"),
        events.PURCHASE_ORDER_APPROVED: Audience(("created_by",), (), MAIL, min_role="MANAGER"),
        events.PURCHASE_ORDER_REJECTED: Audience(("created_by",), (), MAIL, min_role="MANAGER"),
        events.PURCHASE_ORDER_CANCELLED: Audience(
            ("created_by", "submitted_by", "approved_by"), (), MAIL, min_role="MANAGER"
        ),
        events.PURCHASE_ORDER_OVERDUE: Audience(("created_by",), ("MANAGER",), MAIL, min_role="MANAGER"),
        events.STOCKOUT_RISK: Audience(
            (), ("OPERATOR", "MANAGER"), EVERYWHERE, frozenset({"EMAIL"}), min_role="OPERATOR"
        ),
        events.ANOMALY_DETECTED: Audience(
            (), ("OPERATOR", "MANAGER"), EVERYWHERE, frozenset({"EMAIL"}), min_role="OPERATOR"
        ),
        events.RUN_FAILED: Audience((), ("MANAGER", "ADMIN"), EVERYWHERE, min_role="MANAGER"),
        events.RUN_PUBLISHED: Audience((), (), frozenset({"IN_APP"}), min_role="OPERATOR"),
        events.IMPORT_DONE: Audience(("user_id",), (), frozenset({"IN_APP"}), min_role="MANAGER"),
        events.IMPORT_FAILED: Audience(("user_id",), ("MANAGER", "ADMIN"), frozenset({"IN_APP"}), min_role="MANAGER"),
        events.SESSION_REUSED: Audience(("user_id",), ("ADMIN",), MAIL),
        events.TEST: Audience(("user_id",), (), frozenset({"IN_APP"})),
    }
)


def default_preference(event_type: str, channel: str, person: Person, payload: Mapping[str, object]) -> Preference:
    """What a person without a setting of their own gets."""
    audience = AUDIENCES[event_type]
    is_enabled = channel in audience.channels and is_concerned(event_type, person, payload)
    return Preference(is_enabled, is_digest=channel in audience.digests)


def is_concerned(event_type: str, person: Person, payload: Mapping[str, object]) -> bool:
    """Whether an event concerns a person by what they are or did; they are not notified of their own actions."""
    audience = AUDIENCES[event_type]
    if payload.get("actor_id") == person.id:
        return False
    return person.role in audience.roles or any(payload.get(key) == person.id for key in audience.named_by)


def may_ask(event_type: str, role: str) -> bool:
    """Whether a person of this role may ask for events that do not concern them."""
    least = AUDIENCES[event_type].min_role
    return least is not None and ROLES.index(role) >= ROLES.index(least)


def preference(
    event_type: str, channel: str, person: Person, payload: Mapping[str, object], own: Preference | None
) -> Preference:
    """What a person gets of an event on a channel: by their own setting if there is one, by default otherwise.

    A setting reaches no further than the role: it can silence whatever concerns a person, and asks for other events
    only where `may_ask` allows. A test goes to the person who asked for it, on the channel named.
    """
    if event_type == events.TEST:
        return Preference(person.id == payload["user_id"] and channel in {"IN_APP", payload["channel"]})
    if own is None:
        return default_preference(event_type, channel, person, payload)
    is_reached = is_concerned(event_type, person, payload) or (
        may_ask(event_type, person.role) and payload.get("actor_id") != person.id
    )
    return Preference(own.is_enabled and is_reached, own.is_digest, own.quiet_from, own.quiet_until)


def goes_to_webhook(event_type: str, payload: Mapping[str, object]) -> bool:
    """Whether integrators are notified: of every event, and of a test that asks for it."""
    return event_type != events.TEST or payload["channel"] == "WEBHOOK"


def next_digest(now: datetime, digest_at: str, zone: ZoneInfo) -> datetime:
    """The next daily digest strictly after `now`; `digest_at` is local time such as 08:00."""
    local = now.astimezone(zone)
    at = time.fromisoformat(digest_at)
    day = local.date() if local.time() < at else local.date() + timedelta(days=1)
    return datetime.combine(day, at, zone).astimezone(now.tzinfo)


def after_quiet(now: datetime, quiet_from: time | None, quiet_until: time | None, zone: ZoneInfo) -> datetime:
    """`now`, or the end of the quiet hours that it falls into; hours may run past midnight."""
    if quiet_from is None or quiet_until is None:
        return now
    local = now.astimezone(zone)
    at = local.time()
    over_midnight = quiet_from > quiet_until
    is_quiet = (at >= quiet_from or at < quiet_until) if over_midnight else quiet_from <= at < quiet_until
    if not is_quiet:
        return now
    day = local.date() + timedelta(days=1) if over_midnight and at >= quiet_from else local.date()
    return datetime.combine(day, quiet_until, zone).astimezone(now.tzinfo)


def retry_at(attempts: int, now: datetime) -> datetime | None:
    """When to try again after so many attempts; None: give up."""
    return None if attempts >= MAX_ATTEMPTS else now + RETRY_FIRST * RETRY_FACTOR ** (attempts - 1)


def check_choice(event_type: str, channel: str, role: str, choice: Preference) -> str | None:
    """Why a setting can't be kept; None: it can."""
    concerns_role = bool(AUDIENCES[event_type].named_by) or role in AUDIENCES[event_type].roles
    has_quiet_hours = choice.quiet_from is not None  # one hour alone is refused first
    refusals = (
        (channel not in PERSONAL, "Webhooks are set up for the whole installation, with JAEGO_WEBHOOK_URL."),
        (
            (choice.quiet_from is None) != (choice.quiet_until is None),
            "Quiet hours need both a beginning and an end.",
        ),
        (
            has_quiet_hours and choice.quiet_from == choice.quiet_until,
            "Quiet hours that end when they begin last all day; disable the channel instead.",
        ),
        (channel != "EMAIL" and choice.is_digest, "A digest is available for e-mail only."),
        (
            channel == "IN_APP" and has_quiet_hours,
            "Quiet hours are available for e-mail and Slack only.",
        ),
        (
            choice.is_enabled and not concerns_role and not may_ask(event_type, role),
            f"The role {role} does not receive {event_type}.",
        ),
    )
    return next((reason for is_refused, reason in refusals if is_refused), None)
