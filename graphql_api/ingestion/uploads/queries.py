"""Imports, and what a file can be mapped to."""

from typing import Annotated

import strawberry

from domain.ingestion.uploads import profiles
from domain.ingestion.uploads.fields import FIELDS
from domain.ingestion.uploads.repository import NEWEST_IMPORTS_FIRST, find_import, list_mappings, select_imports
from graphql_api.connections import After, Connection, First, read_page
from graphql_api.context import Context, Info
from graphql_api.decorators import argument, field, object_type, resolver
from graphql_api.ingestion.uploads.description_types import ImportProfile
from graphql_api.ingestion.uploads.types import Import, ImportMapping
from graphql_api.node import key_of
from graphql_api.permissions import Guard, Role
from graphql_api.rows import asked


@object_type
class ImportField:
    """A field that a column can be mapped to."""

    name: str = field("Its name, such as orders.ordered_at or sales.quantity.")
    table: str = field("Its table; sales: a file of one row a day and SKU.")
    column: str = field("Its name within the table.")
    kind: str = field("What it holds: text, code, currency, integer, money, rate, instant, date, weekdays or periods.")
    is_required: bool = field("Whether the table can't do without it.")
    words: list[str] = field("The only words that it may hold; empty: it is free.")


@resolver(Guard(Role.MANAGER))
async def imports(info: Info, first: First, after: After = None) -> Connection[Import]:
    """Uploaded files, the newest first, page by page."""
    return await read_page(info, Import, select_imports, NEWEST_IMPORTS_FIRST, first=first, after=after)


async def find(context: Context, import_id: int, fields: set[str]) -> Import | None:
    """The import of this number, with the columns behind the fields asked of it."""
    async with context.reading() as reading:
        row = await find_import(reading, import_id, Import.columns_of(fields))
    return None if row is None else Import.of(row)


async def get_import(info: Info, import_id: int) -> Import:
    """The import of this number, which is known to exist."""
    found = await find(info.context, import_id, asked(info))
    if found is None:
        raise LookupError(f"import {import_id} is gone")
    return found


@strawberry.field(
    description="An uploaded file; null: there is none of this id.", name="import", extensions=[Guard(Role.MANAGER)]
)
async def import_(info: Info, id: Annotated[strawberry.ID, argument("An import's `id`.")]) -> Import | None:
    """An uploaded file; null: there is none of this id."""
    return await find(info.context, key_of("Import", id), asked(info))


@resolver(Guard(Role.MANAGER))
async def import_profiles() -> list[ImportProfile]:
    """The layouts that files can be read in."""
    return [ImportProfile(name=name) for name in profiles.names()]


@resolver(Guard(Role.MANAGER))
async def import_fields() -> list[ImportField]:
    """The fields that columns can be mapped to."""
    return [
        ImportField(
            name=each.name,
            table=each.table,
            column=each.column,
            kind=each.kind,
            is_required=each.is_required,
            words=list(each.words),
        )
        for each in FIELDS
    ]


@resolver(Guard(Role.MANAGER))
async def import_mappings(info: Info) -> list[ImportMapping]:
    """The saved mappings, by name."""
    async with info.context.reading() as reading:
        return ImportMapping.of_all(await list_mappings(reading))
