"""`sendTestNotification`: try a channel."""

from typing import Annotated
from uuid import UUID

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.trail import done
from domain.notifications import service
from domain.notifications.errors import TestTooSoonError
from graphql_api.context import Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.notifications.types import NotificationChannel
from graphql_api.outcomes import UserError, ValidationFailed, invalid
from graphql_api.permissions import Guard, Role

ACTION = "SEND_TEST_NOTIFICATION"
COMPANY = (NotificationChannel.SLACK, NotificationChannel.WEBHOOK)


@input_type
class SendTestNotificationInput:
    """The channel to test."""

    channel: NotificationChannel = field("The channel; SLACK and WEBHOOK for ADMIN only.")


@object_type
class SendTestNotificationSuccess:
    """The test is being sent; `notificationDeliveries` shows its status."""

    event_id: str = field("The event's id, as in the delivery.")


@object_type
class TestTooSoon(UserError):  # noqa: N818  # the schema's own word, no exception
    """The last test was sent less than a minute ago."""


SendTestNotificationResult = Annotated[
    SendTestNotificationSuccess | TestTooSoon | ValidationFailed,
    strawberry.union("SendTestNotificationResult", description="The outcome of `sendTestNotification`."),
]


@strawberry.type
class SendTestNotificationMutation:
    """Trying a channel."""

    @strawberry.mutation(
        description="Send yourself a test on a channel, whatever the settings; once a minute.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def send_test_notification(
        self,
        info: Info,
        input: Annotated[SendTestNotificationInput, argument("The channel to test.")],
    ) -> SendTestNotificationResult:
        """Write the event, audit."""
        context, caller = info.context, info.context.signed_in()
        if input.channel in COMPANY and not caller.may("ADMIN"):
            await context.note_refusal(ACTION, f"{input.channel.name} is for ADMIN")
            return invalid("channel", f"{input.channel.name} is a company channel; only an ADMIN can test it.")

        def send(session: Session) -> UUID:
            event_id = service.send_test(session, caller.user_id, input.channel.name, caller.now)
            record(session, done(ACTION, caller, ("User", caller.user_id), {"channel": input.channel.name}))
            return event_id

        try:
            return SendTestNotificationSuccess(event_id=str(await context.unit_of_work(send)))
        except TestTooSoonError as error:
            await context.note_refusal(ACTION, "too soon after the last test")
            return TestTooSoon(code="TEST_TOO_SOON", message=str(error))
