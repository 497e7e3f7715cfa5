"""`notificationReceived`: new notifications of the signed-in user, as they arrive."""

from collections.abc import AsyncGenerator
from datetime import datetime

import strawberry

from domain.notifications.read_repository import told_since
from graphql_api.context import Info
from graphql_api.notifications.types import Notification, notification_columns
from graphql_api.permissions import Guard, Role
from graphql_api.rows import asked
from graphql_api.watching import looks


@strawberry.type
class NotificationSubscriptions:
    """Notifications as they arrive."""

    @strawberry.subscription(
        description="Each notification of the signed-in user from now on, within seconds. It ends with the access token"
        " or the session; subscribe again with a new token, and query `notifications` for what came meanwhile.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def notification_received(self, info: Info) -> AsyncGenerator[Notification, None]:
        """Notifications since the previous poll."""
        context, columns = info.context, notification_columns(asked(info))
        since: datetime | None = None
        seen: set[int] = set()
        async for _ in looks(context):
            async with context.reading() as reading:
                found = await told_since(reading, context.signed_in().id, since, columns)
            fresh = () if since is None else [row for row in found.rows if row.notification_id not in seen]
            since, seen = found.now, {row.notification_id for row in found.rows}
            for notification in Notification.of_all(fresh):
                yield notification
