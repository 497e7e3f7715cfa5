"""Signed webhooks for integrators; docs/notifications.md says how a receiver verifies them."""

import http.client
import json
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

from domain.outbox import events
from jobs.channels.outgoing import TIMEOUT_SECONDS, DeliveryError, Outgoing
from kit.clock import Clock, utc_now
from kit.signature import signed_headers
from kit.version import code_version

NAMES = MappingProxyType(
    {
        events.PURCHASE_ORDER_SUBMITTED: "purchase_order.submitted",
        events.PURCHASE_ORDER_APPROVED: "purchase_order.approved",
        events.PURCHASE_ORDER_REJECTED: "purchase_order.rejected",
        events.PURCHASE_ORDER_CANCELLED: "purchase_order.cancelled",
        events.PURCHASE_ORDER_OVERDUE: "purchase_order.overdue",
        events.STOCKOUT_RISK: "stockout.risk",
        events.ANOMALY_DETECTED: "anomaly.detected",
        events.RUN_FAILED: "run.failed",
        events.RUN_PUBLISHED: "run.published",
        events.IMPORT_DONE: "import.done",
        events.IMPORT_FAILED: "import.failed",
        events.SESSION_REUSED: "session.reused",
        events.TEST: "test",
    }
)


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A signed body goes to the address that was configured, and to no other."""

    def redirect_request(self, *_: Any, **__: Any) -> None:  # noqa: ANN401  # the base class's signature
        """Follow nothing."""


@dataclass(frozen=True)
class WebhookChannel:
    """Posts events to one address, signed."""

    url: str = field(repr=False)
    secret: bytes = field(repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS
    clock: Clock = utc_now

    def send(self, outgoing: Outgoing) -> None:
        """Post an event.

        Raises:
            DeliveryError: the receiver does not answer, or answers other than 2xx; 410 Gone is final.
        """
        body = body_of(outgoing)
        timestamp = int(self.clock().timestamp())
        headers = signed_headers(self.secret, outgoing.message_id, timestamp, body)
        headers |= {"Content-Type": "application/json", "User-Agent": f"Jaego/{code_version()}"}
        request = urllib.request.Request(self.url, body, headers, method="POST")  # noqa: S310  # settings allow http(s)
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=self.timeout_seconds) as answer:
                status = answer.status
        except urllib.error.HTTPError as error:
            with error:
                is_final = error.code == HTTPStatus.GONE
                raise DeliveryError(f"The receiver answered {error.code} {error.reason}", is_final=is_final) from error
        except (OSError, http.client.HTTPException) as error:
            raise DeliveryError(f"The receiver can't be reached: {type(error).__name__}: {error}") from error
        if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
            raise DeliveryError(f"The receiver answered {status}")


def body_of(outgoing: Outgoing) -> bytes:
    """The event as JSON, byte for byte the same at every repetition."""
    content = {
        "id": outgoing.message_id,
        "type": NAMES[outgoing.event_type],
        "timestamp": outgoing.happened_at.isoformat(),
        "data": outgoing.payload,
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
