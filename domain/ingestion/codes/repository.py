"""Codes that wait, and the listings that people make for them."""

from collections.abc import Collection, Sequence
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Date, Integer, Numeric, cast, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Listing, ListingLine, Product
from domain.ingestion.codes.rules import Match
from domain.ingestion.expressions import BLANKS
from domain.ingestion.models import RejectedRow
from domain.ingestion.statements import statement
from domain.sales.models import Order, OrderItem
from kit.paging import Key, Ordering
from kit.reading import AnyColumn, AnyRow, AnySelect, pick

ALWAYS_VALID = "1990-01-01"


def _text(name: str) -> Any:  # noqa: ANN401  # an expression
    return func.coalesce(func.btrim(RejectedRow.row[name].astext, BLANKS), "")


def _waiting(zone: ZoneInfo) -> Any:  # noqa: ANN401  # a subquery
    """One row per channel, code and option; of rows that several files deliver, those of the newest count."""
    code, option = _text("product"), _text("option")
    rows = (
        select(
            func.coalesce(Order.channel, "").label("channel"),
            code.label("code"),
            option.label("option"),
            cast(cast(_text("quantity"), Numeric), Integer).label("quantity"),
            cast(func.timezone(zone.key, Order.ordered_at), Date).label("day"),
            func.rank()
            .over(partition_by=(Order.id, code, option), order_by=RejectedRow.batch_id.desc())
            .label("delivery"),
        )
        .join(Order, Order.order_no == _text("order"))
        .where(RejectedRow.table_name == "order_items", RejectedRow.reason == "UNKNOWN_REFERENCE")
        .where(RejectedRow.resolved_at.is_(None), RejectedRow.message.like("product %"))
        .subquery("waiting_rows")
    )
    keys = (rows.c.channel, rows.c.code, rows.c.option)
    return (
        select(
            *keys,
            func.count().label("lines"),
            func.sum(rows.c.quantity).label("units"),
            func.min(rows.c.day).label("first_day"),
            func.max(rows.c.day).label("last_day"),
        )
        .where(rows.c.delivery == 1)
        .group_by(*keys)
        .subquery("unknown_codes")
    )


UNKNOWN_CODE_NAMES = ("channel", "code", "option", "lines", "units", "first_day", "last_day")


def select_unknown_codes(zone: ZoneInfo) -> tuple[MappingProxyType[str, AnyColumn], Ordering]:
    """The columns of the list of codes that wait, and its order: those with the most lines first."""
    waiting = _waiting(zone).c
    keys = (Key(waiting.lines, "int", is_descending=True), *(Key(waiting[name], "text") for name in KEY))
    return MappingProxyType({name: waiting[name] for name in UNKNOWN_CODE_NAMES}), Ordering("LINES", keys)


KEY = ("code", "channel", "option")


def query_of(columns: MappingProxyType[str, AnyColumn], names: Collection[str]) -> AnySelect:
    """The query for codes that wait, of the named columns and those that name a code."""
    return select(*pick(columns, names, always=KEY))


async def suggestions(connection: AsyncConnection, keys: Sequence[tuple[str, str]]) -> Sequence[AnyRow]:
    """Products that codes (with their options) may be: code, option, product_id, reason, sku, name; the best first."""
    bound = {"codes": [code for code, _ in keys], "options": [option for _, option in keys]}
    rows: Sequence[AnyRow] = (await connection.execute(statement("code_suggestions"), bound)).all()
    return rows


def find_product(session: Session, product_id: int) -> Product | None:
    """A living product."""
    return session.scalars(select(Product).where(Product.id == product_id, Product.deleted_at.is_(None))).one_or_none()


def write_listing(session: Session, match: Match) -> tuple[int, bool]:
    """Write what a code draws, on all days; return the listing's number and whether it says something else now."""
    values = {name: getattr(match, name) for name in ("channel", "code", "option")}
    key = ["code", "channel", "option", "valid_from"]
    added = insert(Listing).values(**values, valid_from=ALWAYS_VALID).on_conflict_do_nothing(index_elements=key)
    session.execute(added)
    listing_id = session.scalars(
        select(Listing.id).filter_by(**values).where(Listing.valid_from == cast(ALWAYS_VALID, Date))
    ).one()
    line = insert(ListingLine).values(listing_id=listing_id, product_id=match.product_id, units=match.units)
    changed = line.on_conflict_do_update(
        index_elements=["listing_id"],
        set_={"product_id": match.product_id, "units": match.units, "row_hash": None, "batch_id": None},
        where=(ListingLine.product_id != match.product_id) | (ListingLine.units != match.units),
    )
    return listing_id, session.execute(changed.returning(ListingLine.id)).first() is not None


async def find_listing(connection: AsyncConnection, listing_id: int) -> AnyRow:
    """A listing: channel, code, option, units, sku, lines (order lines that were sold under it)."""
    lines = select(func.count()).where(OrderItem.listing_id == listing_id).scalar_subquery().label("lines")
    query = (
        select(Listing.channel, Listing.code, Listing.option, ListingLine.units, Product.sku, lines)
        .join(ListingLine, ListingLine.listing_id == Listing.id)
        .join(Product, Product.id == ListingLine.product_id)
        .where(Listing.id == listing_id)
    )
    return (await connection.execute(query)).one()
