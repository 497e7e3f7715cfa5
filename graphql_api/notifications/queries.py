"""Notifications of the signed-in user, their settings and deliveries."""

from functools import partial
from typing import Annotated

import strawberry

from domain.identity.rules import Viewer
from domain.notifications import service
from domain.notifications.read_repository import (
    NEWEST_DELIVERIES_FIRST,
    NEWEST_FIRST,
    DeliveryFilter,
    count_deliveries,
    count_notifications,
    list_deliveries,
    list_notifications,
)
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, resolver
from graphql_api.errors import UnauthenticatedError
from graphql_api.notifications.types import (
    DeliveryStatus,
    Notification,
    NotificationChannel,
    NotificationDelivery,
    NotificationSetting,
    NotificationSummary,
    delivery_columns,
    notification_columns,
)
from graphql_api.permissions import Guard, Role
from graphql_api.values import words


@input_type
class NotificationDeliveryFilterInput:
    """Filter of deliveries: all given conditions must hold."""

    channel: list[NotificationChannel] | None = field("Channels, any of them.", default=None)
    status: list[DeliveryStatus] | None = field("Statuses, any of them.", default=None)


UnreadOnly = Annotated[bool, argument("Whether read ones are left out.")]


@strawberry.type
class NotificationQueries:
    """Questions about notifications."""

    @resolver(Guard(Role.OPERATOR))
    async def notifications(
        self, info: Info, first: First, after: After = None, unread_only: UnreadOnly = False
    ) -> Connection[Notification]:
        """Notifications of the signed-in user, the newest first, page by page."""
        first, context, user_id = page_size(first), info.context, signed_in(info.context).id
        async with context.reading() as reading:
            page = await list_notifications(
                reading,
                user_id,
                columns=notification_columns(asked_of_nodes(info)),
                is_unread_only=unread_only,
                after=after,
                first=first,
            )
        count = partial(_count, context, user_id, is_unread_only=unread_only)
        return connection(page, NEWEST_FIRST, Notification.of_all(page.rows), count, after)

    @resolver(Guard(Role.OPERATOR))
    async def notification_summary(self, info: Info) -> NotificationSummary:
        """The signed-in user's number of notifications."""
        user_id = signed_in(info.context).id
        return NotificationSummary(unread_count=await _count(info.context, user_id, is_unread_only=True))

    @resolver(Guard(Role.OPERATOR))
    async def notification_settings(self, info: Info) -> list[NotificationSetting]:
        """Settings of the signed-in user: every type and channel that the role may have. Webhooks are not among them;
        they belong to the installation.
        """
        return await settings_of(info.context)

    @resolver(Guard(Role.OPERATOR))
    async def notification_deliveries(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            NotificationDeliveryFilterInput | None, argument("The filter; absent: all.")
        ] = None,
    ) -> Connection[NotificationDelivery]:
        """Deliveries of messages, the newest first, page by page: your own; for ADMIN everybody's and the company's."""
        first, viewer = page_size(first), signed_in(info.context)
        where = DeliveryFilter(
            recipient_id=None if viewer.may("ADMIN") else viewer.id,
            channels=words(filter.channel) if filter is not None else None,
            statuses=words(filter.status) if filter is not None else None,
        )
        async with info.context.reading() as reading:
            page = await list_deliveries(
                reading, columns=delivery_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        nodes = NotificationDelivery.of_all(page.rows)
        return connection(page, NEWEST_DELIVERIES_FIRST, nodes, partial(_count_deliveries, info.context, where), after)


def signed_in(context: Context) -> Viewer:
    """The signed-in user.

    Raises:
        UnauthenticatedError: nobody is.
    """
    if context.viewer is None:
        raise UnauthenticatedError
    return context.viewer


async def settings_of(context: Context) -> list[NotificationSetting]:
    """What holds for the signed-in user."""
    viewer = signed_in(context)
    found = await context.unit_of_work(lambda session: service.settings_of(session, viewer.id, viewer.role or ""))
    return [NotificationSetting.of(setting) for setting in found]


async def _count(context: Context, user_id: int, *, is_unread_only: bool) -> int:
    async with context.reading() as reading:
        return await count_notifications(reading, user_id, is_unread_only=is_unread_only)


async def _count_deliveries(context: Context, where: DeliveryFilter) -> int:
    async with context.reading() as reading:
        return await count_deliveries(reading, where)
