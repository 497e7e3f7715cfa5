"""The queries that say which columns of which table are pulled (`sql/extract/`)."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files

FOLDER = files("sql") / "extract"


@dataclass(frozen=True)
class TableQuery:
    """One table's query; an incremental one gives the rows that changed since `jaego.watermark`."""

    table: str
    text: str
    is_incremental: bool

    @property
    def fingerprint(self) -> str:
        """Changes with the text, so that a new column reads the whole table again."""
        return hashlib.sha256(self.text.encode()).hexdigest()[:16]


def load_queries() -> tuple[TableQuery, ...]:
    """Read all table queries, ordered by table name."""
    found = [
        TableQuery(file.name.removesuffix(".sql"), file.read_text(encoding="utf-8"), kind == "incremental")
        for kind in ("incremental", "whole")
        for file in (FOLDER / kind).iterdir()
        if file.name.endswith(".sql")
    ]
    return tuple(sorted(found, key=lambda query: query.table))


def source_query() -> str:
    """The query for the database's identity and its oldest open transaction."""
    return (FOLDER / "source.sql").read_text(encoding="utf-8")
