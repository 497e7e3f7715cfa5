"""Why an import failed, as data: the sentence, and the place in the file if it is known."""

import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from domain.ingestion.lines import storable
from kit.errors import InputError, JaegoError

LINE = re.compile(r"\b(?:line|row) ([0-9][0-9,]{0,12})\b")
COLUMN = re.compile(r"\bcolumn ([0-9][0-9,]{0,12})\b")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


@dataclass(frozen=True)
class Failure:
    """The kind of an error for programs, the sentence for people, and the line and column that it is about."""

    code: str
    message: str
    line: int | None = None
    column: str | None = None

    def as_json(self) -> dict[str, object]:
        """As a row of the database keeps it."""
        return asdict(self)


ENDED_THRICE = Failure(
    "WORKER_ENDED",
    "The worker ended three times while it worked on the file; it may be too large for the server's memory. Split it"
    " and upload the parts.",
)
MISSING = Failure("FILE_MISSING", "The file is no longer on the server. Upload it again.")
BROKEN = Failure("BROKEN", "An unexpected error occurred; nothing was loaded. The worker's log has the details.")


def failure_of(error: JaegoError, path: Path, file_name: str) -> Failure:
    """The failure that an error is, with the name that the file is shown by in place of its path."""
    given: Any = error
    message = storable(str(error).replace(str(path), file_name).replace(path.name, file_name))
    line, column = getattr(given, "line", None), getattr(given, "column", None)
    named, placed = LINE.search(message), COLUMN.search(message)
    return Failure(
        code=str(getattr(given, "code", _code_of(type(error)))),
        message=message,
        line=line if isinstance(line, int) else int(named[1].replace(",", "")) if named else None,
        column=column if isinstance(column, str) else placed[1] if placed else None,
    )


def _code_of(kind: type[JaegoError]) -> str:
    """The name of a kind of error as a code: `WrongPasswordError` is WRONG_PASSWORD."""
    return "INPUT_REFUSED" if kind is InputError else HUMP.sub("_", kind.__name__.removesuffix("Error")).upper()
