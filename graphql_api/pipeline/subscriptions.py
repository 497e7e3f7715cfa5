"""`pipelineRunProgress`: how far the newest run is, as it goes."""

from collections.abc import AsyncGenerator

from domain.pipeline.read_repository import list_runs
from graphql_api.context import Info
from graphql_api.described import subscription
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import PipelineRun, run_columns
from graphql_api.rows import asked
from graphql_api.watching import looks

PROGRESS = frozenset({"status", "step", "finished_at", "published_at", "count_values"})


@subscription(Guard(Role.OPERATOR))
async def pipeline_run_progress(info: Info) -> AsyncGenerator[PipelineRun, None]:
    """The newest run as it is now, and again within seconds whenever its step, counts or status change or another
    run begins. It ends with the access token or the session; subscribe again with a new token.
    """
    context, columns = info.context, run_columns(asked(info)) | PROGRESS
    before = None
    async for _ in looks(context):
        async with context.reading() as reading:
            rows = (await list_runs(reading, columns=columns, after=None, first=1)).rows
        for row in rows:
            now = tuple(row)
            if now != before:
                before = now
                yield PipelineRun.of(row)
