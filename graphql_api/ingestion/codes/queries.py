"""The list of codes that wait."""

from domain.ingestion.codes.repository import query_of, select_unknown_codes
from graphql_api.connections import After, Connection, First, read_page
from graphql_api.context import Info
from graphql_api.decorators import resolver
from graphql_api.ingestion.codes.types import UnknownCode
from graphql_api.permissions import Guard, Role


@resolver(Guard(Role.MANAGER))
async def unknown_codes(info: Info, first: First, after: After = None) -> Connection[UnknownCode]:
    """Codes of order lines that no SKU or listing knows, those with the most lines first, page by page."""
    columns, ordering = select_unknown_codes(info.context.services.zone)
    return await read_page(
        info, UnknownCode, lambda names: query_of(columns, names), ordering, first=first, after=after
    )
