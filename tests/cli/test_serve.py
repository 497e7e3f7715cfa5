"""`jaego serve`, `users create` and `export-schema`, run as a person runs them."""

import http.client
import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from kit.postgres import libpq_url
from tests.factories.secrets import PASSWORD
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from cli.main import run; run()"]


@pytest.fixture
def environment(database_url: URL, tmp_path: Path) -> dict[str, str]:
    """The environment of an instance on this test's own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    return {**kept, "JAEGO_HOME": str(tmp_path), "JAEGO_DATABASE_URL": libpq_url(database_url), "PYTHONPATH": str(ROOT)}


def jaego(environment: dict[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=environment, input=given, capture_output=True, text=True, timeout=120, check=False
    )


def call(port: int, path: str, body: object = None) -> tuple[int, dict[str, object]]:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        return answer.status, json.loads(answer.read())


def test_a_served_instance_signs_a_user_in_and_drains_at_sigterm(environment: dict[str, str], tmp_path: Path) -> None:
    made = jaego(
        environment,
        "users",
        "create",
        "--email",
        "kim@shop.example",
        "--role",
        "admin",
        "--password-stdin",
        "--name",
        "김",
        given=PASSWORD + "\n",
    )
    assert (made.returncode, made.stdout) == (0, "created kim@shop.example (ADMIN)\n")
    port = free_port()
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        wait_until_served(port)
        assert call(port, "/readyz")[1]["status"] == "ready"
        query = """mutation ($password: String!) { login(input: {email: "kim@shop.example", password: $password})
                   { __typename } }"""
        status, found = call(port, "/graphql", {"query": query, "variables": {"password": PASSWORD}})
        assert (status, found) == (200, {"data": {"login": {"__typename": "SignedIn"}}})

        second = jaego(environment, "serve", "--port", str(port))
        assert second.returncode == 1
        assert second.stderr == (
            f"error: Port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --port.\n"
        )
        query = query.replace("{ __typename }", "{ ... on SignedIn { accessToken } }")
        signed_in = call(port, "/graphql", {"query": query, "variables": {"password": PASSWORD}})[1]
        listening = subscribe(port, signed_in["data"]["login"]["accessToken"])  # type: ignore[index]
    finally:
        asked = time.monotonic()
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert server.returncode == 0
    assert time.monotonic() - asked < 15, "an open stream is ended, not waited for"
    assert listening.read().strip().splitlines()[0] == b"event: complete"
    assert "Traceback" not in errors
    assert (tmp_path / "secrets.env").stat().st_mode & 0o777 == 0o600


def subscribe(port: int, token: str) -> http.client.HTTPResponse:
    """An open stream of notifications."""
    headers = {
        "Content-Type": "application/json",
        "Accept": "text/event-stream",
        "Authorization": f"Bearer {token}",
    }
    body = json.dumps({"query": "subscription { notificationReceived { title } }"}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/graphql", body, headers)
    answer: http.client.HTTPResponse = urllib.request.urlopen(request, timeout=30)
    return answer


def wait_until_served(port: int) -> None:
    for _ in range(240):
        try:
            call(port, "/livez")
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.25)
        else:
            return
    pytest.fail("the server did not start within a minute")


def test_a_database_that_is_down_is_one_sentence(environment: dict[str, str]) -> None:
    environment["JAEGO_DATABASE_URL"] = "postgresql://jaego:secret@127.0.0.1:1/jaego"
    found = jaego(environment, "serve", "--port", str(free_port()))
    assert found.returncode == 1
    assert found.stderr.startswith(
        "error: The database postgresql+psycopg://jaego:***@127.0.0.1:1/jaego does not answer"
    )
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "given", "told"),
    [
        (("--email", "kim", "--role", "ADMIN", "--password-stdin"), PASSWORD, "'kim' is not a valid e-mail address"),
        (("--email", "a@b.c", "--role", "KING", "--password-stdin"), PASSWORD, "'KING' is not a role"),
        (("--email", "a@b.c", "--role", "ADMIN", "--password-stdin"), "", "The password has 0 characters"),
        (("--email", "a@b.c", "--role", "ADMIN"), PASSWORD, "use --password-stdin"),
    ],
)
def test_a_user_that_can_not_be_made_is_one_sentence(
    environment: dict[str, str], arguments: tuple[str, ...], given: str, told: str
) -> None:
    found = jaego(environment, "users", "create", *arguments, given=given)
    assert found.returncode == 2
    assert told in found.stderr
    assert found.stderr.count("\n") == 1


def test_a_short_key_is_refused_before_anything_is_served(environment: dict[str, str]) -> None:
    environment["JAEGO_SECRET_KEY"] = "k" * 31
    found = jaego(environment, "serve", "--port", str(free_port()))
    assert (found.returncode, found.stdout) == (2, "")
    assert found.stderr.startswith("error: JAEGO_SECRET_KEY = (hidden) is refused")
    assert "is shorter than 32 bytes" in found.stderr
    assert "kkk" not in found.stderr


def test_a_port_that_is_none_is_refused(environment: dict[str, str]) -> None:
    found = jaego(environment, "serve", "--port", "70000")
    assert found.returncode == 2
    assert "JAEGO_PORT = 70000 is refused" in found.stderr


def test_the_schema_is_printed_as_it_stands_in_the_repository(environment: dict[str, str]) -> None:
    assert jaego(environment, "export-schema").stdout == (ROOT / "schema.graphql").read_text()
    found = jaego(environment, "export-schema", "--permissions").stdout
    assert found == (ROOT / "docs" / "permissions.csv").read_text()
