"""Operations that change notifications and their settings, one file each."""

import strawberry

from graphql_api.notifications.mutations.mark_notifications_read import MarkNotificationsReadMutation
from graphql_api.notifications.mutations.send_test_notification import SendTestNotificationMutation
from graphql_api.notifications.mutations.update_notification_settings import UpdateNotificationSettingsMutation


@strawberry.type
class NotificationMutations(
    UpdateNotificationSettingsMutation, SendTestNotificationMutation, MarkNotificationsReadMutation
):
    """All of them."""
