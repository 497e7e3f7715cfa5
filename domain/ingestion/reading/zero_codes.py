"""Numbers that a workbook shows with zeros in front, by a number format such as 0000: codes, not numbers."""

import re
import zipfile
from collections.abc import Mapping
from xml.etree import ElementTree as ET

from domain.ingestion.reading.content import Content, explained
from domain.ingestion.reading.packages import column_number

ZEROS = re.compile(r"0{2,40}")
STYLES = "xl/styles.xml"
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
Widths = Mapping[tuple[int, int], int]
"""How many digits are shown, by row and column (from 0)."""


def zero_codes(content: Content) -> dict[str, Widths]:
    """The cells with a number format of zeros only, by worksheet; empty for workbooks that have no such format.

    The package has been checked before: it declares no entities.
    """
    with explained(content.label), content.open() as raw, zipfile.ZipFile(raw) as archive:
        names = set(archive.namelist())
        if not {STYLES, WORKBOOK, RELATIONS} <= names:
            return {}
        try:
            styles = _zero_styles(archive)
            paths = _worksheets(archive) if styles else {}
            return {sheet: _cells(archive, path, styles) for sheet, path in paths.items() if path in names}
        except ET.ParseError:
            return {}  # calamine says what is wrong with it


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def _zero_styles(archive: zipfile.ZipFile) -> dict[str, int]:
    """The digits shown, by the number of the cell style."""
    root = ET.fromstring(archive.read(STYLES))  # noqa: S314 - checked before: no entities
    widths = {
        form.get("numFmtId", ""): len(code)
        for form in root.iter()
        if _local(form.tag) == "numFmt" and ZEROS.fullmatch(code := form.get("formatCode", "").split(";")[0])
    }
    if not widths:
        return {}
    styles = next((part for part in root if _local(part.tag) == "cellXfs"), ())
    return {
        str(place): widths[style.get("numFmtId", "")]
        for place, style in enumerate(styles)
        if style.get("numFmtId", "") in widths
    }


def _worksheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """The path of each worksheet, by its name."""
    targets = {part.get("Id", ""): part.get("Target", "") for part in ET.fromstring(archive.read(RELATIONS))}  # noqa: S314 - as above
    sheets = [part for part in ET.fromstring(archive.read(WORKBOOK)).iter() if _local(part.tag) == "sheet"]  # noqa: S314 - as above
    found = {sheet.get("name", ""): targets.get(sheet.get(ID, ""), "") for sheet in sheets}
    return {name: path.lstrip("/") if path.startswith("/") else f"xl/{path}" for name, path in found.items()}


def _cells(archive: zipfile.ZipFile, path: str, styles: Mapping[str, int]) -> Widths:
    found: dict[tuple[int, int], int] = {}
    with archive.open(path) as entry:
        for _, element in ET.iterparse(entry, events=("end",)):  # noqa: S314 - as above
            if _local(element.tag) == "row":
                element.clear()
            elif _local(element.tag) == "c" and (width := styles.get(element.get("s", ""))):
                place = re.fullmatch(r"([A-Z]{1,3})(\d{1,7})", element.get("r", ""))
                if place is not None:
                    found[int(place[2]) - 1, column_number(place[1].encode()) - 1] = width
    return found
