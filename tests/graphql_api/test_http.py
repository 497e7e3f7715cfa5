"""The edge: odd bodies, headers, health, pages, and faults that give nothing away."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import event, text
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from graphql_api.app import create_app
from kit.clock import utc_now
from kit.database import head_revision
from kit.settings import Settings
from tests.factories import published
from tests.factories.secrets import KEY
from tests.graphql_api.conftest import Api, Shop, serving, user

JSON = {"Content-Type": "application/json"}
ODD_BODIES = [
    b"",
    b"null",
    b"5",
    b'"x"',
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 100_000,
    b"[" * 10_000 + b"]" * 10_000,
    b'{"query": "\xff"}',
    b"\xef\xbb\xbf{}",
    b'{"query": null}',
    b'{"query": ""}',
    b'{"query": 5}',
    b'{"query": ["{ me { id } }"]}',
    b'[{"query": "{ me { id } }"}]',
    b'{"query": "{ me { id } }", "variables": []}',
    b'{"query": "{ me { id } }", "variables": "{}"}',
    b'{"query": "{ me { id } }", "operationName": 5}',
    b'{"query": "{ me { id } }", "operationName": "Other"}',
    b'{"query": "{ me { id } }", "extensions": 1}',
    b'{"query": "{ me { id } }", "variables": {"a": NaN}}',
    b'{"query": "{ me { id } }", "variables": {"a": ' + b"9" * 5000 + b"}}",
    b'{"query": "{ me { id } }", "variables": {"a": ["\\u0000"]}}',
    b'{"query": "{ me { id } }", "variables": {"\\ud800": 1}}',
    b'{"query": "subscription { x }"}',
    b'{"query": "fragment f on Sku { code }"}',
]


@pytest.mark.parametrize("body", ODD_BODIES, ids=lambda body: repr(body[:40]))
def test_an_odd_body_is_refused_with_json(shop: Shop, body: bytes) -> None:
    answer = shop.api.send("POST", "/graphql", content=body, headers=JSON | {"Authorization": f"Bearer {shop.admin}"})
    assert answer.status_code == 400 or (body.startswith(b'{"query": "subscription') and answer.status_code == 200)
    assert answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("document", "told"),
    [
        ("{", "Syntax Error"),
        ("{ nothing }", "Cannot query field 'nothing'"),
        ("{ sku { code } }", "is required, but it was not provided"),
    ],
)
def test_a_wrong_document_is_explained(shop: Shop, document: str, told: str) -> None:
    code, message = shop.api.refusal(document, shop.operator)
    assert code == "BAD_REQUEST"
    assert told in message


def test_a_body_of_more_than_100_kb_is_refused(shop: Shop) -> None:
    body = json.dumps({"query": "{ me { id } }", "operationName": None, "extensions": {"a": "x" * 100_000}})
    assert shop.api.send("POST", "/graphql", content=body, headers=JSON).status_code == 413


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])
def test_only_json_is_read(shop: Shop, kind: str) -> None:
    headers = {"Content-Type": kind} if kind else {}
    answer = shop.api.send("POST", "/graphql", content=b'{"query": "{ me { id } }"}', headers=headers)
    assert answer.status_code == 415
    assert answer.json()["errors"][0]["message"] == "Send the operation as application/json."


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "HEAD", "OPTIONS"])
def test_only_posts_are_answered(shop: Shop, method: str) -> None:
    assert shop.api.send(method, "/graphql?query={me{id}}").status_code == 405


@pytest.mark.parametrize(("site", "status"), [("cross-site", 403), ("same-site", 403), ("same-origin", 200)])
def test_pages_of_other_sites_are_refused(shop: Shop, site: str, status: int) -> None:
    headers = JSON | {"Sec-Fetch-Site": site}
    assert (
        shop.api.send("POST", "/graphql", content=b'{"query": "{ me { id } }"}', headers=headers).status_code == status
    )


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://jaego.example", 200),
        ("https://JAEGO.example", 200),
        ("https://evil.example", 403),
        ("http://jaego.example:8080", 403),
        ("http://jaego.example.evil.example", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
    ],
)
def test_a_page_of_another_origin_is_refused_also_with_the_cookie(shop: Shop, origin: str, status: int) -> None:
    headers = JSON | {"Origin": origin, "Cookie": "jaego_refresh=" + "x" * 43}
    body = b'{"query": "mutation { refreshSession { __typename } }"}'
    assert shop.api.send("POST", "/graphql", content=body, headers=headers).status_code == status


def test_every_answer_carries_the_security_headers(shop: Shop) -> None:
    for method, path in (("GET", "/livez"), ("GET", "/"), ("GET", "/nothing"), ("POST", "/graphql")):
        headers = shop.api.send(method, path).headers
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;")
        assert "frame-ancestors 'none'" in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"
    assert shop.api.send("POST", "/graphql").headers["cache-control"] == "no-store"


def test_a_fault_is_masked_and_logged(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        published.create_run(connection)
        connection.execute(text("alter table mart.sku_overview rename column on_hand to secret_column"))
    with capture_logs() as entries:
        assert api.refusal("{ skus(first: 1) { nodes { onHand } } }", operator) == (
            "INTERNAL",
            "Something went wrong. The error has been logged.",
        )
    assert [entry["event"] for entry in entries] == ["operation_failed"]
    assert "on_hand does not exist" in str(entries[0]["exc_info"])


def test_a_request_has_one_number_in_the_answer_the_log_and_the_audit(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        published.create_run(connection)
        connection.execute(text("alter table mart.sku_overview rename column on_hand to other"))
    queries = ("{ skus(first: 1) { nodes { onHand } } }", "{ users(first: 1) { totalCount } }")
    headers = {"Authorization": f"Bearer {operator}", "X-Request-ID": "of the client"}
    with capture_logs(processors=[merge_contextvars]) as entries:
        answers = [api.send("POST", "/graphql", json={"query": query}, headers=headers) for query in queries]
    numbers = [answer.headers["x-request-id"] for answer in answers]
    assert len(set(numbers)) == 2
    assert "of the client" not in numbers
    assert [entry["request_id"] for entry in entries if entry["event"] == "operation_failed"] == numbers[:1]
    with api.engine.connect() as connection:
        audited = "select request_id from audit.audit_logs where action = 'ACCESS' order by sequence"
        assert connection.scalars(text(audited)).all() == numbers[1:]
    assert api.send("GET", "/livez").headers["x-request-id"] not in numbers


BUSY = ("BUSY", "The server is busy. Try again in a moment.")


def said(answer: httpx.Response) -> tuple[str, str]:
    error = answer.json()["errors"][0]
    return error["extensions"]["code"], error["message"]


def test_a_slow_statement_is_ended_and_the_server_says_that_it_is_busy(api: Api, operator: str) -> None:
    def slow(_connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if "published_run" in statement:
            cursor.execute("set statement_timeout = '50ms'")  # type: ignore[attr-defined]
            cursor.execute("select pg_sleep(2)")  # type: ignore[attr-defined]

    event.listen(api.services.engine.sync_engine, "before_cursor_execute", slow)
    with capture_logs() as entries:
        assert api.refusal("{ publishedRun { id } }", operator) == BUSY
    assert "statement timeout" in str(entries[0]["exc_info"])


def test_an_operation_that_takes_too_long_is_ended(api: Api, operator: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(_connection: object, cursor: object, statement: str, *_rest: object) -> None:
        if "published_run" in statement:
            cursor.execute("select pg_sleep(3)")  # type: ignore[attr-defined]

    event.listen(api.services.engine.sync_engine, "before_cursor_execute", slow)
    monkeypatch.setattr("graphql_api.http.DEADLINE_SECONDS", 0.2)
    headers = {"Authorization": f"Bearer {operator}"}
    answer = api.send("POST", "/graphql", json={"query": "{ publishedRun { id } }"}, headers=headers)
    assert answer.status_code == 503
    assert said(answer) == BUSY


def test_a_sign_in_that_takes_too_long_says_that_the_server_is_busy(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when so many sign in at once that a password's turn doesn't come within the deadline."""
    user(api.engine, "OPERATOR")
    monkeypatch.setattr("graphql_api.http.DEADLINE_SECONDS", 0.001)
    query = """mutation { login(input: { email: "operator@shop.example", password: "several words of a phrase" }) {
        __typename } }"""
    answer = api.send("POST", "/graphql", json={"query": query})
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert said(answer) == BUSY


def test_a_body_that_does_not_arrive_is_not_waited_for(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    async def drops() -> AsyncIterator[bytes]:
        for byte in b'{"query": "{ me { id } }"}':
            yield bytes([byte])
            await asyncio.sleep(0.05)

    monkeypatch.setattr("graphql_api.http.DEADLINE_SECONDS", 0.2)
    answer = shop.api.send("POST", "/graphql", content=drops(), headers=JSON)
    assert answer.status_code == 408
    assert answer.json()["errors"][0]["message"].startswith("The body did not arrive within")


def test_a_fault_of_the_database_is_logged_without_what_was_written(api: Api) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    with api.engine.begin() as connection:
        connection.execute(
            text("create function app.refuse() returns trigger language plpgsql as $$ begin raise 'refused'; end $$")
        )
        connection.execute(
            text("create trigger refuse before insert on app.users for each row execute function app.refuse()")
        )
    created = """mutation { createUser(input: {
        email: "kim@shop.example", password: "several words of a phrase", roles: [OPERATOR]}) { __typename } }"""
    with capture_logs() as entries:
        assert api.refusal(created, admin)[0] == "INTERNAL"
    (entry,) = entries
    assert "refused" in str(entry["exc_info"])
    assert "argon2" not in str(entry["exc_info"])
    assert "kim@shop.example" not in str(entry["exc_info"])


def test_with_all_connections_taken_the_answer_is_503_and_none_is_lost(api: Api, operator: str) -> None:
    """Beside ten holders of the pool's ten connections one waits in vain; after them all are there again."""
    headers = {"Authorization": f"Bearer {operator}"}

    async def crowd() -> tuple[httpx.Response, httpx.Response]:
        async with AsyncExitStack() as stack:
            for _ in range(10):
                await stack.enter_async_context(api.services.engine.connect())
            refused = await api._send("POST", "/graphql", json={"query": "{ me { id } }"}, headers=headers)
        return refused, await api._send("POST", "/graphql", json={"query": "{ me { id } }"}, headers=headers)

    refused, served = api.run(crowd())
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert said(refused) == BUSY
    assert served.json()["data"]["me"]["id"]
    assert api.services.engine.pool.checkedout() == 0


def test_ready_tells_the_served_run_and_its_age(api: Api) -> None:
    assert api.send("GET", "/livez").json() == {"status": "alive"}
    answer = api.send("GET", "/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "ready", "reasons": [], "published_run": None, "data": None},
    )
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
    found = api.send("GET", "/readyz").json()["published_run"]
    age = (utc_now() - published.STARTED - timedelta(seconds=90)).total_seconds()
    assert abs(found.pop("age_seconds") - age) < 60
    assert found == {"id": run_id, "logical_date": "2026-03-31", "published_at": "2026-04-01T02:01:30+00:00"}


def test_not_ready_at_another_migration(api: Api) -> None:
    with api.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001_foundation'"))
    answer = api.send("GET", "/readyz")
    assert answer.status_code == 503
    assert answer.json()["reasons"] == [
        f"The database is at migration 0001_foundation, the program at {head_revision()}; run: jaego migrate."
    ]


@pytest.fixture
def stranded(api: Api, tmp_path: Path) -> Iterator[Api]:
    """The API, its database gone."""
    url = api.engine.url.set(host="127.0.0.1", port=1, query={})
    with serving(url, api.engine, tmp_path) as stranded:
        yield stranded


def test_without_a_database_the_process_lives_and_says_so(stranded: Api, operator: str) -> None:
    assert stranded.send("GET", "/livez").status_code == 200
    answer = stranded.send("GET", "/readyz")
    assert (answer.status_code, answer.json()["reasons"]) == (503, ["The database does not answer."])
    headers = {"Authorization": f"Bearer {operator}"}
    answer = stranded.send("POST", "/graphql", json={"query": "{ me { id } }"}, headers=headers)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "2")
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAVAILABLE"


def test_a_secret_key_is_made_when_there_is_none(tmp_path: Path, api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("JAEGO_SECRET_KEY", raising=False)
    monkeypatch.chdir(tmp_path)
    settings = Settings(home=tmp_path / "new", _env_file=None)
    services = create_app(settings, api.engine.url).state.services
    assert len(services.secret_key) == 64
    assert services.secret_key != KEY
    assert (tmp_path / "new" / "secrets.env").stat().st_mode & 0o777 == 0o600
    services.passwords.close()
