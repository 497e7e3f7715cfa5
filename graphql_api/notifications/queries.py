"""Notifications of the signed-in user, as they are and as they arrive, their settings and deliveries."""

from collections.abc import AsyncGenerator
from datetime import datetime
from typing import Annotated

from domain.notifications import service
from domain.notifications.read_repository import (
    NEWEST_DELIVERIES_FIRST,
    NEWEST_FIRST,
    DeliveryFilter,
    select_deliveries,
    select_notifications,
    told_since,
)
from graphql_api.connections import After, Connection, Filter, First, read_page
from graphql_api.context import Context, Info
from graphql_api.decorators import argument, field, input_type, resolver, subscription
from graphql_api.notifications.types import (
    DeliveryStatus,
    Notification,
    NotificationChannel,
    NotificationDelivery,
    NotificationSetting,
    NotificationSummary,
)
from graphql_api.permissions import Guard, Role
from graphql_api.rows import asked
from graphql_api.subscriptions import looks
from graphql_api.values import words
from kit.reading import read_count


@input_type
class NotificationDeliveryFilterInput:
    """Filter of deliveries: all given conditions must hold."""

    channel: list[NotificationChannel] | None = field("Channels, any of them.", default=None)
    status: list[DeliveryStatus] | None = field("Statuses, any of them.", default=None)


UnreadOnly = Annotated[bool, argument("Whether read ones are left out.")]


@resolver(Guard(Role.OPERATOR))
async def notifications(
    info: Info, first: First, after: After = None, unread_only: UnreadOnly = False
) -> Connection[Notification]:
    """Notifications of the signed-in user, the newest first, page by page."""
    user_id = info.context.signed_in().user_id
    return await read_page(
        info,
        Notification,
        lambda columns: select_notifications(user_id, columns, is_unread_only=unread_only),
        NEWEST_FIRST,
        first=first,
        after=after,
    )


@resolver(Guard(Role.OPERATOR))
async def notification_summary(info: Info) -> NotificationSummary:
    """The signed-in user's number of notifications."""
    async with info.context.reading() as reading:
        query = select_notifications(info.context.signed_in().user_id, (), is_unread_only=True)
        unread = await read_count(reading, query)
    return NotificationSummary(unread_count=unread)


@resolver(Guard(Role.OPERATOR))
async def notification_settings(info: Info) -> list[NotificationSetting]:
    """Settings of the signed-in user: every type and channel that the role may have. Webhooks are not among them;
    they belong to the installation.
    """
    return await settings_of(info.context)


@resolver(Guard(Role.OPERATOR))
async def notification_deliveries(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[NotificationDeliveryFilterInput] = None,
) -> Connection[NotificationDelivery]:
    """Deliveries of messages, the newest first, page by page: your own; for ADMIN everybody's and the company's."""
    caller = info.context.signed_in()
    where = DeliveryFilter(
        recipient_id=None if caller.may("ADMIN") else caller.user_id,
        channels=words(filter.channel) if filter is not None else None,
        statuses=words(filter.status) if filter is not None else None,
    )
    return await read_page(
        info,
        NotificationDelivery,
        lambda columns: select_deliveries(columns, where),
        NEWEST_DELIVERIES_FIRST,
        first=first,
        after=after,
    )


async def settings_of(context: Context) -> list[NotificationSetting]:
    """What holds for the signed-in user."""
    caller = context.signed_in()
    found = await context.unit_of_work(lambda session: service.settings_of(session, caller.user_id, caller.role or ""))
    return [NotificationSetting.of(setting) for setting in found]


@subscription(Guard(Role.OPERATOR))
async def notification_received(info: Info) -> AsyncGenerator[Notification, None]:
    """Each notification of the signed-in user from now on, within seconds. It ends with the access token or the
    session; subscribe again with a new token, and query `notifications` for what came meanwhile.
    """
    context, columns = info.context, Notification.columns_of(asked(info))
    since: datetime | None = None
    seen: set[int] = set()
    async for _ in looks(context):
        async with context.reading() as reading:
            found = await told_since(reading, context.signed_in().user_id, since, columns)
        fresh = () if since is None else [row for row in found.rows if row.notification_id not in seen]
        since, seen = found.now, {row.notification_id for row in found.rows}
        for notification in Notification.of_all(fresh):
            yield notification
