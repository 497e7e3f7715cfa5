"""Uploaded files on their way into the tables."""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.ingestion.uploads.answers import Answers
from domain.ingestion.uploads.korean import in_korean
from domain.ingestion.uploads.repository import IMPORT_COLUMNS
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.ingestion.types import ImportBatch
from graphql_api.ingestion.uploads.description_types import ImportDescription, description
from graphql_api.ingestion.uploads.loaders import BatchesByImportIdLoader
from graphql_api.node import Node, global_id
from graphql_api.rows import FromRow
from graphql_api.scalars import Long
from graphql_api.values import NamedCount, named_counts

NEEDS = MappingProxyType(
    {
        "profile": ("answers", "described"),
        "mapping": ("answers",),
        "answers": ("answers",),
        "description": ("described",),
        "progress": ("progress_values",),
        "error": ("failure_values",),
        "failure": ("failure_values",),
        "setAside": ("set_aside_counts",),
        "refusedFile": ("refused_tables",),
    }
)


@enum
class ImportState(Enum):
    """The state of an import."""

    UPLOADED = "Waits to be read."
    READING = "Is being read."
    ASKING = "Has open questions; answer them by `mapImport`."
    READY = "Can be started by `startImport`."
    QUEUED = "Waits for the worker."
    LOADING = "Is being loaded."
    DONE = "Ended; its `files` say what became of the rows."
    FAILED = "Ended with an error; nothing was loaded."
    DISCARDED = "Was given up before it was loaded."


@enum
class ImportSource(Enum):
    """The way of a file."""

    CONSOLE = "Uploaded in the console."
    API_TOKEN = "Uploaded by a program."  # noqa: S105  # a way, not a secret
    INBOX = "Put into the folder inbox."


@object_type
class ImportProgress:
    """How far the worker is."""

    label: str = field("What it does, such as loading orders.csv.")
    done: int = field("Rows done.")
    total: int = field("Rows in total; 0: not known.")


@object_type
class ImportFailure:
    """Why an import failed."""

    code: str = field("The kind of the error, for programs.")
    message: str = field("One sentence for people, in English.")
    message_ko: str = field("The same in Korean.")
    line: int | None = field("The line of the file that it is about; null: the whole file.")
    column: str | None = field("The column that it is about; null: the whole line or file.")


@object_type
class MappedColumn:
    """A column of a file and the field that it becomes."""

    column: str = field("The column's name in the file's header.")
    field: str = field("The field, such as orders.ordered_at.")


@object_type
class StatusWord:
    """A word of a status column and what it means."""

    word: str = field("The word, as in the file.")
    status: str = field("The status, such as PAID.")


@object_type
class ImportAnswers:
    """What a person said about a file; what is null or empty is left to the file."""

    profile: str | None = field("The chosen profile.")
    columns: list[MappedColumn] = field("The mapped columns.")
    encoding: str | None = field("The encoding of its text.")
    date_order: str | None = field("YMD, DMY or MDY.")
    decimal_mark: str | None = field("A point or a comma.")
    status_words: list[StatusWord] = field("Words of its status column.")
    complete_lines: bool = field("Whether it has all lines of its orders.")
    complete_stock: bool = field("Whether it has the whole stock of its warehouses.")
    creates_products: bool | None = field("Whether products that no list names are made from its lines.")


@object_type
class Import(FromRow, Node, names=IMPORT_COLUMNS, needs=NEEDS):
    """An uploaded file, from its arrival to what became of its rows."""

    file_name: str = field("The file's name, without its folder.")
    bytes: Long = field("Its size in bytes.")
    state: ImportState = field("Its state.")
    source: ImportSource = field("The way that it came.")
    uploaded_by: str = field("Who uploaded it: an e-mail address, or inbox.")
    uploaded_at: datetime = field("When it arrived, in UTC.")
    finished_at: datetime | None = field("When it ended, in UTC; null: not yet.")
    refused_rows: int = field("Rows that are refused; those loaded later are not among them.")

    def node_key(self) -> object:
        """Its number."""
        return self.row.import_id

    @resolver()
    def profile(self) -> str | None:
        """The profile that it is read with; null: not known yet, or its columns are mapped."""
        described = self.row.described or {}
        found = described.get("profile") or self.row.answers.get("profile")
        return None if found is None else str(found)

    @resolver()
    def mapping(self) -> str | None:
        """The saved mapping that it is read with; null: none."""
        name = self.row.answers.get("mapping_name")
        return None if name is None else str(name)

    @resolver()
    def answers(self) -> ImportAnswers:
        """What was said about it so far."""
        return answers(self.row.answers)

    @resolver()
    def description(self) -> ImportDescription | None:
        """How it would be read; null: not read yet, or discarded."""
        return None if self.row.described is None else description(self.row.described)

    @resolver()
    def progress(self) -> ImportProgress | None:
        """How far the worker is; null: it does not work on it."""
        return None if self.row.progress_values is None else ImportProgress(**self.row.progress_values)

    @resolver()
    def error(self) -> str | None:
        """Why it failed, in one sentence; null: it did not."""
        return None if self.row.failure_values is None else str(self.row.failure_values["message"])

    @resolver()
    def failure(self) -> ImportFailure | None:
        """Why it failed, with the place in the file; null: it did not."""
        kept = self.row.failure_values
        return None if kept is None else ImportFailure(**kept, message_ko=in_korean(kept["message"]))

    @resolver()
    async def files(self, info: Info) -> list[ImportBatch]:
        """What became of its rows, by table; empty before it was loaded."""
        return ImportBatch.of_all(await info.context.loader(BatchesByImportIdLoader).load(self.row.import_id))

    @resolver()
    def set_aside(self) -> list[NamedCount]:
        """Lines that are not rows, by reason."""
        return named_counts(self.row.set_aside_counts)

    @resolver()
    def refused_file(self) -> str | None:
        """The path of a file of its refused rows, to mend and to upload again; null: none is refused. Rows of several
        tables are in a ZIP file of a CSV file each.
        """
        if not self.row.refused_tables:
            return None
        ending = "csv" if self.row.refused_tables == 1 else "zip"
        return f"/imports/{global_id('Import', self.row.import_id)}/refused.{ending}"


@object_type
class ImportMapping(FromRow):
    """Answers that were saved under a name; they are given again by themselves to files with the same header."""

    name: str = field("Its name, unique.")
    saved_by: str = field("The name of the person who saved it last.")
    updated_at: datetime = field("When it was saved last, in UTC.")

    @resolver()
    def id(self) -> strawberry.ID:
        """Opaque."""
        return global_id("ImportMapping", self.row.id)

    @resolver()
    def answers(self) -> ImportAnswers:
        """What it says."""
        return answers(self.row.options)


def answers(kept: Mapping[str, object]) -> ImportAnswers:
    """The answers that a row keeps."""
    given = Answers.of(kept)
    return ImportAnswers(
        profile=given.profile,
        columns=[MappedColumn(column=column, field=name) for column, name in given.columns.items()],
        encoding=given.encoding,
        date_order=given.date_order,
        decimal_mark=given.decimal_mark,
        status_words=[StatusWord(word=word, status=status) for word, status in given.status_words.items()],
        complete_lines=given.complete_lines,
        complete_stock=given.complete_stock,
        creates_products=given.creates_products,
    )
