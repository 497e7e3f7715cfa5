"""What all tests share: a PostgreSQL built by Alembic, in a folder of the run, and a known environment."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import time_machine
from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL

from kit.database import make_engine
from tests import servers
from tests.servers import fresh_database

pytest_plugins = ["tests.secrets_scan"]
ROOT = Path(__file__).resolve().parents[1]
CHOSEN_BY_THE_CALLER = ("JAEGO_REALDATA", "JAEGO_FUZZ_CASES", "JAEGO_BROWSER")
SLOW_MODULES = (
    "domain/purchasing/test_state_machine",
    "e2e/",
    "planning/test_real_night",
    "fuzz/",
    "planning/",
    "jobs/",
    "examples/",
    "cli/",
)
RUN = pytest.StashKey[tuple[Path, ExitStack]]()
hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is not a defect
hypothesis.settings.load_profile("untimed")
hypothesis.configuration.set_hypothesis_home_dir(ROOT / ".hypothesis")


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder, once for all workers, and drop the settings of the user who runs the tests."""
    for name in [name for name in os.environ if name.startswith("JAEGO_") and name not in CHOSEN_BY_THE_CALLER]:
        del os.environ[name]
    # In processes that tests start, as in pytest.
    os.environ["PYTHONWARNINGS"] = "error,ignore:XDG_RUNTIME_DIR is not set"
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # as in planning: threads that wait do not spin
    run = ExitStack()
    given: dict[str, Any] | None = getattr(config, "workerinput", None)
    folder = run.enter_context(servers.run_folder()) if given is None else Path(given["run_folder"])
    config.stash[RUN] = (folder, run)
    scan: Any = config.pluginmanager.get_plugin("tests.secrets_scan")
    scan.SEARCHED.append(folder)
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):  # else every process that a test starts compiles all it imports
        sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "bytecode")
        sys.dont_write_bytecode = False


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker the run's folder."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN][0])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the modules that take long first, so that no worker begins one when the others have nothing left to do."""
    items.sort(key=_rank)


def _rank(item: pytest.Item) -> int:
    name = item.path.relative_to(ROOT / "tests").as_posix()
    found = (number for number, start in enumerate(SLOW_MODULES) if name.startswith(start))
    return next(found, len(SLOW_MODULES))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the run's folder."""
    if RUN in config.stash:
        config.stash[RUN][1].close()


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder that all workers of this run share."""
    return pytestconfig.stash[RUN][0]


@pytest.fixture(scope="session", autouse=True)
def _elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Work in an empty folder: a developer's `.env` and `var` are not the tests'."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("cwd"))
        yield


@pytest.fixture(scope="session")
def server_url(run_folder: Path) -> Iterator[URL]:
    """The maintenance database of the server that all workers share."""
    with servers.server(run_folder / "server") as url:
        yield url


@pytest.fixture(scope="session")
def own_server_url(run_folder: Path) -> Iterator[URL]:
    """A server that no other worker uses and that does nothing by itself, for tests of what is server-wide.

    Such are transaction numbers and the oldest open one, connections, and roles.
    """
    with servers.server(run_folder / f"server-{os.getpid()}", autovacuum="off") as url:
        yield url


@pytest.fixture
def database_url(server_url: URL) -> Iterator[URL]:
    """A fresh, migrated, empty database of this test's own, for code that commits."""
    with fresh_database(server_url) as url:
        yield url


@pytest.fixture(scope="module")
def module_database_url(server_url: URL) -> Iterator[URL]:
    """A fresh, migrated database that the tests of one module share (for costly set-ups that are only read)."""
    with fresh_database(server_url) as url:
        yield url


@pytest.fixture
def engine(database_url: URL) -> Iterator[Engine]:
    """An engine on this test's own database."""
    engine = make_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def worker_engine(server_url: URL) -> Iterator[Engine]:
    """An engine on the worker's database, for tests whose work is rolled back."""
    with fresh_database(server_url) as url:
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


@pytest.fixture
def midday() -> Iterator[date]:
    """Today, and a clock that says noon in Seoul: neither there nor in UTC does another day begin while a test runs."""
    noon = datetime.now(UTC).replace(hour=3, minute=0)
    with time_machine.travel(noon):
        yield noon.date()


@pytest.fixture(scope="session")
def realdata() -> Path:
    """The folder of real data; a test that needs it is skipped, by name, where JAEGO_REALDATA is not set."""
    folder = os.environ.get("JAEGO_REALDATA")
    if not folder:
        pytest.skip("JAEGO_REALDATA is not set: set it to the folder with online_retail_II.csv.gz to run this test")
    return Path(folder).resolve()
