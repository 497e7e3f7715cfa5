"""The list of runs, and the one that is served."""

from functools import partial

from domain.pipeline.read_repository import NEWEST_FIRST, count_runs, find_run, list_runs
from graphql_api.connections import After, Connection, First, asked_of_nodes, read_page
from graphql_api.context import Info
from graphql_api.described import resolver
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import PipelineRun, run_columns
from graphql_api.rows import asked


@resolver(Guard(Role.OPERATOR))
async def pipeline_runs(info: Info, first: First, after: After = None) -> Connection[PipelineRun]:
    """All runs, the newest first, page by page."""
    rows = partial(list_runs, columns=run_columns(asked_of_nodes(info)))
    return await read_page(info, PipelineRun.of_all, NEWEST_FIRST, rows, count_runs, first=first, after=after)


@resolver(Guard(Role.OPERATOR))
async def published_run(info: Info) -> PipelineRun | None:
    """The run that all figures come from; null before the first one."""
    served = await info.context.served()
    if served is None:
        return None
    async with info.context.reading() as reading:
        row = await find_run(reading, served.run_id, run_columns(asked(info)))
    return None if row is None else PipelineRun.of(row)
