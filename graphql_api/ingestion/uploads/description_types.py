"""How a file would be read, as the schema shows it; made from the JSON that the worker has left."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any

from domain.ingestion.uploads.profiles import title_of
from graphql_api.decorators import argument, enum, field, object_type, resolver
from graphql_api.values import NamedCount, named_counts


@enum
class Language(Enum):
    """A language of titles."""

    KO = "Korean."
    EN = "English."


InLanguage = Annotated[Language, argument("The language.")]


@enum
class ImportQuestionKind(Enum):
    """What a file does not say by itself."""

    PASSWORD = "It is protected by a password: send it by `mapImport`."  # noqa: S105  # a question, not a secret
    MAPPING = "Its layout is not known: map its columns to fields, or choose a profile."
    DATE_ORDER = "Its dates can be read with the day or with the month first."
    NUMBER_FORMAT = "Its numbers can be read with a comma or with a point before the decimals."
    STATUS_WORDS = "Its status column has words that are not known."


@enum
class ImportWarningKind(Enum):
    """What can be loaded but is probably not meant."""

    CASE_ONLY = "Codes that differ in case only."
    LEADING_ZEROS = "Codes that differ in leading zeros only."
    EXCEL_NUMBER = "Codes that a spreadsheet has rounded, such as 8.80951E+12."


@object_type
class ImportColumn:
    """A column of the file."""

    name: str = field("Its name in the file's header.")
    values: list[str] = field("Its first three values; empty once the import has ended.")
    format: str | None = field("How its dates or numbers are written, such as DD/MM/YYYY; null: as text.")
    field: str | None = field("The field that it becomes, such as orders.ordered_at; null: it is not read.")


@object_type
class ImportPreview:
    """The first rows of a table as they would be loaded."""

    table: str = field("The table, such as order_items.")
    columns: list[str] = field("Its columns.")
    rows: list[list[str]] = field(
        "The first rows, each with a value a column; empty once the import has ended. What may identify a person is"
        " masked."
    )
    problems: list[NamedCount] = field("Rows that would be refused, by reason.")


@object_type
class ImportQuestion:
    """A question that must be answered by `mapImport` before the import can start."""

    kind: ImportQuestionKind = field("What is asked.")
    column: str | None = field("The column that it is about; null: the whole file.")
    values: list[str] = field("The words or values that it is about.")


@object_type
class ImportCodeWarning:
    """Codes that are probably not meant as they are written."""

    kind: ImportWarningKind = field("What is unusual.")
    codes: list[str] = field("The codes, or the first of them.")


@object_type
class ImportSetAside:
    """A line of the file that is not a row: a title, a notice, a total, or what a shop does not buy."""

    line: int = field("Its line in the file, from 1.")
    reason: str = field("Why: TITLE, NOTICE, TOTAL, ZERO_QUANTITY, NOT_GOODS or a reason of the profile.")
    text: str = field("The line's beginning; empty once the import has ended.")


@object_type
class ImportDescription:
    """How the file would be read."""

    profile: str | None = field("The profile that it is read with; null: none fits.")
    encoding: str | None = field("The encoding of its text; null: a workbook.")
    header_line: int = field("The line of its header, from 1.")
    rows: int = field("Rows below the header.")
    columns: list[ImportColumn] = field("Its columns, in order.")
    previews: list[ImportPreview] = field("The first rows of each table as they would be loaded.")
    questions: list[ImportQuestion] = field("What must be answered first; empty: it can be imported.")
    warnings: list[ImportCodeWarning] = field("What is probably not meant.")
    set_aside: list[ImportSetAside] = field("Lines that are not rows.")

    @resolver()
    def profile_title(self, language: InLanguage) -> str | None:
        """The profile's name for people; null: none fits."""
        return None if self.profile is None else title_of(self.profile, language.name.lower())


def description(kept: Mapping[str, Any]) -> ImportDescription:
    """The description that a row keeps."""
    return ImportDescription(
        profile=kept["profile"],
        encoding=kept["encoding"],
        header_line=kept["header_line"],
        rows=kept["rows"],
        columns=[ImportColumn(**column) for column in kept["columns"]],
        previews=[
            ImportPreview(
                table=each["table"],
                columns=each["columns"],
                rows=each["rows"],
                problems=named_counts(each["problems"]),
            )
            for each in kept["previews"]
        ],
        questions=[
            ImportQuestion(kind=ImportQuestionKind[each["kind"]], column=each["column"], values=each["values"])
            for each in kept["questions"]
        ],
        warnings=[
            ImportCodeWarning(kind=ImportWarningKind[each["kind"]], codes=each["codes"]) for each in kept["warnings"]
        ],
        set_aside=[ImportSetAside(**each) for each in kept["set_aside"]],
    )


@object_type
class ImportProfile:
    """A layout that files can be read in."""

    name: str = field("Its name, for `mapImport`.")

    @resolver()
    def title(self, language: InLanguage) -> str:
        """Its name for people."""
        return title_of(self.name, language.name.lower())
