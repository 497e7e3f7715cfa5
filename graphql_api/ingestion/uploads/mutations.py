"""Mutations of imports: answer, start, discard."""

import asyncio
from dataclasses import dataclass
from enum import Enum
from functools import partial
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Self

import strawberry
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.ingestion.uploads import service
from domain.ingestion.uploads.answers import Change
from domain.ingestion.uploads.chosen_encoding import check_encoding
from domain.ingestion.uploads.errors import ImportNotFoundError, ImportStateError, MappingRefusedError
from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.locked import unlock
from domain.ingestion.uploads.repository import find_import
from domain.ingestion.uploads.rules import MAP
from graphql_api.context import Context
from graphql_api.decorators import enum, field, input_type, object_type, secret_field
from graphql_api.ingestion.uploads.queries import get_import
from graphql_api.ingestion.uploads.types import Import as ImportType
from graphql_api.ingestion.uploads.types import ImportState
from graphql_api.mutation import MutationFamily, Refusal, Refusals
from graphql_api.node import key_of
from graphql_api.outcomes import NotFound, UserError, ValidationFailed
from graphql_api.permissions import Guard, Role, Scope


@enum
class DateOrder(Enum):
    """The order of the parts of a date."""

    YMD = "Year, month, day."
    DMY = "Day, month, year."
    MDY = "Month, day, year."


@enum
class DecimalMark(Enum):
    """The sign before the decimals of a number."""

    POINT = "1,234.50"
    COMMA = "1.234,50"


@object_type
class ImportStateConflict(UserError):  # noqa: N818  # the schema's own word, no exception
    """Not possible in the import's current state; nothing was changed. `code` is IMPORT_STATE."""

    state: ImportState = field("The current state.")

    @classmethod
    def of(cls, error: ImportStateError) -> Self:
        """With the state."""
        return cls(code=error.code, message=str(error), state=ImportState[error.state])


@input_type
class MappedColumnInput:
    """A column of the file and the field that it becomes."""

    column: str = field("The column's name in the file's header.")
    field: str = field("The field: a `name` of `importFields`.")


@input_type
class StatusWordInput:
    """A word of the file's status column and what it means."""

    word: str = field("The word, as in the file.")
    status: str = field("The status, such as PAID or CANCELLED.")


@input_type
class MapImportInput:
    """Answers about a file. What is absent stays as it is; an empty text or list takes an answer back."""

    id: strawberry.ID = field("The import's id.")
    profile: str | None = field("A `name` of `importProfiles`; it takes the place of mapped columns.", default=None)
    columns: list[MappedColumnInput] | None = field(
        "Which column is which field, at most 500; they take the place of a profile.", default=None
    )
    encoding: str | None = field("The encoding of the text, such as utf-8 or cp949.", default=None)
    date_order: DateOrder | None = field("The order of the parts of dates.", default=None)
    decimal_mark: DecimalMark | None = field("The sign before the decimals of numbers.", default=None)
    status_words: list[StatusWordInput] | None = field("What words of the status column mean.", default=None)
    password: str | None = secret_field(
        "The password of the file; it is opened at once, and the password is never stored.", default=None
    )
    complete_lines: bool | None = field(
        "Whether the file has all lines of its orders, so that lines that are missing are gone.", default=None
    )
    complete_stock: bool | None = field(
        "Whether the file has the whole stock of its warehouses, so that what is missing is 0.", default=None
    )
    creates_products: bool | None = field(
        "Whether products that no list names are made from order lines.", default=None
    )
    save_as: str | None = field(
        "A name, 1 to 60 characters, under which these answers are kept for files with the same header. A mapping of"
        " this name is replaced.",
        default=None,
    )

    def change(self) -> Change:
        """As the domain takes it."""
        marks = {DecimalMark.POINT: ".", DecimalMark.COMMA: ","}
        return Change(
            profile=self.profile,
            columns=None if self.columns is None else [(each.column, each.field) for each in self.columns],
            encoding=self.encoding,
            date_order=None if self.date_order is None else self.date_order.name,
            decimal_mark=None if self.decimal_mark is None else marks[self.decimal_mark],
            status_words=None
            if self.status_words is None
            else [(each.word, each.status) for each in self.status_words],
            complete_lines=self.complete_lines,
            complete_stock=self.complete_stock,
            creates_products=self.creates_products,
        )


@input_type
class StartImportInput:
    """Which import."""

    id: strawberry.ID = field("The import's id.")


@input_type
class DiscardImportInput:
    """Which import."""

    id: strawberry.ID = field("The import's id.")


@dataclass(frozen=True)
class Unlocked:
    """A file that a password has opened."""

    folder: UploadFolder
    path: Path


async def _unlocked(context: Context, given: MapImportInput) -> Unlocked | None:
    """The file without its password, if one is given and the import waits for it; a given encoding is checked."""
    if given.password is None and not given.encoding:
        return None
    import_id = key_of("Import", given.id)
    async with context.reading() as reading:
        found = await find_import(reading, import_id, {"state"})
    if found is None or found.state not in MAP.sources:
        return None  # the mutation refuses it
    folder = UploadFolder(context.services.home)
    if given.encoding:
        await asyncio.to_thread(check_encoding, folder, import_id, given.encoding)
    if given.password is None:
        return None
    return Unlocked(folder, await asyncio.to_thread(unlock, folder, import_id, given.password))


CODE = attrgetter("code")
REFUSALS: Refusals = MappingProxyType(
    {ImportNotFoundError: Refusal(NotFound, CODE), ImportStateError: Refusal(ImportStateConflict, CODE)}
)
map_mutation = MutationFamily(
    "MapImportResult", ImportType, get_import, {**REFUSALS, MappingRefusedError: Refusal(ValidationFailed, CODE)}
)
import_mutation = MutationFamily("ImportResult", ImportType, get_import, REFUSALS)


@map_mutation(service.MAP_IMPORT, Guard(Role.MANAGER, Scope.IMPORT), prepare=_unlocked)
def map_import(session: Session, caller: Caller, input: MapImportInput, unlocked: Unlocked | None) -> int:
    """Answer what a file leaves open; it is read again with the answers. Possible in ASKING and READY."""
    import_id = key_of("Import", input.id)
    unlock = None if unlocked is None else partial(unlocked.folder.keep, unlocked.path, import_id)
    return service.map_import(session, caller, import_id, input.change(), save_as=input.save_as, unlock=unlock)


@import_mutation(service.START_IMPORT, Guard(Role.MANAGER, Scope.IMPORT))
def start_import(session: Session, caller: Caller, input: StartImportInput) -> int:
    """Let the worker load a file that is READY."""
    return service.start_import(session, caller, key_of("Import", input.id))


@import_mutation(service.DISCARD_IMPORT, Guard(Role.MANAGER, Scope.IMPORT))
def discard_import(session: Session, caller: Caller, input: DiscardImportInput) -> int:
    """Give a file up that has not begun to load; it is removed."""
    return service.discard_import(session, caller, key_of("Import", input.id))
