"""Preparing the demo: a planted world, imported like a user's files, and its first nightly run."""

import json
import os
import secrets
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from cli.runs import yesterday
from domain.identity.caller import command_line
from domain.identity.service import UserChange, ensure_user, update_user
from domain.ingestion.service import import_files
from domain.pipeline import repository
from kit.errors import InputError
from kit.progress import Progress
from kit.settings import Settings

MARK = "demo.json"
SIGN_IN = "demo-sign-in.txt"
WORLD = "world"
SKUS, DAYS, SEED, DIRTY = 200, 730, 7, 0.0005
APPROVAL_LIMIT = Decimal(3_000_000)  # of the demo's manager, who would approve nothing without one
USERS = {"ADMIN": "admin@jaego.example", "MANAGER": "manager@jaego.example", "OPERATOR": "operator@jaego.example"}

Announce = Callable[[str], None]


def prepare(settings: Settings, engine: Engine, report: Progress, announce: Announce) -> None:
    """Create the demo's world, data and first run; existing parts are left unchanged.

    Raises:
        InputError: the database holds data that is not the demo's.
    """
    end = _end(settings, engine)
    with Session(engine) as session:
        if repository.has_succeeded(session, "NIGHTLY", end):
            announce(f"The demo up to {end} is prepared already.")
            return
    _generate(settings, end, report, announce)
    _import(settings, engine, report, announce)
    _first_night(settings, engine, end, report, announce)


def _end(settings: Settings, engine: Engine) -> date:
    """The last day of the demo's world, noted with the database's identity before the first row goes in."""
    mark = settings.home / MARK
    identity, products = _database(engine)
    if mark.exists():
        noted = json.loads(mark.read_text())
        if noted["database"] == identity:
            return date.fromisoformat(noted["end"])
    if products:
        raise InputError(
            f"The database holds {products:,} products that are not the demo's;"
            " name an empty database, or another folder as JAEGO_HOME."
        )
    end = yesterday(settings)
    settings.home.mkdir(parents=True, exist_ok=True)
    mark.write_text(json.dumps({"database": identity, "end": end.isoformat()}) + "\n")
    return end


def _database(engine: Engine) -> tuple[str, int]:
    with engine.connect() as connection:
        identity = connection.scalar(
            text("""
                select system_identifier || '/' || oid from pg_control_system(), pg_database
                where datname = current_database()
            """)
        )
        products = connection.scalar(text("select count(*) from raw.products"))
    return str(identity), int(products or 0)


def _generate(settings: Settings, end: date, report: Progress, announce: Announce) -> None:
    from analytics.world.service import generate

    announce(f"1/3 Generating a world of {SKUS} products over {DAYS} days up to {end} ...")
    world = generate(settings.home / WORLD, skus=SKUS, days=DAYS, seed=SEED, end=end, dirty=DIRTY, report=report)
    announce(f"    {world.order_lines:,} order lines in {world.seconds:.1f} s")


def _import(settings: Settings, engine: Engine, report: Progress, announce: Announce) -> None:
    announce("2/3 Importing it ...")
    summary = import_files(
        engine,
        [settings.home / WORLD],
        profile="canonical",
        timezone=settings.zone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=report,
    )
    rows, loaded, rejected = (summary.total(count) for count in ("rows_in", "loaded", "rejected"))
    announce(
        f"    {rows:,} rows in {summary.seconds:.1f} s: {loaded:,} loaded, {rejected:,} planted dirty rows rejected"
    )


def _first_night(settings: Settings, engine: Engine, end: date, report: Progress, announce: Announce) -> None:
    from jobs.run_kinds import nightly

    announce(f"3/3 Nightly run for {end} ...")
    result = nightly(settings, engine, end, "COMMAND", report)
    announce(f"    run {result.run_id} published in {result.seconds:.1f} s")


def ensure_sign_in(home: Path, engine: Engine) -> str:
    """Make sure that the demo's users exist; the password is generated once and stored, readable by its owner alone.

    Returns:
        The lines that say how to sign in.
    """
    path = home / SIGN_IN
    if not path.exists():
        draft = home / f"{SIGN_IN}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(_lines(secrets.token_urlsafe(12)))
        draft.replace(path)
    lines = path.read_text()
    password = lines.splitlines()[-1].partition(": ")[2]
    with Session(engine) as session, session.begin():
        for role, email in USERS.items():
            user = ensure_user(session, email, role, password)
            if role == "MANAGER" and user.approval_limit is None:
                change = UserChange(frozenset({"approval_limit"}), approval_limit=APPROVAL_LIMIT)
                update_user(session, command_line(), user.id, change)
    return lines.rstrip()


def _lines(password: str) -> str:
    people = "".join(f"  {email} ({role.lower()})\n" for role, email in USERS.items())
    return f"Sign in as one of\n{people}with the password: {password}\n"
