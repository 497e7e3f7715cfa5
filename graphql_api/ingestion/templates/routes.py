"""`GET /templates/{name}.xlsx`: a workbook to fill in. It holds nothing of the company, so anyone may have it."""

import asyncio

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domain.ingestion.templates import LANGUAGES, TEMPLATES
from graphql_api.downloads import XLSX, attachment
from graphql_api.http import problem
from graphql_api.ingestion.templates.workbook import template_workbook


def routes() -> list[BaseRoute]:
    """The download's route."""
    return [Route("/templates/{name}.xlsx", download, methods=["GET"])]


async def download(request: Request) -> Response:
    """The workbook, or a refusal in the shape of a GraphQL answer."""
    name = request.path_params["name"]
    if name not in TEMPLATES:
        return problem(404, "NOT_FOUND", f"There is no such template; choose one of {', '.join(TEMPLATES)}.")
    language = next((known for known in LANGUAGES if known == request.query_params.get("lang", "en")), None)
    if language is None:
        return problem(400, "BAD_USER_INPUT", f"lang must be one of {', '.join(LANGUAGES)}.")
    return attachment(await asyncio.to_thread(template_workbook, name, language), XLSX, f"jaego-{name}-{language}.xlsx")
