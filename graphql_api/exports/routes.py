"""`GET /export/skus.ndjson`, `/export/forecasts.ndjson`, `/export/recommendations.ndjson`: all rows of the run."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType

import structlog
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route
from starlette.types import Message, Receive, Scope, Send

from domain.exports.repository import (
    begin_snapshot,
    forecast_lines,
    open_lines,
    recommendation_lines,
    sku_lines,
)
from domain.identity.caller import Caller
from domain.pipeline.repository import PublishedRun, published_run
from graphql_api.context import Services
from graphql_api.downloads import refusal
from graphql_api.errors import DATABASE_GONE, unavailable
from graphql_api.exports.fields import recommendation_fields, sku_fields
from graphql_api.http import problem
from graphql_api.node import global_id
from graphql_api.sign_in import context_of
from kit.reading import AnySelect

NDJSON = "application/x-ndjson"
MAX_SECONDS = 600
PATIENCE_SECONDS = 60
"""How long a client may take to read what fits between it and the server."""
COMPRESSION = 5
QUERIES: Mapping[str, Callable[[int, Caller], AnySelect]] = MappingProxyType(
    {
        "skus": lambda run_id, caller: sku_lines(run_id, sku_fields(caller)),
        "forecasts": lambda run_id, _: forecast_lines(run_id),
        "recommendations": lambda run_id, caller: recommendation_lines(run_id, recommendation_fields(caller)),
    }
)
log = structlog.get_logger("jaego.api")


def routes() -> list[BaseRoute]:
    """The routes of the exports; compressed for clients that ask for it."""
    compressed = Middleware(GZipMiddleware, minimum_size=0, compresslevel=COMPRESSION)
    return [
        Route(f"/export/{name}.ndjson", partial(export, name=name), methods=["GET"], middleware=[compressed])
        for name in QUERIES
    ]


@dataclass
class Export:
    """An answer under way: what it reads, what of it has been read already, and what is given back at its end."""

    run: PublishedRun | None
    parts: AsyncIterator[Sequence[str]]
    first: Sequence[str]
    held: AsyncExitStack = field(repr=False)

    async def body(self) -> AsyncIterator[bytes]:
        """The lines."""
        if self.first:
            yield _encoded(self.first)
        async for part in self.parts:
            yield _encoded(part)


class ExportResponse(StreamingResponse):
    """A stream that gives back what it holds however it ends, and ends when the client does not read on."""

    def __init__(self, found: Export, headers: Mapping[str, str]) -> None:
        super().__init__(found.body(), media_type=NDJSON, headers=headers)
        self._held = found.held

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send all of it, while the client reads."""

        async def send_in_time(message: Message) -> None:
            async with asyncio.timeout(PATIENCE_SECONDS):
                await send(message)

        async with self._held:  # also closed if the client has left before the first line
            try:
                async with asyncio.timeout(MAX_SECONDS):
                    await super().__call__(scope, receive, send_in_time)
            except TimeoutError:  # the answer stays without its end, so that the client reports an error
                log.warning("export_stalled", seconds=MAX_SECONDS, patience_seconds=PATIENCE_SECONDS)


async def export(request: Request, *, name: str) -> Response:
    """The stream; or a refusal in the shape of a GraphQL answer, before the first line."""
    services: Services = request.app.state.services
    try:
        context = await context_of(services, request)
        refused = refusal(context, "Exports")
        if refused is not None:
            return refused
        if services.exports.locked():
            message = "Too many exports are under way. Try again when one of them has ended."
            return problem(429, "TOO_MANY_EXPORTS", message)
        found = await _begin(services, name, context.signed_in())
    except DATABASE_GONE as error:
        return problem(503, *unavailable(error))
    headers = {"Content-Disposition": f'attachment; filename="{name}.ndjson"', "Cache-Control": "no-store"}
    if found.run is not None:
        headers |= {
            "Jaego-Run-Id": global_id("PipelineRun", found.run.run_id),
            "Jaego-As-Of-Date": found.run.logical_date.isoformat(),
        }
    return ExportResponse(found, headers)


async def _begin(services: Services, name: str, caller: Caller) -> Export:
    """Open the snapshot and read the first lines, so that what can fail has failed before the answer begins."""
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(services.exports)
        connection = await stack.enter_async_context(services.engine.connect())
        await begin_snapshot(connection)
        run = await published_run(connection)
        if run is None:
            return Export(run, _none(), (), stack.pop_all())
        lines = await open_lines(connection, QUERIES[name](run.run_id, caller))
        stack.push_async_callback(lines.close)
        parts = lines.partitions()
        return Export(run, parts, await anext(parts, ()), stack.pop_all())


async def _none() -> AsyncIterator[Sequence[str]]:
    nothing: Sequence[Sequence[str]] = ()
    for part in nothing:
        yield part


def _encoded(lines: Sequence[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
