"""What `jaego import` prints for people: counts per file and table, or how a file would be read."""

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from domain.ingestion.description import Description, Preview, WarningKind
from domain.ingestion.summary import FileSummary, ImportSummary

MAX_LINES_SHOWN = 5
CODES_THAT = {
    WarningKind.CASE_ONLY: "codes that differ in case only",
    WarningKind.LEADING_ZEROS: "codes that differ in leading zeros only",
    WarningKind.EXCEL_NUMBER: "codes that look shortened by Excel",
}


def print_summary(out: Console, summary: ImportSummary) -> None:
    """What became of each file and table, and the speed."""
    for file in summary.files:
        _print_file(out, file)
    print_left_out(out, summary.left_out)
    for warning in summary.warnings:
        out.print(f"warning, {CODES_THAT[warning.kind]}: {', '.join(warning.codes)}", markup=False)
    rate = summary.total("rows_in") / summary.seconds if summary.seconds else 0.0
    resolved = f"; {summary.resolved:,} rows rejected earlier are loaded now" if summary.resolved else ""
    out.print(f"{summary.total('rows_in'):,} rows in {summary.seconds:.1f} s ({rate:,.0f}/s){resolved}", markup=False)


def print_left_out(out: Console, names: Sequence[str]) -> None:
    """The files of folders that no profile fits."""
    if names:
        out.print(f"left out, since no profile fits: {', '.join(names)}", markup=False)


def _print_file(out: Console, file: FileSummary) -> None:
    source = "" if file.profile == "canonical" else f" ({file.profile})"
    out.print(
        f"{file.file}{source} -> {file.table}: {file.rows_in:,} rows = {file.loaded:,} loaded"
        f" + {file.unchanged:,} unchanged + {file.rejected:,} rejected{_reasons(file.by_reason)}",
        markup=False,
    )
    if file.first_rejection:
        out.print(f"  first rejected, {file.first_rejection}", markup=False)
    for line in file.lines_set_aside[:MAX_LINES_SHOWN]:
        out.print(f"  set aside, line {line.line} ({line.reason.lower()}): {line.text}", markup=False)
    if sum(file.set_aside.values()) > MAX_LINES_SHOWN:
        out.print(f"  set aside in all: {sum(file.set_aside.values()):,} lines", markup=False)
    if file.duplicates:
        out.print(f"  unchanged, since they repeat another row of the file: {file.duplicates:,}", markup=False)
    if file.removed:
        out.print(f"  removed, since this file leaves them out: {file.removed:,}", markup=False)
    if file.unknown_statuses:
        words = ", ".join(f"{word} {count:,}" for word, count in file.unknown_statuses.items())
        out.print(f"  unknown status words, taken as PLACED: {words}", markup=False)
    if file.encoding not in (None, "UTF-8"):
        out.print(f"  encoding: {file.encoding}", markup=False)
    if file.formats:
        written = ", ".join(f"{column} {described}" for column, described in file.formats.items())
        out.print(f"  formats: {written}", markup=False)
    if file.ignored_columns:
        out.print(f"  ignored columns: {', '.join(file.ignored_columns)}", markup=False)


def _reasons(by_reason: dict[str, int]) -> str:
    if not by_reason:
        return ""
    return " (" + ", ".join(f"{reason} {count:,}" for reason, count in by_reason.items()) + ")"


def print_description(out: Console, found: Description) -> None:
    """How a file would be read."""
    title = f"{found.file}: {found.profile or 'not recognised'}"
    out.print(f"{title}, {found.rows:,} rows, header in line {found.header_line}", markup=False)
    if found.encoding:
        out.print(f"encoding: {found.encoding}", markup=False)
    columns = Table("column", "field", "format", "first values")
    for column in found.columns:
        columns.add_row(*map(escape, (column.name, column.field or "", column.format or "", " | ".join(column.values))))
    out.print(columns)
    for preview in found.previews:
        _print_preview(out, preview)
    for question in found.questions:
        about = ", ".join((*([question.column] if question.column else []), *question.values))
        out.print(f"question {question.kind.value}: {about}", markup=False)
    for warning in found.warnings:
        out.print(f"warning, {CODES_THAT[warning.kind]}: {', '.join(warning.codes)}", markup=False)
    for line in found.set_aside[:MAX_LINES_SHOWN]:
        out.print(f"set aside, line {line.line} ({line.reason.lower()}): {line.text}", markup=False)


def _print_preview(out: Console, preview: Preview) -> None:
    rows = Table(*map(escape, preview.columns), title=f"{preview.table}{_reasons(preview.problems)}")
    for row in preview.rows:
        rows.add_row(*map(escape, row))
    out.print(rows)
