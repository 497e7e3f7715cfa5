"""E-mail by SMTP."""

import smtplib
import ssl
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from jobs.channels.outgoing import TIMEOUT_SECONDS, DeliveryError, Outgoing

MIN_FINAL_CODE = 500


@dataclass(frozen=True)
class EmailChannel:
    """Sends plain text through one mail server; `security` is starttls, tls or none."""

    host: str
    port: int
    sender: str
    security: str = "starttls"
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_seconds: float = TIMEOUT_SECONDS

    def send(self, outgoing: Outgoing) -> None:
        """Hand a message to the mail server.

        Raises:
            DeliveryError: the server does not answer or refuses it; a refusal of address or content is final, and so is
                an address that no e-mail can have.
        """
        letter = self._letter(outgoing)
        try:
            with self._connection() as server:
                if self.security == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.user is not None:
                    server.login(self.user, self.password or "")
                server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as error:
            code, text = next(iter(error.recipients.values()))
            raise DeliveryError(_sentence(code, text), is_final=code >= MIN_FINAL_CODE) from error
        except smtplib.SMTPAuthenticationError as error:
            raise DeliveryError(_sentence(error.smtp_code, error.smtp_error)) from error
        except (smtplib.SMTPSenderRefused, smtplib.SMTPDataError) as error:
            is_final = error.smtp_code >= MIN_FINAL_CODE
            raise DeliveryError(_sentence(error.smtp_code, error.smtp_error), is_final=is_final) from error
        except (smtplib.SMTPException, OSError) as error:
            raise DeliveryError(f"{self.host}:{self.port}: {type(error).__name__}: {error}") from error

    def _connection(self) -> smtplib.SMTP:
        if self.security == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout_seconds, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=self.timeout_seconds)

    def _letter(self, outgoing: Outgoing) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self.sender
        try:
            letter["To"] = Address(addr_spec=outgoing.recipient or "")
        except (ValueError, IndexError, MessageError) as error:
            # Said here and for good: an error of any other kind would be retried before all other e-mails.
            raise DeliveryError(f"{outgoing.recipient!r} is not a valid e-mail address.", is_final=True) from error
        letter["Subject"] = outgoing.message.title
        letter["Date"] = format_datetime(outgoing.happened_at)
        letter["Message-ID"] = f"<{outgoing.message_id}@{self.sender.rpartition('@')[2]}>"
        letter["Auto-Submitted"] = "auto-generated"
        letter.set_content(outgoing.message.text)
        return letter


def _sentence(code: int, text: bytes | str) -> str:
    shown = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"The mail server rejected the message: {code} {shown}"
