"""Load an uploaded file: its rows, its batches, its audit entries and the end of its import in one transaction."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from domain.ingestion.importing import ImportSettings
from domain.ingestion.origin import Origin
from domain.ingestion.service import import_files
from domain.ingestion.summary import ImportSummary
from domain.ingestion.uploads import repository, work
from domain.ingestion.uploads.work import Held
from kit.progress import Progress


def load_upload(engine: Engine, held: Held, path: Path, *, settings: ImportSettings, report: Progress) -> ImportSummary:
    """Load the file of an import that a worker has taken.

    Args:
        engine: of the migrated database.
        held: the import.
        path: where its file is.
        settings: how files are read without what was said about this one.
        report: receives the label, rows done and rows in total.

    Raises:
        InputError: the file can't be used; nothing has been written.
        ImportLostError: another worker has taken the import meanwhile; nothing has been written.
    """
    return import_files(
        engine,
        [path],
        timezone=settings.timezone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        options=held.answers.options(),
        report=report,
        origin=Origin(
            label=held.uploaded_by,
            user_id=held.user_id,
            names={path.name: held.file_name},
            finish=partial(_finish, held, path),
        ),
    )


def _finish(held: Held, path: Path, connection: Connection, batches: Sequence[int]) -> None:
    with Session(connection) as session:
        repository.assign_batches(session, batches, held.import_id, (path.name, held.file_name))
        work.finish(session, held)
        session.flush()
