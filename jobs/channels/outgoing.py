"""What every channel sends and how it fails."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from domain.notifications.messages import Message

TIMEOUT_SECONDS = 10


@dataclass(frozen=True)
class Outgoing:
    """One message on its way out.

    Attributes:
        message_id: the same at every repetition, so that a receiver can recognise a repetition.
        event_type: of the one event; of the first one in a digest.
        happened_at: when the event was written.
        payload: of the one event; of the first one in a digest.
        message: the text for people, in the recipient's language.
        recipient: an e-mail address; None: the company's own destination.
    """

    message_id: str
    event_type: str
    happened_at: datetime
    payload: Mapping[str, Any]
    message: Message
    recipient: str | None


class DeliveryError(Exception):
    """A message that could not be delivered, and why; `is_final`: another attempt is of no use."""

    def __init__(self, reason: str, *, is_final: bool = False) -> None:
        super().__init__(reason)
        self.is_final = is_final


class Channel(Protocol):
    """Hands messages over."""

    def send(self, outgoing: Outgoing) -> None:
        """Hand a message over.

        Raises:
            DeliveryError: it was not accepted.
        """
