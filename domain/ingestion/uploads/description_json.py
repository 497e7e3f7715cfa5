"""Descriptions as the database keeps them: what may identify a person is masked, and the values go when all is done."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any

from domain.ingestion.description import Description, Preview, Question, QuestionKind
from domain.ingestion.rules import shown_cells
from domain.ingestion.uploads.answers import MAX_COLUMNS

MAX_VALUE_LENGTH = 500
NOT_MAPPED: Mapping[str, str] = MappingProxyType({})
MAX_LISTED = 200
"""Codes, words and lines that are listed: a whole column of them would help nobody."""


@dataclass(frozen=True)
class Ended:
    """What is kept of a description when its import has ended: no values, and lines that are not rows by reason."""

    description: dict[str, object]
    set_aside: dict[str, int]


def as_json(description: Description, mapped: Mapping[str, str] = NOT_MAPPED) -> dict[str, object]:
    """A description as JSON; lists are cut where nobody would read on, and NUL can't be kept.

    Args:
        description: how the file would be read.
        mapped: the fields that a person chose, by column; they are shown as they were chosen.
    """
    kept: dict[str, Any] = asdict(
        replace(
            description,
            previews=tuple(_masked(preview) for preview in description.previews),
            warnings=tuple(replace(each, codes=each.codes[:MAX_LISTED]) for each in description.warnings),
            questions=tuple(replace(each, values=each.values[:MAX_LISTED]) for each in description.questions),
        )
    )
    kept["set_aside_counts"] = dict(Counter(each.reason for each in description.set_aside))
    kept["set_aside"] = kept["set_aside"][:MAX_LISTED]
    kept["columns"] = [
        {**column, "field": mapped.get(column["name"]) if mapped else column["field"]}
        for column in kept["columns"][:MAX_COLUMNS]
    ]
    plain = _plain(kept)
    if not isinstance(plain, dict):
        raise TypeError(type(plain))
    return plain


def locked(file_name: str) -> Description:
    """The description of a file that asks for its password before anything else."""
    question = Question(QuestionKind.PASSWORD)
    return Description(file_name, None, None, header_line=1, rows=0, columns=(), questions=(question,))


def header_of(kept: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The names of the columns of a description that is kept; empty: they are not known."""
    return () if kept is None else tuple(column["name"] for column in kept["columns"])


def without_values(kept: Mapping[str, Any]) -> Ended:
    """A description without the values of the file."""
    description = {
        **kept,
        "columns": [{**column, "values": []} for column in kept["columns"]],
        "previews": [{**preview, "rows": []} for preview in kept["previews"]],
        "set_aside": [{**line, "text": ""} for line in kept["set_aside"]],
    }
    return Ended(description, dict(kept.get("set_aside_counts", {})))


def _masked(preview: Preview) -> Preview:
    rows = []
    for row in preview.rows:
        shown = {cell.column: cell.value or "" for cell in shown_cells(dict(zip(preview.columns, row, strict=True)))}
        rows.append(tuple(shown[column] for column in preview.columns))
    return replace(preview, rows=tuple(rows))


def _plain(value: Any) -> object:  # noqa: ANN401  # whatever a description is made of
    if isinstance(value, str):
        text = value.replace("\0", "").encode("utf-8", "replace").decode()
        return text if len(text) <= MAX_VALUE_LENGTH else text[: MAX_VALUE_LENGTH - 1] + "…"
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value
