"""Every test that needs a database gets a real PostgreSQL, built by Alembic, in a folder of its own."""

import fcntl
import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import hypothesis
import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from kit.database import make_engine, migrate
from kit.postgres import database, is_running
from kit.settings import Settings
from tests.factories.secrets import DATABASE_PASSWORD

pytest_plugins = ["tests.secrets_scan"]
TEMPLATE = "jaego_template"
hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no defect
hypothesis.settings.load_profile("untimed")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as in jobs: threads that wait do not spin


@pytest.fixture(scope="session")
def server_url() -> Iterator[URL]:
    """The test server's maintenance database; all xdist workers share one server, the last one stops it.

    Its folder is not pytest's: that one is closed to the user that the server runs as when tests run as root.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    home = Path(tempfile.gettempdir()) / f"jaego-tests-{run[:12]}"
    home.mkdir(exist_ok=True)
    with (home / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        server = database(Settings(home=home, database_url=None))
        url = server.__enter__().set(password=DATABASE_PASSWORD)  # the server asks for none; logs must not show it
        _make_template(url)
    yield url
    server.__exit__(None, None, None)
    if not is_running(home):
        from tests.secrets_scan import keep_server_log  # a plugin: pytest is the first to import it

        keep_server_log(home / "pg" / "log")
        shutil.rmtree(home, ignore_errors=True)


def _make_template(url: URL) -> None:
    with _administration(url) as connection:
        if connection.scalar(text("select true from pg_database where datname = :name"), {"name": TEMPLATE}):
            return
        for setting in ("fsync = off", "synchronous_commit = off", "full_page_writes = off"):
            connection.execute(text(f"alter system set {setting}"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text(f"create database {TEMPLATE}"))
    engine = make_engine(url.set(database=TEMPLATE))
    migrate(engine)
    engine.dispose()


@contextmanager
def _administration(url: URL) -> Iterator[Connection]:
    """A connection for statements that can't be in a transaction; closed, pool and all, at the end."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@pytest.fixture
def database_url(server_url: URL) -> Iterator[URL]:
    """A fresh, migrated, empty database of this test's own, for code that commits."""
    yield from _fresh(server_url)


@pytest.fixture(scope="module")
def module_database_url(server_url: URL) -> Iterator[URL]:
    """A fresh, migrated database that the tests of one module share (for costly set-ups that are only read)."""
    yield from _fresh(server_url)


@contextmanager
def fresh_database(server_url: URL) -> Iterator[URL]:
    """One more fresh, migrated database, for tests that compare two."""
    yield from _fresh(server_url)


def _fresh(server_url: URL) -> Iterator[URL]:
    name = f"test_{uuid.uuid4().hex[:12]}"
    with _administration(server_url) as connection:
        connection.execute(text(f"create database {name} template {TEMPLATE} strategy file_copy"))
    yield server_url.set(database=name)
    with _administration(server_url) as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@pytest.fixture
def engine(database_url: URL) -> Iterator[Engine]:
    """An engine on this test's own database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def worker_engine(server_url: URL) -> Iterator[Engine]:
    """An engine on the worker's database, for tests whose work is rolled back."""
    for url in _fresh(server_url):
        engine = make_engine(url)
        yield engine
        engine.dispose()


@pytest.fixture
def connection(worker_engine: Engine) -> Iterator[Connection]:
    """A connection whose transaction is rolled back after the test."""
    with worker_engine.connect() as connection:
        transaction = connection.begin()
        yield connection
        transaction.rollback()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real data; a test that needs it is skipped, by name, where JAEGO_REALDATA is not set."""
    folder = os.environ.get("JAEGO_REALDATA")
    if not folder:
        pytest.skip("JAEGO_REALDATA is not set: set it to the folder with online_retail_II.csv.gz to run this test")
    return Path(folder).resolve()
