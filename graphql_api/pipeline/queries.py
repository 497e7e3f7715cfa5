"""The list of runs, and the one that is served."""

import strawberry

from domain.pipeline.read_repository import NEWEST_FIRST, count_runs, find_run, list_runs
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Info
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import PipelineRun, run_columns
from graphql_api.rows import asked


@strawberry.type
class PipelineQueries:
    """Questions about runs."""

    @strawberry.field(description="All runs, the newest first, page by page.", extensions=[Guard(Role.OPERATOR)])
    async def pipeline_runs(self, info: Info, first: First, after: After = None) -> Connection[PipelineRun]:
        """A page of runs."""
        first, context = page_size(first), info.context
        async with context.reading() as reading:
            page = await list_runs(reading, columns=run_columns(asked_of_nodes(info)), after=after, first=first)

        async def count() -> int:
            async with context.reading() as counting:
                return await count_runs(counting)

        return connection(page, NEWEST_FIRST, PipelineRun.of_all(page.rows), count, after)

    @strawberry.field(
        description="The run that all figures come from; null before the first one.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def published_run(self, info: Info) -> PipelineRun | None:
        """The run that readers see."""
        published = await info.context.published_run()
        if published is None:
            return None
        async with info.context.reading() as reading:
            row = await find_run(reading, published.run_id, run_columns(asked(info)))
        return None if row is None else PipelineRun.of(row)
