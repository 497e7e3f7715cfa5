"""`POST /graphql`: a JSON object in, a JSON object out; anything else is refused before the schema sees it."""

import asyncio
import json
import math
import re
from typing import Any, NoReturn
from urllib.parse import urlsplit

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.types.graphql import OperationType

from graphql_api import streaming
from graphql_api.context import Services
from graphql_api.errors import BUSY, DATABASE_GONE, unavailable
from graphql_api.permissions import Role, Scope
from graphql_api.schema import schema
from graphql_api.sign_in import context_of, put_cookie

MAX_BYTES = 100_000
MAX_IMPORT_BYTES = 2_000_000
"""Of those who may import: a thousand orders with their lines are some hundred KB."""
DEADLINE_SECONDS = 10
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
NO_STORE = {"Cache-Control": "no-store"}
log = structlog.get_logger("jaego.api")


class RefusedRequestError(Exception):
    """A request that is not a GraphQL operation, with the status to answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def graphql(request: Request) -> Response:
    """Answer one operation; a subscription by a stream of events."""
    services: Services = request.app.state.services
    try:
        operation = _checked(_parsed(await _body(request)))
        async with asyncio.timeout(DEADLINE_SECONDS):
            if streaming.is_asked(request):
                return await _stream(services, request, operation)
            return await _answer(services, request, operation)
    except RefusedRequestError as refusal:
        return problem(refusal.status, "BAD_REQUEST", str(refusal))
    except TimeoutError:
        log.warning("deadline_passed", seconds=DEADLINE_SECONDS)
        return problem(503, "BUSY", BUSY)
    except DATABASE_GONE as error:
        log.warning("database_unavailable", error=str(error))
        return problem(503, *unavailable(error))


def problem(status: int, code: str, message: str) -> JSONResponse:
    """An error in the shape of a GraphQL answer."""
    headers = NO_STORE | ({"Retry-After": "2"} if status == 503 else {})  # noqa: PLR2004  # HTTP's own number
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status, headers)


async def _stream(services: Services, request: Request, operation: dict[str, Any]) -> Response:
    context = await context_of(services, request)
    if streaming.is_full(context):
        return problem(429, "TOO_MANY_STREAMS", f"You have {streaming.MAX_STREAMS} streams open; close one first.")
    return await streaming.open_stream(request, context, operation)


async def _answer(services: Services, request: Request, operation: dict[str, Any]) -> JSONResponse:
    context = await context_of(services, request)
    try:
        result = await schema.execute(
            operation["query"],
            variable_values=operation.get("variables"),
            operation_name=operation.get("operationName"),
            context_value=context,
            allowed_operation_types=(OperationType.QUERY, OperationType.MUTATION),
        )
    except CannotGetOperationTypeError:
        raise RefusedRequestError(400, "The document has no operation of the given name.") from None
    except InvalidOperationTypeError:
        raise RefusedRequestError(400, "This kind of operation is not served here.") from None
    await context.note_denials()
    answer: dict[str, object] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    response = JSONResponse(answer, headers=NO_STORE)
    put_cookie(context, request, response)
    return response


async def _body(request: Request) -> bytes:
    if request.method != "POST":
        raise RefusedRequestError(405, "Send the operation by POST.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedRequestError(415, "Send the operation as application/json.")
    if is_of_another_site(request):
        raise RefusedRequestError(403, "Requests from pages of other sites are refused.")
    body, limit = bytearray(), MAX_BYTES
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            async for chunk in request.stream():
                body += chunk
                if len(body) > limit == MAX_BYTES:
                    limit = await _limit_of(request)
                if len(body) > limit:
                    raise RefusedRequestError(413, f"The body is larger than {limit // 1_000:,} KB.")
    except TimeoutError:
        raise RefusedRequestError(408, f"The body did not arrive within {DEADLINE_SECONDS} seconds.") from None
    except ClientDisconnect:
        raise RefusedRequestError(400, "The body ended early.") from None
    return bytes(body)


async def _limit_of(request: Request) -> int:
    """How large a body may be, by whose it is."""
    caller = (await context_of(request.app.state.services, request)).caller
    may_import = caller is not None and caller.may(Role.MANAGER.name) and caller.has_scope(Scope.IMPORT.name)
    return MAX_IMPORT_BYTES if may_import else MAX_BYTES


def is_of_another_site(request: Request) -> bool:
    """Whether a browser says that a page of another site sends this; programs say nothing of the kind."""
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = request.headers.get("origin")
    try:
        return origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower()
    except ValueError:  # an address that can't be read is none of ours
        return True


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError):
        raise RefusedRequestError(400, "The body is not JSON.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    """A number that a float can hold: JSON knows no infinity, but 1e999 would be read as one."""
    number = float(text)
    if math.isinf(number):
        raise ValueError(text)
    return number


def _checked(operation: object) -> dict[str, Any]:
    if not isinstance(operation, dict) or not isinstance(operation.get("query"), str) or not operation["query"]:
        raise RefusedRequestError(400, 'The body must be a JSON object with the text "query".')
    for name, kind in (("variables", dict), ("extensions", dict), ("operationName", str)):
        if operation.get(name) is not None and not isinstance(operation[name], kind):
            raise RefusedRequestError(400, f'"{name}" has the wrong type.')
    if _has_unstorable_text(operation):
        raise RefusedRequestError(400, "A text contains the character NUL or half a surrogate pair.")
    return operation


def _has_unstorable_text(value: object) -> bool:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and UNSTORABLE.search(item):
            return True
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item
    return False
