"""`jaego import`: files in, counts out; with `--explain` what would come of them."""

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, cast, get_args

import typer

from cli.console import out, print_json, progress
from cli.database import open_engine
from cli.import_tables import print_description, print_left_out, print_summary
from domain.ingestion.options import Complete, DateOrder, ImportOptions
from kit.errors import InputError
from kit.settings import Settings, load_settings

if TYPE_CHECKING:
    from domain.ingestion.importing import ImportSettings

PROFILES_FOLDER = "profiles"
BY_NAME: tuple[Literal["canonical", "online-retail-ii"], ...] = ("canonical", "online-retail-ii")


def import_files(
    paths: Annotated[list[Path], typer.Argument(metavar="FILES_OR_DIRS", help="Files, or folders of files.")],
    *,
    profile: Annotated[
        str | None,
        typer.Option(help="Source of the files, such as sales or shopify-orders; absent: recognised by their columns."),
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(metavar="FILE.yml", help="Which column is which field; see docs/import.md.")
    ] = None,
    encoding: Annotated[str | None, typer.Option(help="Encoding of text, such as cp949; absent: detected.")] = None,
    date_format: Annotated[
        str | None, typer.Option(help="Order of day, month and year: YMD, DMY or MDY; absent: from the cells.")
    ] = None,
    complete: Annotated[
        str | None,
        typer.Option(metavar="lines,stock", help="What the files hold all of: lines of their orders, stock."),
    ] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password of locked workbooks from standard input.")
    ] = False,
    explain: Annotated[bool, typer.Option("--explain", help="Show what would happen, and load nothing.")] = False,
    assume: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE", help="Value that the source lacks: lead-time, currency or warehouse. Recorded."
        ),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Import files of any source: all or nothing, in any order, without effect when repeated."""
    from domain.ingestion.importing import ImportSettings

    settings = load_settings()
    options = ImportOptions(
        profile=profile,
        mapping=_mapping(mapping, profile),
        encoding=encoding,
        date_order=_date_order(date_format),
        password=sys.stdin.readline().rstrip("\r\n") if password_stdin else None,
        complete=_complete(complete),
        profile_folder=settings.home / PROFILES_FOLDER,
    )
    chosen = ImportSettings(
        settings.zone, settings.currency, settings.cancellation_hours, _pairs(assume or []), options
    )
    if explain:
        _explain(settings, paths, chosen, as_json=json)
    else:
        _import(settings, paths, chosen, as_json=json, quiet=quiet)


def _explain(settings: Settings, paths: list[Path], chosen: "ImportSettings", *, as_json: bool) -> None:
    from domain.ingestion.describing import describe
    from domain.ingestion.profile_engine.sources import FileReader

    files, left_out = FileReader(chosen.options, chosen.timezone).files(paths)
    with open_engine(settings) as engine:
        found = [describe(engine, path, chosen.options, settings=chosen) for path in files]
    if as_json:
        print_json({"files": [asdict(one) for one in found], "left_out": [path.name for path in left_out]})
        return
    for one in found:
        print_description(out, one)
    print_left_out(out, [path.name for path in left_out])


def _import(settings: Settings, paths: list[Path], chosen: "ImportSettings", *, as_json: bool, quiet: bool) -> None:
    from domain.ingestion.service import import_files as load

    by_name = next((name for name in BY_NAME if name == chosen.options.profile), None)
    with progress(quiet=quiet) as report, open_engine(settings) as engine:
        summary = load(
            engine,
            paths,
            timezone=chosen.timezone,
            currency=chosen.currency,
            cancellation_hours=chosen.cancellation_hours,
            options=chosen.options,
            profile=by_name,
            assume=chosen.assume,
            report=report,
        )
    if as_json:
        print_json(summary.as_json())
    else:
        print_summary(out, summary)
    if summary.is_refused:
        first = next(file for file in summary.files if file.first_rejection)
        raise InputError(f"No row could be imported; {first.file}, {first.first_rejection}")


def _mapping(path: Path | None, profile: str | None) -> dict[str, object] | None:
    if path is None:
        return None
    if profile is not None:
        raise InputError("--profile and --mapping can't be used together; choose one of them.")
    from domain.ingestion.profile_engine.library import profile_of_mapping
    from domain.ingestion.profile_engine.parsing import read_document

    document = read_document(path)
    profile_of_mapping(document, str(path))
    return document


def _date_order(given: str | None) -> DateOrder | None:
    order = given.upper() if given else None
    if order is not None and order not in get_args(DateOrder):
        raise InputError(f"--date-format {given} is not supported; choose from {', '.join(get_args(DateOrder))}.")
    return cast("DateOrder | None", order)


def _complete(given: str | None) -> frozenset[Complete]:
    words = [word.strip() for word in (given or "").split(",") if word.strip()]
    for word in words:
        if word not in get_args(Complete):
            raise InputError(f"--complete {word} is not supported; choose from {', '.join(get_args(Complete))}.")
    return frozenset(cast("list[Complete]", words))


def _pairs(assume: list[str]) -> dict[str, str]:
    pairs = {}
    for item in ",".join(assume).split(",") if assume else []:
        key, equals, value = item.partition("=")
        if not equals or not key.strip() or not value.strip():
            raise InputError(f"--assume {item} is not written as key=value, such as lead-time=14.")
        pairs[key.strip()] = value.strip()
    return pairs
