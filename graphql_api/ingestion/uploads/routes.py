"""`POST /imports`: files of people and programs, streamed to the disk; the worker does the rest."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import structlog
from sqlalchemy.orm import Session
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Match, Route
from starlette.types import Scope as ScopeOfRequest

from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.service import UPLOAD, Upload, add_upload
from graphql_api.context import Context, Services
from graphql_api.errors import DATABASE_GONE, unavailable
from graphql_api.http import NO_STORE, is_of_another_site, problem
from graphql_api.ingestion.uploads.receiving import (
    ENVELOPE_BYTES,
    MultipartFiles,
    RefusedUploadError,
    no_space,
    too_large,
)
from graphql_api.ingestion.uploads.refused_file import download
from graphql_api.node import global_id
from graphql_api.permissions import Role, Scope
from graphql_api.sign_in import context_of

PIECE_BYTES = 1_000_000
"""What is written at once, in a thread: the event loop never waits for the disk."""

SILENCE_SECONDS = 30
"""A body that does not go on for so long is given up."""

MAX_UPLOADS_AT_ONCE = 4
MAX_DIGITS = 18
DRAINED_BYTES, DRAINED_SECONDS = 64_000_000, 10
"""How much of a refused body is still read, so that its sender reads the answer instead of a broken connection."""

log = structlog.get_logger("jaego.api")


class UploadRoute(Route):
    """A route for its own methods only: the console has a page at the same address."""

    def matches(self, scope: ScopeOfRequest) -> tuple[Match, ScopeOfRequest]:
        """As of any route; a request by another method is not answered here."""
        match, child = super().matches(scope)
        return (match, child) if match is Match.FULL else (Match.NONE, {})


def routes() -> list[BaseRoute]:
    """The routes of uploads and of the files of refused rows."""
    return [
        UploadRoute("/imports", upload, methods=["POST"]),
        Route("/imports/{id}/refused.csv", download, methods=["GET"]),
        Route("/imports/{id}/refused.zip", download, methods=["GET"]),
    ]


async def upload(request: Request) -> Response:
    """Take the files of a multipart form: their ids, or a refusal in the shape of a GraphQL answer."""
    services: Services = request.app.state.services
    body = _Body(request)
    try:
        context = await context_of(services, request)
        await _check(context, request)
        return await _counted(context, request, body)
    except RefusedUploadError as refusal:
        await body.drain()
        return problem(refusal.status, refusal.code, str(refusal))
    except ClientDisconnect:
        return problem(400, "BAD_REQUEST", "The body ended early; send the files again.")
    except DATABASE_GONE as error:
        log.warning("database_unavailable", error=str(error))
        await body.drain()
        return problem(503, *unavailable(error))


async def _check(context: Context, request: Request) -> None:
    """Refuse before anything of the body is read.

    Raises:
        RefusedUploadError: who asks may not, or the body would be too large.
    """
    if is_of_another_site(request):
        raise RefusedUploadError(403, "FORBIDDEN", "Requests from pages of other sites are refused.")
    caller = context.caller
    if caller is None:
        raise RefusedUploadError(401, "UNAUTHENTICATED", "Sign in first; your session may have ended.")
    missing = None
    if not caller.may(Role.MANAGER.name):
        missing = f"the role {Role.MANAGER.name} or above"
    elif caller.scopes is not None and Scope.IMPORT.name not in caller.scopes:
        missing = f"an API token with the scope {Scope.IMPORT.name}"
    if missing is not None:
        await context.note_refusal(UPLOAD, f"it needs {missing}")
        raise RefusedUploadError(403, "FORBIDDEN", f"Uploads need {missing}.")
    stated = request.headers.get("content-length", "")
    length = int(stated[:MAX_DIGITS]) if stated.isascii() and stated.isdigit() else 0
    if length > context.services.max_upload_bytes + ENVELOPE_BYTES:
        raise too_large(context.services.max_upload_bytes)
    if length > await asyncio.to_thread(UploadFolder(context.services.home).free_bytes):
        raise no_space()


async def _counted(context: Context, request: Request, body: "_Body") -> Response:
    counts, user_id = context.services.uploads, context.signed_in().user_id
    if counts[user_id] >= MAX_UPLOADS_AT_ONCE:
        message = f"You have {MAX_UPLOADS_AT_ONCE} uploads under way; wait for one of them."
        raise RefusedUploadError(429, "TOO_MANY_UPLOADS", message)
    counts[user_id] += 1
    try:
        return await _receive(context, request, body)
    finally:
        counts[user_id] -= 1


async def _receive(context: Context, request: Request, body: "_Body") -> Response:
    services, folder = context.services, UploadFolder(context.services.home)
    files = MultipartFiles(folder, request.headers.get("content-type", ""), services.max_upload_bytes)
    try:
        async for piece in body.pieces():
            await asyncio.to_thread(files.feed, piece)
        received = files.finish()
        ids = await context.unit_of_work(lambda session: _enter(session, context, folder, received))
    except BaseException:
        await asyncio.shield(asyncio.to_thread(files.discard))
        raise
    return JSONResponse({"imports": [_answer(*each) for each in zip(ids, received, strict=True)]}, 201, NO_STORE)


def _enter(
    session: Session, context: Context, folder: UploadFolder, received: Sequence[tuple[Path, Upload]]
) -> list[int]:
    ids = [add_upload(session, context.signed_in(), upload) for _, upload in received]
    for import_id, (path, _) in zip(ids, received, strict=True):
        folder.keep(path, import_id)
    return ids


def _answer(import_id: int, received: tuple[Path, Upload]) -> dict[str, object]:
    _, upload = received
    return {"id": global_id("Import", import_id), "fileName": upload.file_name, "bytes": upload.size_bytes}


class _Body:
    """The body of a request in pieces."""

    def __init__(self, request: Request) -> None:
        self._receive = request.receive
        self._is_awaited = "expect" in request.headers
        self._is_ended = False

    async def pieces(self) -> AsyncIterator[bytes]:
        """The body in pieces of about a megabyte.

        Raises:
            RefusedUploadError: it does not go on.
            ClientDisconnect: its sender is gone.
        """
        piece = bytearray()
        while not self._is_ended:
            try:
                async with asyncio.timeout(SILENCE_SECONDS):
                    piece += await self._next()
            except TimeoutError:
                message = f"The body did not go on for {SILENCE_SECONDS} seconds; send the files again."
                raise RefusedUploadError(408, "BAD_REQUEST", message) from None
            if len(piece) >= PIECE_BYTES:
                yield bytes(piece)
                piece.clear()
        yield bytes(piece)

    async def drain(self) -> None:
        """Read on for a while; not if the sender waits for leave to begin."""
        drained = 0
        try:
            async with asyncio.timeout(DRAINED_SECONDS):
                while not self._is_ended and not self._is_awaited and drained < DRAINED_BYTES:
                    drained += len(await self._next())
        except (TimeoutError, ClientDisconnect):
            self._is_ended = True

    async def _next(self) -> bytes:
        message = await self._receive()
        self._is_awaited = False
        if message["type"] == "http.disconnect":
            self._is_ended = True
            raise ClientDisconnect
        self._is_ended = not message.get("more_body", False)
        body: bytes = message.get("body", b"")
        return body
