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
from kit.paging import Key, Ordering, Page, read_page
from kit.reading import AnyRow, among_given, pick, read_count

NOTIFICATION_COLUMNS = MappingProxyType(
    {
        "notification_id": Notification.id,
        "event_id": Notification.event_id,
        "event_type": Notification.event_type,
        "payload": Notification.payload,
        "read_at": Notification.read_at,
        "created_at": Notification.created_at,
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
        "attempts": NotificationDelivery.attempts,
        "digest_at": NotificationDelivery.digest_at,
        "next_attempt_at": NotificationDelivery.next_attempt_at,
        "delivered_at": NotificationDelivery.delivered_at,
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


async def list_notifications(
    connection: AsyncConnection,
    user_id: int,
    *,
    columns: Collection[str],
    is_unread_only: bool,
    after: str | None,
    first: int,
) -> Page[AnyRow]:
    """A page of a user's notifications, the newest first.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = select(*pick(NOTIFICATION_COLUMNS, columns, always=("notification_id",)))
    query = query.where(*_shown_to(user_id, is_unread_only=is_unread_only))
    return await read_page(connection, query, NEWEST_FIRST, after=after, first=first)


async def count_notifications(connection: AsyncConnection, user_id: int, *, is_unread_only: bool) -> int:
    """How many notifications a user has."""
    query = select(func.count()).where(*_shown_to(user_id, is_unread_only=is_unread_only))
    return await read_count(connection, query)


async def find_notification(
    connection: AsyncConnection, user_id: int, notification_id: int, columns: Collection[str]
) -> AnyRow | None:
    """One notification, if it is the user's."""
    query = select(*pick(NOTIFICATION_COLUMNS, columns, always=("notification_id",)))
    query = query.where(Notification.id == notification_id, *_shown_to(user_id, is_unread_only=False))
    return (await connection.execute(query)).one_or_none()


async def list_deliveries(
    connection: AsyncConnection, *, columns: Collection[str], where: DeliveryFilter, after: str | None, first: int
) -> Page[AnyRow]:
    """A page of deliveries, the newest first.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = (
        select(*pick(DELIVERY_COLUMNS, columns, always=("delivery_id",)))
        .select_from(NotificationDelivery)
        .join(OutboxEvent, OutboxEvent.event_id == NotificationDelivery.event_id)
        .outerjoin(User, User.id == NotificationDelivery.recipient_id)
        .where(*where.conditions())
    )
    return await read_page(connection, query, NEWEST_DELIVERIES_FIRST, after=after, first=first)


async def count_deliveries(connection: AsyncConnection, where: DeliveryFilter) -> int:
    """How many deliveries match."""
    query = select(func.count()).select_from(NotificationDelivery).where(*where.conditions())
    return await read_count(connection, query)


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
    query = select(*pick(NOTIFICATION_COLUMNS, columns, always=("notification_id",)))
    span = Notification.created_at >= (now - OVERLAP if since is None else since - OVERLAP)
    query = query.where(*_shown_to(user_id, is_unread_only=False), span).order_by(Notification.id).limit(MAX_COUNTED)
    return Told((await connection.execute(query)).all(), now)
