"""`GET /skus.xlsx`: the list of SKUs as a file, narrowed and ordered as the list is."""

import asyncio
from collections.abc import Sequence
from enum import Enum
from typing import TypeVar

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from domain.skus.repository import SKU_ORDERINGS, SkuFilter, select_skus
from graphql_api.catalog.base_types import AbcClass, DemandClass, Lifecycle, SkuOrder, StockoutRisk
from graphql_api.catalog.documents.table import LANGUAGES, Column, Language, columns_for, sku_workbook
from graphql_api.catalog.queries import SkuFilterInput
from graphql_api.context import Context, Services
from graphql_api.downloads import XLSX, attachment, refusal
from graphql_api.errors import DATABASE_GONE, BadInputError, unavailable
from graphql_api.http import UNSTORABLE, problem
from graphql_api.sign_in import context_of
from kit import paging
from kit.reading import AnyRow

MAX_ROWS = 10_000
"""A file of so many rows takes about two seconds to make."""
WordT = TypeVar("WordT", bound=Enum)


class TooManyRowsError(Exception):
    """More SKUs meet the conditions than a file holds."""


def routes() -> list[BaseRoute]:
    """The download's route."""
    return [Route("/skus.xlsx", download, methods=["GET"])]


async def download(request: Request) -> Response:
    """The file, or a refusal in the shape of a GraphQL answer."""
    services: Services = request.app.state.services
    try:
        context = await context_of(services, request)
        refused = refusal(context, "SKU files")
        if refused is not None:
            return refused
        language, order, where = _asked(request.query_params)
        columns = columns_for(sees_costs=context.caller is not None and context.caller.sees_costs)
        rows = await _rows(context, columns, order, where)
    except BadInputError as error:
        return problem(400, "BAD_USER_INPUT", error.message)
    except TooManyRowsError:
        message = f"More than {MAX_ROWS:,} SKUs meet the conditions; a file can't hold more. Narrow the conditions."
        return problem(422, "TOO_MANY_ROWS", message)
    except DATABASE_GONE as error:
        return problem(503, *unavailable(error))
    return attachment(await asyncio.to_thread(sku_workbook, rows, columns, language), XLSX, "skus.xlsx")


async def _rows(context: Context, columns: Sequence[Column], order: SkuOrder, where: SkuFilter) -> Sequence[AnyRow]:
    published = await context.published_run()
    if published is None:
        return ()
    async with context.reading() as reading:
        query = select_skus(published.run_id, {column.name for column in columns}, where)
        page = await paging.read_page(reading, query, SKU_ORDERINGS[order.name], after=None, first=MAX_ROWS)
    if page.has_next:
        raise TooManyRowsError
    return page.rows


def _asked(given: QueryParams) -> tuple[Language, SkuOrder, SkuFilter]:
    """Language, order and conditions, by the names that they have in the schema.

    Raises:
        BadInputError: a value can't be used.
    """
    if any(UNSTORABLE.search(value) for _, value in given.multi_items()):
        raise BadInputError("A condition contains the character NUL.")
    language = next((known for known in LANGUAGES if known == given.get("language", "en")), None)
    if language is None:
        raise BadInputError(f"language: {given['language']!r} is not supported; use ko or en.")
    conditions = SkuFilterInput(
        search=given.get("search"),
        code=given.getlist("code") or None,
        category=given.getlist("category") or None,
        supplier=given.getlist("supplier") or None,
        abc=_words(given, "abc", AbcClass),
        demand_class=_words(given, "demandClass", DemandClass),
        risk=_words(given, "risk", StockoutRisk),
        lifecycle=_words(given, "lifecycle", Lifecycle),
    )
    orders = _words(given, "orderBy", SkuOrder) or [SkuOrder.RISK]
    if len(orders) > 1:
        raise BadInputError("orderBy: one order at a time.")
    return language, orders[0], conditions.conditions()


def _words(given: QueryParams, name: str, words: type[WordT]) -> list[WordT] | None:
    unknown = [value for value in given.getlist(name) if value not in words.__members__]
    if unknown:
        raise BadInputError(f"{name}: {unknown[0]!r} is not supported; use {', '.join(words.__members__)}.")
    return [words[value] for value in given.getlist(name)] or None
