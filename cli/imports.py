"""`jaego import`: files in, counts out."""

from pathlib import Path
from typing import Annotated

import typer

from cli.console import out, print_json, progress
from cli.database import open_engine
from domain.ingestion.summary import ImportSummary
from kit.errors import InputError
from kit.settings import load_settings

MAX_LINES_SHOWN = 5


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="FILES_OR_DIRS", help="Files, or folders of canonical files.")],
    profile: Annotated[str, typer.Option(help="Layout of the files: canonical or online-retail-ii.")] = "canonical",
    assume: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE", help="Value that the source lacks: lead-time, currency or warehouse. Recorded."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Import CSV, Parquet and XLSX files: all or nothing, in any order, without effect when repeated."""
    from domain.ingestion.layouts import PROFILES
    from domain.ingestion.service import import_files as load

    chosen = next((known for known in PROFILES if known == profile), None)
    if chosen is None:
        raise InputError(f"--profile {profile} is not supported; choose from {', '.join(PROFILES)}.")
    settings = load_settings()
    assumptions = _pairs(assume or [])
    with progress(quiet=quiet) as report, open_engine(settings) as engine:
        summary = load(
            engine,
            paths,
            profile=chosen,
            timezone=settings.zone,
            currency=settings.currency,
            cancellation_hours=settings.cancellation_hours,
            assume=assumptions,
            report=report,
        )
    if json:
        print_json(summary.as_json())
    else:
        _print(summary)
    if summary.is_refused:
        first = next(file for file in summary.files if file.first_rejection)
        raise InputError(f"No row could be imported; {first.file}, {first.first_rejection}")


def _print(summary: ImportSummary) -> None:
    for file in summary.files:
        out.print(
            f"{file.file} -> {file.table}: {file.rows_in:,} rows = {file.loaded:,} loaded"
            f" + {file.unchanged:,} unchanged + {file.rejected:,} rejected{_reasons(file.by_reason)}",
            markup=False,
        )
        if file.first_rejection:
            out.print(f"  first rejected, {file.first_rejection}", markup=False)
        for line in file.lines_set_aside[:MAX_LINES_SHOWN]:
            out.print(f"  set aside, line {line.line} ({line.reason.lower()}): {line.text}", markup=False)
        if sum(file.set_aside.values()) > MAX_LINES_SHOWN:
            out.print(f"  set aside in all: {sum(file.set_aside.values()):,} lines", markup=False)
        if file.encoding not in (None, "UTF-8"):
            out.print(f"  encoding: {file.encoding}", markup=False)
        if file.formats:
            written = ", ".join(f"{column} {described}" for column, described in file.formats.items())
            out.print(f"  formats: {written}", markup=False)
        if file.ignored_columns:
            out.print(f"  ignored columns: {', '.join(file.ignored_columns)}", markup=False)
    rate = summary.total("rows_in") / summary.seconds if summary.seconds else 0.0
    resolved = f"; {summary.resolved:,} rows rejected earlier are loaded now" if summary.resolved else ""
    out.print(f"{summary.total('rows_in'):,} rows in {summary.seconds:.1f} s ({rate:,.0f}/s){resolved}", markup=False)


def _pairs(assume: list[str]) -> dict[str, str]:
    pairs = {}
    for item in ",".join(assume).split(",") if assume else []:
        key, equals, value = item.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise InputError(f"--assume {item} is not written as key=value, such as lead-time=14.")
        pairs[key.strip()] = value.strip()
    return pairs


def _reasons(by_reason: dict[str, int]) -> str:
    if not by_reason:
        return ""
    return " (" + ", ".join(f"{reason} {count:,}" for reason, count in by_reason.items()) + ")"
