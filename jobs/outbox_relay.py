"""The outbox relay: threads of the worker that turn events into notifications and hand messages over.

One thread reads the outbox, one serves each channel, so that a slow receiver holds up nobody else. Each event and each
message is one transaction that locks its rows: a relay that is killed leaves them as they were, and they are taken up
again. A message whose sending was cut off after the receiver had it is therefore sent twice, with the same id.
`domain/notifications/rules.py` decides when a failed message is sent again.
"""

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.notifications import repository, service
from domain.notifications.messages import Message, digest, render
from domain.notifications.repository import Part, Recipient
from domain.notifications.service import Terms
from domain.purchasing.receipts import publish_overdue
from domain.purchasing.repository import is_reminder_of_open_order
from jobs.channels.configured import channels_of
from jobs.channels.logfile import LogChannel
from jobs.channels.outgoing import Channel, DeliveryError, Outgoing
from kit.clock import Clock, business_day, utc_now
from kit.redaction import redacted
from kit.settings import Settings

POLL_SECONDS = 2.0
CRASH_PAUSE_SECONDS = 10.0
OVERDUE_CHECK_INTERVAL = timedelta(minutes=10)
PURGE_INTERVAL = timedelta(hours=1)
COMPANY_LANGUAGE = "ko"
UNREADABLE = (KeyError, ValueError, TypeError, ArithmeticError)
log = structlog.get_logger(__name__)


@dataclass
class Relay:
    """Relays events and sends messages; every method may be called by several processes at once."""

    engine: Engine
    channels: Mapping[str, Channel]
    terms: Terms
    keep_days: int
    clock: Clock = utc_now
    _broken: list[int] = field(default_factory=list)
    _overdue_checked_at: datetime | None = None
    _purged_at: datetime | None = None

    def relay_one(self) -> bool:
        """Turn one waiting event into notifications and deliveries; whether there was one."""
        with Session(self.engine) as session:
            event = repository.next_waiting(session, self._broken)
            if event is None:
                return False
            try:
                service.relay(session, event, self.terms, self.clock())
            except UNREADABLE:
                # It stays in the outbox for the next start of the worker; the events behind it must not wait.
                log.exception("event_unreadable", event_id=str(event.event_id), event_type=event.event_type)
                self._broken.append(event.id)
            else:
                session.commit()
            return True

    def send_one(self, channel: str) -> bool:
        """Send one due message of a channel and record what became of it; whether there was one."""
        with Session(self.engine) as session, session.begin():
            parts = repository.claim_due(session, channel, self.clock())
            if not parts:
                return False
            recipient = repository.recipient_of(session, parts[0].delivery_id)
            self._send(session, channel, parts, recipient)
            return True

    def notify_overdue(self) -> bool:
        """Report approved orders that are late, every ten minutes; each once per expected day."""
        now = self.clock()
        if self._overdue_checked_at is not None and now - self._overdue_checked_at < OVERDUE_CHECK_INTERVAL:
            return False
        with Session(self.engine) as session, session.begin():
            repository.only_one_looks(session)
            publish_overdue(session, business_day(now, self.terms.zone), self.terms.zone.key)
        self._overdue_checked_at = now
        return False

    def purge_some(self) -> bool:
        """Remove some of what is older than `keep_days`, every hour until nothing is left; whether some may be left."""
        now = self.clock()
        if self._purged_at is not None and now - self._purged_at < PURGE_INTERVAL:
            return False
        with Session(self.engine) as session, session.begin():
            removed = service.purge(session, now - timedelta(days=self.keep_days), is_reminder_of_open_order())
        if removed:
            log.info("notifications_purged", rows=removed)
            return True
        self._purged_at = now
        return False

    def _send(self, session: Session, channel: str, parts: Sequence[Part], recipient: Recipient | None) -> None:
        entry = log.bind(channel=channel, event_id=str(parts[0].event_id), parts=len(parts))
        way = self.channels[channel]
        try:
            if recipient is not None and not recipient.is_active:
                raise DeliveryError("The recipient is disabled or deleted.", is_final=True)  # noqa: TRY301
            way.send(_readable(parts, recipient))
        except DeliveryError as error:
            reason = redacted(str(error))  # people read the delivery log, and libraries quote addresses
            retry = service.record_failure(session, parts, reason, self.terms, self.clock(), is_final=error.is_final)
            entry.warning("message_not_sent", reason=reason, next_attempt_at=retry and retry.isoformat())
            return
        is_logged_only = isinstance(way, LogChannel)
        note = way.note if isinstance(way, LogChannel) else ""
        service.record_success(session, parts, self.clock(), is_logged_only=is_logged_only, note=note)
        entry.info("message_logged_only" if is_logged_only else "message_sent")

    def run(self, stop: threading.Event, poll_seconds: float = POLL_SECONDS) -> None:
        """Work in threads until asked to stop; running work is finished."""
        jobs: list[tuple[str, Callable[[], bool]]] = [("outbox", self.relay_one), ("overdue", self.notify_overdue)]
        jobs.append(("purge", self.purge_some))
        jobs += [(name, partial(self.send_one, name)) for name in self.channels]
        threads = [
            threading.Thread(target=_repeat, args=(job, name, stop, poll_seconds), name=f"relay-{name.lower()}")
            for name, job in jobs
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def _readable(parts: Sequence[Part], recipient: Recipient | None) -> Outgoing:
    try:
        return _outgoing(parts, recipient)
    except UNREADABLE as error:
        log.exception("event_unreadable", event_id=str(parts[0].event_id), event_type=parts[0].event_type)
        raise DeliveryError(f"The event can't be rendered: {error!r}", is_final=True) from error


def _outgoing(parts: Sequence[Part], recipient: Recipient | None) -> Outgoing:
    first = parts[0]
    locale = recipient.locale if recipient is not None else COMPANY_LANGUAGE
    message = digest([_in_words(part, recipient, locale) for part in parts], locale)
    message_id = str(first.event_id) if recipient is None else f"{first.event_id}.{recipient.id}"
    address = recipient.email if recipient is not None else None
    return Outgoing(message_id, first.event_type, first.happened_at, first.payload, message, address)


def _in_words(part: Part, recipient: Recipient | None, locale: str) -> Message:
    """Who reads the company's Slack channel is not known: it gets no amounts. The webhook sends no words at all."""
    shows_amounts = recipient is not None and recipient.sees_costs
    return render(part.event_type, part.payload, locale, shows_amounts=shows_amounts)


def _repeat(job: Callable[[], bool], name: str, stop: threading.Event, poll_seconds: float) -> None:
    while not stop.is_set():
        try:
            has_worked = job()
        except Exception:
            log.exception("relay_failed", job=name)
            stop.wait(CRASH_PAUSE_SECONDS)
            continue
        if not has_worked:
            stop.wait(poll_seconds)


@contextmanager
def outbox_relay(settings: Settings, engine: Engine) -> Iterator[None]:
    """Relay in the background for the length of the block."""
    relay = Relay(
        engine, channels_of(settings), Terms(settings.digest_at, settings.zone), settings.keep_notification_days
    )
    stop = threading.Event()
    thread = threading.Thread(target=relay.run, args=(stop,), name="relay")
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()
