"""`jaego db`: the embedded PostgreSQL of this home; and `jaego migrate`."""

import typer

from cli.console import out
from cli.database import open_engine
from kit import postgres
from kit.database import head_revision, make_engine, migrate
from kit.errors import InputError
from kit.settings import Settings, load_settings

app = typer.Typer(help="Start, stop and locate the embedded PostgreSQL.", no_args_is_help=True)


def _embedded_settings() -> Settings:
    settings = load_settings()
    if settings.database_url:
        raise InputError("JAEGO_DATABASE_URL is set, so there is no embedded server here; unset it to use one.")
    return settings


@app.command()
def start() -> None:
    """Start the embedded server, leave it running until `jaego db stop`, and bring its tables up to date."""
    settings = _embedded_settings()
    url = postgres.start_embedded(settings.home)
    postgres.keep_running(settings.home)
    engine = make_engine(url)
    migrate(engine)
    engine.dispose()
    out.print(postgres.libpq_url(url), markup=False)


@app.command()
def stop() -> None:
    """Stop the embedded server."""
    settings = _embedded_settings()
    out.print("stopped" if postgres.stop_embedded(settings.home) else "was not running")


@app.command()
def url() -> None:
    """Print the database's address, for psql and other clients."""
    settings = load_settings()
    if settings.database_url:
        out.print(postgres.libpq_url(postgres.parse_url(settings.database_url)), markup=False)
    elif postgres.is_running(settings.home):
        out.print(postgres.libpq_url(postgres.start_embedded(settings.home)), markup=False)
    else:
        raise InputError(f"The embedded server in {settings.home / 'pg'} is not running; start it: jaego db start.")


def migrate_tables() -> None:
    """Bring the database's tables to the newest revision."""
    with open_engine():
        out.print(f"at {head_revision()}")
