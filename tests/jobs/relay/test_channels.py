"""What receivers get, how their failures are reported, and that they are reached again when they are back."""

import base64
import hashlib
import hmac
import json
import ssl
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from domain.notifications.messages import Message
from jobs.channels.configured import channels_of
from jobs.channels.email import EmailChannel
from jobs.channels.logfile import LogChannel
from jobs.channels.outgoing import DeliveryError, Outgoing
from jobs.channels.slack import SlackChannel
from jobs.channels.webhook import WebhookChannel
from kit.errors import InputError
from kit.settings import Settings, load_settings
from tests.factories.secrets import MAIL_PASSWORD, MARK, SLACK_URL, WEBHOOK_SECRET
from tests.jobs.relay.conftest import NOON, SECRET, Desk
from tests.jobs.relay.receivers import Request, http_receiver, mail_server
from tests.ports import free_port
from tests.waiting import eventually

OUTGOING = Outgoing("e1.7", "RUN_PUBLISHED", NOON, {"run_id": 1}, Message("Published", "All of it."), "a@shop.example")


def verified(request: Request, secret: bytes = SECRET) -> bool:
    """As the Standard Webhooks specification has it, without our own code."""
    signed = b".".join(
        (request.headers["webhook-id"].encode(), request.headers["webhook-timestamp"].encode(), request.body)
    )
    expected = base64.b64encode(hmac.digest(secret, signed, hashlib.sha256)).decode()
    return request.headers["webhook-signature"] == f"v1,{expected}"


def test_a_letter_in_the_recipients_language(desk: Desk) -> None:
    event_id = desk.publish_event("PURCHASE_ORDER_REJECTED", **desk.order(reason="수량이 많습니다"))
    desk.relay_all()
    assert desk.relay.send_one("EMAIL") is True
    (letter,) = desk.mail.letters
    assert desk.mail.recipients == ["creator@shop.example"]
    assert (letter["From"], letter["To"]) == ("jaego@shop.example", "creator@shop.example")
    assert letter["Subject"] == "발주서 PO-7 반려됨"
    assert letter.get_content() == "공급사 North, 금액 (비공개). 사유: 수량이 많습니다\r\n"
    assert letter["Message-ID"] == f"<{event_id}.{desk.creator}@shop.example>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert [row.status for row in desk.deliveries("EMAIL")] == ["SENT"]


def test_line_breaks_in_a_name_forge_no_header(desk: Desk) -> None:
    desk.publish_event("PURCHASE_ORDER_APPROVED", **desk.order(order_no="PO-7\r\nBcc: thief@elsewhere.example"))
    desk.relay_all()
    desk.relay.send_one("EMAIL")
    (letter,) = desk.mail.letters
    assert letter["Bcc"] is None
    assert letter["Subject"] == "발주서 PO-7 Bcc: thief@elsewhere.example 승인됨"
    assert desk.mail.recipients == ["creator@shop.example"]


def test_slack_reads_no_signs_of_its_own_in_our_texts(desk: Desk) -> None:
    desk.submitted(supplier="<!channel> & <http://elsewhere.example|North>")
    desk.relay_all()
    assert desk.relay.send_one("SLACK") is True
    (request,) = desk.slack.requests
    assert request.json() == {
        "text": "*발주서 PO-7 승인 요청*\n공급사 &lt;!channel&gt; &amp; &lt;http://elsewhere.example|North&gt;,"
        " 금액 (비공개).",
        "unfurl_links": False,
    }


def test_a_webhook_is_signed_and_repeated_byte_for_byte(desk: Desk) -> None:
    desk.hook.statuses.append(503)
    event_id = desk.submitted()
    desk.relay_all()
    desk.relay.send_one("WEBHOOK")
    desk.clock.move(seconds=30)
    desk.relay.send_one("WEBHOOK")
    first, second = desk.hook.requests
    assert verified(first)
    assert verified(second)
    assert not verified(second, b"another secret of enough bytes..")
    assert not verified(Request(second.path, second.headers, second.body.replace(b"1250000", b"9250000")))
    assert first.body == second.body
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == str(event_id)
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 30
    content = second.json()
    assert (content["id"], content["type"]) == (str(event_id), "purchase_order.submitted")
    assert content["data"] == desk.order()
    assert first.headers["content-type"] == "application/json"
    assert desk.deliveries("WEBHOOK") == [("SENT", 2, None, None)]


FAILURES: dict[str, tuple[int, str, str]] = {
    "WEBHOOK": (500, "The receiver answered 500 Internal Server Error", "FAILED"),
    "WEBHOOK client error": (404, "The receiver answered 404 Not Found", "FAILED"),
    "WEBHOOK redirect": (307, "The receiver answered 307 Temporary Redirect", "FAILED"),
    "WEBHOOK gone": (410, "The receiver answered 410 Gone", "GIVEN_UP"),
    "SLACK": (500, "Slack rejected the message: 500 no_service", "FAILED"),
    "SLACK too many": (429, "Slack rejected the message: 429 no_service", "FAILED"),
    "SLACK taken away": (404, "Slack rejected the message: 404 no_service", "GIVEN_UP"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_an_answer_that_is_no_success_is_told_and_tried_again(desk: Desk, case: str) -> None:
    status, reason, outcome = FAILURES[case]
    channel = case.split(maxsplit=1)[0]
    receiver = {"WEBHOOK": desk.hook, "SLACK": desk.slack}[channel]
    receiver.statuses.append(status)
    desk.submitted()
    desk.relay_all()
    desk.relay.send_one(channel)
    (row,) = desk.deliveries(channel)
    assert (row.status, row.attempts, row.error) == (outcome, 1, reason)
    desk.clock.move(seconds=30)
    assert desk.relay.send_one(channel) is (outcome == "FAILED")
    assert len(receiver.requests) == (2 if outcome == "FAILED" else 1)
    assert {request.path for request in receiver.requests} == {"/hook"}
    assert desk.deliveries(channel)[0].status == ("SENT" if outcome == "FAILED" else "GIVEN_UP")


@pytest.mark.parametrize(
    ("at", "reply", "outcome"),
    [
        ("at_recipient", "550 5.1.1 No such mailbox", "GIVEN_UP"),
        ("at_recipient", "450 4.2.0 Greylisted", "FAILED"),
        ("at_data", "554 5.7.1 Looks like spam", "GIVEN_UP"),
        ("at_data", "451 4.3.0 Try again later", "FAILED"),
    ],
)
def test_a_mail_servers_refusal_is_told_and_final_if_it_says_so(desk: Desk, at: str, reply: str, outcome: str) -> None:
    getattr(desk.mail, at).append(reply)
    desk.publish_event("PURCHASE_ORDER_APPROVED", **desk.order())
    desk.relay_all()
    desk.relay.send_one("EMAIL")
    (row,) = desk.deliveries("EMAIL")
    assert (row.status, row.error) == (outcome, f"The mail server rejected the message: {reply}")
    desk.clock.move(seconds=30)
    desk.relay.send_one("EMAIL")
    assert len(desk.mail.letters) == (1 if outcome == "FAILED" else 0)


def senders(port: int, seconds: int = 30) -> dict[str, Callable[[], None]]:
    url = f"http://127.0.0.1:{port}/hook"
    return {
        "EMAIL": lambda: EmailChannel("127.0.0.1", port, "a@shop.example", "none", timeout_seconds=seconds).send(
            OUTGOING
        ),
        "SLACK": lambda: SlackChannel(url, timeout_seconds=seconds).send(OUTGOING),
        "WEBHOOK": lambda: WebhookChannel(url, SECRET, timeout_seconds=seconds).send(OUTGOING),
    }


@pytest.mark.parametrize("channel", ["EMAIL", "SLACK", "WEBHOOK"])
def test_a_receiver_that_is_down_is_reached_again(channel: str) -> None:
    port = free_port()
    with pytest.raises(DeliveryError, match="Connection refused") as refused:
        senders(port)[channel]()
    assert not refused.value.is_final
    if channel == "EMAIL":
        with mail_server() as mail:
            senders(mail.port)[channel]()
            assert [letter["Subject"] for letter in mail.letters] == ["Published"]
        return
    with http_receiver(port) as receiver:
        senders(port)[channel]()
        assert len(receiver.requests) == 1


@pytest.mark.parametrize("channel", ["SLACK", "WEBHOOK"])
def test_a_slow_receiver_is_left_after_the_timeout(channel: str) -> None:
    with http_receiver() as receiver:
        receiver.may_answer.clear()
        with pytest.raises(DeliveryError, match="timed out"):
            senders(int(receiver.url.split(":")[2].split("/")[0]), seconds=1)[channel]()
        assert receiver.requests == []


def test_a_slow_receiver_holds_up_no_other_channel(desk: Desk) -> None:
    desk.hook.may_answer.clear()
    for number in range(5):
        desk.publish_event("PURCHASE_ORDER_APPROVED", **desk.order(order_no=f"PO-{number}"))
    stop = threading.Event()
    worker = threading.Thread(target=desk.relay.run, args=(stop, 0.05))
    worker.start()
    eventually(lambda: len(desk.mail.letters) == 5)
    assert desk.hook.requests == []
    stop.set()
    desk.hook.may_answer.set()
    worker.join()


def test_mail_is_signed_in_for_and_encrypted(tmp_path: Path) -> None:
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    extra = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command, *extra], check=True, capture_output=True)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, key)
    with mail_server(user="jaego", password=MAIL_PASSWORD, tls=context) as mail, pytest.MonkeyPatch.context() as patch:
        wanted = EmailChannel("localhost", mail.port, "a@shop.example", "starttls", "jaego", MAIL_PASSWORD, 5)
        with pytest.raises(DeliveryError, match="certificate verify failed"):
            wanted.send(OUTGOING)
        patch.setenv("SSL_CERT_FILE", str(certificate))
        wanted.send(OUTGOING)
        assert len(mail.letters) == 1
        with pytest.raises(DeliveryError, match="535") as refused:
            EmailChannel("localhost", mail.port, "a@shop.example", "starttls", "jaego", "wrong", 5).send(OUTGOING)
        assert not refused.value.is_final
        with pytest.raises(DeliveryError, match="AUTH extension not supported"):
            EmailChannel("localhost", mail.port, "a@shop.example", "none", "jaego", MAIL_PASSWORD, 5).send(OUTGOING)


SIGNING = WEBHOOK_SECRET


def test_settings_choose_the_channels(tmp_path: Path) -> None:
    plain = channels_of(Settings(home=tmp_path, _env_file=None))
    assert all(isinstance(channel, LogChannel) for channel in plain.values())
    settings = Settings(
        home=tmp_path,
        mail_from="jaego@shop.example",
        smtp_host="mail.shop.example",
        smtp_user="jaego",
        smtp_password=MAIL_PASSWORD,
        slack_webhook_url=SLACK_URL,
        webhook_secret=SIGNING,
        webhook_url="https://erp.shop.example/hook",
        _env_file=None,
    )
    chosen = channels_of(settings)
    assert chosen == {
        "EMAIL": EmailChannel("mail.shop.example", 587, "jaego@shop.example", "starttls", "jaego", MAIL_PASSWORD),
        "SLACK": SlackChannel(SLACK_URL),
        "WEBHOOK": WebhookChannel("https://erp.shop.example/hook", SECRET),
    }
    assert MARK not in repr(chosen)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"smtp_host": "mail.shop.example"}, "JAEGO_SMTP_HOST = 'mail.shop.example' is refused: .*JAEGO_MAIL_FROM"),
        ({"webhook_url": "https://erp.shop.example/"}, "needs JAEGO_WEBHOOK_SECRET"),
        ({"webhook_secret": SIGNING, "webhook_url": "ftp://erp.shop.example/"}, "is not an address such as https://"),
        ({"webhook_secret": "whsec_c2hvcnQ="}, r"JAEGO_WEBHOOK_SECRET = \(hidden\) .* 24 to 64 bytes in base64"),
        ({"webhook_secret": SIGNING.removeprefix("whsec_")}, "openssl rand -base64 32"),
        ({"slack_webhook_url": "hooks.slack"}, r"JAEGO_SLACK_WEBHOOK_URL = \(hidden\) is refused"),
        ({"smtp_security": "ssl"}, "JAEGO_SMTP_SECURITY = 'ssl' is refused"),
    ],
)
def test_settings_that_cannot_work_are_refused_at_start(
    given: dict[str, str], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match=sentence):
        load_settings(home=tmp_path, **given)


def test_a_webhook_body_is_json_that_any_reader_understands(desk: Desk) -> None:
    desk.submitted(supplier="북쪽 차")
    desk.relay_all()
    desk.relay.send_one("WEBHOOK")
    (request,) = desk.hook.requests
    assert json.loads(request.body.decode("utf-8"))["data"]["supplier"] == "북쪽 차"
