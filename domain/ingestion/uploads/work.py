"""What the worker does with uploads: take one, read it, load it, and enter what became of it. The caller commits.

A worker has an import until its lease is over by the database's clock, and extends the lease while it works. Whatever
it enters is fenced: once another worker has taken the import, nothing of the first one counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func
from sqlalchemy.orm import Session

from domain.audit.service import AuditEntry, record
from domain.ingestion.description import Description
from domain.ingestion.uploads import repository
from domain.ingestion.uploads.answers import Answers
from domain.ingestion.uploads.description_json import as_json, header_of, without_values
from domain.ingestion.uploads.failures import ENDED_THRICE, Failure
from domain.ingestion.uploads.models import Import
from domain.ingestion.uploads.rules import MAX_ATTEMPTS, after_reading, fingerprint
from domain.ingestion.uploads.service import SUBJECT, UPLOAD
from domain.outbox.events import IMPORT_DONE, IMPORT_FAILED
from domain.outbox.service import publish_event_once
from kit.errors import JaegoError

IMPORT = "IMPORT_FILE"
INBOX_LABEL = "inbox"
READ, LOAD = ("UPLOADED", "READING"), ("QUEUED", "LOADING")
"""What waits, and how it is called while a worker has it."""


class ImportLostError(JaegoError):
    """The import was taken by another worker or discarded; nothing of this one's work counts."""


@dataclass(frozen=True)
class Held:
    """An import that a worker has taken: as which worker, to do what, and what was said about the file."""

    import_id: int
    worker: str
    state: str
    file_name: str
    source: str
    uploaded_by: str
    user_id: int | None
    answers: Answers


def take(session: Session, step: tuple[str, str], worker: str, lease_seconds: float) -> Held | None:
    """Take the oldest import that waits, or whose worker has died; None: there is none.

    One that has ended its worker three times fails.
    """
    waiting, working = step
    found = repository.lock_next(session, waiting, working)
    if found is None:
        return None
    if found.attempts >= MAX_ATTEMPTS:
        _end(session, found, "FAILED", ENDED_THRICE)
        return None
    found.state, found.attempts = working, found.attempts + 1
    repository.set_lease(session, found, worker, lease_seconds)
    return Held(
        found.id,
        worker,
        working,
        found.file_name,
        found.source,
        found.uploaded_by,
        found.user_id,
        Answers.of(found.options),
    )


def extend(session: Session, held: Held, lease_seconds: float) -> None:
    """Go on having an import.

    Raises:
        ImportLostError: it is no longer this worker's.
    """
    repository.set_lease(session, _owned(session, held), held.worker, lease_seconds)


def note_progress(session: Session, held: Held, label: str, done: int, total: int) -> None:
    """Enter how far the work is.

    Raises:
        ImportLostError: it is no longer this worker's.
    """
    _owned(session, held).progress = {"label": label, "done": done, "total": total}
    session.flush()


def find_saved_answers(session: Session, description: Description) -> Answers | None:
    """What was saved for files with the header of this one; None: nothing."""
    mapping = repository.find_mapping(session, fingerprint(header_of(as_json(description))))
    return None if mapping is None else Answers.of({**mapping.options, "mapping_name": mapping.name})


def enter_description(session: Session, held: Held, description: Description, answers: Answers) -> str:
    """Enter how a file would be read; one of the inbox without questions goes on by itself. The new state.

    Raises:
        ImportLostError: it is no longer this worker's.
    """
    found = _owned(session, held)
    state = after_reading(len(description.questions))
    found.state = "QUEUED" if held.source == "INBOX" and state == "READY" else state
    found.description, found.options, found.attempts = as_json(description, answers.columns), answers.as_json(), 0
    _release(found)
    session.flush()
    return found.state


def finish(session: Session, held: Held) -> None:
    """Enter that a file was loaded; in the transaction that loads it, so that it is loaded exactly once.

    Raises:
        ImportLostError: it is no longer this worker's; nothing must be committed.
    """
    _end(session, _owned(session, held), "DONE")


def fail(session: Session, held: Held, failure: Failure) -> None:
    """Enter why a file could not be read or loaded.

    Raises:
        ImportLostError: it is no longer this worker's.
    """
    _end(session, _owned(session, held), "FAILED", failure)


def release(session: Session, held: Held, waiting: str) -> None:
    """Give an import back that could not be worked on for a reason that will pass.

    Raises:
        ImportLostError: it is no longer this worker's.
    """
    found = _owned(session, held)
    found.state, found.attempts = waiting, max(found.attempts - 1, 0)
    _release(found)
    session.flush()


def enter_inbox_file(session: Session, file_name: str, size_bytes: int, sha256: bytes) -> int:
    """Enter a file of the inbox. The import's number."""
    added = Import(
        file_name=file_name,
        size_bytes=size_bytes,
        sha256=sha256,
        state="UPLOADED",
        source="INBOX",
        uploaded_by=INBOX_LABEL,
    )
    repository.add_import(session, added)
    details = {"file": file_name, "bytes": size_bytes, "sha256": sha256.hex()}
    record(
        session,
        AuditEntry(UPLOAD, actor_label=INBOX_LABEL, subject_type=SUBJECT, subject_id=str(added.id), details=details),
    )
    return added.id


def report_of(session: Session, ended: Import) -> dict[str, object]:
    """What became of an import, for programs and people that see only the folder."""
    return {
        "import": ended.id,
        "file": ended.file_name,
        "sha256": ended.sha256.hex(),
        "state": ended.state,
        "error": (ended.failure or {}).get("message"),
        "finished_at": ended.finished_at,
        "tables": [
            {
                "table": batch.table_name,
                "rows": batch.rows_in,
                "loaded": batch.rows_loaded,
                "unchanged": batch.rows_unchanged,
                "rejected": batch.rows_rejected,
                "reasons": batch.details.get("by_reason", {}),
            }
            for batch in repository.find_batches(session, ended.id)
        ],
        "set_aside": ended.set_aside,
    }


def give_up_untouched(session: Session, days: int) -> list[int]:
    """Discard imports that nobody went on with for some days. Their numbers."""
    untouched = repository.lock_untouched(session, days)
    for found in untouched:
        _end(session, found, "DISCARDED")
    return [found.id for found in untouched]


def _owned(session: Session, held: Held) -> Import:
    found = repository.lock_import(session, held.import_id)
    if found is None or (found.state, found.worker) != (held.state, held.worker):
        raise ImportLostError(f"Import {held.import_id} was taken by another worker or discarded.")
    return found


def _release(found: Import) -> None:
    found.worker = found.lease_until = found.progress = None


def _end(session: Session, found: Import, state: str, failure: Failure | None = None) -> None:
    found.state, found.finished_at = state, func.clock_timestamp()
    found.failure = None if failure is None else failure.as_json()
    if found.description is not None:
        kept = without_values(found.description)
        found.description, found.set_aside = kept.description, kept.set_aside
    _release(found)
    session.flush()
    outcome: dict[str, object] = {} if failure is None else {"error": failure.message}
    if state == "DONE":
        outcome = _totals(session, found)
    details = {"file": found.file_name, "state": state, **outcome}
    record(
        session,
        AuditEntry(
            IMPORT,
            outcome="FAILED" if state == "FAILED" else "DONE",
            actor_id=found.user_id,
            actor_label=found.uploaded_by,
            subject_type=SUBJECT,
            subject_id=str(found.id),
            details=details,
        ),
    )
    _notify(session, found, outcome)


def _totals(session: Session, found: Import) -> dict[str, object]:
    batches = repository.find_batches(session, found.id)
    return {
        "rows": sum(batch.rows_in for batch in batches),
        "loaded": sum(batch.rows_loaded for batch in batches),
        "unchanged": sum(batch.rows_unchanged for batch in batches),
        "refused": sum(batch.rows_rejected for batch in batches),
    }


def _notify(session: Session, found: Import, outcome: Mapping[str, object]) -> None:
    event = {"DONE": IMPORT_DONE, "FAILED": IMPORT_FAILED}.get(found.state)
    if event is not None:
        about = {
            "import_id": found.id,
            "file_name": found.file_name,
            "uploaded_by": found.uploaded_by,
            "user_id": found.user_id,
        }
        publish_event_once(session, event, f"import/{found.id}", {**about, **outcome})
