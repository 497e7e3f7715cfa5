"""`jaego users`: create users, and restore access for those who can't sign in."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli.console import out
from cli.database import open_engine
from domain.identity import repository, service
from domain.identity.caller import command_line
from domain.identity.errors import LimitRefusedError, PasswordRefusedError, UserNotFoundError
from domain.identity.models import User
from domain.identity.passwords import hash_password
from domain.identity.rules import normal_email
from kit.errors import InputError

app = typer.Typer(help="Create users, and restore access for those who can't sign in.", no_args_is_help=True)
EmailOption = Annotated[str, typer.Option(help="The address that the user signs in with.")]
StdinOption = Annotated[bool, typer.Option("--password-stdin", help="Read the password from standard input.")]


@app.callback()
def users() -> None:
    """Create users, and restore access for those who can't sign in."""


@app.command()
def create(
    email: Annotated[str, typer.Option(help="The address to sign in with.")],
    role: Annotated[str, typer.Option(help="OPERATOR, MANAGER or ADMIN; each contains the ones before it.")],
    name: Annotated[str | None, typer.Option(help="The name shown to others; absent: from the address.")] = None,
    approval_limit: Annotated[
        str | None, typer.Option(help="The largest amount that a MANAGER may approve; absent: none.")
    ] = None,
    password_stdin: StdinOption = False,
) -> None:
    """Create a user; the first administrator is made this way."""
    limit = None if approval_limit is None else _amount(approval_limit)
    password = _password(from_stdin=password_stdin)
    with open_engine() as engine, Session(engine) as session, session.begin():
        service.check_password_of(normal_email(email), password)
        new = service.NewUser(email, (role,), hash_password(password), name, approval_limit=limit)
        user = service.add_user(session, command_line(), new)
        out.print(f"created {user.email} ({role.upper()})", markup=False)


@app.command("list")
def list_all() -> None:
    """List the users, their roles and whether they may sign in."""
    with open_engine() as engine, Session(engine) as session:
        for user in repository.all_user_rows(session):
            state = "disabled" if user.disabled_at else "enabled"
            out.print(f"{user.email} ({user.role or 'no role'}, {state})", markup=False)


@app.command()
def password(email: EmailOption, password_stdin: StdinOption = False) -> None:
    """Give a user a new password and end all sessions of the user."""
    new = _password(from_stdin=password_stdin)
    with _user(email) as (session, user):
        service.set_password(session, command_line(), user.id, new)
        out.print(f"changed the password of {user.email}", markup=False)


@app.command()
def disable(email: EmailOption) -> None:
    """Disable a user from the next request on; the last enabled ADMIN can't be disabled."""
    with _user(email) as (session, user):
        service.disable_user(session, command_line(), user.id)
        out.print(f"disabled {user.email}", markup=False)


@app.command()
def enable(email: EmailOption) -> None:
    """Let a disabled user sign in again."""
    with _user(email) as (session, user):
        service.enable_user(session, command_line(), user.id)
        out.print(f"enabled {user.email}", markup=False)


@contextmanager
def _user(email: str) -> Iterator[tuple[Session, User]]:
    """The user of an address in a transaction that is committed at the end."""
    with open_engine() as engine, Session(engine) as session, session.begin():
        user = repository.find_user(session, normal_email(email))
        if user is None:
            raise UserNotFoundError(f"There is no user {email}; see: jaego users list")
        yield session, user


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:
        raise LimitRefusedError(f"{text!r} is not an amount; write it like 1500000.") from None


def _password(*, from_stdin: bool) -> str:
    """The password, never taken from the command line, where others could read it."""
    if from_stdin:
        return _text(sys.stdin.buffer.readline().rstrip(b"\r\n"))
    if not sys.stdin.isatty():
        raise InputError("There is no terminal to ask for the password; use --password-stdin.")
    typed = str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return _text(typed.encode(errors="surrogateescape"))


def _text(typed: bytes) -> str:
    try:
        return typed.decode()
    except UnicodeDecodeError:
        raise PasswordRefusedError("The password is not in UTF-8; enter it as UTF-8 text.") from None
