"""Notifications, their settings and deliveries."""

from datetime import time
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint, bigint_pk, counted, instant, one_of

CHANNELS = ("IN_APP", "EMAIL", "SLACK", "WEBHOOK")
DELIVERY_STATUSES = ("PENDING", "SENT", "LOGGED", "FAILED", "GIVEN_UP")


class Notification(Base, Timestamped):
    """A person's notification of one event; `is_shown` is false where only other channels send it."""

    __tablename__ = "notifications"
    id: Mapped[bigint_pk]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("app.outbox.event_id"))
    recipient_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    event_type: Mapped[str]
    payload: Mapped[dict[str, object]] = mapped_column(JSONB)
    is_shown: Mapped[bool] = mapped_column(server_default=text("true"))
    read_at: Mapped[instant | None]
    __table_args__ = (
        Index("uq_notifications_event_recipient", "event_id", "recipient_id", unique=True),
        Index("ix_notifications_created_at", "created_at"),
        Index("ix_notifications_recipient_id", "recipient_id", "id"),
        Index("ix_notifications_unread", "recipient_id", "id", postgresql_where="read_at is null"),
        {"schema": "app"},
    )


class NotificationSetting(Base, Timestamped):
    """Whether a person wants an event type on a channel, as digest or at once, and when not to be disturbed."""

    __tablename__ = "notification_settings"
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"), primary_key=True)
    event_type: Mapped[str] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    is_enabled: Mapped[bool]
    is_digest: Mapped[bool] = mapped_column(server_default=text("false"))
    quiet_from: Mapped[time | None]
    quiet_until: Mapped[time | None]
    __table_args__ = (
        one_of("channel", CHANNELS),
        CheckConstraint("(quiet_from is null) = (quiet_until is null)", name="quiet_hours_whole"),
        {"schema": "app"},
    )


class NotificationDelivery(Base, Timestamped):
    """A series of attempts to deliver an event on a channel.

    E-mail goes to one person, for a notification. Slack and the webhook belong to the company: one delivery per event,
    without notification and recipient. All e-mail of a recipient with the same `digest_at` is one message.
    """

    __tablename__ = "notification_deliveries"
    id: Mapped[bigint_pk]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("app.outbox.event_id"))
    notification_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.notifications.id"))
    recipient_id: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    channel: Mapped[str]
    status: Mapped[str] = mapped_column(server_default=text("'PENDING'"))
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    digest_at: Mapped[instant | None]
    next_attempt_at: Mapped[instant | None]
    delivered_at: Mapped[instant | None]
    error: Mapped[str | None]
    __table_args__ = (
        Index("uq_notification_deliveries_channel", "notification_id", "channel", unique=True),
        Index(
            "uq_notification_deliveries_company",
            "event_id",
            "channel",
            unique=True,
            postgresql_where="notification_id is null",
        ),
        Index("ix_notification_deliveries_event_id", "event_id"),
        Index("ix_notification_deliveries_recipient_id", "recipient_id", "id"),
        Index(
            "ix_notification_deliveries_due",
            "channel",
            "next_attempt_at",
            postgresql_where="status in ('PENDING', 'FAILED')",
        ),
        one_of("channel", CHANNELS),
        one_of("status", DELIVERY_STATUSES),
        CheckConstraint(
            "num_nonnulls(notification_id, recipient_id) = case channel when 'EMAIL' then 2 else 0 end",
            name="person_or_company",
        ),
        *counted("attempts"),
        {"schema": "app"},
    )
