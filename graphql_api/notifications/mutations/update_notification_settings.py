"""`updateNotificationSettings`: which events, on which channels and when."""

from datetime import time
from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.trail import done
from domain.notifications import service
from domain.notifications.errors import SettingRefusedError
from domain.notifications.rules import Preference
from domain.notifications.service import Choice
from domain.outbox.events import EVENT_TYPES
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.notifications.queries import settings_of
from graphql_api.notifications.types import NotificationChannel, NotificationSetting, NotificationType
from graphql_api.outcomes import ValidationFailed, invalid
from graphql_api.permissions import Guard, Role

ACTION = "UPDATE_NOTIFICATION_SETTINGS"
MOST = len(EVENT_TYPES) * len(NotificationChannel)


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
        """The service's form of the wish."""
        wanted = Preference(self.is_enabled, self.is_digest, self.quiet_from, self.quiet_until)
        return Choice(self.event_type.name, self.channel.name, wanted)


@input_type
class UpdateNotificationSettingsInput:
    """The settings to change; other pairs stay unchanged."""

    settings: list[NotificationSettingInput] = field("From 1 to 36 settings.")


@object_type
class UpdateNotificationSettingsSuccess:
    """The settings were saved."""

    settings: list[NotificationSetting] = field("All current settings.")


UpdateNotificationSettingsResult = Annotated[
    UpdateNotificationSettingsSuccess | ValidationFailed,
    strawberry.union("UpdateNotificationSettingsResult", description="The outcome of `updateNotificationSettings`."),
]


@strawberry.type
class UpdateNotificationSettingsMutation:
    """Changing notification settings."""

    @strawberry.mutation(
        description="Choose events, channels and times of notifications; all settings are saved or none.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def update_notification_settings(
        self,
        info: Info,
        input: Annotated[UpdateNotificationSettingsInput, argument("The wishes.")],
    ) -> UpdateNotificationSettingsResult:
        """Check, keep, audit."""
        context, caller = info.context, info.context.signed_in()
        refusal = _refusal(input.settings)
        if refusal is not None:
            await context.note_refusal(ACTION, refusal.message)
            return refusal
        choices = [wish.choice() for wish in input.settings]

        def keep(session: Session) -> None:
            service.change_settings(session, caller.user_id, caller.role or "", choices)
            changed = {f"{choice.event_type}.{choice.channel}": choice.preference.is_enabled for choice in choices}
            record(session, done(ACTION, caller, ("User", caller.user_id), changed))

        try:
            await context.unit_of_work(keep)
        except SettingRefusedError as error:
            await context.note_refusal(ACTION, str(error))
            return invalid(f"settings[{error.position}]", str(error))
        return UpdateNotificationSettingsSuccess(settings=await settings_of(context))


def _refusal(wishes: list[NotificationSettingInput]) -> ValidationFailed | None:
    if not 1 <= len(wishes) <= MOST:
        return invalid("settings", f"{len(wishes)} settings; from 1 to {MOST} are allowed.")
    for position, wish in enumerate(wishes):
        if wish.event_type.name not in EVENT_TYPES:
            return invalid(f"settings[{position}]", "Tests have no settings.")
    return None
