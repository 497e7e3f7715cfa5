"""`jaego users`: make the people who sign in."""

import sys
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli.console import out
from cli.session import open_engine
from domain.identity.service import create_user
from kit.errors import InputError

app = typer.Typer(help="Make the people who sign in.", no_args_is_help=True)


@app.callback()
def users() -> None:
    """Make the people who sign in."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="The address to sign in with.")],
    role: Annotated[str, typer.Option(help="OPERATOR, MANAGER or ADMIN; each contains the ones before it.")],
    name: Annotated[str | None, typer.Option(help="The name shown to others; absent: from the address.")] = None,
    password_stdin: Annotated[
        bool, typer.Option("--password-stdin", help="Read the password from standard input.")
    ] = False,
) -> None:
    """Create a user; the first administrator is made this way."""
    password = _password(from_stdin=password_stdin)
    with open_engine() as engine, Session(engine) as session:
        user = create_user(session, email, role, password, name)
        session.commit()
        out.print(f"created {user.email} ({role.upper()})", markup=False)


def _password(*, from_stdin: bool) -> str:
    """The password, never taken from the command line, where others could read it."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise InputError("There is no terminal to ask for the password; hand it in by --password-stdin.")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
