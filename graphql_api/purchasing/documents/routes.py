"""Orders as files: `/purchase-orders/{id}.{format}`, and several as `/purchase-orders.{format}?id=…&id=…`."""

import asyncio
from collections.abc import Callable, Sequence
from types import MappingProxyType

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domain.purchasing.read_repository import ORDER_COLUMNS, items_of, orders_by_id
from graphql_api.context import Context, Services
from graphql_api.downloads import XLSX, attachment, refusal
from graphql_api.errors import DATABASE_GONE, BadInputError, unavailable
from graphql_api.http import problem
from graphql_api.node import key_of
from graphql_api.purchasing.documents.pdf import PdfMissingError, as_pdf
from graphql_api.purchasing.documents.table import Document, as_csv, as_xlsx
from graphql_api.sign_in import context_of

Render = Callable[..., bytes]
MAX_ORDERS_IN_FILE = 50
TABLES = ("csv", "xlsx")
FORMATS: MappingProxyType[str, tuple[str, Render]] = MappingProxyType(
    {
        "csv": ("text/csv; charset=utf-8", as_csv),
        "xlsx": (XLSX, as_xlsx),
        "pdf": ("application/pdf", as_pdf),
    }
)


def routes() -> list[BaseRoute]:
    """The downloads' routes."""
    return [
        Route("/purchase-orders/{id}.{format}", download, methods=["GET"]),
        Route("/purchase-orders.{format}", download_many, methods=["GET"]),
    ]


async def download(request: Request) -> Response:
    """The file, or a refusal in the shape of a GraphQL answer."""
    services: Services = request.app.state.services
    extension = request.path_params["format"]
    if extension not in FORMATS:
        return problem(404, "NOT_FOUND", f"There is no format {extension!r}; choose csv, xlsx or pdf.")
    return await _answer(services, request, extension, [request.path_params["id"]])


async def download_many(request: Request) -> Response:
    """One file with the lines of several orders, as CSV or XLSX."""
    services: Services = request.app.state.services
    extension, ids = request.path_params["format"], request.query_params.getlist("id")
    if extension not in TABLES:
        return problem(404, "NOT_FOUND", f"Several orders are downloaded as csv or xlsx, not as {extension!r}.")
    if not 1 <= len(ids) <= MAX_ORDERS_IN_FILE:
        return problem(422, "TOO_MANY_ROWS", f"Choose 1 to {MAX_ORDERS_IN_FILE} orders.")
    return await _answer(services, request, extension, ids)


async def _answer(services: Services, request: Request, extension: str, ids: Sequence[str]) -> Response:
    try:
        context = await context_of(services, request)
        refused = refusal(context, "Purchase orders")
        documents = [] if refused is not None else await _documents(context, ids)
    except BadInputError as error:
        return problem(404, "NOT_FOUND", error.message)
    except DATABASE_GONE as error:
        return problem(503, *unavailable(error))
    if refused is not None:
        return refused
    if len(documents) < len(set(ids)):
        return problem(404, "NOT_FOUND", "There is no such purchase order.")
    return await _rendered(documents, extension)


async def _documents(context: Context, ids: Sequence[str]) -> list[Document]:
    order_ids, caller = [key_of("PurchaseOrder", text) for text in ids], context.caller
    if caller is None:
        return []
    async with context.reading() as reading:
        orders = {row.order_id: row for row in await orders_by_id(reading, order_ids, ORDER_COLUMNS)}
        items = (await reading.execute(items_of(order_ids))).all()
    return [
        Document(
            orders[order_id],
            [item for item in items if item.order_id == order_id],
            caller,
        )
        for order_id in dict.fromkeys(order_ids)
        if order_id in orders
    ]


async def _rendered(documents: Sequence[Document], extension: str) -> Response:
    media_type, render = FORMATS[extension]
    try:
        body = await asyncio.to_thread(render, *documents)
    except PdfMissingError as error:
        return problem(501, "NOT_INSTALLED", str(error))
    name = documents[0].order.order_no if len(documents) == 1 else "purchase-orders"
    return attachment(body, media_type, f"{name}.{extension}")
