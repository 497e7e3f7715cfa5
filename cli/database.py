"""Opening the database for a command: start it if embedded, bring its tables up to date, close it afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from kit import postgres
from kit.database import make_engine, migrate, reachable
from kit.settings import Settings, load_settings


@contextmanager
def open_engine(settings: Settings | None = None) -> Iterator[Engine]:
    """An engine on the migrated database.

    Raises:
        FaultError: the database does not answer.
    """
    with postgres.database(settings or load_settings()) as url:
        engine = make_engine(url)
        try:
            with reachable(url):
                migrate(engine)
                yield engine
        finally:
            engine.dispose()
