"""Mutations of a user's notifications and of their settings."""

from datetime import time
from types import MappingProxyType

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.notifications import repository, service
from domain.notifications.errors import CompanyChannelError, SettingRefusedError, TestTooSoonError, TooManyIdsError
from domain.notifications.rules import Preference
from domain.notifications.service import Choice
from domain.outbox.events import EVENT_TYPES
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.limits import MAX_PAGE_SIZE
from graphql_api.mutation import MutationFamily, Refusal
from graphql_api.node import key_of
from graphql_api.notifications.queries import settings_of
from graphql_api.notifications.types import NotificationChannel, NotificationSetting, NotificationType
from graphql_api.outcomes import UserError, ValidationFailed
from graphql_api.permissions import Guard, Role

MARK_READ = "MARK_NOTIFICATIONS_READ"
SEND_TEST = "SEND_TEST_NOTIFICATION"
UPDATE_SETTINGS = "UPDATE_NOTIFICATION_SETTINGS"
COMPANY_CHANNELS = (NotificationChannel.SLACK, NotificationChannel.WEBHOOK)
MAX_SETTINGS = len(EVENT_TYPES) * len(NotificationChannel)


@input_type
class MarkNotificationsReadInput:
    """Which notifications."""

    ids: list[strawberry.ID] | None = field(
        "At most 100 ids of your own notifications; absent: all. Others' ids change nothing.", default=None
    )


@input_type
class SendTestNotificationInput:
    """The channel to test."""

    channel: NotificationChannel = field("The channel; SLACK and WEBHOOK for ADMIN only.")


@input_type
class NotificationSettingInput:
    """One setting; it replaces the previous one for this type and channel."""

    event_type: NotificationType = field("The type of event.")
    channel: NotificationChannel = field("The channel: IN_APP, EMAIL or SLACK.")
    is_enabled: bool = field("Whether to be notified.")
    is_digest: bool = field("EMAIL only: one message a day.", default=False)
    quiet_from: time | None = field("Beginning of quiet hours in the business time zone; not for IN_APP.", default=None)
    quiet_until: time | None = field("End of quiet hours; before quietFrom: on the next day.", default=None)

    def choice(self) -> Choice:
        """As the domain takes it."""
        wanted = Preference(self.is_enabled, self.is_digest, self.quiet_from, self.quiet_until)
        return Choice(self.event_type.name, self.channel.name, wanted)


@input_type
class UpdateNotificationSettingsInput:
    """The settings to change; other pairs stay unchanged."""

    settings: list[NotificationSettingInput] = field("From 1 to 36 settings.")


@object_type
class ReadNotifications:
    """The notifications are marked as read."""

    marked: int = field("How many were unread and are read now.")
    unread_count: int = field("How many are still unread.")


@object_type
class TestNotification:
    """The test is being sent; `notificationDeliveries` shows its status."""

    __test__ = False  # no class of tests
    event_id: str = field("The event's id, as in the delivery.")


@object_type
class TestTooSoon(UserError):  # noqa: N818  # the schema's own word, no exception
    """The last test was sent less than a minute ago."""

    __test__ = False  # no class of tests


@object_type
class NotificationSettings:
    """All settings of the signed-in user."""

    settings: list[NotificationSetting] = field("All current settings.")


async def _read_notifications(_: Info, counts: tuple[int, int]) -> ReadNotifications:
    return ReadNotifications(marked=counts[0], unread_count=counts[1])


async def _test(_: Info, event_id: str) -> TestNotification:
    return TestNotification(event_id=event_id)


async def _settings(info: Info, _: object) -> NotificationSettings:
    return NotificationSettings(settings=await settings_of(info.context))


read_mutation = MutationFamily(
    "ReadNotificationsResult",
    ReadNotifications,
    _read_notifications,
    MappingProxyType({TooManyIdsError: Refusal(ValidationFailed, reason=lambda _: "too many ids")}),
)
test_mutation = MutationFamily(
    "TestNotificationResult",
    TestNotification,
    _test,
    MappingProxyType(
        {
            TestTooSoonError: Refusal(TestTooSoon, reason=lambda _: "too soon after the last test"),
            CompanyChannelError: Refusal(ValidationFailed, reason=str),
        }
    ),
)
settings_mutation = MutationFamily(
    "NotificationSettingsResult",
    NotificationSettings,
    _settings,
    MappingProxyType({SettingRefusedError: Refusal(ValidationFailed, reason=str)}),
)


@read_mutation(MARK_READ, Guard(Role.OPERATOR))
def mark_notifications_read(session: Session, caller: Caller, input: MarkNotificationsReadInput) -> tuple[int, int]:
    """Mark notifications as read; those that are read already stay as they are."""
    if input.ids is not None and len(input.ids) > MAX_PAGE_SIZE:
        raise TooManyIdsError(f"{len(input.ids)} ids are more than {MAX_PAGE_SIZE}; send them in parts.")
    ids = None if input.ids is None else [key_of("Notification", text) for text in input.ids]
    marked = repository.mark_read(session, caller.user_id, ids, caller.now)
    record(session, done(MARK_READ, caller, ("User", caller.user_id), {"marked": marked}))
    return marked, repository.count_unread(session, caller.user_id)


@test_mutation(SEND_TEST, Guard(Role.OPERATOR))
def send_test_notification(session: Session, caller: Caller, input: SendTestNotificationInput) -> str:
    """Send yourself a test on a channel, whatever the settings; once a minute."""
    channel = input.channel.name
    if input.channel in COMPANY_CHANNELS and not caller.may("ADMIN"):
        raise CompanyChannelError(f"{channel} is a company channel; only an ADMIN can test it.")
    event_id = service.send_test(session, caller.user_id, channel, caller.now)
    record(session, done(SEND_TEST, caller, ("User", caller.user_id), {"channel": channel}))
    return str(event_id)


@settings_mutation(UPDATE_SETTINGS, Guard(Role.OPERATOR))
def update_notification_settings(session: Session, caller: Caller, input: UpdateNotificationSettingsInput) -> None:
    """Choose events, channels and times of notifications; all settings are saved or none."""
    if not 1 <= len(input.settings) <= MAX_SETTINGS:
        raise SettingRefusedError(None, f"{len(input.settings)} settings; from 1 to {MAX_SETTINGS} are allowed.")
    for position, wish in enumerate(input.settings):
        if wish.event_type.name not in EVENT_TYPES:
            raise SettingRefusedError(position, "Tests have no settings.")
    choices = [wish.choice() for wish in input.settings]
    service.change_settings(session, caller.user_id, caller.role or "", choices)
    changed = {f"{choice.event_type}.{choice.channel}": choice.preference.is_enabled for choice in choices}
    record(session, done(UPDATE_SETTINGS, caller, ("User", caller.user_id), changed))
