"""The formats of a checked file: how its numbers and times are written, part by part."""

from dataclasses import replace
from zoneinfo import ZoneInfo

from domain.ingestion.formats.columns import decide
from domain.ingestion.layouts import Part, Source


def with_formats(source: Source, zone: ZoneInfo) -> Source:
    """The file with the formats of its columns, each decided by all of its cells.

    Raises:
        InputError: the file turns out to be damaged on the way.
    """
    return replace(source, parts=tuple(_with_formats(source, part, zone) for part in source.parts))


def _with_formats(source: Source, part: Part, zone: ZoneInfo) -> Part:
    kinds = {part.places[column.name]: column.kind for column in source.table.columns if column.name in part.places}
    sheet = part.sheet
    return replace(part, formats=decide(sheet.header, sheet.rows(), kinds, zone=zone, delimiter=sheet.delimiter))


def described_formats(source: Source) -> dict[str, str]:
    """How columns are written that are not in the canonical way, by column; what their cells leave open, too."""
    found = {}
    for part in source.parts:
        for place, form in part.formats.items():
            if form.question is not None:
                found[part.sheet.header[place]] = f"undecided ({form.question.kind.value})"
            elif form.description is not None:
                found[part.sheet.header[place]] = form.description
    return found
