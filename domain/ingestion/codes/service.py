"""Match a code by hand: its listing says what its order lines draw, and rows that waited for it are loaded."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.ingestion.codes import repository
from domain.ingestion.codes.errors import ProductNotFoundError
from domain.ingestion.codes.rules import Match, checked
from domain.ingestion.contract import BY_NAME
from domain.ingestion.loading import repository as loading
from domain.ingestion.order_lines import repository as order_lines
from domain.ingestion.staged_rows import LoadingRules, retry_waiting

ACTION = "MATCH_CODE"


@dataclass(frozen=True)
class MatchTerms:
    """How rows that waited are read: as an import would."""

    zone: ZoneInfo
    currency: str
    cancellation_hours: int


def match_code(session: Session, caller: Caller, match: Match, terms: MatchTerms) -> int:
    """Say what a code draws, on all days; the sales that waited for it count on their own days.

    Args:
        session: the unit of work.
        caller: who says it.
        match: the code and what one sale under it draws.
        terms: how rows that waited are read.

    Returns:
        The listing's number. The same match again changes nothing.

    Raises:
        MatchRefusedError: a value can't be used.
        ProductNotFoundError: there is no such SKU.
    """
    match = checked(match)
    product = repository.find_product(session, match.product_id)
    if product is None:
        raise ProductNotFoundError
    connection = session.connection()
    loading.prepare(connection, terms.zone)
    listing_id, is_changed = repository.write_listing(session, match)
    if is_changed:
        changed = order_lines.relist(connection, [match.code])
        rules = LoadingRules({"currency": terms.currency, "warehouse": "MAIN"}, terms.cancellation_hours)
        resolved, written = retry_waiting(connection, BY_NAME["order_items"], rules, [match.code])
        details = {
            "channel": match.channel,
            "code": match.code,
            "option": match.option,
            "sku": product.sku,
            "units": match.units,
            "lines_changed": changed,
            "rows_resolved": resolved,
            "lines_loaded": written,
        }
        record(session, done(ACTION, caller, ("Listing", listing_id), details))
    return listing_id
