"""One runner at a time, and a sign of life while it works."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from domain.pipeline import repository, service
from domain.pipeline.errors import LeaseLostError
from domain.pipeline.service import Ownership

log = structlog.get_logger(__name__)


@contextmanager
def runner(engine: Engine) -> Iterator[None]:
    """Be the one runner of this database for the length of the block.

    Raises:
        RunInProgressError: another process runs.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, Session(connection) as session:
        service.claim_runner(session)
        try:
            yield
        finally:
            _release(session)


def _release(session: Session) -> None:
    try:
        repository.release_runner_lock(session)
    except DBAPIError:
        session.invalidate()  # the connection is gone, and the lock with it
        log.warning("runner_lock_connection_lost")


class Heartbeat:
    """Extends the lease from a thread of its own, three times within a lease; `check` finds when it is lost."""

    def __init__(self, engine: Engine, own: Ownership) -> None:
        self._engine = engine
        self._own = own
        self._stop = threading.Event()
        self._lost: LeaseLostError | None = None
        self._thread = threading.Thread(target=self._beat, name=f"heartbeat-{own.run_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def check(self) -> None:
        """Stop the run here if it is no longer ours.

        Raises:
            LeaseLostError: another process took it over or ended it.
        """
        if self._lost is not None:
            raise self._lost

    def _beat(self) -> None:
        while not self._stop.wait(self._own.lease_seconds / 3):
            try:
                with Session(self._engine) as session, session.begin():
                    service.heartbeat(session, self._own)
            except LeaseLostError as error:
                self._lost = error
                return
            except DBAPIError:
                log.warning("heartbeat_failed", run_id=self._own.run_id, exc_info=True)
