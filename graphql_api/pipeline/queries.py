"""Runs, how the newest one goes on, and the one that is published."""

from collections.abc import AsyncGenerator

from domain.pipeline.repository import NEWEST_FIRST, find_run, select_runs
from graphql_api.connections import After, Connection, First, read_page
from graphql_api.context import Info
from graphql_api.decorators import resolver, subscription
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import DataFreshness, PipelineRun
from graphql_api.rows import asked
from graphql_api.subscriptions import looks
from kit import paging


@resolver(Guard(Role.OPERATOR))
async def pipeline_runs(info: Info, first: First, after: After = None) -> Connection[PipelineRun]:
    """All runs, the newest first, page by page."""
    return await read_page(info, PipelineRun, select_runs, NEWEST_FIRST, first=first, after=after)


@resolver(Guard(Role.OPERATOR))
async def published_run(info: Info) -> PipelineRun | None:
    """The run that all figures come from, except later pages of older lists; null before the first one."""
    published = await info.context.newest_run()
    if published is None:
        return None
    async with info.context.reading() as reading:
        row = await find_run(reading, published.run_id, PipelineRun.columns_of(asked(info)))
    return None if row is None else PipelineRun.of(row)


PROGRESS = frozenset({"status", "step", "finished_at", "published_at", "count_values"})


@subscription(Guard(Role.OPERATOR))
async def pipeline_run_progress(info: Info) -> AsyncGenerator[PipelineRun, None]:
    """The newest run as it is now, and again within seconds whenever its step, counts or status change or another
    run begins. It ends with the access token or the session; subscribe again with a new token.
    """
    context, columns = info.context, PipelineRun.columns_of(asked(info)) | PROGRESS
    before = None
    async for _ in looks(context):
        async with context.reading() as reading:
            rows = (await paging.read_page(reading, select_runs(columns), NEWEST_FIRST, after=None, first=1)).rows
        for row in rows:
            now = tuple(row)
            if now != before:
                before = now
                yield PipelineRun.of(row)


@resolver(Guard(Role.OPERATOR))
async def data_freshness(info: Info) -> DataFreshness | None:
    """How old the data behind the published figures are; null before the first nightly run."""
    published = await info.context.newest_run()
    return None if published is None else DataFreshness.of(info.context.services, published)


async def get_run(info: Info, run_id: int) -> PipelineRun:
    """The run of this number, which is known to exist, with the columns asked for."""
    async with info.context.reading() as reading:
        row = await find_run(reading, run_id, PipelineRun.columns_of(asked(info)))
    if row is None:
        raise LookupError(f"run {run_id} is gone")
    return PipelineRun.of(row)
