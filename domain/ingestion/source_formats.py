"""The formats of a checked file: how its numbers and times are written, part by part."""

from collections.abc import Mapping
from dataclasses import replace
from zoneinfo import ZoneInfo

from domain.ingestion.contract import Kind
from domain.ingestion.formats.columns import ColumnFormat, decide
from domain.ingestion.layouts import Part, Source
from domain.ingestion.options import AS_THEY_ARE, ImportOptions
from domain.ingestion.reading.sheets import Sheet


def with_formats(source: Source, zone: ZoneInfo, options: ImportOptions = AS_THEY_ARE) -> Source:
    """The file with the formats of its columns, each decided by all of its cells.

    Raises:
        InputError: the file turns out to be damaged on the way.
    """
    return replace(source, parts=tuple(_with_formats(source, part, zone, options) for part in source.parts))


def _with_formats(source: Source, part: Part, zone: ZoneInfo, options: ImportOptions) -> Part:
    if part.derived is not None:
        return part
    kinds = {part.places[column.name]: column.kind for column in source.table.columns if column.name in part.places}
    sheet = part.sheet
    return replace(part, formats=decided_formats(sheet, kinds, zone, options))


def decided_formats(
    sheet: Sheet, kinds: Mapping[int, Kind], zone: ZoneInfo, options: ImportOptions
) -> dict[int, ColumnFormat]:
    """The formats of a sheet's columns by place, as its cells and a person say."""
    return decide(
        sheet.header,
        sheet.rows(),
        kinds,
        zone=zone,
        delimiter=sheet.delimiter,
        date_order=options.date_order,
        decimal_mark=options.decimal_mark,
    )


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
