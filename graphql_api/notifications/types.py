"""Notifications of a user, their channels, settings and deliveries."""

from datetime import datetime, time
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.notifications.messages import Message, render
from domain.notifications.read_repository import DELIVERY_COLUMNS, NOTIFICATION_COLUMNS
from domain.notifications.service import EffectiveSetting
from graphql_api.context import Info
from graphql_api.node import Node, global_id
from graphql_api.permissions import operators
from graphql_api.rows import FromRow, columns

NEEDS = MappingProxyType(
    {
        "title": ("event_type", "payload"),
        "text": ("event_type", "payload"),
        "subjectId": ("payload",),
    }
)
SUBJECTS = MappingProxyType({"purchase_order_id": "PurchaseOrder", "run_id": "PipelineRun"})


def notification_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a notification."""
    return columns(NOTIFICATION_COLUMNS, fields, NEEDS)


def delivery_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a delivery."""
    return columns(DELIVERY_COLUMNS, fields, {})


@strawberry.enum(description="The events of notifications and webhooks.")
class NotificationType(Enum):
    """Event types."""

    PURCHASE_ORDER_SUBMITTED = strawberry.enum_value(
        "PURCHASE_ORDER_SUBMITTED", description="A purchase order awaits approval."
    )
    PURCHASE_ORDER_APPROVED = strawberry.enum_value(
        "PURCHASE_ORDER_APPROVED", description="A purchase order was approved."
    )
    PURCHASE_ORDER_REJECTED = strawberry.enum_value(
        "PURCHASE_ORDER_REJECTED", description="A purchase order was rejected."
    )
    PURCHASE_ORDER_CANCELLED = strawberry.enum_value(
        "PURCHASE_ORDER_CANCELLED", description="A purchase order was cancelled."
    )
    PURCHASE_ORDER_OVERDUE = strawberry.enum_value(
        "PURCHASE_ORDER_OVERDUE", description="An approved order has not arrived by its expected day."
    )
    STOCKOUT_RISK = strawberry.enum_value("STOCKOUT_RISK", description="SKUs may run out of stock.")
    ANOMALY_DETECTED = strawberry.enum_value(
        "ANOMALY_DETECTED", description="A run found anomalies of severity HIGH or CRITICAL."
    )
    RUN_FAILED = strawberry.enum_value("RUN_FAILED", description="A nightly run or a training failed.")
    RUN_PUBLISHED = strawberry.enum_value("RUN_PUBLISHED", description="New figures are published.")
    SESSION_REUSED = strawberry.enum_value(
        "SESSION_REUSED", description="A sign-in was ended because its token was used twice."
    )
    TEST = strawberry.enum_value("TEST", description="A test of a channel; it has no settings.")


@strawberry.enum(description="A channel of notifications.")
class NotificationChannel(Enum):
    """Channels."""

    IN_APP = strawberry.enum_value("IN_APP", description="The list of notifications.")
    EMAIL = strawberry.enum_value("EMAIL", description="An e-mail to the user's address.")
    SLACK = strawberry.enum_value("SLACK", description="The company's Slack channel, once per event.")
    WEBHOOK = strawberry.enum_value("WEBHOOK", description="The company's signed webhook, once per event.")


@strawberry.enum(description="The status of a delivery.")
class DeliveryStatus(Enum):
    """Statuses of deliveries."""

    PENDING = strawberry.enum_value("PENDING", description="Not yet attempted.")
    SENT = strawberry.enum_value("SENT", description="The receiver has accepted it.")
    LOGGED = strawberry.enum_value(
        "LOGGED", description="The channel is not configured: written to notifications.log, not sent."
    )
    FAILED = strawberry.enum_value("FAILED", description="The last attempt failed; another follows.")
    GIVEN_UP = strawberry.enum_value("GIVEN_UP", description="No attempt follows.")


@strawberry.type(description="A notification of the signed-in user about one event.", directives=operators())
class Notification(FromRow, Node):
    """One row of `app.notifications`."""

    notification_id: strawberry.Private[int]
    created_at: datetime = strawberry.field(description="When it was created, in UTC.")
    read_at: datetime | None = strawberry.field(description="When it was marked as read, in UTC; null: unread.")

    @strawberry.field(description="The event's id, the same on every channel.")
    def event_id(self) -> str:
        """The event's id."""
        return str(self.row.event_id)

    @strawberry.field(description="The type of event.")
    def event_type(self) -> NotificationType:
        """The event's type."""
        return NotificationType[self.row.event_type]

    @strawberry.field(description="One line in the user's language.")
    def title(self, info: Info) -> str:
        """The title."""
        return self._message(info).title

    @strawberry.field(description="The whole text in the user's language; lines are separated by line feeds.")
    def text(self, info: Info) -> str:
        """The text."""
        return self._message(info).text

    @strawberry.field(description="The purchase order or run that it is about, for `node(id:)`; null: neither.")
    def subject_id(self) -> strawberry.ID | None:
        """The subject's id."""
        found = (global_id(name, self.row.payload[key]) for key, name in SUBJECTS.items() if key in self.row.payload)
        return next(found, None)

    def _message(self, info: Info) -> Message:
        user, payload = info.context.user, self.row.payload
        may_read = user is not None and user.sees_costs
        locale = "en" if user is None else user.locale
        return render(self.row.event_type, payload, locale, shows_amounts=may_read)

    def node_key(self) -> object:
        """The notification's number."""
        return self.row.notification_id


@strawberry.type(description="The signed-in user's notifications in numbers.", directives=operators())
class NotificationSummary:
    """What a bell shows."""

    unread_count: int = strawberry.field(description="How many notifications are unread.")


@strawberry.type(
    description="A series of attempts to deliver an event on a channel other than IN_APP.", directives=operators()
)
class NotificationDelivery(FromRow):
    """One row of `app.notification_deliveries`."""

    attempts: int = strawberry.field(description="The number of attempts.")
    recipient: str | None = strawberry.field(
        description="The address that it goes to; null: the company's Slack channel or webhook."
    )
    digest_at: datetime | None = strawberry.field(description="The daily digest that includes it, in UTC; null: none.")
    next_attempt_at: datetime | None = strawberry.field(description="The next attempt, in UTC; null: none follows.")
    delivered_at: datetime | None = strawberry.field(
        description="When it was accepted, or written to the log, in UTC; null: not yet."
    )
    reason: str | None = strawberry.field(
        description="Why the last attempt failed, or why it was written to the log; null: neither."
    )
    created_at: datetime = strawberry.field(description="When it was ordered, in UTC.")

    @strawberry.field(description="The event's id; receivers recognise repetitions by it.")
    def event_id(self) -> str:
        """The event's id."""
        return str(self.row.event_id)

    @strawberry.field(description="The type of event.")
    def event_type(self) -> NotificationType:
        """The event's type."""
        return NotificationType[self.row.event_type]

    @strawberry.field(description="The channel that it is sent on.")
    def channel(self) -> NotificationChannel:
        """The channel."""
        return NotificationChannel[self.row.channel]

    @strawberry.field(description="Its status.")
    def status(self) -> DeliveryStatus:
        """The status."""
        return DeliveryStatus[self.row.status]


@strawberry.type(
    description="The setting of the signed-in user for one type of event and one channel.", directives=operators()
)
class NotificationSetting:
    """A setting of one's own, or the default of one's role."""

    event_type: NotificationType = strawberry.field(description="The type of event.")
    channel: NotificationChannel = strawberry.field(description="The channel.")
    is_enabled: bool = strawberry.field(
        description="Whether such events that concern the user are sent on the channel."
    )
    is_digest: bool = strawberry.field(description="Whether e-mail is combined into one message a day.")
    quiet_from: time | None = strawberry.field(
        description="From this time of day on, in the business time zone, nothing is sent; null: no quiet hours."
    )
    quiet_until: time | None = strawberry.field(
        description="At this time of day what was held back is sent; before quietFrom: on the next day."
    )
    is_default: bool = strawberry.field(description="Whether it is the role's default, not the user's own choice.")

    @classmethod
    def of(cls, setting: EffectiveSetting) -> "NotificationSetting":
        """The schema's form of a setting."""
        wanted = setting.preference
        return cls(
            event_type=NotificationType[setting.event_type],
            channel=NotificationChannel[setting.channel],
            is_enabled=wanted.is_enabled,
            is_digest=wanted.is_digest,
            quiet_from=wanted.quiet_from,
            quiet_until=wanted.quiet_until,
            is_default=setting.is_default,
        )
