"""What holds for the whole company, wherever the browser is."""

import asyncio
from datetime import date
from enum import Enum

from domain.inventory.repository import warehouse_codes
from graphql_api.context import Info
from graphql_api.decorators import enum, object_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.purchasing.documents.pdf import is_available


@enum
class PurchaseOrderFormat(Enum):
    """A file of an order."""

    PDF = "A4 pages for the supplier, if PDF is available."
    XLSX = "A workbook."
    CSV = "A table as text."


@object_type
class Company:
    """Values that apply to the whole company."""

    @resolver()
    def business_day(self, info: Info) -> date:
        """The business day: what orders, pages and jobs call today."""
        return info.context.today

    @resolver()
    def time_zone(self, info: Info) -> str:
        """The company's time zone (IANA)."""
        return info.context.services.zone.key

    @resolver()
    async def warehouses(self, info: Info) -> list[str]:
        """Codes of the warehouses that stock is or was in: units are received into one of them. Empty: the company has
        none yet.
        """
        return [row.warehouse_code for row in await info.context.rows(warehouse_codes())]

    @resolver()
    async def purchase_order_formats(self) -> list[PurchaseOrderFormat]:
        """The files that an order can be downloaded as here, at `/purchase-orders/<id>.<format>`."""
        has_pdf = await asyncio.to_thread(is_available)
        return [found for found in PurchaseOrderFormat if has_pdf or found is not PurchaseOrderFormat.PDF]


@resolver(Guard(Role.OPERATOR))
def company() -> Company:
    """Values that apply to the whole company."""
    return Company()
