"""Where messages of channels that are not configured are written instead."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

from jobs.channels.outgoing import DeliveryError, Outgoing
from kit.clock import Clock, utc_now

NAME = "notifications.log"


@dataclass(frozen=True)
class LogChannel:
    """Appends one JSON object a line to a file."""

    channel: str
    path: Path
    clock: Clock = utc_now

    @property
    def note(self) -> str:
        """What the line and the delivery log say about it."""
        return f"{self.channel} is not configured; the message was written to {self.path.name} and not sent."

    def send(self, outgoing: Outgoing) -> None:
        """Append a message.

        Raises:
            DeliveryError: the file can't be written.
        """
        entry = {
            "written_at": self.clock().isoformat(),
            "channel": self.channel,
            "note": self.note,
            "message_id": outgoing.message_id,
            "event_type": outgoing.event_type,
            "recipient": outgoing.recipient,
            "title": outgoing.message.title,
            "text": outgoing.message.text,
        }
        line = json.dumps(entry, ensure_ascii=False) + "\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            # One write of a whole line in append mode: several processes never mix their lines.
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line.encode())
            finally:
                os.close(file)
        except OSError as error:
            raise DeliveryError(f"{self.path} can't be written: {error.strerror}") from error
