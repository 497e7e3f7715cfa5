"""PostgreSQL servers of a test run, in a folder of the run."""

import fcntl
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from kit.database import make_engine, migrate
from kit.postgres import database, stop_embedded
from kit.settings import Settings
from tests.factories.secrets import DATABASE_PASSWORD

TEMPLATE = "jaego_template"
PREFIX = "jaego-tests-"
MEMORY = Path("/dev/shm")
MIN_MEMORY_BYTES = 6 * 2**30
MIN_AGE_SECONDS = 600
UNSAFE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""A test run's rows need not outlive a power cut."""


@contextmanager
def run_folder() -> Iterator[Path]:
    """A folder that all workers of this run share, removed at its end with the servers in it.

    It is in memory where there is room: a database per test is thousands of small files, which a disk takes ten times
    as long to make and to delete. It is not pytest's: that one is closed to the user whom the server runs as when
    tests run as root.
    """
    for parent in {MEMORY, Path(tempfile.gettempdir())}:
        _remove_abandoned(parent)
    folder = _roomy_folder() / f"{PREFIX}{uuid.uuid4().hex[:12]}"
    folder.mkdir()
    with locked(folder / "in-use"):
        yield folder
        _remove(folder)


def _roomy_folder() -> Path:
    if MEMORY.is_dir() and min(shutil.disk_usage(MEMORY).free, _available_memory()) >= MIN_MEMORY_BYTES:
        return MEMORY
    return Path(tempfile.gettempdir())


def _available_memory() -> int:
    fields = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
    return int(fields["MemAvailable"].split()[0]) * 1024


def _remove_abandoned(parent: Path) -> None:
    """Remove the folders of runs that were killed."""
    for mark in parent.glob(f"{PREFIX}*/in-use"):
        with suppress(BlockingIOError, FileNotFoundError):
            if time.time() - mark.stat().st_mtime > MIN_AGE_SECONDS:
                with locked(mark, wait=False):
                    _remove(mark.parent)


def _remove(folder: Path) -> None:
    for home in folder.glob("server*"):
        stop_embedded(home)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def locked(path: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a lock among processes.

    Raises:
        BlockingIOError: another process holds it and we shall not wait.
    """
    with path.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield


@contextmanager
def server(home: Path, **options: str) -> Iterator[URL]:
    """A server with a migrated template; its maintenance database. Processes that name one home share one server.

    Args:
        home: its folder.
        options: settings of the server beside the usual ones.
    """
    home.mkdir(exist_ok=True)
    running = database(Settings(home=home, database_url=None, _env_file=None))
    with locked(home / "setup.lock"):
        url = running.__enter__().set(password=DATABASE_PASSWORD)  # the server asks for none; logs must not show it
        _make_template(url, UNSAFE | options)
    yield url
    running.__exit__(None, None, None)


def _make_template(url: URL, options: dict[str, str]) -> None:
    with administration(url) as connection:
        if connection.scalar(text("select true from pg_database where datname = :name"), {"name": TEMPLATE}):
            return
        for name, value in options.items():
            connection.execute(text(f"alter system set {name} = {value}"))
        connection.execute(text("select pg_reload_conf()"))
        connection.execute(text(f"create database {TEMPLATE}"))
    engine = make_engine(url.set(database=TEMPLATE))
    migrate(engine)
    engine.dispose()


@contextmanager
def administration(url: URL) -> Iterator[Connection]:
    """A connection for statements that can't be in a transaction; closed, pool and all, at the end."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT", poolclass=NullPool)
    with engine.connect() as connection:
        yield connection


@contextmanager
def fresh_database(server_url: URL, template: str = TEMPLATE) -> Iterator[URL]:
    """A database of one's own: migrated and empty, or as its template is."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    with administration(server_url) as connection:
        connection.execute(text(f"create database {name} template {template} strategy file_copy"))
    yield server_url.set(database=name)
    with administration(server_url) as connection:
        connection.execute(text(f"drop database {name} with (force)"))


@contextmanager
def planted(server_url: URL, folder: Path, name: str, plant: Callable[[URL, Path], None]) -> Iterator[tuple[URL, Path]]:
    """A database and a home as `plant` leaves them: made once in a run, copied for each caller.

    Args:
        server_url: of the server that all workers share.
        folder: of the run.
        name: says what is planted, down to the last parameter: two of one name are one.
        plant: fills an empty, migrated database and a home.
    """
    template, kept = f"planted_{name}", folder / f"planted-{name}"
    with locked(folder / f"planted-{name}.lock"):
        if not kept.exists():
            _plant(server_url.set(database=template), kept, plant)
    home = folder / f"home-{uuid.uuid4().hex[:12]}"
    shutil.copytree(kept, home)
    with fresh_database(server_url, template) as url:
        yield url, home
    shutil.rmtree(home)


def _plant(url: URL, kept: Path, plant: Callable[[URL, Path], None]) -> None:
    growing = kept.with_suffix(".growing")
    growing.mkdir()
    with administration(url.set(database="postgres")) as connection:
        connection.execute(text(f"create database {url.database} template {TEMPLATE} strategy file_copy"))
    try:
        plant(url, growing)
    except BaseException:  # the next caller fails for the same reason, not for what is left of this attempt
        shutil.rmtree(growing)
        with administration(url.set(database="postgres")) as connection:
            connection.execute(text(f"drop database {url.database} with (force)"))
        raise
    growing.rename(kept)
