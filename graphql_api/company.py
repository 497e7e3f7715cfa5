"""What holds for the whole company, wherever the browser is."""

import asyncio
from datetime import date
from enum import Enum

import strawberry

from domain.inventory.repository import warehouse_codes
from graphql_api.context import Info
from graphql_api.permissions import Guard, Role, operators
from graphql_api.purchasing.documents.pdf import is_available


@strawberry.enum(description="A file of an order.")
class PurchaseOrderFormat(Enum):
    """Formats of the download."""

    PDF = strawberry.enum_value("PDF", description="A4 pages for the supplier, if PDF is available.")
    XLSX = strawberry.enum_value("XLSX", description="A workbook.")
    CSV = strawberry.enum_value("CSV", description="A table as text.")


@strawberry.type(description="Values that apply to the whole company.", directives=operators())
class Company:
    """Its day, its warehouses, and the files that can be made here."""

    @strawberry.field(description="The business day: what orders, pages and jobs call today.")
    def business_day(self, info: Info) -> date:
        """The day in the company's time zone."""
        return info.context.today

    @strawberry.field(description="The company's time zone (IANA).")
    def time_zone(self, info: Info) -> str:
        """Its name."""
        return info.context.services.zone.key

    @strawberry.field(
        description="Codes of the warehouses that stock is or was in: units are received into one of them. Empty: the"
        " company has none yet."
    )
    async def warehouses(self, info: Info) -> list[str]:
        """The codes, in alphabetical order."""
        return [row.warehouse_code for row in await info.context.rows(warehouse_codes())]

    @strawberry.field(
        description="The files that an order can be downloaded as here, at `/purchase-orders/<id>.<format>`."
    )
    async def purchase_order_formats(self) -> list[PurchaseOrderFormat]:
        """All formats, but for PDF where nothing makes it."""
        has_pdf = await asyncio.to_thread(is_available)
        return [found for found in PurchaseOrderFormat if has_pdf or found is not PurchaseOrderFormat.PDF]


@strawberry.type
class CompanyQueries:
    """The question about the company."""

    @strawberry.field(description="Values that apply to the whole company.", extensions=[Guard(Role.OPERATOR)])
    def company(self) -> Company:
        """The company."""
        return Company()
