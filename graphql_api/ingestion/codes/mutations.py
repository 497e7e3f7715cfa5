"""Matching a code with a product."""

from operator import attrgetter
from types import MappingProxyType

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.ingestion.codes import service
from domain.ingestion.codes.errors import MatchRefusedError, ProductNotFoundError
from domain.ingestion.codes.repository import find_listing
from domain.ingestion.codes.rules import Match
from domain.ingestion.codes.service import MatchTerms
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.ingestion.codes.types import MatchedCode
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, ValidationFailed
from graphql_api.permissions import Guard, Role, Scope


@input_type
class MatchCodeInput:
    """What one sale under a code draws. The same again changes nothing; something else corrects it, on all days."""

    code: str = field("The code, as the channel writes it.")
    product_id: strawberry.ID = field("A SKU's `id`.")
    units: int = field("Units of the SKU that one sale draws, from 1 to 10,000: 3 of a pack of three.", default=1)
    channel: str | None = field("The channel; absent: every channel.", default=None)
    option: str | None = field("The option; absent: every option.", default=None)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


async def _terms(context: Context, _: MatchCodeInput) -> MatchTerms:
    services = context.services
    return MatchTerms(services.zone, services.currency, services.cancellation_hours)


async def _read(info: Info, listing_id: int) -> MatchedCode:
    async with info.context.reading() as connection:
        return MatchedCode.of(await find_listing(connection, listing_id))


CODE = attrgetter("code")
match_mutation = MutationFamily(
    "MatchCodeResult",
    MatchedCode,
    _read,
    MappingProxyType(
        {
            MatchRefusedError: Refusal(ValidationFailed, CODE),
            ProductNotFoundError: Refusal(NotFound, CODE),
            **KEY_REFUSALS,
        }
    ),
    prepare=_terms,
)


@match_mutation(service.ACTION, Guard(Role.MANAGER, Scope.IMPORT))
def match_code(session: Session, caller: Caller, input: MatchCodeInput, terms: MatchTerms) -> int:
    """Match a code with a SKU; order lines that waited for it are loaded and count on their own days."""
    match = Match(
        channel=input.channel or "",
        code=input.code,
        option=input.option or "",
        product_id=key_of("Sku", input.product_id),
        units=input.units,
    )
    return service.match_code(session, caller, match, terms)
