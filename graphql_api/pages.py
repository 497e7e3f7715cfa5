"""The built pages in `frontend/dist`."""

from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

DIST = Path(__file__).resolve().parent.parent / "frontend" / "dist"
MISSING = "The pages are not built; run: make build"
FOR_EVER = "public, max-age=31536000, immutable"
ASK_AGAIN = "no-cache"


class HashedAssets(StaticFiles):
    """Files whose names carry a hash of their content, so that a browser may keep them for ever."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, to be kept."""
        response = await super().get_response(path, scope)
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = FOR_EVER
        return response


def routes(dist: Path = DIST) -> list[BaseRoute]:
    """Routes of the pages and their assets."""

    async def graphiql(_: Request) -> Response:
        page = dist / "graphiql" / "index.html"
        if not page.is_file():
            return PlainTextResponse(MISSING, 503)
        return FileResponse(page, headers={"Cache-Control": ASK_AGAIN})

    async def home(_: Request) -> Response:
        return RedirectResponse("/graphiql/", 307)

    return [
        Route("/", home),
        Route("/graphiql/", graphiql),
        Mount("/assets", HashedAssets(directory=dist / "assets", check_dir=False)),
    ]
