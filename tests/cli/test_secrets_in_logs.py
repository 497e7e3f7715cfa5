"""Whatever breaks, the processes write no secret: each is run as a person runs it, with planted secrets."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.identity.service import create_user
from domain.outbox.service import publish_event
from kit.postgres import libpq_url
from tests.factories.secrets import KEY, MAIL_PASSWORD, MARK, PASSWORD, WEBHOOK_SECRET
from tests.jobs.relay.receivers import mail_server
from tests.ports import free_port
from tests.servers import administration

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from cli.main import run; run()"]
LOGIN = """mutation ($password: String!) { login(input: {email: "kim@shop.example", password: $password}) {
    ... on SignedIn { accessToken } } }"""
TOKEN = """mutation { createApiToken(input: {name: "feed", scopes: [READ]}) { ... on NewApiToken { text } } }"""
DEADLINE_SECONDS = 60


@pytest.fixture
def environment(database_url: URL, engine: Engine, tmp_path: Path) -> dict[str, str]:
    """An instance whose every secret is planted, and a user."""
    with Session(engine) as session, session.begin():
        create_user(session, "kim@shop.example", "ADMIN", PASSWORD)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    return {
        **kept,
        "PYTHONPATH": str(ROOT),
        "JAEGO_HOME": str(tmp_path),
        "JAEGO_DATABASE_URL": libpq_url(database_url),
        "JAEGO_SECRET_KEY": KEY,
    }


@contextmanager
def running(environment: dict[str, str], log: Path, *arguments: str) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as file, subprocess.Popen([*COMMAND, *arguments], env=environment, stderr=file) as process:
        try:
            yield process
            process.send_signal(signal.SIGTERM)
            process.wait(timeout=DEADLINE_SECONDS)
        finally:
            process.kill()


@contextmanager
def refusing(server_url: URL, url: URL) -> Iterator[None]:
    """The database ends all connections and accepts none."""
    with administration(server_url) as connection:
        connection.execute(text(f"alter database {url.database} with allow_connections false"))
        connection.execute(
            text(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = :name and pid <> pg_backend_pid()"
            ),
            {"name": url.database},
        )
        yield
        connection.execute(text(f"alter database {url.database} with allow_connections true"))


def until(is_so: Any) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not is_so():
        assert time.monotonic() < deadline, "it did not happen within a minute"
        time.sleep(0.1)


def send(port: int, query: str, headers: dict[str, str], **variables: object) -> tuple[Any, str]:
    body = json.dumps({"query": query, "variables": variables}).encode()
    address = f"http://127.0.0.1:{port}/graphql"
    request = urllib.request.Request(address, body, {"Content-Type": "application/json", **headers})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer), answer.headers.get("set-cookie", "")
    except urllib.error.HTTPError as error:
        with error:
            return json.load(error), ""


def is_live(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/livez", timeout=5):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("shape", ["json", "console"])
def test_a_server_whose_database_refuses_writes_no_secret(
    environment: dict[str, str], server_url: URL, database_url: URL, tmp_path: Path, shape: str
) -> None:
    port, log = free_port(), tmp_path / "serve.log"
    with running({**environment, "JAEGO_LOG_FORMAT": shape}, log, "serve", "--port", str(port)):
        until(lambda: is_live(port))
        answer, cookie = send(port, LOGIN, {}, password=PASSWORD)
        bearer = {"Authorization": f"Bearer {answer['data']['login']['accessToken']}"}
        program = send(port, TOKEN, bearer)[0]["data"]["createApiToken"]["text"]
        session = {"Cookie": cookie.partition(";")[0]}
        with refusing(server_url, database_url):
            for _ in range(3):
                send(port, LOGIN, session, password=PASSWORD)
            send(port, "mutation { refreshSession { __typename } }", session)
            for token in (bearer["Authorization"], f"Bearer {program}"):
                send(port, "{ me { email } }", {"Authorization": token})
    said = log.read_text()
    assert "not currently accepting connections" in said
    secrets = [MARK, program, session["Cookie"].partition("=")[2], bearer["Authorization"].removeprefix("Bearer ")]
    assert [said.count(secret) for secret in secrets] == [0, 0, 0, 0]


def test_a_worker_that_nobody_answers_writes_no_secret(
    environment: dict[str, str], engine: Engine, server_url: URL, database_url: URL, tmp_path: Path
) -> None:
    log = tmp_path / "worker.log"
    with mail_server() as mail:  # it takes no sign-in, which is refused
        channels = {
            "JAEGO_MAIL_FROM": "jaego@shop.example",
            "JAEGO_SMTP_HOST": "127.0.0.1",
            "JAEGO_SMTP_PORT": str(mail.port),
            "JAEGO_SMTP_SECURITY": "none",
            "JAEGO_SMTP_USER": "jaego",
            "JAEGO_SMTP_PASSWORD": MAIL_PASSWORD,
            "JAEGO_SLACK_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}/services/{MARK}",
            "JAEGO_WEBHOOK_SECRET": WEBHOOK_SECRET,
            "JAEGO_WEBHOOK_URL": f"http://127.0.0.1:{free_port()}/hook?key={MARK}",
            "JAEGO_LOG_FORMAT": "json",
        }
        with Session(engine) as session, session.begin():
            for channel in ("EMAIL", "SLACK", "WEBHOOK"):
                publish_event(session, "TEST", {"user_id": 1, "channel": channel})
        with running({**environment, **channels}, log, "worker"):
            until(lambda: log.read_text().count("message_not_sent") >= 3)
            with refusing(server_url, database_url):
                until(lambda: "relay_failed" in log.read_text())
    assert MARK not in log.read_text()
    engine.dispose()  # its connections were ended
    with engine.connect() as connection:
        errors = list(connection.scalars(text("select error from app.notification_deliveries")))
    assert len(errors) == 3
    assert MARK not in " ".join(errors)


@pytest.mark.parametrize(
    "address",
    [
        f"postgresql://jaego:{MARK}@127.0.0.1:1/jaego",
        f"postgresql://jaego:{MARK}@no-such-host.invalid/jaego",
        f"postgresql://jaego:x@{MARK}@127.0.0.1:1/jaego",
        f"postgresql://jaego:x@127.0.0.1:{MARK}/jaego",
        f"mysql://jaego:{MARK}@127.0.0.1/jaego",
    ],
)
def test_a_wrong_address_of_the_database_is_one_sentence_without_its_password(
    environment: dict[str, str], address: str
) -> None:
    wrong = {**environment, "JAEGO_DATABASE_URL": address}
    done = subprocess.run([*COMMAND, "users", "list"], env=wrong, capture_output=True, text=True, check=False)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith("error: ")
    assert done.stderr.count("\n") == 1
    assert MARK not in done.stderr + done.stdout
