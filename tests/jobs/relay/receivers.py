"""Real servers on the loopback address that receive what the relay sends, and fail as configured."""

import json
import ssl
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.ports import free_port


@dataclass
class Request:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """What came in, and what to answer: the statuses in turn, then 200. Answers wait where `may_answer` is cleared."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    statuses: deque[int] = field(default_factory=deque)
    may_answer: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)


@contextmanager
def http_receiver(port: int = 0) -> Iterator[Receiver]:
    """An HTTP server that keeps what is posted to it."""
    receiver = Receiver()
    receiver.may_answer.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return  # the client died while it sent: nothing was received
            headers = {name.lower(): value for name, value in self.headers.items()}
            receiver.may_answer.wait()
            with receiver.lock:
                receiver.requests.append(Request(self.path, headers, body))
                status = receiver.statuses.popleft() if receiver.statuses else 200
            text = b"ok" if status == 200 else b"no_service"
            try:
                self.send_response(status)
                if status in (301, 302, 307, 308):
                    self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client had no patience

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield receiver
    finally:
        receiver.may_answer.set()
        server.shutdown()
        server.server_close()
        thread.join()


@dataclass
class MailServer:
    """Letters that came in, and replies to give to them in turn; then 250."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    at_recipient: deque[str] = field(default_factory=deque)
    at_data: deque[str] = field(default_factory=deque)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _: Any) -> str:  # noqa: N802  # the library's name
        if self.at_recipient:
            return self.at_recipient.popleft()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.at_data:
            return self.at_data.popleft()
        assert isinstance(envelope.content, bytes)
        letter = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(letter, EmailMessage)
        self.letters.append(letter)
        self.recipients += envelope.rcpt_tos
        return "250 Message accepted for delivery"


@contextmanager
def mail_server(*, user: str = "", password: str = "", tls: ssl.SSLContext | None = None) -> Iterator[MailServer]:
    """An SMTP server; with a user it wants to be signed in to, with a context it wants STARTTLS first."""
    mail = MailServer()

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object) -> AuthResult:
        is_right = isinstance(data, LoginPassword) and (data.login, data.password) == (
            user.encode(),
            password.encode(),
        )
        return AuthResult(success=is_right, handled=False)

    controller = Controller(
        mail,
        hostname="127.0.0.1",
        port=free_port(),
        auth_required=bool(user),
        auth_require_tls=tls is not None,
        authenticator=check if user else None,
        tls_context=tls,
        require_starttls=tls is not None,
    )
    controller.start()
    mail.port = controller.port
    try:
        yield mail
    finally:
        controller.stop()
