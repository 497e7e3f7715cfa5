"""Which way out each channel takes, by the settings."""

from collections.abc import Mapping

from jobs.channels.email import EmailChannel
from jobs.channels.logfile import NAME, LogChannel
from jobs.channels.outgoing import Channel
from jobs.channels.slack import SlackChannel
from jobs.channels.webhook import WebhookChannel
from kit.settings import Settings
from kit.signature import read_webhook_secret


def channels_of(settings: Settings) -> Mapping[str, Channel]:
    """The configured channels, and the log in place of the others."""
    chosen: dict[str, Channel] = {
        name: LogChannel(name, settings.home / NAME) for name in ("EMAIL", "SLACK", "WEBHOOK")
    }
    if settings.smtp_host is not None and settings.mail_from is not None:
        password = settings.smtp_password.get_secret_value() if settings.smtp_password is not None else None
        chosen["EMAIL"] = EmailChannel(
            settings.smtp_host,
            settings.smtp_port,
            settings.mail_from,
            settings.smtp_security,
            settings.smtp_user,
            password,
        )
    if settings.slack_webhook_url is not None:
        chosen["SLACK"] = SlackChannel(settings.slack_webhook_url.get_secret_value())
    if settings.webhook_url is not None and settings.webhook_secret is not None:
        secret = read_webhook_secret(settings.webhook_secret.get_secret_value())
        chosen["WEBHOOK"] = WebhookChannel(settings.webhook_url, secret)
    return chosen
