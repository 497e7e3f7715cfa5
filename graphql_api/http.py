"""`POST /graphql`: a JSON object in, a JSON object out; anything else is refused before the schema sees it."""

import asyncio
import json
import re
from typing import Any, NoReturn

import structlog
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from domain.identity.errors import InvalidTokenError
from domain.identity.principal import Principal
from domain.identity.repository import find_viewer
from domain.identity.rules import Viewer, is_active
from domain.identity.tokens import read_access_token
from graphql_api.context import Context, Services
from graphql_api.errors import DATABASE_GONE
from graphql_api.schema import schema

MOST_BYTES = 100_000
DEADLINE_SECONDS = 10
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
NO_STORE = {"Cache-Control": "no-store"}
log = structlog.get_logger("jaego.api")


class RefusedRequestError(Exception):
    """A request that is no GraphQL operation, with the status to answer."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


async def graphql(request: Request) -> JSONResponse:
    """Answer one operation."""
    services: Services = request.app.state.services
    try:
        operation = _checked(_parsed(await _body(request)))
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await _answer(services, request, operation)
    except RefusedRequestError as refusal:
        return problem(refusal.status, "BAD_REQUEST", str(refusal))
    except TimeoutError:
        log.warning("deadline_passed", seconds=DEADLINE_SECONDS)
        return problem(503, "DEADLINE_EXCEEDED", f"No answer within {DEADLINE_SECONDS} seconds; ask for less.")
    except DATABASE_GONE as error:
        log.warning("database_unavailable", error=str(error))
        return problem(503, "UNAVAILABLE", "The database does not answer; try again in a moment.")


def problem(status: int, code: str, message: str) -> JSONResponse:
    """An error in the shape of a GraphQL answer."""
    headers = NO_STORE | ({"Retry-After": "2"} if status == 503 else {})  # noqa: PLR2004  # HTTP's own number
    return JSONResponse({"errors": [{"message": message, "extensions": {"code": code}}]}, status, headers)


async def _answer(services: Services, request: Request, operation: dict[str, Any]) -> JSONResponse:
    viewer = await _viewer(services, request)
    address = request.client.host if request.client else ""
    context = Context(services, viewer, address, None if viewer is None else _principal(viewer))
    try:
        result = await schema.execute(
            operation["query"],
            variable_values=operation.get("variables"),
            operation_name=operation.get("operationName"),
            context_value=context,
        )
    except CannotGetOperationTypeError:
        raise RefusedRequestError(400, "The document has no operation of the given name.") from None
    except InvalidOperationTypeError:
        raise RefusedRequestError(400, "This kind of operation is not served here.") from None
    answer: dict[str, object] = {"data": result.data}
    if result.errors:
        answer["errors"] = [error.formatted for error in result.errors]
    return JSONResponse(answer, headers=NO_STORE)


async def _viewer(services: Services, request: Request) -> Viewer | None:
    """The signed-in user as the database knows it now: a disabled user or an ended session is nobody at once."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        return None
    try:
        claims = read_access_token(services.secret_key, token.strip())
    except InvalidTokenError:
        return None
    async with services.reader.connect() as connection:
        viewer = await find_viewer(connection, claims.user_id)
    return viewer if is_active(viewer, claims.session_epoch) else None


def _principal(viewer: Viewer) -> Principal:
    return Principal(viewer.id, viewer.email, viewer.role, viewer.approval_limit)


async def _body(request: Request) -> bytes:
    if request.method != "POST":
        raise RefusedRequestError(405, "Send the operation by POST.")
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise RefusedRequestError(415, "Send the operation as application/json.")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise RefusedRequestError(403, "Requests from pages of other sites are refused.")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > MOST_BYTES:
                raise RefusedRequestError(413, "The body is larger than 100 KB.")
    except ClientDisconnect:
        raise RefusedRequestError(400, "The body ended early.") from None
    return bytes(body)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body.decode(), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise RefusedRequestError(400, "The body is no JSON.") from None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(name)


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
