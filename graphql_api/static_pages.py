"""The built pages in `frontend/dist`: the console at every address that nothing else answers, and the API explorer."""

from pathlib import Path
from types import MappingProxyType

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocketClose

DIST = Path(__file__).resolve().parent.parent / "frontend" / "dist"
MISSING = "The pages are not built; run: make build"
IMMUTABLE = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
CODINGS = MappingProxyType({"br": ".br", "gzip": ".gz"})
"""Codings of the copies that the build puts beside a file, the smallest first."""


class HashedAssets(StaticFiles):
    """Files whose names carry a hash of their content, so that a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, compressed as the browser understands it, to be kept."""
        response = await super().get_response(path, scope)
        if isinstance(response, FileResponse) and response.status_code == 200:  # noqa: PLR2004  # HTTP's own number
            response = compressed(Path(response.path), Headers(scope=scope))
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = IMMUTABLE
        return response


def compressed(file: Path, request: Headers) -> Response:
    """A file, or the copy of it in the best coding that the request accepts.

    Args:
        file: the plain file.
        request: the request's headers.
    """
    accepted = {coding.partition(";")[0].strip() for coding in request.get("accept-encoding", "").split(",")}
    plain = FileResponse(file)
    for coding, suffix in CODINGS.items():
        copy = file.with_name(file.name + suffix)
        if coding in accepted and copy.is_file():
            headers = {"Content-Encoding": coding, "Vary": "Accept-Encoding"}
            return FileResponse(copy, headers=headers, media_type=plain.media_type)
    plain.headers["Vary"] = "Accept-Encoding"
    return plain


def routes(dist: Path = DIST) -> list[BaseRoute]:
    """Routes of the API explorer and of all assets."""

    async def graphiql(request: Request) -> Response:
        return _page(dist / "graphiql" / "index.html", request)

    return [
        Route("/graphiql/", graphiql),
        Mount("/assets", HashedAssets(directory=dist / "assets", check_dir=False)),
    ]


def console(dist: Path = DIST) -> ASGIApp:
    """The console, for every address that no route answers; it reads the address itself.

    Raises:
        HTTPException: the requested path is not a page (404).
    """

    async def serve(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        request = Request(scope)
        if request.method not in ("GET", "HEAD") or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(404)
        await _page(dist / "index.html", request)(scope, receive, send)

    return serve


def _page(file: Path, request: Request) -> Response:
    if not file.is_file():
        return PlainTextResponse(MISSING, 503)
    response = compressed(file, request.headers)
    response.headers["Cache-Control"] = REVALIDATE
    return response
