"""Reads and writes of events, notifications, settings and deliveries for the relay and the services."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, text, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.orm import Session, aliased
from sqlalchemy.types import Text

from domain.identity.models import ROLES, User, UserRole
from domain.identity.rules import sees_costs
from domain.notifications.models import Notification, NotificationDelivery, NotificationSetting
from domain.notifications.rules import Person, Preference
from domain.outbox.events import TEST
from domain.outbox.models import OutboxEvent
from kit.reading import among

OPEN = ("PENDING", "FAILED")
ENDED = ("SENT", "LOGGED", "GIVEN_UP")


@dataclass(frozen=True)
class Part:
    """One event of a message: what a delivery has to send."""

    delivery_id: int
    attempts: int
    event_id: UUID
    event_type: str
    happened_at: datetime
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Recipient:
    """To whom e-mail goes; the role is the highest as of now, None: none is left."""

    id: int
    email: str
    locale: str
    is_active: bool
    role: str | None
    may_see_costs: bool = False

    @property
    def sees_costs(self) -> bool:
        """Whether the person reads amounts of orders by now."""
        return sees_costs(self.role, may_see_costs=self.may_see_costs)


def next_waiting(session: Session, skipped: Collection[int]) -> OutboxEvent | None:
    """The oldest event not yet relayed and not held by another relay, locked until the transaction ends."""
    query = select(OutboxEvent).where(OutboxEvent.relayed_at.is_(None))
    if skipped:
        query = query.where(OutboxEvent.id.not_in(list(skipped)))
    return session.scalars(query.order_by(OutboxEvent.id).limit(1).with_for_update(skip_locked=True)).first()


def only_one_looks(session: Session) -> None:
    """Let one transaction at a time look for due events, so that two do not send the same."""
    session.execute(text("select pg_advisory_xact_lock(hashtext('jaego.notifications.look'))"))


def people(session: Session) -> list[Person]:
    """All living, enabled users with a role, by number."""
    roles = func.array_agg(UserRole.role_code, type_=ARRAY(Text))
    query = (
        select(User.id, User.email, User.locale, roles)
        .join(UserRole, UserRole.user_id == User.id)
        .where(User.deleted_at.is_(None), User.disabled_at.is_(None))
        .group_by(User.id)
        .order_by(User.id)
    )
    return [
        Person(id_, email, locale, max(held, key=ROLES.index)) for id_, email, locale, held in session.execute(query)
    ]


def preferences_of_type(session: Session, event_type: str) -> dict[tuple[int, str], Preference]:
    """Everybody's own settings of an event type, by user and channel."""
    rows = session.scalars(select(NotificationSetting).where(NotificationSetting.event_type == event_type))
    return {(row.user_id, row.channel): _preference(row) for row in rows}


def preferences_of_user(session: Session, user_id: int) -> dict[tuple[str, str], Preference]:
    """One user's own settings, by event type and channel."""
    rows = session.scalars(select(NotificationSetting).where(NotificationSetting.user_id == user_id))
    return {(row.event_type, row.channel): _preference(row) for row in rows}


def _preference(row: NotificationSetting) -> Preference:
    return Preference(row.is_enabled, row.is_digest, row.quiet_from, row.quiet_until)


def keep_preference(session: Session, user_id: int, event_type: str, channel: str, choice: Preference) -> None:
    """Write one setting over the one before."""
    values = {
        "is_enabled": choice.is_enabled,
        "is_digest": choice.is_digest,
        "quiet_from": choice.quiet_from,
        "quiet_until": choice.quiet_until,
    }
    statement = insert(NotificationSetting).values(user_id=user_id, event_type=event_type, channel=channel, **values)
    session.execute(statement.on_conflict_do_update(index_elements=["user_id", "event_type", "channel"], set_=values))


def add_notifications(session: Session, rows: Sequence[Mapping[str, object]]) -> dict[int, int]:
    """Write notifications that are not there yet; the ids of the written ones by recipient."""
    if not rows:
        return {}
    statement = insert(Notification).values(list(rows)).on_conflict_do_nothing()
    written = session.execute(statement.returning(Notification.recipient_id, Notification.id))
    return {row.recipient_id: row.id for row in written}


def add_deliveries(session: Session, rows: Sequence[Mapping[str, object]]) -> None:
    """Write deliveries that are not there yet."""
    for row in rows:
        session.execute(insert(NotificationDelivery).values(**row).on_conflict_do_nothing())


def claim_due(session: Session, channel: str, now: datetime) -> list[Part]:
    """The parts of the next message due on a channel, locked until the transaction ends; empty: nothing is due.

    A message is one delivery, or all of a recipient's deliveries of one digest that are due: quiet hours, which differ
    by type of event, may hold some back. Of those only the first is claimed past the locks of other relays, so that
    two relays never share a digest.
    """
    due = _due(NotificationDelivery, channel, now)
    first = session.execute(
        select(NotificationDelivery.id, NotificationDelivery.recipient_id, NotificationDelivery.digest_at)
        .where(*due, _leads_its_digest(channel, now))
        .order_by(NotificationDelivery.next_attempt_at, NotificationDelivery.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if first is None:
        return []
    together = and_(
        NotificationDelivery.recipient_id == first.recipient_id, NotificationDelivery.digest_at == first.digest_at
    )
    query = (
        select(
            NotificationDelivery.id,
            NotificationDelivery.attempts,
            OutboxEvent.event_id,
            OutboxEvent.event_type,
            OutboxEvent.created_at,
            OutboxEvent.payload,
        )
        .join(OutboxEvent, OutboxEvent.event_id == NotificationDelivery.event_id)
        .where(*due, together if first.digest_at is not None else NotificationDelivery.id == first.id)
        .order_by(NotificationDelivery.id)
        .with_for_update(of=NotificationDelivery)
    )
    return [Part(*row) for row in session.execute(query)]


def _due(
    delivery: type[NotificationDelivery], channel: str, now: datetime
) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    return delivery.channel == channel, delivery.status.in_(OPEN), delivery.next_attempt_at <= now


def _leads_its_digest(channel: str, now: datetime) -> ColumnElement[bool]:
    other = aliased(NotificationDelivery)
    earlier = select(other.id).where(
        *_due(other, channel, now),
        other.recipient_id == NotificationDelivery.recipient_id,
        other.digest_at == NotificationDelivery.digest_at,
        other.id < NotificationDelivery.id,
    )
    return or_(NotificationDelivery.digest_at.is_(None), ~earlier.exists())


def recipient_of(session: Session, delivery_id: int) -> Recipient | None:
    """The person that a delivery goes to; None: it goes to the company's own destination."""
    held = select(func.array_agg(UserRole.role_code, type_=ARRAY(Text))).where(UserRole.user_id == User.id)
    is_active = and_(User.deleted_at.is_(None), User.disabled_at.is_(None))
    query = (
        select(User.id, User.email, User.locale, is_active, held.scalar_subquery(), User.may_see_costs)
        .join(NotificationDelivery, NotificationDelivery.recipient_id == User.id)
        .where(NotificationDelivery.id == delivery_id)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    id_, email, locale, is_active_now, roles, may_see_costs = row
    role = max(roles, key=ROLES.index) if roles else None
    return Recipient(id_, email, locale, is_active_now, role, may_see_costs)


def quiet_hours_of(session: Session, delivery_id: int) -> tuple[time | None, time | None]:
    """The quiet hours that a delivery's recipient has set for its event and channel."""
    query = (
        select(NotificationSetting.quiet_from, NotificationSetting.quiet_until)
        .join(NotificationDelivery, NotificationDelivery.recipient_id == NotificationSetting.user_id)
        .join(OutboxEvent, OutboxEvent.event_id == NotificationDelivery.event_id)
        .where(
            NotificationDelivery.id == delivery_id,
            NotificationSetting.channel == NotificationDelivery.channel,
            NotificationSetting.event_type == OutboxEvent.event_type,
        )
    )
    row = session.execute(query).one_or_none()
    return (None, None) if row is None else (row.quiet_from, row.quiet_until)


def mark_deliveries(session: Session, ids: Collection[int], **values: object) -> None:
    """Change deliveries."""
    session.execute(update(NotificationDelivery).where(among(NotificationDelivery.id, ids)).values(**values))


def mark_read(session: Session, user_id: int, ids: Collection[int] | None, now: datetime) -> int:
    """Mark a user's shown, unread notifications as read, all of them where no ids are given; how many it were."""
    statement = update(Notification).where(
        Notification.recipient_id == user_id, Notification.read_at.is_(None), Notification.is_shown.is_(True)
    )
    if ids is not None:
        statement = statement.where(among(Notification.id, ids))
    return len(session.scalars(statement.values(read_at=now).returning(Notification.id)).all())


def count_unread(session: Session, user_id: int) -> int:
    """How many shown notifications a user has not read."""
    query = select(func.count()).where(
        Notification.recipient_id == user_id, Notification.read_at.is_(None), Notification.is_shown
    )
    return session.scalars(query).one()


def has_tested_since(session: Session, user_id: int, instant: datetime) -> bool:
    """Whether a user has asked for a test notification since an instant."""
    query = select(OutboxEvent.id).where(
        OutboxEvent.event_type == TEST,
        OutboxEvent.created_at > instant,
        OutboxEvent.payload["user_id"].as_integer() == user_id,
    )
    return session.scalars(query.limit(1)).first() is not None


def purge(session: Session, before: datetime, limit: int, still_needed: ColumnElement[bool]) -> int:
    """Remove what is older than an instant and ended, `limit` rows of each table at a time; how many it were.

    Events of which `still_needed` holds stay.
    """
    mine = NotificationDelivery.notification_id == Notification.id
    of_event = (NotificationDelivery.event_id == OutboxEvent.event_id, Notification.event_id == OutboxEvent.event_id)
    ended = (
        (NotificationDelivery, [among(NotificationDelivery.status, ENDED)]),
        (Notification, [~exists().where(mine)]),
        (
            OutboxEvent,
            [OutboxEvent.relayed_at.is_not(None), *(~exists().where(one) for one in of_event), ~still_needed],
        ),
    )
    return sum(_remove(session, table, [table.created_at < before, *which], limit) for table, which in ended)


def _remove(
    session: Session,
    table: type[NotificationDelivery | Notification | OutboxEvent],
    which: Sequence[ColumnElement[bool]],
    limit: int,
) -> int:
    found = select(table.id).where(*which).order_by(table.id).limit(limit).with_for_update(skip_locked=True)
    ids = session.scalars(found).all()
    session.execute(delete(table).where(among(table.id, ids)).execution_options(synchronize_session=False))
    return len(ids)
