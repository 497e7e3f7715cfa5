"""`jaego backtest`."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.console import out, print_json, progress
from cli.database import open_engine
from cli.runs import JsonOption, QuietOption, parse_day, quiet_logging
from kit.errors import InputError
from kit.settings import load_settings

if TYPE_CHECKING:
    import pandas as pd

    from analytics.forecast.scorecard import Backtest

MAX_DAYS = 60
MAX_ORIGINS = 24


def backtest(
    *,
    origins: Annotated[int, typer.Option(min=1, max=MAX_ORIGINS, help="How many past days to forecast from.")] = 3,
    horizons: Annotated[str, typer.Option(help="Days of the totals, such as 7,14,30; each 1 to 60.")] = "7,14,30",
    date: Annotated[
        str | None, typer.Option("--date", help="Last day whose outcomes count; absent: yesterday.")
    ] = None,
    output: Annotated[Path | None, typer.Option("--output", help="Also write the tables to this JSON file.")] = None,
    as_json: JsonOption = False,
    quiet: QuietOption = False,
) -> None:
    """Measure the forecast on the past: train and forecast as of earlier days, compare with actual sales."""
    from planning.backtest import backtest as run

    settings = load_settings()
    quiet_logging(settings)
    until, days = parse_day(date, settings), _days(horizons)
    with open_engine(settings) as engine, progress(quiet=quiet) as report:
        result = run(settings, engine, until, origins=origins, horizons=days, report=report)
    if output is not None:
        output.write_text(json.dumps(result.as_json(), indent=1, default=float))
    if as_json:
        print_json(json.loads(json.dumps(result.as_json(), default=float)))
    else:
        show(result)


def show(result: "Backtest") -> None:
    """Print the tables: methods by horizon over all origins, intervals, coverage per class, value added."""
    every = result.points[result.points["origin"] == "all"]
    for measure in ("wape", "rmse", "bias"):
        out.print(f"\n{measure.upper()} of totals, all origins", markup=False)
        out.print(_wide(every, "method", measure), markup=False, highlight=False)
    for measure in ("pinball", "coverage", "crossings"):
        out.print(f"\n{measure.capitalize()} of p10, p50, p90", markup=False)
        out.print(_wide(result.intervals, "method", measure), markup=False, highlight=False)
    out.print("\nCoverage of the 80 % interval per demand class (outcomes)", markup=False)
    out.print(_wide(result.classes, "demand_class", "coverage"), markup=False, highlight=False)
    out.print(_wide(result.classes, "demand_class", "outcomes"), markup=False, highlight=False)
    out.print("\nSKUs with 100 sales days that are worse than the seasonal naive", markup=False)
    out.print(result.value_added.round(4).to_string(index=False), markup=False, highlight=False)
    for origin in result.origins:
        out.print(json.dumps(origin, default=float), markup=False, highlight=False, soft_wrap=True)
    out.print(f"data {result.data_sha256}", markup=False, highlight=False)


def _wide(frame: "pd.DataFrame", index: str, values: str) -> str:
    table = frame.pivot_table(index=index, columns="horizon_days", values=values, sort=False)
    return str(table.round(4).to_string())


def _days(text: str) -> tuple[int, ...]:
    try:
        days = tuple(sorted({int(part) for part in text.split(",")}))
    except ValueError:
        raise InputError(f"--horizons {text} is not a list of days; write it like 7,14,30.") from None
    if not days or days[0] < 1 or days[-1] > MAX_DAYS:
        raise InputError(f"--horizons {text}: each is a number of days from 1 to {MAX_DAYS}.")
    return days
