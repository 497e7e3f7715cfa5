"""`jaego up` (database, worker and API together) and `jaego demo` (a planted world first)."""

from typing import Annotated

import typer

from cli import demonstration
from cli.console import err, out, progress
from cli.database import open_engine
from cli.processes import answers, run_together
from cli.runs import quiet_logging
from cli.server import listening
from kit.settings import Settings, ensure_secret_key, load_settings

ANY_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 where a server listens, and where one reaches it
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
    host = ANY_ADDRESS.get(settings.host, settings.host)
    shown = "localhost" if host == "127.0.0.1" else f"[{host}]" if ":" in host else host

    def announce_ready() -> None:
        out.print(f"Jaego is up: http://{shown}:{settings.port}", markup=False)
        if sign_in is not None:
            out.print(sign_in, markup=False)
        out.print("Ctrl-C stops it.")

    def announce_stopping() -> None:
        out.print("Stopping; running work is finished first. Press Ctrl-C again to stop at once.")

    with open_engine(settings) as engine:  # keeps the embedded server alive and the tables up to date
        engine.dispose()
        run_together(
            {"API": ["serve", "--host", settings.host, "--port", str(settings.port)], "worker": ["worker"]},
            {"JAEGO_HOME": str(settings.home)},
            lambda: answers(host, settings.port),
            announce_ready,
            announce_stopping,
        )
