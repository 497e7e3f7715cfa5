"""`jaego users`, run as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from kit.postgres import libpq_url
from tests.factories import secrets

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from cli.main import run; run()", "users"]
PASSWORD = f"{secrets.PASSWORD}\n"


@pytest.fixture
def environment(database_url: URL, tmp_path: Path) -> dict[str, str]:
    """The environment of an instance on this test's own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    return {**kept, "JAEGO_HOME": str(tmp_path), "JAEGO_DATABASE_URL": libpq_url(database_url), "PYTHONPATH": str(ROOT)}


def users(environment: dict[str, str], *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*COMMAND, *arguments], env=environment, input=given, capture_output=True, text=True, timeout=120, check=False
    )


def test_users_are_made_listed_helped_and_refused(environment: dict[str, str], engine: Engine) -> None:
    made = ("create", "--email", "kim@shop.example", "--password-stdin", "--role")
    assert users(environment, *made, "admin", "--approval-limit", "1500.5", given=PASSWORD).stdout == (
        "created kim@shop.example (ADMIN)\n"
    )
    assert users(environment, "list").stdout == "kim@shop.example (ADMIN, enabled)\n"
    refused = users(environment, "disable", "--email", "kim@shop.example")
    assert (refused.returncode, refused.stderr) == (
        2,
        "error: kim@shop.example is the last enabled ADMIN; make another user ADMIN first.\n",
    )
    changed = users(environment, "password", "--email", "KIM@shop.example", "--password-stdin", given="X" + PASSWORD)
    assert changed.stdout == "changed the password of kim@shop.example\n"
    with engine.connect() as connection:
        row = connection.execute(text("select approval_limit::text, session_epoch from app.users")).one()
        actions = connection.scalars(text("select action from audit.audit_logs order by sequence")).all()
        labels = set(connection.scalars(text("select actor_label from audit.audit_logs")))
    assert tuple(row) == ("1500.50", 1)
    assert (actions, labels) == (["CREATE_USER", "UPDATE_USER"], {"command line"})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("password", "--email", "no@shop.example", "--password-stdin"), "There is no user no@shop.example"),
        (("enable", "--email", "no"), "'no' is not a valid e-mail address"),
        (
            ("create", "--email", "a@b.c", "--role", "ADMIN", "--password-stdin", "--approval-limit", "much"),
            "'much' is not an amount",
        ),
        (
            ("create", "--email", "a@b.c", "--role", "ADMIN", "--password-stdin", "--approval-limit", "NaN"),
            "NaN is not an approval limit",
        ),
        (("create", "--email", "a\udcff@b.c", "--role", "ADMIN", "--password-stdin"), "is not a valid e-mail address"),
        (("create", "--email", "a\u202eb@c.d", "--role", "ADMIN", "--password-stdin"), "is not a valid e-mail address"),
    ],
)
def test_a_refusal_is_one_sentence(environment: dict[str, str], arguments: tuple[str, ...], told: str) -> None:
    found = users(environment, *arguments, given=PASSWORD)
    assert found.returncode == 2
    assert told in found.stderr
    assert found.stderr.count("\n") == 1


@pytest.mark.parametrize("locale", ["C", "C.UTF-8"])
def test_a_password_of_other_bytes_than_utf_8_is_refused_in_one_sentence(
    environment: dict[str, str], locale: str
) -> None:
    arguments = [*COMMAND, "create", "--email", "kim@shop.example", "--role", "ADMIN", "--password-stdin"]
    given = b"several \xff words of a phrase\n"
    environment = {**environment, "LC_ALL": locale}
    found = subprocess.run(arguments, env=environment, input=given, capture_output=True, timeout=120, check=False)
    assert found.returncode == 2
    assert found.stderr == b"error: The password is not in UTF-8; enter it as UTF-8 text.\n"
