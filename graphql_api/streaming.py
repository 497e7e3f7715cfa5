"""Subscriptions as server-sent events: `POST /graphql` with `Accept: text/event-stream`, one operation a request.

The protocol is that of graphql-sse in its "distinct connections mode", framed by Strawberry's own transport.
"""

import json
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from strawberry.http import GraphQLHTTPResponse
from strawberry.http.streaming import SSETransport, merge_stream_with_heartbeat
from strawberry.types import ExecutionResult

from graphql_api.context import Context
from graphql_api.schema import schema
from graphql_api.sign_in import context_of

MAX_STREAMS = 10
TRANSPORT = SSETransport()


def is_asked(request: Request) -> bool:
    """Whether a request asks for a stream."""
    return TRANSPORT.accepts(request.headers.get("accept", ""))


def is_full(context: Context) -> bool:
    """Whether the caller has the maximum number of streams open in this process."""
    return context.caller is not None and context.services.streams[context.caller.user_id] >= MAX_STREAMS


async def open_stream(request: Request, context: Context, operation: dict[str, Any]) -> Response:
    """The answer that goes on until the subscription ends, the client leaves or the session is over."""

    async def renew() -> Context:
        return await context_of(context.services, request)

    context.renew = renew
    results = await schema.subscribe(
        operation["query"],
        variable_values=operation.get("variables"),
        operation_name=operation.get("operationName"),
        context_value=context,
    )
    stream = merge_stream_with_heartbeat(
        lambda: _frames(context, results),
        lambda: TRANSPORT.heartbeat_message(json.dumps),
        TRANSPORT.heartbeat_interval,
        send_initial_heartbeat=TRANSPORT.send_initial_heartbeat,
    )
    return StreamingResponse(stream(), headers=dict(TRANSPORT.headers))


async def _frames(context: Context, results: AsyncGenerator[ExecutionResult, None]) -> AsyncGenerator[str, None]:
    streams = context.services.streams
    owner = 0 if context.caller is None else context.caller.user_id
    streams[owner] += 1
    try:
        async with aclosing(results):
            async for result in results:
                yield TRANSPORT.encode_next(_answer(result), json.dumps)
        await context.note_denials()
        yield TRANSPORT.encode_complete()
    finally:
        streams[owner] -= 1


def _answer(result: ExecutionResult) -> GraphQLHTTPResponse:
    answer: GraphQLHTTPResponse = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return answer
