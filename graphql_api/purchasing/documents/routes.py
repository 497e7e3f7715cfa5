"""`GET /purchase-orders/{id}.{format}`: an order as a file, for whoever may read it."""

import asyncio
from collections.abc import Callable
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domain.purchasing.read_repository import ORDER_COLUMNS, items_of, orders_by_id
from domain.purchasing.rules import sees_prices
from graphql_api.context import Context, Services
from graphql_api.downloads import XLSX, attachment, refusal
from graphql_api.errors import DATABASE_GONE, BadInputError, unavailable
from graphql_api.http import problem
from graphql_api.node import key_of
from graphql_api.purchasing.documents.pdf import PdfMissingError, as_pdf
from graphql_api.purchasing.documents.table import Document, as_csv, as_xlsx
from graphql_api.purchasing.types import facts_of
from graphql_api.sign_in import context_of

Render = Callable[[Document], bytes]
FORMATS: MappingProxyType[str, tuple[str, Render]] = MappingProxyType(
    {
        "csv": ("text/csv; charset=utf-8", as_csv),
        "xlsx": (XLSX, as_xlsx),
        "pdf": ("application/pdf", as_pdf),
    }
)


def routes() -> list[BaseRoute]:
    """The download's route."""
    return [Route("/purchase-orders/{id}.{format}", download, methods=["GET"])]


async def download(request: Request) -> Response:
    """The file, or a refusal in the shape of a GraphQL answer."""
    services: Services = request.app.state.services
    extension = request.path_params["format"]
    if extension not in FORMATS:
        return problem(404, "NOT_FOUND", f"There is no format {extension!r}; ask for csv, xlsx or pdf.")
    try:
        context = await context_of(services, request)
        refused = refusal(context, "Purchase orders")
        document = None if refused is not None else await _document(context, request.path_params["id"])
    except BadInputError as error:
        return problem(404, "NOT_FOUND", error.message)
    except DATABASE_GONE as error:
        return problem(503, *unavailable(error))
    if refused is not None:
        return refused
    if document is None:
        return problem(404, "NOT_FOUND", "There is no such purchase order.")
    return await _rendered(document, extension)


async def _document(context: Context, text: str) -> Document | None:
    order_id, principal = key_of("PurchaseOrder", text), context.principal
    async with context.reading() as reading:
        orders = await orders_by_id(reading, [order_id], ORDER_COLUMNS)
        items = (await reading.execute(items_of([order_id]))).all()
    if not orders or principal is None:
        return None
    return Document(orders[0], items, sees_prices(facts_of(orders[0]), principal))


async def _rendered(document: Document, extension: str) -> Response:
    media_type, render = FORMATS[extension]
    try:
        body = await asyncio.to_thread(render, document)
    except PdfMissingError as error:
        return problem(501, "NOT_INSTALLED", str(error))
    return attachment(body, media_type, f"{document.order.order_no}.{extension}")
