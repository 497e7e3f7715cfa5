"""Notifications of the signed-in user, their settings and deliveries."""

from functools import partial
from typing import Annotated

import strawberry

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


@strawberry.input(description="Filter of deliveries: all given conditions must hold.")
class NotificationDeliveryFilterInput:
    """Conditions on deliveries."""

    channel: list[NotificationChannel] | None = strawberry.field(default=None, description="Channels, any of them.")
    status: list[DeliveryStatus] | None = strawberry.field(default=None, description="Statuses, any of them.")


UnreadOnly = Annotated[bool, strawberry.argument(description="Whether read ones are left out.")]


@strawberry.type
class NotificationQueries:
    """Questions about notifications."""

    @strawberry.field(
        description="Notifications of the signed-in user, the newest first, page by page.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def notifications(
        self, info: Info, first: First, after: After = None, unread_only: UnreadOnly = False
    ) -> Connection[Notification]:
        """A page of one's own notifications."""
        first, context, user_id = page_size(first), info.context, info.context.signed_in().user_id
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

    @strawberry.field(description="The signed-in user's number of notifications.", extensions=[Guard(Role.OPERATOR)])
    async def notification_summary(self, info: Info) -> NotificationSummary:
        """The count of unread ones."""
        user_id = info.context.signed_in().user_id
        return NotificationSummary(unread_count=await _count(info.context, user_id, is_unread_only=True))

    @strawberry.field(
        description="Settings of the signed-in user: every type and channel that the role may have. Webhooks are"
        " not among them; they belong to the installation.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def notification_settings(self, info: Info) -> list[NotificationSetting]:
        """The settings that hold now."""
        return await settings_of(info.context)

    @strawberry.field(
        description="Deliveries of messages, the newest first, page by page: your own; for ADMIN everybody's and the"
        " company's.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def notification_deliveries(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            NotificationDeliveryFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
    ) -> Connection[NotificationDelivery]:
        """A page of deliveries."""
        first, caller = page_size(first), info.context.signed_in()
        where = DeliveryFilter(
            recipient_id=None if caller.may("ADMIN") else caller.user_id,
            channels=words(filter.channel) if filter is not None else None,
            statuses=words(filter.status) if filter is not None else None,
        )
        async with info.context.reading() as reading:
            page = await list_deliveries(
                reading, columns=delivery_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        nodes = NotificationDelivery.of_all(page.rows)
        return connection(page, NEWEST_DELIVERIES_FIRST, nodes, partial(_count_deliveries, info.context, where), after)


async def settings_of(context: Context) -> list[NotificationSetting]:
    """What holds for the signed-in user."""
    caller = context.signed_in()
    found = await context.unit_of_work(lambda session: service.settings_of(session, caller.user_id, caller.role or ""))
    return [NotificationSetting.of(setting) for setting in found]


async def _count(context: Context, user_id: int, *, is_unread_only: bool) -> int:
    async with context.reading() as reading:
        return await count_notifications(reading, user_id, is_unread_only=is_unread_only)


async def _count_deliveries(context: Context, where: DeliveryFilter) -> int:
    async with context.reading() as reading:
        return await count_deliveries(reading, where)
