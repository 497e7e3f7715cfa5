"""No log entry shows the variables of a frame or a secret, in either format, from any source."""

import io
import json
import logging
import subprocess
import sys
import threading
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any

import pytest
import structlog
from pydantic import ValidationError

import domain
import graphql_api
import jobs
import planning
from kit import redaction
from kit.errors import InputError
from kit.logging import configure_logging
from kit.postgres import parse_url
from kit.redaction import redacted, remember_secrets
from kit.settings import Settings

HIDDEN = "several quiet words"
KINDS = ("password", "secret", "secret_key", "refresh_token", "access_token", "cookie", "password_hash", "token_hash")


@pytest.fixture(params=["json", "console"])
def log(request: pytest.FixtureRequest) -> Any:
    """Where the entries of a process go that logs in this format; the process' own logging is put back."""
    root = logging.getLogger()
    before, level, known = list(root.handlers), root.level, set(redaction._known)
    stream = io.StringIO()
    configure_logging("INFO", request.param, stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    redaction._known.clear()
    redaction._known.update(known)


def fail(password: str) -> None:
    """Fail with a secret among the variables."""
    connection = {"address": f"postgresql://jaego:{password}@database/jaego"}
    raise RuntimeError(f"{len(connection)} connections failed")


def test_a_traceback_shows_no_variables(log: io.StringIO) -> None:
    for logger in (structlog.get_logger("jaego.test"), logging.getLogger("uvicorn.error")):
        try:
            fail(HIDDEN)
        except RuntimeError:
            logger.exception("it failed")
    shown = log.getvalue()
    assert shown.count("1 connections failed") == 2
    assert "fail" in shown
    assert HIDDEN not in shown


def test_a_remembered_secret_is_masked_wherever_it_is_written(log: io.StringIO) -> None:
    remember_secrets(['one "quoted" word', "short"])
    structlog.get_logger("jaego.test").error("refused", address='http://x/?key=one "quoted" word')
    logging.getLogger("library").error("address %s: short", "http%3A%2F%2Fx%2Fone%20%22quoted%22%20word")
    shown = log.getvalue()
    assert "quoted" not in shown
    assert "short" in shown, "what is too short to be distinguished from a word is left"
    for line in shown.splitlines():
        if line.startswith("{"):
            json.loads(line)


def test_an_entry_that_cannot_be_written_names_no_argument(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    log.close()
    logging.getLogger("library").error("password %s", HIDDEN)
    assert capsys.readouterr().err == "An entry of the log library could not be written (ValueError).\n"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://jaego:pa:ss@word@host:5432/jaego failed", "postgresql://jaego:***@host:5432/jaego failed"),
        ("host=h password=word dbname=d", "host=h password=*** dbname=d"),
        ("host=h password='two words' dbname=d", "host=h password='***' dbname=d"),
        ('{"password": "two words", "a": 1}', '{"password": "***", "a": 1}'),
        (r"{\"newPassword\": \"two words\"}", r"{\"newPassword\": \"two words\"}"),
        (r"{\"password\": \"two words\"}", r"{\"password\": \"***\"}"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer ***"),
        ("token eyJhbGciOi.eyJzdWIi.c2ln here", "token *** here"),
        ("jgo_0123456789ab_abc-DEF_1 ended", "jgo_0123456789ab_*** ended"),
        ("cookie jaego_refresh=jgr_abc-DEF_1; Path=/", "cookie jaego_refresh=jgr_***; Path=/"),
        ("whsec_QUJD+/= is refused", "whsec_*** is refused"),
        ("(kim, $argon2id$v=19$m=19456$aGFzaA, ko)", "(kim, $argon2***, ko)"),
        ("https://hooks.slack.com/services/T/B/X refused", "https://hooks.slack.com/*** refused"),
        ("The password is too short.", "The password is too short."),
        ("mail kim@shop.example of https://shop.example:8000/", "mail kim@shop.example of https://shop.example:8000/"),
    ],
)
def test_what_has_the_form_of_a_secret_is_masked(text: str, shown: str) -> None:
    assert redacted(text) == shown


def test_a_crash_in_any_thread_is_told_without_secrets() -> None:
    script = f"""
import threading
from kit.logging import report_crashes
report_crashes()
def crash():
    raise RuntimeError("at postgresql://jaego:{HIDDEN.replace(" ", "-")}@host/jaego")
thread = threading.Thread(target=crash); thread.start(); thread.join()
crash()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr.count("RuntimeError: at postgresql://jaego:***@host/jaego") == 2
    assert threading.excepthook is not None


def settings(**given: object) -> Settings:
    return Settings(home=Path("var"), _env_file=None, **given)  # type: ignore[arg-type]


def test_settings_show_no_secret_in_any_form() -> None:
    made = settings(
        database_url=f"postgresql://jaego:{HIDDEN}@host/jaego",
        secret_key=HIDDEN * 3,
        smtp_password=HIDDEN,
        slack_webhook_url=f"https://hooks.slack.com/{HIDDEN}",
        webhook_secret="whsec_" + "A" * 40,
        webhook_url=f"https://erp.example/hook?key={HIDDEN}",
    )
    assert HIDDEN not in f"{made!r} {made}"
    assert "AAAA" not in f"{made!r} {made}"
    assert {HIDDEN, HIDDEN * 3, "whsec_" + "A" * 40} <= set(made.secrets())
    assert made.secrets()[-1] == f"https://erp.example/hook?key={HIDDEN}"


def test_a_refused_setting_is_not_quoted() -> None:
    with pytest.raises(ValidationError) as refused:
        settings(secret_key=HIDDEN)
    assert HIDDEN not in str(refused.value)
    with pytest.raises(ValidationError) as refused:
        settings(webhook_secret="whsec_" + "A" * 40, webhook_url=f"https://kim:{HIDDEN}@erp.example/hook")
    assert HIDDEN not in str(refused.value)
    assert "must not contain a user or password" in str(refused.value)


@pytest.mark.parametrize(
    "address", ["postgresql://jaego:se@cret-part@host/jaego", "postgresql://jaego:x@host:cret-part/d"]
)
def test_an_address_whose_password_is_not_quoted_is_refused_unquoted(address: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_url(address)
    assert "cret-part" not in str(refused.value)


def test_no_object_shows_the_secret_that_it_carries() -> None:
    modules = [
        import_module(found.name)
        for package in (domain, graphql_api, planning, jobs)
        for found in walk_packages(package.__path__, f"{package.__name__}.")
    ]
    kinds = {kind for module in modules for kind in vars(module).values() if isinstance(kind, type)}
    carriers = [(kind, field) for kind in kinds if is_dataclass(kind) for field in fields(kind)]
    secret = [(kind.__qualname__, field.name) for kind, field in carriers if field.name in KINDS and field.repr]
    texts = [
        (kind.__qualname__, "text")
        for kind, field in carriers
        if "Token" in kind.__name__ and field.name == "text" and field.repr
    ]
    assert [*secret, *texts] == []
    assert sum(field.name in KINDS for _, field in carriers) >= 9
