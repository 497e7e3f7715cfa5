"""Reads and writes of runs, steps and the published pointer; the asynchronous ones are the API's."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Row, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.pipeline import lease
from domain.pipeline.lease import NO_GRACE, is_dead
from domain.pipeline.models import PipelineRun, PipelineStep, PublishedPointer
from domain.pipeline.rules import ABANDONED, Attempt
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, columns_of, pick

RUNNER_LOCK = "hashtext('jaego.runner')"
BEGIN_LOCK = "hashtext('jaego.runner.begin')"


def serialise_begins(session: Session) -> None:
    """Let one transaction at a time number attempts and hand out fencing tokens."""
    session.execute(text(f"select pg_advisory_xact_lock({BEGIN_LOCK})"))


def next_attempt(session: Session, kind: str, logical_date: date) -> int:
    """The number of the next attempt at a date."""
    highest = func.coalesce(func.max(PipelineRun.attempt), 0) + 1
    query = select(highest).where(PipelineRun.kind == kind, PipelineRun.logical_date == logical_date)
    return session.scalars(query).one()


def next_fencing_token(session: Session) -> int:
    """A token above every token issued before."""
    return session.scalars(select(func.coalesce(func.max(PipelineRun.fencing_token), 0) + 1)).one()


def attempts(session: Session, kind: str, logical_date: date) -> list[Attempt]:
    """All begun attempts at a date, the first first."""
    query = (
        select(PipelineRun.status, PipelineRun.started_at, is_dead(), PipelineRun.error)
        .where(PipelineRun.kind == kind, PipelineRun.logical_date == logical_date)
        .order_by(PipelineRun.attempt)
    )
    found = session.execute(query)
    return [Attempt(status, began, dead, error) for status, began, dead, error in found if began is not None]


def outcomes(session: Session, kind: str, logical_date: date) -> list[tuple[str, str]]:
    """Status and trigger of every attempt at a date."""
    query = select(PipelineRun.status, PipelineRun.trigger)
    found = session.execute(query.where(PipelineRun.kind == kind, PipelineRun.logical_date == logical_date))
    return [(status, trigger) for status, trigger in found]


def has_succeeded(session: Session, kind: str, logical_date: date | None = None) -> bool:
    """Whether a run of the kind (for the date, if given) has ever succeeded."""
    query = select(PipelineRun.id).where(PipelineRun.kind == kind, PipelineRun.status == "SUCCEEDED")
    if logical_date is not None:
        query = query.where(PipelineRun.logical_date == logical_date)
    return session.scalars(query.limit(1)).first() is not None


def living_run(session: Session) -> PipelineRun | None:
    """The run that works: marked as running, with a lease that is not over; the newest if several do."""
    query = select(PipelineRun).where(PipelineRun.status == "RUNNING", ~is_dead())
    return session.scalars(query.order_by(PipelineRun.id.desc()).limit(1)).first()


def has_dead_run(session: Session, grace: timedelta = NO_GRACE) -> bool:
    """Whether a run claims to be running although its lease ended at least `grace` ago."""
    return session.scalars(select(PipelineRun.id).where(is_dead(grace)).limit(1)).first() is not None


def unfinished_run(session: Session) -> PipelineRun | None:
    """The run that waits or works, the newest if several do; a dead one does neither."""
    query = select(PipelineRun).where(PipelineRun.status.in_(("QUEUED", "RUNNING")), ~is_dead())
    return session.scalars(query.order_by(PipelineRun.id.desc()).limit(1)).first()


def requested_run(session: Session, kind: str, logical_date: date) -> PipelineRun | None:
    """The newest run up to a date that was asked for and waits, locked."""
    query = select(PipelineRun).where(PipelineRun.kind == kind, PipelineRun.logical_date <= logical_date)
    waiting = query.where(PipelineRun.status == "QUEUED").order_by(PipelineRun.logical_date.desc()).limit(1)
    return session.scalars(waiting.with_for_update()).one_or_none()


def oldest_requested_run(session: Session) -> PipelineRun | None:
    """The run that has waited longest."""
    query = select(PipelineRun).where(PipelineRun.status == "QUEUED").order_by(PipelineRun.id).limit(1)
    return session.scalars(query).first()


def abandon_running(session: Session, now: datetime, *, only_dead: bool) -> Sequence[PipelineRun]:
    """Mark runs that claim to be running as failed: the dead ones, or all where the caller holds the runner's lock."""
    claimed = select(PipelineRun.id).where(is_dead() if only_dead else PipelineRun.status == "RUNNING")
    ids = session.scalars(claimed.with_for_update()).all()
    end = func.greatest(PipelineRun.started_at, now)
    session.execute(
        update(PipelineRun)
        .where(PipelineRun.id.in_(ids))
        .values(status="FAILED", error=ABANDONED, error_code="ABANDONED", finished_at=end)
    )
    fail_open_steps(session, ids, now)
    ended = select(PipelineRun).where(PipelineRun.id.in_(ids)).order_by(PipelineRun.id)
    return session.scalars(ended.execution_options(populate_existing=True)).all()


def fail_open_steps(session: Session, run_ids: Sequence[int], now: datetime) -> None:
    """Mark the steps that never finished as failed."""
    open_steps = update(PipelineStep).where(PipelineStep.run_id.in_(run_ids), PipelineStep.status == "RUNNING")
    session.execute(open_steps.values(status="FAILED", finished_at=now))


def update_owned(session: Session, run_id: int, fencing_token: int, **values: object) -> bool:
    """Change a run that is still ours; False when it is not."""
    owned = update(PipelineRun).where(
        PipelineRun.id == run_id, PipelineRun.fencing_token == fencing_token, PipelineRun.status == "RUNNING"
    )
    changed = owned.values(**values).returning(PipelineRun.id).execution_options(synchronize_session=False)
    return session.scalars(changed).one_or_none() is not None


def locked_run(session: Session, run_id: int) -> PipelineRun:
    """A run, locked until the transaction ends."""
    return session.scalars(
        select(PipelineRun).where(PipelineRun.id == run_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def step(session: Session, run_id: int, position: int) -> PipelineStep:
    """One step of a run."""
    query = select(PipelineStep).where(PipelineStep.run_id == run_id, PipelineStep.position == position)
    return session.scalars(query).one()


def locked_pointer(session: Session) -> "Row[int, date, int] | None":
    """What readers see now; the pointer stays locked until the transaction ends."""
    query = select(PublishedPointer.run_id, PipelineRun.logical_date, PublishedPointer.fencing_token)
    joined = query.join(PipelineRun, PipelineRun.id == PublishedPointer.run_id)
    return session.execute(joined.with_for_update(of=PublishedPointer)).one_or_none()


def point_readers_at(session: Session, run_id: int, fencing_token: int, now: datetime) -> None:
    """Flip the pointer, unless a newer owner has flipped it already."""
    values = {"run_id": run_id, "fencing_token": fencing_token, "published_at": now}
    flip = insert(PublishedPointer).values(id=1, **values)
    session.execute(
        flip.on_conflict_do_update(
            index_elements=["id"], set_=values, where=PublishedPointer.fencing_token <= fencing_token
        )
    )


def try_runner_lock(session: Session) -> bool:
    """Take the lock that makes one runner; it is held by the connection until it closes."""
    return bool(session.scalar(text(f"select pg_try_advisory_lock({RUNNER_LOCK})")))


def release_runner_lock(session: Session) -> None:
    """Give the runner's lock back."""
    session.execute(text(f"select pg_advisory_unlock({RUNNER_LOCK})"))


def disconnect_runner(session: Session) -> int:
    """End the connections that hold the runner's lock; returns how many."""
    query = text(f"""
        select count(pg_terminate_backend(pid, 5000)) from pg_locks
        where locktype = 'advisory' and granted and objsubid = 1 and pid <> pg_backend_pid()
        and database = (select oid from pg_database where datname = current_database())
        and (classid::bigint << 32) | objid::bigint = {RUNNER_LOCK}::bigint
    """)
    return int(session.execute(query).scalar_one())


def runs_in_use(session: Session) -> set[int]:
    """The run that readers see, and those queued or under way."""
    under_way = select(PipelineRun.id).where(PipelineRun.status.in_(("QUEUED", "RUNNING")))
    return {*session.scalars(under_way), *session.scalars(select(PublishedPointer.run_id))}


def hold_published_run(session: Session) -> int | None:
    """The run that readers see, which stays so until the transaction ends."""
    return session.scalars(select(PublishedPointer.run_id).with_for_update(read=True)).one_or_none()


RUN_COLUMNS = MappingProxyType(
    {
        "run_id": PipelineRun.id,
        **columns_of(PipelineRun, "kind", "logical_date", "attempt", "trigger"),
        "status": lease.shown_status(),
        "step": PipelineRun.step,
        "started_at": PipelineRun.started_at,
        "finished_at": lease.shown_end(),
        "published_at": PipelineRun.published_at,
        "count_values": PipelineRun.counts,
        "warning_values": PipelineRun.warnings,
        "error": lease.shown_error(),
        "error_code": lease.shown_error_code(),
        "code_version": PipelineRun.code_version,
    }
)
NEWEST_FIRST = Ordering("NEWEST", (Key(PipelineRun.id, "int", is_descending=True),))


@dataclass(frozen=True)
class PublishedRun:
    """A run that readers see or saw; `data_until` is the last business day with orders that it knew."""

    run_id: int
    logical_date: date
    data_until: date
    published_at: datetime


async def published_run(connection: AsyncConnection) -> PublishedRun | None:
    """The run that the pointer names; None before the first one is published."""
    until = func.coalesce(PipelineRun.data_until, PipelineRun.logical_date)
    query = select(PublishedPointer.run_id, PipelineRun.logical_date, until, PublishedPointer.published_at)
    row = (await connection.execute(query.join(PipelineRun, PipelineRun.id == PublishedPointer.run_id))).one_or_none()
    return None if row is None else PublishedRun(*row)


async def kept_run(connection: AsyncConnection, run_id: int) -> PublishedRun | None:
    """A run that readers saw once and whose rows are all kept still; None: there is none of this number."""
    until = func.coalesce(PipelineRun.data_until, PipelineRun.logical_date)
    query: AnySelect = select(PipelineRun.id, PipelineRun.logical_date, until, PipelineRun.published_at).where(
        PipelineRun.id == run_id, PipelineRun.published_at.is_not(None), PipelineRun.rows_removed_at.is_(None)
    )
    row = (await connection.execute(query)).one_or_none()
    return None if row is None else PublishedRun(*row)


def select_runs(columns: Collection[str]) -> AnySelect:
    """The query for all runs."""
    return select(*pick(RUN_COLUMNS, columns, always=("run_id",)))


async def find_run(connection: AsyncConnection, run_id: int, columns: Collection[str]) -> AnyRow | None:
    """One run."""
    return (await connection.execute(select_runs(columns).where(PipelineRun.id == run_id))).one_or_none()


async def steps_of(connection: AsyncConnection, run_ids: Collection[int]) -> Sequence[AnyRow]:
    """The steps of these runs in their order: run_id, position, name, status, started_at, finished_at, counts."""
    query: AnySelect = (
        select(
            PipelineStep.run_id,
            PipelineStep.position,
            PipelineStep.name,
            lease.shown_step_status().label("status"),
            PipelineStep.started_at,
            lease.shown_step_end().label("finished_at"),
            PipelineStep.counts,
        )
        .join(PipelineRun, PipelineRun.id == PipelineStep.run_id)
        .where(among(PipelineStep.run_id, run_ids))
        .order_by(PipelineStep.run_id, PipelineStep.position)
    )
    return (await connection.execute(query)).all()
