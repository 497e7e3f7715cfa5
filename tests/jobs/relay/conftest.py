"""A relay on a database of its own, with four people and a clock that the test moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.notifications.service import Terms
from domain.outbox.service import publish_event
from jobs.channels.email import EmailChannel
from jobs.channels.logfile import LogChannel
from jobs.channels.outgoing import Channel
from jobs.channels.slack import SlackChannel
from jobs.channels.webhook import WebhookChannel
from jobs.outbox_relay import Relay
from kit.signature import read_webhook_secret
from tests.factories.people import create_user
from tests.factories.secrets import WEBHOOK_SECRET
from tests.jobs.relay.receivers import MailServer, Receiver, http_receiver, mail_server

SECRET = read_webhook_secret(WEBHOOK_SECRET)
NOON = datetime(2026, 4, 1, 3, tzinfo=UTC)  # in Seoul


@dataclass
class Clock:
    """Does not advance until it is moved."""

    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Desk:
    """A relay, the servers that it sends to, and the people whom it notifies."""

    relay: Relay
    engine: Engine
    clock: Clock
    mail: MailServer
    slack: Receiver
    hook: Receiver
    log: Path
    operator: int
    manager: int
    admin: int
    creator: int

    def publish_event(self, event_type: str, **payload: object) -> UUID:
        with Session(self.engine) as session, session.begin():
            return publish_event(session, event_type, payload)

    def submitted(self, **payload: object) -> UUID:
        return self.publish_event("PURCHASE_ORDER_SUBMITTED", **self.order(**payload))

    def order(self, **payload: object) -> dict[str, object]:
        order = {"purchase_order_id": 7, "order_no": "PO-7", "supplier": "North", "total_amount": "1250000.00"}
        return {**order, "currency": "KRW", "created_by": self.creator, **payload}

    def relay_all(self) -> int:
        return sum(1 for _ in iter(self.relay.relay_one, False))

    def send_all(self) -> int:
        return sum(1 for name in self.relay.channels for _ in iter(lambda name=name: self.relay.send_one(name), False))

    def rows(self, query: str, **values: object) -> list[Any]:
        with self.engine.connect() as connection:
            return list(connection.execute(text(query), values))

    def notified(self) -> list[Any]:
        return self.rows("select recipient_id, event_type, is_shown from app.notifications order by id")

    def deliveries(self, channel: str) -> list[Any]:
        return self.rows(
            "select status, attempts, next_attempt_at, error from app.notification_deliveries where channel = :channel"
            " order by id",
            channel=channel,
        )

    def choose(self, user_id: int, event_type: str, channel: str, *, is_enabled: bool = True, **values: object) -> None:
        row = {"is_digest": False, "quiet_from": None, "quiet_until": None, **values}
        with self.engine.begin() as connection:
            connection.execute(
                text(
                    "insert into app.notification_settings"
                    " (user_id, event_type, channel, is_enabled, is_digest, quiet_from, quiet_until)"
                    " values (:user_id, :event_type, :channel, :is_enabled, :is_digest, :quiet_from, :quiet_until)"
                ),
                {"user_id": user_id, "event_type": event_type, "channel": channel, "is_enabled": is_enabled, **row},
            )


@pytest.fixture
def desk(engine: Engine, tmp_path: Path) -> Iterator[Desk]:
    """A relay with real servers on every channel."""
    with engine.begin() as connection:
        people = {role.lower(): create_user(connection, role) for role in ("OPERATOR", "MANAGER", "ADMIN")}
        people["creator"] = create_user(connection, "OPERATOR", "creator", locale="ko")
    clock = Clock()
    with mail_server() as mail, http_receiver() as slack, http_receiver() as hook:
        channels: dict[str, Channel] = {
            "EMAIL": EmailChannel("127.0.0.1", mail.port, "jaego@shop.example", "none", timeout_seconds=30),
            "SLACK": SlackChannel(slack.url, timeout_seconds=30),
            "WEBHOOK": WebhookChannel(hook.url, SECRET, timeout_seconds=30, clock=clock),
        }
        relay = Relay(engine, channels, Terms("08:00", ZoneInfo("Asia/Seoul")), 30, clock)
        yield Desk(relay, engine, clock, mail, slack, hook, tmp_path / "notifications.log", **people)


def unconfigured(desk: Desk) -> None:
    """Take every server away from the relay."""
    desk.relay.channels = {name: LogChannel(name, desk.log, desk.clock) for name in desk.relay.channels}
