"""Codes that wait, with what they may be, and what they were matched with."""

from datetime import date
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.ingestion.codes.repository import UNKNOWN_CODE_NAMES
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.ingestion.codes.loaders import SuggestionsByCodeLoader
from graphql_api.node import global_id
from graphql_api.rows import FromRow


@enum
class SuggestionReason(Enum):
    """Why a product is suggested for a code."""

    SAME_BARCODE = "The code is the product's barcode."
    SAME_CODE = "The same code, apart from case, punctuation and leading zeros."
    SAME_NAME = "The code or the option is the product's name."


@object_type
class CodeSuggestion:
    """A product that a code may be."""

    product_id: strawberry.ID = field("The SKU's `id`, for `matchCode`.")
    code: str = field("The SKU's code.")
    name: str = field("The SKU's name.")
    reason: SuggestionReason = field("Why it is suggested.")


@object_type
class UnknownCode(FromRow, names=UNKNOWN_CODE_NAMES, needs=MappingProxyType({"suggestions": ()})):
    """A code that a channel sells under and that no SKU or listing knows. Its order lines wait for `matchCode`."""

    code: str = field("The code, as the channel writes it.")
    lines: int = field("Order lines that wait.")
    units: int = field("Their quantities, added up.")
    first_day: date = field("The business day of the first order.")
    last_day: date = field("That of the last one.")

    @resolver()
    def channel(self) -> str | None:
        """The channel; null: orders without one."""
        return self.row.channel or None

    @resolver()
    def option(self) -> str | None:
        """The option; null: lines without one."""
        return self.row.option or None

    @resolver()
    async def suggestions(self, info: Info) -> list[CodeSuggestion]:
        """Products that it may be, at most 5, the best first."""
        rows = await info.context.loader(SuggestionsByCodeLoader).load((self.row.code, self.row.option))
        return [
            CodeSuggestion(
                product_id=global_id("Sku", row.product_id),
                code=row.sku,
                name=row.name,
                reason=SuggestionReason[row.reason],
            )
            for row in rows
        ]


@object_type
class MatchedCode(FromRow):
    """A code and what one sale under it draws."""

    code: str = field("The code.")
    units: int = field("Units of the SKU that one sale draws.")
    sku: str = field("The SKU's code.")
    lines: int = field("Order lines that were sold under it and now count for the SKU.")

    @resolver()
    def channel(self) -> str | None:
        """The channel; null: every channel."""
        return self.row.channel or None

    @resolver()
    def option(self) -> str | None:
        """The option; null: every option."""
        return self.row.option or None
