"""Uploaded files are read, loaded and tidied up by threads of the worker, so that the API stays quick.

One thread reads and tidies, another loads; in the database a preview and a load take turns. An import is taken by a
lease; one whose worker died is taken up again by another, and since a file is loaded in one transaction that also
enters its end, it is loaded exactly once.
"""

import hashlib
import os
import socket
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session

from domain.ingestion.describing import describe
from domain.ingestion.description import Description
from domain.ingestion.importing import ImportSettings
from domain.ingestion.reading.errors import PasswordNeededError
from domain.ingestion.uploads import repository, work
from domain.ingestion.uploads.answers import Answers
from domain.ingestion.uploads.description_json import locked
from domain.ingestion.uploads.failures import BROKEN, MISSING, Failure, failure_of
from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.inbox import Inbox
from domain.ingestion.uploads.loading import load_upload
from domain.ingestion.uploads.rules import FINAL, shown_name
from domain.ingestion.uploads.work import LOAD, READ, Held, ImportLostError
from kit.errors import JaegoError
from kit.settings import Settings

POLL_SECONDS = 1.0
PROGRESS_SECONDS = 1.0
LEASE_SECONDS = 60.0
TIDY_SECONDS = 600.0
DATABASE_GONE = (OperationalError, InterfaceError)
log = structlog.get_logger(__name__)


@dataclass
class Uploads:
    """The work on uploads; every method may be called by several processes at once."""

    engine: Engine
    settings: Settings
    lease_seconds: float = LEASE_SECONDS
    worker: str = field(default_factory=lambda: f"{socket.gethostname()}:{os.getpid()}:{uuid.uuid4().hex[:8]}")

    def __post_init__(self) -> None:
        self.folder = UploadFolder(self.settings.home)
        self.inbox = Inbox(self.settings.home)
        self._tidied_at = float("-inf")

    def read_one(self) -> bool:
        """Read the file that has waited longest, and enter how it would be loaded; whether there was one."""
        return self._work_on(READ, self._read)

    def load_one(self) -> bool:
        """Load the file of the import that was started first; whether there was one."""
        return self._work_on(LOAD, self._load)

    def tidy(self) -> None:
        """Remove the files of imports that have ended, those of the inbox with a report; now and then also old ones."""
        kept = self.folder.kept()
        with Session(self.engine) as session:
            found = repository.find_imports(session, kept.keys()) if kept else ()
            for ended in (each for each in found if each.state in FINAL):
                if ended.source == "INBOX":
                    self.inbox.deliver(kept[ended.id], ended.file_name, ended.id, work.report_of(session, ended))
                else:
                    kept[ended.id].unlink(missing_ok=True)
        if time.monotonic() - self._tidied_at < TIDY_SECONDS:
            return
        self._tidied_at = time.monotonic()
        for path in self.folder.orphans([each.id for each in found]):
            path.unlink(missing_ok=True)
        with Session(self.engine) as session, session.begin():
            given_up = work.give_up_untouched(session, self.settings.upload_days)
        if given_up:
            log.info("imports_given_up", imports=given_up)

    def take_from_inbox(self) -> None:
        """Enter the files of the inbox that don't change any more."""
        self.inbox.make()
        for path in self.inbox.still_files():
            try:
                self._enter(path)
            except OSError as error:
                self.inbox.leave(path)
                log.warning("inbox_file_not_taken", file=path.name, error=str(error))

    def _enter(self, path: Path) -> None:
        with Session(self.engine) as session, session.begin():
            if not repository.is_inbox_free(session):
                return
            try:
                link = self.inbox.link(path, self.folder)
            except FileNotFoundError:  # another worker has taken it
                return
            if link is None:
                return
            with link.open("rb") as file:
                sha256, size = hashlib.file_digest(file, "sha256").digest(), os.fstat(file.fileno()).st_size
            import_id = work.enter_inbox_file(session, shown_name(path.name), size, sha256)
            self.folder.keep(link, import_id)
        path.unlink(missing_ok=True)
        log.info("inbox_file_taken", file=shown_name(path.name), import_id=import_id)

    def _work_on(self, step: tuple[str, str], act: Callable[[Held, Path], None]) -> bool:
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            held = work.take(session, step, self.worker, self.lease_seconds)
        if held is None:
            return False
        path = self.folder.path_of(held.import_id)
        entry = log.bind(import_id=held.import_id, file=held.file_name)
        try:
            with _Lease(self.engine, held, self.lease_seconds):
                act(held, path)
        except ImportLostError:
            entry.info("import_lost")
        except DATABASE_GONE:
            entry.warning("import_interrupted", exc_info=True)
            self._give_back(held, step[0])
        except JaegoError as error:
            entry.info("import_failed", error=str(error))
            self._fail(held, failure_of(error, path, held.file_name))
        except Exception:
            log.exception("import_broken", import_id=held.import_id, file=held.file_name)
            self._fail(held, BROKEN if path.exists() else MISSING)
        return True

    def _read(self, held: Held, path: Path) -> None:
        description, answers = self._describe(held, path)
        with Session(self.engine) as session, session.begin():
            state = work.enter_description(session, held, description, answers)
        log.info("import_read", import_id=held.import_id, file=held.file_name, state=state)

    def _describe(self, held: Held, path: Path) -> tuple[Description, Answers]:
        """How a file would be read, and with which answers: those saved for its header, unless a layout was chosen."""
        path.stat()
        reading = self._reading()
        try:
            description = describe(self.engine, path, held.answers.options(), settings=reading)
        except PasswordNeededError:
            return locked(held.file_name), held.answers
        if held.answers.profile or held.answers.columns:
            return description, held.answers
        with Session(self.engine) as session:
            saved = work.find_saved_answers(session, description)
        if saved is None:
            return description, held.answers
        answers = held.answers.over(saved)
        return describe(self.engine, path, answers.options(), settings=reading), answers

    def _reading(self) -> ImportSettings:
        """How files are read without what was said about one."""
        settings = self.settings
        return ImportSettings(settings.zone, settings.currency, settings.cancellation_hours)

    def _load(self, held: Held, path: Path) -> None:
        path.stat()
        report = _Reporter(self.engine, held, path)
        summary = load_upload(self.engine, held, path, settings=self._reading(), report=report)
        log.info(
            "import_loaded",
            import_id=held.import_id,
            file=held.file_name,
            rows_in=summary.total("rows_in"),
            seconds=round(summary.seconds, 1),
        )

    def _fail(self, held: Held, failure: Failure) -> None:
        try:
            with Session(self.engine) as session, session.begin():
                work.fail(session, held, failure)
        except ImportLostError:
            log.info("import_lost", import_id=held.import_id)

    def _give_back(self, held: Held, waiting: str) -> None:
        """Let it be taken up at once; if that is not possible either, it is when its lease is over."""
        try:
            with Session(self.engine) as session, session.begin():
                work.release(session, held, waiting)
        except (ImportLostError, *DATABASE_GONE):
            log.info("import_not_given_back", import_id=held.import_id)


class _Lease:
    """Extends the lease of an import from a thread of its own, three times within a lease."""

    def __init__(self, engine: Engine, held: Held, seconds: float) -> None:
        self._engine, self._held, self._seconds = engine, held, seconds
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name=f"import-{held.import_id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(self._seconds / 3):
            try:
                with Session(self._engine) as session, session.begin():
                    work.extend(session, self._held, self._seconds)
            except ImportLostError:
                return  # the work itself finds out when it enters its end
            except DBAPIError:
                log.warning("import_lease_not_extended", import_id=self._held.import_id, exc_info=True)


class _Reporter:
    """Enters the progress of a load, once a second at most."""

    def __init__(self, engine: Engine, held: Held, path: Path) -> None:
        self._engine, self._held, self._path = engine, held, path
        self._noted_at = float("-inf")

    def __call__(self, label: str, done: int, total: int | None = None, unit: str = "rows") -> None:  # noqa: ARG002  # as of the protocol
        """As of `kit.progress.Progress`; stops a load that is no longer this worker's."""
        now = time.monotonic()
        if now - self._noted_at < PROGRESS_SECONDS:
            return
        self._noted_at = now
        with Session(self._engine) as session, session.begin():
            shown = label.replace(self._path.name, self._held.file_name)
            work.note_progress(session, self._held, shown, done, total or 0)


@contextmanager
def uploads(engine: Engine, settings: Settings) -> Iterator[None]:
    """Work on uploads, in two threads, for as long as the block lasts; what is under way is finished first."""
    stop, files = threading.Event(), Uploads(engine, settings)

    def read() -> None:
        files.tidy()
        if settings.inbox:
            files.take_from_inbox()
        while not stop.is_set() and files.read_one():
            pass

    def load() -> None:
        while not stop.is_set() and files.load_one():
            pass

    threads = [
        threading.Thread(target=_poll, args=(stop, act), name=name, daemon=True)
        for name, act in (("uploads-reading", read), ("uploads-loading", load))
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _poll(stop: threading.Event, act: Callable[[], None]) -> None:
    while not stop.wait(POLL_SECONDS):
        try:
            act()
        except Exception:
            log.warning("uploads_not_polled", exc_info=True)
