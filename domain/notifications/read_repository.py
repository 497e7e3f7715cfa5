"""Asynchronous reads of notifications and deliveries for the API; `repository.py` beside it serves the relay."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.identity.models import User
from domain.notifications.models import Notification, NotificationDelivery
from domain.outbox.models import OutboxEvent
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among_given, columns_of, pick

NOTIFICATION_COLUMNS = MappingProxyType(
    {
        "notification_id": Notification.id,
        **columns_of(Notification, "event_id", "event_type", "payload", "read_at", "created_at"),
    }
)
DELIVERY_COLUMNS = MappingProxyType(
    {
        "delivery_id": NotificationDelivery.id,
        "event_id": NotificationDelivery.event_id,
        "event_type": OutboxEvent.event_type,
        "channel": NotificationDelivery.channel,
        "status": NotificationDelivery.status,
        "recipient": User.email,
        **columns_of(NotificationDelivery, "attempts", "digest_at", "next_attempt_at", "delivered_at"),
        "reason": NotificationDelivery.error,
        "created_at": NotificationDelivery.created_at,
    }
)
MAX_COUNTED = 1_000
OVERLAP = timedelta(minutes=1)
NEWEST_FIRST = Ordering("NEWEST", (Key(Notification.id, "int", is_descending=True),))
NEWEST_DELIVERIES_FIRST = Ordering("NEWEST_DELIVERIES", (Key(NotificationDelivery.id, "int", is_descending=True),))


@dataclass(frozen=True)
class DeliveryFilter:
    """Conditions that all must hold; None asks nothing. `recipient_id` None: everybody's and the company's."""

    recipient_id: int | None = None
    channels: Sequence[str] | None = None
    statuses: Sequence[str] | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on deliveries."""
        conditions = among_given(
            (NotificationDelivery.channel, self.channels), (NotificationDelivery.status, self.statuses)
        )
        if self.recipient_id is not None:
            conditions.append(NotificationDelivery.recipient_id == self.recipient_id)
        return conditions


def _shown_to(user_id: int, *, is_unread_only: bool) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Notification.recipient_id == user_id, Notification.is_shown.is_(True)]
    return [*conditions, Notification.read_at.is_(None)] if is_unread_only else conditions


def select_notifications(user_id: int, columns: Collection[str], *, is_unread_only: bool = False) -> AnySelect:
    """The query for a user's notifications."""
    query = select(*pick(NOTIFICATION_COLUMNS, columns, always=("notification_id",)))
    return query.where(*_shown_to(user_id, is_unread_only=is_unread_only))


async def find_notification(
    connection: AsyncConnection, user_id: int, notification_id: int, columns: Collection[str]
) -> AnyRow | None:
    """One notification, if it is the user's."""
    query = select_notifications(user_id, columns).where(Notification.id == notification_id)
    return (await connection.execute(query)).one_or_none()


def select_deliveries(columns: Collection[str], where: DeliveryFilter) -> AnySelect:
    """The query for deliveries."""
    return (
        select(*pick(DELIVERY_COLUMNS, columns, always=("delivery_id",)))
        .select_from(NotificationDelivery)
        .join(OutboxEvent, OutboxEvent.event_id == NotificationDelivery.event_id)
        .outerjoin(User, User.id == NotificationDelivery.recipient_id)
        .where(*where.conditions())
    )


class Told(NamedTuple):
    """Notifications of a span, the earliest first, and the database's present instant."""

    rows: Sequence[AnyRow]
    now: datetime


async def told_since(
    connection: AsyncConnection, user_id: int, since: datetime | None, columns: Collection[str]
) -> Told:
    """A user's notifications since an instant of the database's clock, at most 1,000; None: since `OVERLAP` ago.

    A notification may be committed after one that is younger: look again `OVERLAP` before the instant of the last look.
    """
    now = (await connection.execute(select(func.now()))).scalar_one()
    span = Notification.created_at >= (now - OVERLAP if since is None else since - OVERLAP)
    query = select_notifications(user_id, columns).where(span).order_by(Notification.id).limit(MAX_COUNTED)
    return Told((await connection.execute(query)).all(), now)
