"""What people do with uploads: add, map, start and discard them. The caller commits."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import func
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.ingestion.uploads import repository
from domain.ingestion.uploads.answers import Answers, Change, changed, check_mapping_name
from domain.ingestion.uploads.description_json import header_of
from domain.ingestion.uploads.errors import ImportNotFoundError, MappingRefusedError
from domain.ingestion.uploads.models import Import, ImportMapping
from domain.ingestion.uploads.rules import DISCARD, MAP, START, fingerprint, next_state

UPLOAD = "UPLOAD_FILE"
MAP_IMPORT = "MAP_IMPORT"
START_IMPORT = "START_IMPORT"
DISCARD_IMPORT = "DISCARD_IMPORT"
SUBJECT = "Import"


@dataclass(frozen=True)
class Upload:
    """A file that arrived whole: the name it is shown by, its size, and its SHA-256."""

    file_name: str
    size_bytes: int
    sha256: bytes = field(repr=False)


def add_upload(session: Session, caller: Caller, upload: Upload) -> int:
    """Enter a file that arrived; a worker reads it within seconds. Its number."""
    added = Import(
        file_name=upload.file_name,
        size_bytes=upload.size_bytes,
        sha256=upload.sha256,
        state="UPLOADED",
        source="CONSOLE" if caller.scopes is None else "API_TOKEN",
        user_id=caller.id,
        uploaded_by=caller.label,
    )
    repository.add_import(session, added)
    details = {"file": upload.file_name, "bytes": upload.size_bytes, "sha256": upload.sha256.hex()}
    record(session, done(UPLOAD, caller, (SUBJECT, added.id), details))
    return added.id


def map_import(
    session: Session,
    caller: Caller,
    import_id: int,
    change: Change,
    *,
    save_as: str | None = None,
    unlock: Callable[[], None] | None = None,
) -> int:
    """Answer what the file leaves open; it is read again with the answers. The import's number.

    Args:
        session: the caller commits.
        caller: who answers.
        import_id: the import's number.
        change: the answers.
        save_as: a name under which they are kept for files with the same header.
        unlock: puts the file without its password into the place of the protected one.

    Raises:
        ImportNotFoundError: there is no such import.
        ImportStateError: it is not waiting for a person.
        MappingRefusedError: a value can't be used.
    """
    found = _locked(session, import_id)
    state = next_state(found.state, MAP)
    answers = changed(Answers.of(found.options), change)
    if save_as is not None:
        answers = _saved(session, caller, found, answers, check_mapping_name(save_as))
    found.state, found.options, found.attempts = state, answers.as_json(), 0
    session.flush()
    if unlock is not None:
        unlock()
    record(session, done(MAP_IMPORT, caller, (SUBJECT, import_id), {"file": found.file_name, **answers.as_json()}))
    return import_id


def start_import(session: Session, caller: Caller, import_id: int) -> int:
    """Let a worker load a file that was read and has no open questions. The import's number.

    Raises:
        ImportNotFoundError: there is no such import.
        ImportStateError: it is not ready.
    """
    found = _locked(session, import_id)
    found.state, found.attempts = next_state(found.state, START), 0
    session.flush()
    record(session, done(START_IMPORT, caller, (SUBJECT, import_id), {"file": found.file_name}))
    return import_id


def discard_import(session: Session, caller: Caller, import_id: int) -> int:
    """Give a file up that has not begun to load; it is removed. The import's number.

    Raises:
        ImportNotFoundError: there is no such import.
        ImportStateError: it is being imported, or has ended.
    """
    found = _locked(session, import_id)
    found.state, found.finished_at = next_state(found.state, DISCARD), func.now()
    found.description, found.progress, found.worker, found.lease_until = None, None, None, None
    session.flush()
    record(session, done(DISCARD_IMPORT, caller, (SUBJECT, import_id), {"file": found.file_name}))
    return import_id


def _locked(session: Session, import_id: int) -> Import:
    found = repository.lock_import(session, import_id)
    if found is None:
        raise ImportNotFoundError("There is no such import.")
    return found


def _saved(session: Session, caller: Caller, found: Import, answers: Answers, name: str) -> Answers:
    columns = header_of(found.description)
    if not columns:
        message = "The file's header is not known yet, so the mapping can't be saved. Answer the other questions first."
        raise MappingRefusedError("save_as", message)
    header = fingerprint(columns)
    kept = {key: value for key, value in answers.as_json().items() if key != "mapping_name"}
    mapping = repository.lock_named_mapping(session, name)
    if mapping is None:
        repository.add_mapping(
            session, ImportMapping(name=name, fingerprint=header, options=kept, user_id=caller.user_id)
        )
    else:
        mapping.name, mapping.fingerprint, mapping.options, mapping.user_id = name, header, kept, caller.user_id
        session.flush()
    return Answers.of({**kept, "mapping_name": name})
