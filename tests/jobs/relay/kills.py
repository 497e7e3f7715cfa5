"""Kills real relay processes with SIGKILL while they work, and counts what arrived in the end."""

import multiprocessing
import random
import threading
import time
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from zoneinfo import ZoneInfo

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.orm import Session

from domain.notifications.service import Terms
from domain.outbox.service import publish_event
from jobs.channels.email import EmailChannel
from jobs.channels.outgoing import Channel
from jobs.channels.slack import SlackChannel
from jobs.channels.webhook import WebhookChannel
from jobs.outbox_relay import Relay
from kit.database import make_engine
from kit.logging import configure_logging
from kit.postgres import libpq_url
from tests.factories.people import create_user
from tests.jobs.relay.receivers import http_receiver, mail_server

FORKS = multiprocessing.get_context("forkserver")  # a relay is then at work within a tenth of a second
FORKS.set_forkserver_preload([__name__])


def relay(url: str, mail_port: int, slack: str, hook: str) -> None:
    """What the killed processes do."""
    channels: dict[str, Channel] = {
        "EMAIL": EmailChannel("127.0.0.1", mail_port, "jaego@shop.example", "none"),
        "SLACK": SlackChannel(slack),
        "WEBHOOK": WebhookChannel(hook, bytes(32)),
    }
    configure_logging("ERROR", "json")
    engine = make_engine(make_url(url).set(drivername="postgresql+psycopg"))
    Relay(engine, channels, Terms("08:00", ZoneInfo("Asia/Seoul")), 30).run(threading.Event(), 0.02)


WAITING = """
select (select count(*) from app.outbox where relayed_at is null)
     + (select count(*) from app.notification_deliveries where status in ('PENDING', 'FAILED'))
"""


@dataclass
class Outcome:
    """What came of it."""

    killed: int
    killed_at_work: int
    events: int
    relayed: int
    notifications: int
    unsent: int
    most_attempts: int
    letters_received: int
    letters_in_all: int
    webhooks_received: int
    webhooks_in_all: int
    slack_received: int


def kill_and_count(engine: Engine, url: URL, *, kills: int, events: int, seed: int = 1) -> Outcome:
    """Write events for two recipients bit by bit, kill the relay again and again, let the last one finish."""
    chance = random.Random(seed)
    with engine.begin() as connection:
        create_user(connection, "MANAGER")
        admin = create_user(connection, "ADMIN")
    at_work = 0
    with mail_server() as mail, http_receiver() as slack, http_receiver() as hook:
        arguments = (libpq_url(url), mail.port, slack.url, hook.url)
        for round_ in range(kills):
            _emit(engine, admin, range(events * round_ // kills, events * (round_ + 1) // kills))
            process = _start(arguments)
            time.sleep(chance.uniform(0.05, 0.35))
            process.kill()
            process.join()
            at_work += _waiting(engine) > 0
        process = _start(arguments)
        deadline = time.monotonic() + 300
        while _waiting(engine) and time.monotonic() < deadline:
            time.sleep(0.1)
        process.kill()
        process.join()
        with engine.connect() as connection:
            counted = [
                connection.scalar(text(query))
                for query in (
                    "select count(*) from app.outbox",
                    "select count(*) from app.outbox where relayed_at is not null",
                    "select count(*) from app.notifications",
                    "select count(*) from app.notification_deliveries where status <> 'SENT'",
                    "select max(attempts) from app.notification_deliveries",
                )
            ]
        letters = [str(letter["Message-ID"]) for letter in mail.letters]
        webhooks = [request.headers["webhook-id"] for request in hook.requests]
        posts = {request.body for request in slack.requests}
    return Outcome(
        kills, at_work, *counted, len(set(letters)), len(letters), len(set(webhooks)), len(webhooks), len(posts)
    )


def _emit(engine: Engine, admin: int, numbers: range) -> None:
    for number in numbers:
        order = {"purchase_order_id": number, "order_no": f"PO-{number}", "supplier": "North", "created_by": admin}
        with Session(engine) as session, session.begin():
            publish_event(session, "PURCHASE_ORDER_SUBMITTED", {**order, "total_amount": "10.00", "currency": "KRW"})


def _start(arguments: tuple[object, ...]) -> ForkServerProcess:
    process = FORKS.Process(target=relay, args=arguments)
    process.start()
    return process


def _waiting(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text(WAITING)) or 0)
