"""Sample data on request: a generated shop, imported like a company's own files, with its first nightly run.

The row in `app.sample_data` says what is to be done. A process that dies leaves it, and the next worker does it again:
generating, importing and running twice have the effect of once.
"""

import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import structlog
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.ingestion.service import import_files
from domain.pipeline.errors import RunInProgressError
from domain.pipeline.repository import has_succeeded
from domain.setup import repository, service
from domain.setup.models import SampleData
from domain.setup.rules import MARK_OF_FILLING
from domain.tables import metadata
from jobs.lease import runner
from jobs.run_kinds import nightly
from kit.clock import Clock
from kit.database import make_engine
from kit.errors import JaegoError
from kit.progress import Progress
from kit.redaction import redacted
from kit.settings import Settings
from planning.evidence import RUNS_FOLDER
from planning.model_choice import MODELS_FOLDER
from planning.warehouse import WAREHOUSE

FOLDER = "sample"
SKUS, DAYS, SEED, DIRTY = 60, 500, 11, 0.0005
POLL_SECONDS, REPORT_SECONDS = 2.0, 1.0
log = structlog.get_logger(__name__)


@contextmanager
def sample_data_requests(settings: Settings, engine: Engine, clock: Clock) -> Iterator[None]:
    """Add and remove sample data as administrators ask for it, in a thread of its own, while the block lasts."""
    stop = threading.Event()

    def poll() -> None:
        while not stop.wait(POLL_SECONDS):
            try:
                serve_request(settings, engine, clock)
            except Exception:
                log.warning("sample_data_not_polled", exc_info=True)

    thread = threading.Thread(target=poll, name="sample-data", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def serve_request(settings: Settings, engine: Engine, clock: Clock) -> bool:
    """Do what is asked for, unless another worker does or a run is under way; whether anything was done."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection, Session(connection) as lock:
        row = service.work_to_do(lock)
        if row is None or not repository.try_worker_lock(lock):
            return False
        try:
            return _serve(settings, engine, row, clock)
        finally:
            repository.release_worker_lock(lock)


def _serve(settings: Settings, engine: Engine, row: SampleData, clock: Clock) -> bool:
    caller = Caller(id=None, label="worker", now=clock())
    try:
        if row.state == "FILLING":
            _fill(settings, engine, row)
        else:
            _remove(settings, engine, caller)
    except RunInProgressError as reason:
        log.info("sample_data_wait", reason=str(reason))
        return False
    except JaegoError as error:
        _note_failure(engine, caller, redacted(str(error)))
    except Exception as error:
        log.exception("sample_data_failed")
        _note_failure(engine, caller, f"Sample data failed ({type(error).__name__}); see the worker's log.")
    return True


def _note_failure(engine: Engine, caller: Caller, sentence: str) -> None:
    log.error("sample_data_failed", error=sentence)
    with Session(engine) as session, session.begin():
        service.fail(session, caller, sentence)


def _fill(settings: Settings, engine: Engine, row: SampleData) -> None:
    report = _Reporter(engine)
    _generate(settings, row.last_day, report.of("GENERATE"))
    with _marked(engine) as filling:
        loaded = _import(settings, filling, report.of("IMPORT"))
    log.info("sample_data_imported", rows=loaded)
    with Session(engine) as session, session.begin():
        service.note_batches(session)
    with Session(engine) as session:
        is_published = has_succeeded(session, "NIGHTLY", row.last_day)
    if not is_published:
        nightly(settings, engine, row.last_day, "API", report.of("RUN"))
    with Session(engine) as session, session.begin():
        service.finish(session)
    shutil.rmtree(settings.home / FOLDER, ignore_errors=True)


def _generate(settings: Settings, end: date, report: Progress) -> None:
    from analytics.world.service import generate

    generate(settings.home / FOLDER, skus=SKUS, days=DAYS, seed=SEED, end=end, dirty=DIRTY, report=report)


@contextmanager
def _marked(engine: Engine) -> Iterator[Engine]:
    """Connections of their own to the same database, which may import while sample data are being added."""
    filling = make_engine(engine.url)
    event.listen(filling, "begin", lambda connection: connection.exec_driver_sql(f"set local {MARK_OF_FILLING} = 'on'"))
    try:
        yield filling
    finally:
        filling.dispose()


def _import(settings: Settings, engine: Engine, report: Progress) -> int:
    summary = import_files(
        engine,
        [settings.home / FOLDER],
        profile="canonical",
        timezone=settings.zone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=report,
    )
    return summary.total("loaded")


def _remove(settings: Settings, engine: Engine, caller: Caller) -> None:
    """Remove all of it while no run works. The warehouse goes first: it is a cache, and must not outlive its rows."""
    with runner(engine):
        for path in settings.home.glob(f"{WAREHOUSE}*"):
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink()
        with Session(engine) as session, session.begin():
            runs = service.remove(session, caller, metadata)
        for folder in (*(f"{RUNS_FOLDER}/{number}" for number in runs), MODELS_FOLDER, FOLDER):
            shutil.rmtree(settings.home / folder, ignore_errors=True)
    log.info("sample_data_removed", runs=len(runs))


class _Reporter:
    """Keeps the progress in the row, once a second at most."""

    def __init__(self, engine: Engine) -> None:
        self._engine, self._step, self._reported = engine, "", 0.0

    def of(self, step: str) -> Progress:
        """Receives the progress of a step; of a run's own work, only its steps count."""

        def report(label: str, done: int, total: int | None = None, unit: str = "") -> None:
            if step == "RUN" and (label, unit) != ("run", "steps"):
                return
            now = time.monotonic()
            if step != self._step or now - self._reported >= REPORT_SECONDS:
                self._step, self._reported = step, now
                with Session(self._engine) as session, session.begin():
                    service.note_progress(session, step, done, total)

        return report
