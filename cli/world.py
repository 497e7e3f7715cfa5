"""`jaego generate`: a synthetic shop to try the product on, with the truth beside it."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from cli.console import out as console
from cli.console import print_json, progress
from kit.errors import InputError
from kit.settings import load_settings


def generate(
    *,
    skus: Annotated[int, typer.Option(help="Products.")] = 200,
    days: Annotated[int, typer.Option(help="Days of history.")] = 730,
    seed: Annotated[int, typer.Option(help="The same seed and end give the same files, byte by byte.")] = 7,
    end: Annotated[str | None, typer.Option(help="Last day of history, YYYY-MM-DD; default yesterday.")] = None,
    out: Annotated[Path | None, typer.Option(help="Folder to write; default JAEGO_HOME/world.")] = None,
    dirty: Annotated[float, typer.Option(help="Share of rows appended broken.")] = 0.0005,
    json: Annotated[bool, typer.Option("--json", help="Print the summary as JSON.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", help="Show no progress.")] = False,
) -> None:
    """Generate a shop whose true demand, lost sales and anomalies are known, as files for `jaego import`."""
    from analytics.world.service import generate as generate_world

    settings = load_settings()
    last = _date(end) if end is not None else datetime.now(settings.zone).date() - timedelta(days=1)
    folder = (out if out is not None else settings.home / "world").resolve()
    with progress(quiet=quiet) as report:
        summary = generate_world(folder, skus=skus, days=days, seed=seed, end=last, dirty=dirty, report=report)
    if json:
        print_json(summary.as_json())
        return
    facts = summary.facts
    if summary.is_unchanged:
        console.print(f"{folder} holds this world already; nothing was written.", markup=False)
        return
    lines = f"{skus:,} SKUs, {summary.parameters.start} to {last}: {summary.order_lines:,} order lines"
    stock = f"{facts.stockout_share:.1%} of SKU-days out of stock, {facts.lost_units:,} units lost"
    planted = f"{facts.planted_anomalies} anomalies and {facts.dirty_rows} dirty rows planted"
    console.print(f"{folder}: {lines}; {stock}; {planted}; {summary.seconds:.1f} s.", markup=False)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--end {text} is not a date; write it as YYYY-MM-DD, such as 2026-06-30.") from None
