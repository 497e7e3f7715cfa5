"""`jaego nightly`, `jaego train` and `jaego worker`."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy import Engine

from cli.console import out, print_json, progress
from cli.database import open_engine
from jobs.run import RunResult
from kit.clock import business_day, utc_now
from kit.errors import InputError
from kit.logging import configure_logging
from kit.progress import Progress, silent
from kit.settings import Settings, ensure_secret_key, load_settings

Run = Callable[[Settings, Engine, date, str, Progress], RunResult]
DateOption = Annotated[
    str | None, typer.Option("--date", help="Last known business day, such as 2011-11-09; absent: yesterday.")
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one line of JSON.")]
QuietOption = Annotated[bool, typer.Option("--quiet", help="Show no progress.")]


def nightly(*, date: DateOption = None, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Run the nightly run of a date: forecasts, anomalies and recommendations from the data known by then."""
    _perform("NIGHTLY", date, as_json=as_json, quiet=quiet)


def train(*, date: DateOption = None, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Train a new model on the data up to a date; the next nightly runs use it."""
    _perform("TRAINING", date, as_json=as_json, quiet=quiet)


def worker() -> None:
    """Work in the foreground until SIGTERM or Ctrl-C: notifications, uploads, and runs of each kind at their times.

    The run under way is finished first; a second signal stops at once, and the run is repeated by the next worker.
    """
    from jobs.outbox_relay import outbox_relay
    from jobs.queue import open_queue
    from jobs.requested_runs import requested_runs
    from jobs.sample_data import sample_data_requests
    from jobs.schedule import Schedule, register
    from jobs.uploads import uploads
    from jobs.worker import work
    from kit.clock import utc_now
    from kit.postgres import libpq_url

    settings = ensure_secret_key(load_settings())
    configure_logging(settings.log_level, settings.log_format)
    assert settings.secret_key is not None  # noqa: S101 `ensure_secret_key` made one
    with open_engine(settings) as engine:
        queue = open_queue(libpq_url(engine.url), settings.secret_key.get_secret_value())
        runners = {kind: partial(_unwatched, run, settings, engine) for kind, run in _kinds().items()}
        register(queue, engine, Schedule.of(settings), runners, utc_now)
        with (
            outbox_relay(settings, engine),
            requested_runs(engine, runners, settings.zone, utc_now),
            sample_data_requests(settings, engine, utc_now),
            uploads(engine, settings),
        ):
            work(queue)


def _kinds() -> dict[str, Run]:
    from jobs import run_kinds

    return {"NIGHTLY": run_kinds.nightly, "TRAINING": run_kinds.training, "POLICY_BACKTEST": run_kinds.policy_backtest}


def _unwatched(run: Run, settings: Settings, engine: Engine, logical_date: date, trigger: str) -> RunResult:
    return run(settings, engine, logical_date, trigger, silent)


def yesterday(settings: Settings) -> date:
    """The last whole business day."""
    return business_day(utc_now(), settings.zone) - timedelta(days=1)


def parse_day(text: str | None, settings: Settings) -> date:
    """Read `--date`; absent means yesterday in the business time zone.

    Raises:
        InputError: it is not a date, or is in the future.
    """
    if text is None:
        return yesterday(settings)
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--date {text} is not a date; write it like 2011-11-09.") from None
    if day > yesterday(settings) + timedelta(days=1):
        raise InputError(f"--date {day} is in the future; the last complete business day is {yesterday(settings)}.")
    return day


def quiet_logging(settings: Settings) -> None:
    """Leave the terminal to progress and results; `JAEGO_LOG_LEVEL=DEBUG` shows the log all the same."""
    configure_logging("DEBUG" if settings.log_level == "DEBUG" else "CRITICAL", settings.log_format)


def _perform(kind: str, day: str | None, *, as_json: bool, quiet: bool) -> None:
    settings = load_settings()
    quiet_logging(settings)
    logical_date = parse_day(day, settings)
    with open_engine(settings) as engine, progress(quiet=quiet) as report:
        result = _kinds()[kind](settings, engine, logical_date, "COMMAND", report)
    if as_json:
        print_json(result.as_json())
    else:
        show(result, settings.home)


def show(result: RunResult, home: Path) -> None:
    """Print a finished run for people: its steps with seconds and counts, and what it warns of."""
    for step in result.steps:
        counts = ", ".join(f"{name} {value:,}" for name, value in step.counts.items())
        out.print(f"  {step.name:<12}{step.seconds:8.1f} s  {counts}", markup=False)
    for warning in result.warnings:
        out.print(f"  warning: {warning['message']} {json.dumps(_numbers(warning), default=str)}", markup=False)
    end = "published" if result.is_published else "finished, not published"
    evidence = home / "runs" / str(result.run_id)
    out.print(
        f"Run {result.run_id} ({result.kind.lower()} for {result.logical_date}) {end} in {result.seconds:.1f} s;"
        f" its evidence is in {evidence}.",
        markup=False,
    )


def _numbers(warning: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in warning.items() if name not in ("code", "message", "step")}
