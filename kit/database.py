"""Engines, migrations and the unit of work."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from kit.errors import FaultError

if TYPE_CHECKING:
    from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"


def make_engine(url: URL, **options: object) -> Engine:
    """A synchronous engine for jobs and the command line; sessions run in UTC."""
    arguments = {"options": "-c timezone=UTC", "application_name": "jaego"}
    return create_engine(url, connect_args=arguments, hide_parameters=True, **options)  # errors are logged


def make_async_engine(url: URL, *, pool_size: int = 10, statement_seconds: int = 5) -> AsyncEngine:
    """An asynchronous engine for the API; a statement longer than `statement_seconds` is ended by the server."""
    arguments = {
        "options": f"-c timezone=UTC -c statement_timeout={statement_seconds}s",
        "application_name": "jaego-api",
        "connect_timeout": 5,
    }
    return create_async_engine(
        url,
        connect_args=arguments,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=True,
        hide_parameters=True,  # errors are logged, and parameters hold addresses and hashes of passwords
    )


@contextmanager
def reachable(url: URL) -> Iterator[None]:
    """Turn a lost or refused connection into one clear sentence.

    Raises:
        FaultError: the database does not answer.
    """
    try:
        yield
    except OperationalError as error:
        if error.connection_invalidated or getattr(error.orig, "sqlstate", None) in (None, "57P01", "57P03", "08006"):
            reason = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else "connection lost"
            raise FaultError(
                f"The database {url.render_as_string(hide_password=True)} does not answer ({reason});"
                " start it or correct JAEGO_DATABASE_URL."
            ) from error
        raise


def alembic_config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration for our migrations, on an open connection if given."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(engine: Engine, revision: str = "head") -> bool:
    """Bring the database to a revision; True when something changed.

    One advisory lock keeps two processes from migrating at once.
    """
    from alembic import command

    with reachable(engine.url), engine.begin() as connection:
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext('jaego.migrate'))")
        before = current_revision(connection)
        command.upgrade(alembic_config(connection), revision)
        return current_revision(connection) != before


def downgrade(engine: Engine, revision: str) -> None:
    """Take the database back to an earlier revision."""
    from alembic import command

    with engine.begin() as connection:
        command.downgrade(alembic_config(connection), revision)


def current_revision(connection: Connection) -> str | None:
    """The revision that the database is at."""
    from alembic.runtime.migration import MigrationContext

    return MigrationContext.configure(connection).get_current_revision()


@cache
def head_revision() -> str | None:
    """The newest revision that the code knows."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(alembic_config()).get_current_head()
