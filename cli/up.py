"""`jaego up` (database, worker and API together) and `jaego demo` (a planted world first)."""

from typing import Annotated

import typer

from cli import demonstration
from cli.console import err, out, progress
from cli.database import open_engine
from cli.processes import answers, run_together
from cli.runs import quiet_logging
from cli.server import address_of, listening, reachable
from cli.welcome import welcome
from kit.settings import Settings, ensure_secret_key, load_settings

PortOption = Annotated[int | None, typer.Option(help="Port of the API; absent: JAEGO_PORT.")]


def up(port: PortOption = None) -> None:
    """Run everything: the database (embedded if none is named), the worker with its schedule, and the API."""
    settings = _settings(port)
    listening(settings).close()
    _serve(ensure_secret_key(settings))


def demo(
    *,
    port: PortOption = None,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Prepare everything, then end.")] = False,
) -> None:
    """Show the product on a planted world: generate, import, first nightly run, sign-in, then `up`."""
    settings = _settings(port)
    if not no_serve:
        listening(settings).close()
    quiet_logging(settings)
    settings = ensure_secret_key(settings)
    with open_engine(settings) as engine:
        with progress() as report:
            demonstration.prepare(settings, engine, report, lambda line: err.print(line, markup=False))
        sign_in = demonstration.ensure_sign_in(settings.home, engine)
        if not no_serve:
            _serve(settings, sign_in)
            return
    out.print(sign_in, markup=False)


def _settings(port: int | None) -> Settings:
    return load_settings() if port is None else load_settings(port=port)


def _serve(settings: Settings, sign_in: str | None = None) -> None:
    lines = [line for line in (sign_in,) if line is not None]

    def announce_ready() -> None:
        out.print(f"Jaego is up: {address_of(settings)}", markup=False)
        for line in lines:
            out.print(line, markup=False, soft_wrap=True)
        out.print("Ctrl-C stops it.")

    def announce_stopping() -> None:
        out.print("Stopping; running work is finished first. Press Ctrl-C again to stop at once.")

    with open_engine(settings) as engine:  # keeps the embedded server alive and the tables up to date
        invitation = welcome(engine, settings.home, address_of(settings))
        lines += [] if invitation is None else [invitation]
        engine.dispose()
        api = ["serve", "--host", settings.host, "--port", str(settings.port), "--no-welcome"]
        run_together(
            {"API": api, "worker": ["worker"]},
            {"JAEGO_HOME": str(settings.home)},
            lambda: answers(reachable(settings.host), settings.port),
            announce_ready,
            announce_stopping,
        )
