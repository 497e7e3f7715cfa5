"""Sample data: a generated shop to look around in, which goes again as a whole.

While they are there nothing else can be imported, so that all that the shop has came with them.
"""

from datetime import date

from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done, refused
from domain.identity.caller import Caller
from domain.setup import repository
from domain.setup.errors import BesideSampleDataError, SampleDataError
from domain.setup.models import SampleData
from domain.setup.rules import check_can_add, check_can_remove

ADDED, REMOVED = "ADD_SAMPLE_DATA", "REMOVE_SAMPLE_DATA"
SUBJECT = ("SampleData", 1)


def request_sample_data(session: Session, caller: Caller, last_day: date) -> int:
    """Ask for sample data up to a day; a worker begins within seconds.

    Raises:
        SampleDataError: the shop has data, or an import is under way.
    """
    there = _locked(session)
    check_can_add(None if there is None else there.state, has_data=repository.has_shop_data(session))
    row = SampleData(
        id=1,
        state="FILLING",
        step="GENERATE",
        last_day=last_day if there is None else there.last_day,
        batch_ids=[] if there is None else there.batch_ids,
        requested_by=caller.user_id,
        requested_at=caller.now,
    )
    repository.new_sample_data(session, row)
    record(session, done(ADDED, caller, SUBJECT, {"last_day": row.last_day}))
    return row.id


def request_removal(session: Session, caller: Caller) -> int:
    """Ask for the removal of the sample data; a worker begins within seconds.

    Raises:
        SampleDataError: there are none, they are being added, or data of another origin would go with them.
    """
    row = _locked(session)
    _check_removal(session, row)
    if row is not None and row.state != "REMOVING":
        row.state, row.error = "REMOVING", None
        row.requested_by, row.requested_at = caller.user_id, caller.now
        session.flush()
        record(session, done(f"REQUEST_{REMOVED}", caller, SUBJECT))
    return 1


def _locked(session: Session) -> SampleData | None:
    if not repository.try_lock(session):
        raise SampleDataError("IMPORT_UNDER_WAY", "An import is under way. Wait until it is finished and try again.")
    return repository.sample_data(session)


def _check_removal(session: Session, row: SampleData | None) -> None:
    foreign = 0 if row is None else repository.count_foreign_rows(session, row.batch_ids)
    check_can_remove(None if row is None else row.state, foreign)


def refuse_beside_sample_data(session: Session) -> None:
    """Accept an import only where there are no sample data, or by whom they are added; none are added until the commit.

    Raises:
        BesideSampleDataError: there are.
    """
    if repository.is_filling(session):
        return
    repository.keep_sample_data_out(session)
    if repository.sample_data(session) is not None:
        raise BesideSampleDataError


def work_to_do(session: Session) -> SampleData | None:
    """The row while a worker has to fill or to remove; it is not locked."""
    row = repository.sample_data(session)
    return row if row is not None and row.state in ("FILLING", "REMOVING") else None


def note_progress(session: Session, step: str, count: int, total: int | None) -> None:
    """Keep how far the filling is; the caller commits."""
    row = repository.sample_data(session)
    if row is not None and row.state == "FILLING":
        row.step, row.done, row.total = step, count, total
        session.flush()


def note_batches(session: Session) -> None:
    """Keep which imports brought the data: all there are, since nothing else is imported beside sample data."""
    row = repository.locked_sample_data(session)
    if row is not None:
        row.batch_ids = repository.batch_ids(session)
        session.flush()


def finish(session: Session) -> None:
    """Mark the sample data as complete: they are imported, and their first run is published."""
    row = repository.locked_sample_data(session)
    if row is not None and row.state == "FILLING":
        row.state = "READY"
        session.flush()


def fail(session: Session, caller: Caller, sentence: str) -> None:
    """Mark the sample data as failed, whether they were being added or removed; what is there can be removed."""
    row = repository.locked_sample_data(session)
    if row is not None:
        action = REMOVED if row.state == "REMOVING" else ADDED
        row.state, row.error = "FAILED", sentence
        session.flush()
        record(session, refused(action, caller, sentence, subject=SUBJECT))


def remove(session: Session, caller: Caller, metadata: MetaData) -> list[int]:
    """Remove the sample data, and all that was computed or ordered from them; the caller commits.

    Args:
        session: the unit of work.
        caller: the worker.
        metadata: of all tables.

    Returns:
        The runs that were removed, whose files may go.

    Raises:
        SampleDataError: there is nothing to remove, or data of another origin would go too.
    """
    row = repository.locked_sample_data(session)
    _check_removal(session, row)
    if row is None or row.state != "REMOVING":
        raise SampleDataError("NOT_REQUESTED", "Nobody asked for the removal of the sample data.")
    runs, details = repository.run_ids(session), {"last_day": row.last_day, "requested_by": row.requested_by}
    repository.empty_shop(session, metadata)
    record(session, done(REMOVED, caller, SUBJECT, {**details, "runs": len(runs)}))
    return runs
