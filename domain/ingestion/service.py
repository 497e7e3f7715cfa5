"""Import files: all or nothing, whatever their order, the same file twice without effect."""

import hashlib
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from domain.audit import service as audit
from domain.ingestion.assumptions import check_assumptions
from domain.ingestion.importing import ImportSettings, Run, load_sources
from domain.ingestion.layouts import Profile, Source, check_sources, in_loading_order
from domain.ingestion.options import AS_THEY_ARE, ImportOptions
from domain.ingestion.origin import COMMAND_LINE, Origin
from domain.ingestion.profile_engine.sources import FileReader
from domain.ingestion.source_formats import with_formats
from domain.ingestion.summary import FileSummary, ImportSummary
from kit.progress import Progress, silent


def import_files(
    engine: Engine,
    paths: Sequence[Path],
    *,
    timezone: ZoneInfo,
    currency: str,
    cancellation_hours: int,
    options: ImportOptions = AS_THEY_ARE,
    profile: Profile | None = None,
    assume: Mapping[str, str] | None = None,
    report: Progress = silent,
    origin: Origin = COMMAND_LINE,
) -> ImportSummary:
    """Load files, or the files of folders, into the raw tables, in one transaction.

    Args:
        engine: of the migrated database.
        paths: files, or folders whose files are taken.
        timezone: times without a zone are read in it.
        currency: of amounts that name none, unless `assume` has another.
        cancellation_hours: a return within this time of its order is a cancellation.
        options: how files are read; without a profile or mapping each is recognised by its columns.
        profile: `canonical` (files named after the raw tables) or `online-retail-ii`: nothing is recognised.
        assume: what a person lets us assume, by key: lead-time, currency, warehouse; recorded with every file.
        report: receives the label, rows done and rows in total.
        origin: who imports, and what else belongs to the transaction.

    Raises:
        InputError: a path, file, column or assumption is not usable; nothing has been written.
    """
    settings = ImportSettings(timezone, currency, cancellation_hours, dict(assume or {}), options)
    check_assumptions(settings.assume)
    found = _sources(paths, profile, settings)
    with engine.begin() as connection:
        return _load(Run(connection, settings, report, origin), *found)


def _load(run: Run, sources: Sequence[Source], left_out: tuple[str, ...]) -> ImportSummary:
    started = time.monotonic()
    hashes = {source.path: _sha256(source.path) for source in sources}
    files = load_sources(run, sources, hashes)
    _enter_into_the_record(run.connection, tuple(run.files), files, run.origin)
    run.origin.finish(run.connection, tuple(run.files))
    profiles = ", ".join(dict.fromkeys(source.profile for source in sources))
    seconds = time.monotonic() - started
    warnings = run.codes.warnings()
    return ImportSummary(profiles, files, run.resolved, seconds, left_out, tuple(run.files), warnings)


def _sources(
    paths: Sequence[Path], profile: Profile | None, settings: ImportSettings
) -> tuple[list[Source], tuple[str, ...]]:
    options, zone = settings.options, settings.timezone
    if profile is not None:
        return [with_formats(source, zone, options) for source in check_sources(paths, profile)], ()
    reader = FileReader(options, zone)
    files, left_out = reader.files(paths)
    found = [source for path in files for source in reader.read(path).sources]
    return in_loading_order(found), tuple(path.name for path in left_out)


def _enter_into_the_record(
    connection: Connection, batch_ids: Sequence[int], files: Sequence[FileSummary], origin: Origin
) -> None:
    with Session(connection) as session:
        for batch_id, file in zip(batch_ids, files, strict=True):
            audit.record(
                session,
                audit.AuditEntry(
                    "IMPORT",
                    actor_label=origin.label,
                    actor_id=origin.user_id,
                    subject_type="import_batch",
                    subject_id=str(batch_id),
                    details={
                        "file": file.file,
                        "table": file.table,
                        "status": file.status,
                        "rows_in": file.rows_in,
                        "loaded": file.loaded,
                        "unchanged": file.unchanged,
                        "rejected": file.rejected,
                    },
                ),
            )
        session.flush()


def _sha256(path: Path) -> bytes:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").digest()
