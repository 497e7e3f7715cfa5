"""The API on a real database, called as a client calls it."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from sqlalchemy import Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session
from starlette.applications import Starlette

from domain.identity.caller import command_line
from domain.identity.passwords import Check, hash_password
from domain.identity.repository import find_credentials
from domain.identity.service import NewUser, add_user
from domain.identity.sessions import Admission, sign_in
from domain.identity.tokens import issue_access_token
from graphql_api.app import close, create_app
from kit.clock import utc_now
from kit.database import make_engine
from kit.settings import Settings
from tests.factories.secrets import KEY, PASSWORD
from tests.graphql_api.streams import Served
from tests.waiting import eventually


class Api:
    """A client of one application; keeps one event loop, as a server does."""

    def __init__(self, app: Starlette, engine: Engine) -> None:
        self.app = app
        self.engine = engine
        self.services = app.state.services
        self._runner = asyncio.Runner()
        self.statements: list[str] = []
        event.listen(self.services.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self.statements.append(statement)

    def close(self) -> None:
        self._runner.run(close(self.services))
        self._runner.close()

    def run(self, coroutine: Any) -> Any:
        return self._runner.run(coroutine)

    def send(self, method: str, path: str, **options: Any) -> httpx.Response:
        return self.run(self._send(method, path, **options))

    async def _send(self, method: str, path: str, **options: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://jaego.example") as client:
            return await client.request(method, path, **options)

    def token(self, email: str) -> str:
        """An access token of a session of its own."""
        with Session(self.engine) as session, session.begin():
            found = find_credentials(session, email)
            assert found is not None
            admission, check = Admission(None, *found), Check(matches=True)
            opened = sign_in(session, command_line(), email, admission, check, days=14)
        assert opened is not None
        return issue_access_token(KEY, opened.user, opened.family_id, now=utc_now(), minutes=10).text

    def post(self, query: str, token: str | None = None, **variables: Any) -> dict[str, Any]:
        """Send an operation; the answer's body."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        self.statements.clear()
        response = self.send("POST", "/graphql", json={"query": query, "variables": variables}, headers=headers)
        assert response.status_code == 200, response.text
        body: dict[str, Any] = response.json()
        return body

    def data(self, query: str, token: str | None, **variables: Any) -> Any:
        """Send an operation that must succeed; its data."""
        body = self.post(query, token, **variables)
        assert "errors" not in body, body["errors"]
        return body["data"]

    def refusal(self, query: str, token: str | None = None, **variables: Any) -> tuple[str, str]:
        """Send an operation that must fail; code and message of its first error."""
        error = self.post(query, token, **variables)["errors"][0]
        return error["extensions"]["code"], error["message"]


@cache
def password_hash() -> str:
    """Of the password; hashing is slow by intention, so once is enough."""
    return hash_password(PASSWORD)


def user(engine: Engine, role: str) -> str:
    """Make a user of this role; its address."""
    email = f"{role.lower()}@shop.example"
    with Session(engine) as session:
        add_user(session, command_line(), NewUser(email, (role,), password_hash()))
        session.commit()
    return email


@contextmanager
def serving(url: URL, engine: Engine, home: Path) -> Iterator[Api]:
    """The application on a database, with more patience than it has: a busy machine is not a defect."""
    settings = Settings(home=home, database_url=None, secret_key=KEY, _env_file=None)
    api = Api(create_app(settings, url, dist=home / "dist"), engine)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("graphql_api.http.DEADLINE_SECONDS", 300)
        yield api
    api.close()


@pytest.fixture
def api(database_url: URL, engine: Engine, tmp_path: Path) -> Iterator[Api]:
    """The API on this test's own, empty database."""
    with serving(database_url, engine, tmp_path) as api:
        yield api


@pytest.fixture
def operator(api: Api) -> str:
    """A token of an operator."""
    return api.token(user(api.engine, "OPERATOR"))


@pytest.fixture
def manager(api: Api) -> str:
    """A token of a manager."""
    return api.token(user(api.engine, "MANAGER"))


@pytest.fixture
def served(database_url: URL, tmp_path: Path) -> Iterator[Served]:
    settings = Settings(home=tmp_path, database_url=None, secret_key=KEY, _env_file=None)
    app = create_app(settings, database_url, dist=tmp_path / "dist")
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="on", log_config=None, timeout_graceful_shutdown=10))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    eventually(lambda: server.started)
    yield Served(f"http://127.0.0.1:{listener.getsockname()[1]}", app.state.services)
    app.state.services.closing.set()
    server.should_exit = True
    thread.join(timeout=20)
    listener.close()
    assert not thread.is_alive()


@dataclass
class Shop:
    """An API whose database the tests of one module share and only read, and a token of each role."""

    api: Api
    operator: str
    manager: str
    admin: str


@pytest.fixture(scope="module")
def shop(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """The shared API; a module fills its database by a fixture of its own."""
    engine = make_engine(module_database_url)
    with serving(module_database_url, engine, tmp_path_factory.mktemp("home")) as api:
        yield Shop(api, *(api.token(user(engine, role)) for role in ("OPERATOR", "MANAGER", "ADMIN")))
    engine.dispose()
