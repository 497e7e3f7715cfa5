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
from graphql_api.notifications.types import NotificationChannel
from graphql_api.outcomes import UserError, ValidationFailed, invalid
from graphql_api.permissions import Guard, Role, operators

ACTION = "SEND_TEST_NOTIFICATION"
COMPANY = (NotificationChannel.SLACK, NotificationChannel.WEBHOOK)


@strawberry.input(description="The channel to test.")
class SendTestNotificationInput:
    """A channel."""

    channel: NotificationChannel = strawberry.field(description="The channel; SLACK and WEBHOOK for ADMIN only.")


@strawberry.type(
    description="The test is being sent; `notificationDeliveries` shows its status.", directives=operators()
)
class SendTestNotificationSuccess:
    """The test's event."""

    event_id: str = strawberry.field(description="The event's id, as in the delivery.")


@strawberry.type(description="The last test was sent less than a minute ago.", directives=operators())
class TestTooSoon(UserError):  # noqa: N818  # the schema's own word, no exception
    """A test that was not sent."""


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
        input: Annotated[SendTestNotificationInput, strawberry.argument(description="The channel to test.")],  # noqa: A002  # the schema's own word
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
