"""Slack by an incoming webhook."""

import http.client
import logging
from dataclasses import dataclass, field
from http import HTTPStatus

from slack_sdk.webhook import WebhookClient

from jobs.channels.outgoing import TIMEOUT_SECONDS, DeliveryError, Outgoing

SILENT = logging.getLogger("jaego.slack")  # the library logs a failure that the delivery log has already


@dataclass(frozen=True)
class SlackChannel:
    """Posts to the one place that the webhook address stands for."""

    url: str = field(repr=False)
    timeout_seconds: int = TIMEOUT_SECONDS

    def send(self, outgoing: Outgoing) -> None:
        """Post a message.

        Raises:
            DeliveryError: Slack does not answer or refuses it; a webhook that was taken away is final.
        """
        client = WebhookClient(self.url, timeout=self.timeout_seconds, logger=SILENT, retry_handlers=[])
        text = f"*{_escaped(outgoing.message.title)}*\n{_escaped(outgoing.message.text)}"
        try:
            answer = client.send(text=text, unfurl_links=False)
        except (OSError, ValueError, http.client.HTTPException) as error:
            raise DeliveryError(f"Slack can't be reached: {type(error).__name__}: {error}") from error
        if answer.status_code != HTTPStatus.OK:
            is_final = answer.status_code in (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
            raise DeliveryError(
                f"Slack rejected the message: {answer.status_code} {answer.body[:200]}", is_final=is_final
            )


def _escaped(text: str) -> str:
    """Take the three signs that Slack reads as its own, so that no text of a supplier calls a whole channel."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
