"""Notifications of a user, their channels, settings and deliveries."""

from dataclasses import asdict
from datetime import datetime, time
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.notifications.messages import Message, render
from domain.notifications.read_repository import DELIVERY_COLUMNS, NOTIFICATION_COLUMNS
from domain.notifications.service import EffectiveSetting
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import Node, global_id
from graphql_api.rows import FromRow

NEEDS = MappingProxyType(
    {
        "title": ("event_type", "payload"),
        "text": ("event_type", "payload"),
        "subjectId": ("payload",),
    }
)
SUBJECTS = MappingProxyType({"purchase_order_id": "PurchaseOrder", "run_id": "PipelineRun", "import_id": "Import"})


@enum
class NotificationType(Enum):
    """The events of notifications and webhooks."""

    PURCHASE_ORDER_SUBMITTED = "A purchase order awaits approval."
    PURCHASE_ORDER_APPROVED = "A purchase order was approved."
    PURCHASE_ORDER_REJECTED = "A purchase order was rejected."
    PURCHASE_ORDER_CANCELLED = "A purchase order was cancelled."
    PURCHASE_ORDER_OVERDUE = "An approved order has not arrived by its expected day."
    STOCKOUT_RISK = "SKUs may run out of stock."
    ANOMALY_DETECTED = "A run found anomalies of severity HIGH or CRITICAL."
    RUN_FAILED = "A nightly run or a training failed."
    RUN_PUBLISHED = "New figures are published."
    IMPORT_DONE = "An uploaded file was imported."
    IMPORT_FAILED = "An uploaded file could not be imported."
    SESSION_REUSED = "A sign-in was ended because its token was used twice."
    TEST = "A test of a channel; it has no settings."


@enum
class NotificationChannel(Enum):
    """A channel of notifications."""

    IN_APP = "The list of notifications."
    EMAIL = "An e-mail to the user's address."
    SLACK = "The company's Slack channel, once per event."
    WEBHOOK = "The company's signed webhook, once per event."


@enum
class DeliveryStatus(Enum):
    """The status of a delivery."""

    PENDING = "Not yet attempted."
    SENT = "The receiver has accepted it."
    LOGGED = "The channel is not configured: written to notifications.log, not sent."
    FAILED = "The last attempt failed; another follows."
    GIVEN_UP = "No attempt follows."


@object_type
class Notification(FromRow, Node, names=NOTIFICATION_COLUMNS, needs=NEEDS):
    """A notification of the signed-in user about one event."""

    notification_id: strawberry.Private[int]
    event_type: NotificationType = field("The type of event.")
    created_at: datetime = field("When it was created, in UTC.")
    read_at: datetime | None = field("When it was marked as read, in UTC; null: unread.")

    @resolver()
    def event_id(self) -> str:
        """The event's id, the same on every channel."""
        return str(self.row.event_id)

    @resolver()
    def title(self, info: Info) -> str:
        """One line in the user's language."""
        return self._message(info).title

    @resolver()
    def text(self, info: Info) -> str:
        """The whole text in the user's language; lines are separated by line feeds."""
        return self._message(info).text

    @resolver()
    def subject_id(self) -> strawberry.ID | None:
        """The purchase order or run that it is about, for `node(id:)`; null: neither."""
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


@object_type
class NotificationSummary:
    """The signed-in user's notifications in numbers."""

    unread_count: int = field("How many notifications are unread.")


@object_type
class NotificationDelivery(FromRow, names=DELIVERY_COLUMNS):
    """A series of attempts to deliver an event on a channel other than IN_APP."""

    event_type: NotificationType = field("The type of event.")
    channel: NotificationChannel = field("The channel that it is sent on.")
    status: DeliveryStatus = field("Its status.")
    attempts: int = field("The number of attempts.")
    recipient: str | None = field("The address that it goes to; null: the company's Slack channel or webhook.")
    digest_at: datetime | None = field("The daily digest that includes it, in UTC; null: none.")
    next_attempt_at: datetime | None = field("The next attempt, in UTC; null: none follows.")
    delivered_at: datetime | None = field("When it was accepted, or written to the log, in UTC; null: not yet.")
    reason: str | None = field("Why the last attempt failed, or why it was written to the log; null: neither.")
    created_at: datetime = field("When it was ordered, in UTC.")

    @resolver()
    def event_id(self) -> str:
        """The event's id; receivers recognise repetitions by it."""
        return str(self.row.event_id)


@object_type
class NotificationSetting:
    """The setting of the signed-in user for one type of event and one channel."""

    event_type: NotificationType = field("The type of event.")
    channel: NotificationChannel = field("The channel.")
    is_enabled: bool = field("Whether such events that concern the user are sent on the channel.")
    is_digest: bool = field("Whether e-mail is combined into one message a day.")
    quiet_from: time | None = field(
        "From this time of day on, in the business time zone, nothing is sent; null: no quiet hours."
    )
    quiet_until: time | None = field(
        "At this time of day what was held back is sent; before quietFrom: on the next day."
    )
    is_default: bool = field("Whether it is the role's default, not the user's own choice.")

    @classmethod
    def of(cls, setting: EffectiveSetting) -> "NotificationSetting":
        """The schema's form of a setting."""
        kind, channel = NotificationType[setting.event_type], NotificationChannel[setting.channel]
        return cls(event_type=kind, channel=channel, is_default=setting.is_default, **asdict(setting.preference))
