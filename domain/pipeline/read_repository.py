"""Asynchronous reads of runs for the API; `repository.py` beside it serves the runner."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.pipeline import lease
from domain.pipeline.models import PipelineRun, PipelineStep, PublishedPointer
from kit.paging import Key, Ordering, Page, cut
from kit.reading import AnyRow, AnySelect, among, pick

RUN_COLUMNS = MappingProxyType(
    {
        "run_id": PipelineRun.id,
        "kind": PipelineRun.kind,
        "logical_date": PipelineRun.logical_date,
        "attempt": PipelineRun.attempt,
        "trigger": PipelineRun.trigger,
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
    """The run that readers see; `data_until` is the last business day with orders that it knew."""

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


async def list_runs(
    connection: AsyncConnection, *, columns: Collection[str], after: str | None, first: int
) -> Page[AnyRow]:
    """A page of runs, the newest first.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = select(*pick(RUN_COLUMNS, columns, always=("run_id",)), *NEWEST_FIRST.columns())
    query = query.order_by(*NEWEST_FIRST.order_by()).limit(first + 1)
    if after is not None:
        query = query.where(NEWEST_FIRST.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_runs(connection: AsyncConnection) -> int:
    """How many runs there are."""
    return (await connection.execute(select(func.count()).select_from(PipelineRun))).scalar_one()


async def find_run(connection: AsyncConnection, run_id: int, columns: Collection[str]) -> AnyRow | None:
    """One run."""
    query = select(*pick(RUN_COLUMNS, columns, always=("run_id",))).where(PipelineRun.id == run_id)
    return (await connection.execute(query)).one_or_none()


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
